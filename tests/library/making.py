"""Resources for the tests, made through the same action as all others."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from intersession.access.actor import SYSTEM
from intersession.library.actions import Entry, load_resources
from intersession.library.load import COLUMNS
from intersession.library.models import Resource

PLAIN: dict[str, Any] = {
    "title": "Safe paths: a guide for coaches",
    "title_language": "en",
    "title_en": "Safe paths: a guide for coaches",
    "kind": "guideline",
    "year": 2024,
    "url": "https://paths.example/guide",
    "license": "",
    "source_url": "https://paths.example/",
    "source_words": "",
    "as_of": "",
    "confidence": "high",
    "notes": "",
    "summary": "",
    "doi": "",
    "isbn": "",
}


def make_entry(slug: str = "safe-paths", **changes: Any) -> Entry:
    """An entry of reference data; plain columns and lists may be changed alike."""
    lists: dict[str, Any] = {
        "publishers": (("harbour-press", "Harbour Press (fictional)", False),),
        "languages": ("en",),
        "places": ("KE",),
        "audiences": ("educators",),
        "topics": ("grooming",),
        "concepts": {"grooming": "topic"},
    }
    fields = {**PLAIN, **{name: value for name, value in changes.items() if name in PLAIN}}
    lists.update({name: value for name, value in changes.items() if name in lists})
    return Entry(slug=slug, fields=fields, **lists)


def make_resource(slug: str = "safe-paths", **changes: Any) -> Resource:
    """A published resource."""
    load_resources(SYSTEM, [make_entry(slug, **changes)])
    found: Resource = Resource.objects.get(slug=slug)
    return found


def make_resources(count: int) -> None:
    """Many resources at once, alike but for title and year."""
    load_resources(
        SYSTEM,
        [
            make_entry(
                f"paths-{number}",
                title=f"Paths {number:05}",
                title_en=f"Paths {number:05}",
                year=1990 + number % 30,
                languages=("en", "fr"),
                places=("KE", "TZ", "ZZ"),
            )
            for number in range(count)
        ],
    )


def write_csv(folder: Path, *rows: dict[str, str]) -> Path:
    """A resources.csv in `folder` with these rows; what a row does not say has a sound value."""
    sound = {
        "title": "Safe paths",
        "title_en": "Safe paths",
        "kind": "guideline",
        "publisher": "Harbour Press",
        "year": "2024",
        "languages": "en",
        "countries": "KE",
        "audience": "educators",
        "topics": "grooming",
        "url": "https://paths.example/",
        "license": "",
        "source_url": "https://paths.example/",
        "confidence": "high",
        "notes": "",
    }
    with (folder / "resources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for number, row in enumerate(rows):
            names = {"title": f"Safe paths {number}", "title_en": f"Safe paths {number}"}
            writer.writerow({**sound, **names, **row})
    return folder
