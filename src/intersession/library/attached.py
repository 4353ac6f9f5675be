"""What a page shows of a file."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from intersession.kit.languages import language_name
from intersession.library.models import Resource, ResourceFile


@dataclass(frozen=True, slots=True)
class Attached:
    """A file: its name, where its page and its bytes are, and what is known of it."""

    file: ResourceFile
    name: str
    url: str
    download_url: str
    kind: str
    size: str
    language: str
    pages: int
    is_waiting: bool
    unread: str
    left_out: list[str]

    @classmethod
    def of(cls, resource: Resource, file: ResourceFile) -> Attached:
        stored = file.stored
        where = [resource.slug, stored.key]
        return cls(
            file,
            stored.name,
            reverse("library:file", args=where),
            reverse("library:download", args=where),
            stored.kind_name,
            filesizeformat(stored.size),
            language_name(file.language) if file.language else "",
            stored.pages or file.page_count,
            file.read_at is None,
            str(file.get_unread_because_display()) if file.unread_because else "",
            list(stored.left_out),
        )
