"""What fields are called in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

FIELD_NAMES = {
    "title": gettext_lazy("title"),
    "title_language": gettext_lazy("language of the title"),
    "title_en": gettext_lazy("title in English"),
    "kind": gettext_lazy("kind"),
    "year": gettext_lazy("year"),
    "url": gettext_lazy("link"),
    "license": gettext_lazy("licence"),
    "source_url": gettext_lazy("source"),
    "source_words": gettext_lazy("source in words"),
    "as_of": gettext_lazy("date of the source"),
    "confidence": gettext_lazy("confidence"),
    "notes": gettext_lazy("remarks"),
    "summary": gettext_lazy("summary"),
    "doi": gettext_lazy("DOI"),
    "isbn": gettext_lazy("ISBN"),
    "publishers": gettext_lazy("publishers"),
    "languages": gettext_lazy("languages"),
    "places": gettext_lazy("places"),
    "audiences": gettext_lazy("audiences"),
    "topics": gettext_lazy("topics"),
    "concepts": gettext_lazy("concepts"),
    "files": gettext_lazy("files"),
}
