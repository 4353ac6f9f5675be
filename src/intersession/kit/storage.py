"""Static files: hashed names, and the stylesheet's parts joined into one sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile

SHEET = "kit/kit.css"
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>[a-z]+)\))?;')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class OneSheetStorage(ManifestStaticFilesStorage):
    """Collects `kit.css` with every `@import` in it written out, so a page waits for one stylesheet only."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run and SHEET in paths:
            joined = IMPORT.sub(lambda found: self._written_out(found, paths), self._text(SHEET, paths))
            self.delete(SHEET)
            self.save(SHEET, ContentFile(joined.encode()))
            paths[SHEET] = (self, SHEET)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _text(self, name: str, paths: dict[str, Any]) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return COMMENT.sub("", file.read().decode())

    def _written_out(self, found: re.Match[str], paths: dict[str, Any]) -> str:
        path = found["path"]
        name = path.removeprefix("../") if path.startswith("../") else f"kit/{path}"
        text = self._text(name, paths)
        return f"@layer {found['layer']} {{\n{text}\n}}" if found["layer"] else text
