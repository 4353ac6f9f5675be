"""Entries, files and lists for the tests of sharing."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

TYPED: dict[str, Any] = {
    "title": "Guide des quokkas pour les parents de Dakar",
    "title_language": "fr",
    "title_en": "Quokka guide for parents in Dakar",
    "kind": "guideline",
    "year": "2025",
    "languages": "French",
    "places": "Senegal",
    "publishers": "Quokka House (fictional)",
    "url": "https://quokka.example/guide",
    "audiences": ["parents"],
    "topics": ["gaming"],
    "license": "CC BY 4.0",
}
CSV = (
    "title,title_en,title_language,kind,year,languages,countries,url,audience,topics\n"
    "Guide des quokkas,Quokka guide,fr,guideline,2024,fr,SN,https://quokka.example/1,parents,gaming\n"
    "Quokka report for schools,,en,report,2023,en,KE; UG,https://quokka.example/2,educators,education\n"
)


def upload(text: str | bytes, name: str = "list.csv") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
