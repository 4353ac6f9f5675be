"""Taking metadata out of a JPEG file without decoding it."""

from __future__ import annotations

# JFIF, colour profile and Adobe's colour mark are needed to show it; all other application data goes.
KEPT_APPLICATION_DATA = frozenset({0xE0, 0xE2, 0xEE})
COMMENT = 0xFE
START_OF_SCAN, END = 0xDA, 0xD9


def without_metadata(data: bytes) -> bytes:
    """The same picture without Exif, XMP, comments and what stands behind its end; as it was if it is odd."""
    kept, place = [data[:2]], 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            return data
        marker = data[place + 1]
        if marker == START_OF_SCAN:
            end = data.rfind(b"\xff\xd9", place)
            kept.append(data[place : end + 2] if end > 0 else data[place:])
            return b"".join(kept)
        length = int.from_bytes(data[place + 2 : place + 4])
        segment = data[place : place + 2 + length]
        is_application_data = 0xE0 <= marker <= 0xEF
        if marker != COMMENT and (not is_application_data or marker in KEPT_APPLICATION_DATA):
            kept.append(segment)
        place += 2 + length
    return data
