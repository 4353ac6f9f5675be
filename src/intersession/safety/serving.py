"""Sending files: as an attachment, under a policy that lets nothing in them act.

The room puts its own door on its own address, finds the file by its key, and calls `serve`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from intersession.safety.kinds import TEXTS
from intersession.safety.models import StoredFile

# Whatever the browser makes of the file, it may run nothing, fetch nothing, send nothing, and has no origin.
ALONE = "sandbox; default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
PRIVATE = "private, no-store"
PUBLIC = "public, max-age=0, must-revalidate"
CHUNK = 1 << 16
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def serve(request: HttpRequest, stored: StoredFile, *, is_public: bool = False) -> HttpResponseBase:
    """The file as an attachment, whole or the part that was asked for. Removed files are not found."""
    return answered(request, stored, attachment(stored.name), is_public=is_public)


def show_picture(request: HttpRequest, stored: StoredFile, *, is_public: bool = False) -> HttpResponseBase:
    """A picture, to be shown in a page. Only pictures: each was decoded and written anew by us."""
    if not stored.is_picture:
        raise Http404(_("This is not a picture."))
    return answered(request, stored, "inline", is_public=is_public)


def attachment(name: str) -> str:
    """The header that names the file: in letters every program reads, and in its own (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r" +", " ", re.sub(r"[^A-Za-z0-9 ._-]", "", plain)).strip(" .")
    ending = name[name.rfind(".") :] if "." in name else ""
    if not plain or plain == ending.strip("."):
        plain = f"file{ending}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def answered(
    request: HttpRequest, stored: StoredFile, disposition: str, *, is_public: bool
) -> HttpResponseBase:
    """The response with its headers; 206, 304 or 416 where the request asks for it."""
    if stored.is_removed:
        raise Http404(_("This file was removed: %(reason)s") % {"reason": stored.removed_because})
    etag = f'"{stored.sha256[:32]}"'
    start, end, status = 0, stored.size - 1, 200
    if etag in [
        tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")
    ]:
        return with_headers(HttpResponse(status=304), stored, disposition, etag, is_public)
    if request.method == "GET" and request.headers.get("If-Range", etag) == etag:
        part = part_asked_for(request.headers.get("Range", ""), stored.size)
        if part == ():
            response = HttpResponse(status=416)
            response["Content-Range"] = f"bytes */{stored.size}"
            return with_headers(response, stored, disposition, etag, is_public)
        if part:
            start, end, status = part[0], part[1], 206
    if request.method == "HEAD":
        response = HttpResponse(status=200)
    else:
        try:
            file = default_storage.open(stored.path)
        except FileNotFoundError:
            raise Http404(_("This file is no longer there.")) from None
        response = StreamingHttpResponse(Part(file, start, end - start + 1), status=status)  # type: ignore[assignment]
    if status == 206:
        response["Content-Range"] = f"bytes {start}-{end}/{stored.size}"
    response["Content-Length"] = str(end - start + 1)
    return with_headers(response, stored, disposition, etag, is_public)


def part_asked_for(header: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """First and last byte of the range asked for; None to send all; () when there is no such part.

    Several ranges at once, other units and nonsense are answered with the whole file, as HTTP allows.
    """
    asked = RANGE.fullmatch(header.replace(" ", ""))
    if not size or not asked or asked[1] == asked[2] == "" or max(map(len, asked.groups())) > 18:
        return None
    if asked[1] == "":
        last = int(asked[2])
        return (max(0, size - last), size - 1) if last else ()
    start = int(asked[1])
    end = min(int(asked[2]), size - 1) if asked[2] else size - 1
    if asked[2] and int(asked[2]) < start:
        return None
    return (start, end) if start < size else ()


def with_headers(
    response: HttpResponseBase, stored: StoredFile, disposition: str, etag: str, is_public: bool
) -> HttpResponseBase:
    """What every answer about a file says."""
    charset = "; charset=utf-8" if stored.kind in TEXTS else ""
    response["Content-Type"] = stored.media_type + charset
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ALONE
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Cache-Control"] = PUBLIC if is_public else PRIVATE
    if not is_public:
        patch_vary_headers(response, ["Cookie"])
    return response


class Part:
    """A part of a file in chunks; closes the file at the end, however it ends."""

    def __init__(self, file: IO[bytes], start: int, length: int) -> None:
        self.file, self.left = file, length
        self.file.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        while self.left > 0 and (chunk := self.file.read(min(CHUNK, self.left))):
            self.left -= len(chunk)
            yield chunk

    def close(self) -> None:
        """Called by Django when the answer was sent or given up."""
        self.file.close()
