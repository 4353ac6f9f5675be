"""Archives (DOCX and EPUB are some) packed so that the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime


def repacked(data: bytes, moment: datetime) -> bytes:
    """The same entries in the same order, each with this time; what must stand first and plain does."""
    result = io.BytesIO()
    when = max(moment.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(result, "w") as kept:
        for name in sorted(given.namelist(), key=lambda name: name != "mimetype"):
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            kept.writestr(entry, given.read(name))
    return result.getvalue()
