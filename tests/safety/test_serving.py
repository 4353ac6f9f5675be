"""Sending files: headers that let nothing act, parts, and nothing for who may not have it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import unquote

import pytest
from django.http import Http404, HttpResponseBase
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from intersession.access.actor import Actor
from intersession.safety.actions import remove_file, take_in
from intersession.safety.kinds import Kind
from intersession.safety.models import StoredFile
from intersession.safety.names import clean_name
from intersession.safety.serving import attachment, part_asked_for, serve, show_picture
from tests.safety import making
from tests.safety.making import sent

WORDS = b"0123456789" * 20


@pytest.fixture
def stored(ben: Actor) -> StoredFile:
    return take_in(ben, sent(WORDS, "Überblick – «Kinder» 2026.txt"))


def asked(stored: StoredFile, method: str = "GET", **headers: str) -> HttpResponseBase:
    request = RequestFactory().generic(method, "/", headers=headers)
    return ContentSecurityPolicyMiddleware(lambda _request: serve(request, stored))(request)  # type: ignore[return-value]


def body(response: HttpResponseBase) -> bytes:
    content = b"".join(cast(Iterable[bytes], response))
    response.close()
    return content


def test_a_file_comes_as_an_attachment_that_can_do_nothing(stored: StoredFile) -> None:
    response = asked(stored)
    assert body(response) == WORDS
    assert response["Content-Disposition"] == (
        'attachment; filename="Uberblick Kinder 2026.txt"; '
        "filename*=UTF-8''%C3%9Cberblick%20%E2%80%93%20%C2%ABKinder%C2%BB%202026.txt"
    )
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Length"] == "200"
    assert not response.cookies


def test_a_public_file_may_be_kept_by_caches_that_ask_again(stored: StoredFile) -> None:
    response = serve(RequestFactory().get("/"), stored, is_public=True)
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    response.close()


@pytest.mark.parametrize(
    ("asks", "status", "content", "says"),
    [
        ("bytes=0-4", 206, b"01234", "bytes 0-4/200"),
        ("bytes=195-", 206, b"56789", "bytes 195-199/200"),
        ("bytes=-3", 206, b"789", "bytes 197-199/200"),
        ("bytes=-999", 206, WORDS, "bytes 0-199/200"),
        ("bytes=198-999", 206, b"89", "bytes 198-199/200"),
        ("bytes=200-", 416, b"", "bytes */200"),
        ("bytes=-0", 416, b"", "bytes */200"),
        ("bytes=5-2", 200, WORDS, None),
        ("bytes=0-1,5-6", 200, WORDS, None),
        ("lines=0-4", 200, WORDS, None),
        ("bytes=-", 200, WORDS, None),
        ("bytes=" + "9" * 400 + "-", 200, WORDS, None),
    ],
)
def test_a_part_is_sent_where_one_is_asked_for(
    asks: str, status: int, content: bytes, says: str | None, stored: StoredFile
) -> None:
    response = asked(stored, Range=asks)
    assert (response.status_code, body(response)) == (status, content)
    assert response.get("Content-Range") == says
    assert status == 416 or response["Content-Length"] == str(len(content))


def test_a_part_of_another_version_is_sent_whole(stored: StoredFile) -> None:
    etag = asked(stored, "HEAD")["ETag"]
    assert body(asked(stored, **{"Range": "bytes=0-1", "If-Range": '"other"'})) == WORDS
    assert body(asked(stored, **{"Range": "bytes=0-1", "If-Range": etag})) == b"01"
    assert asked(stored, **{"If-None-Match": f'W/"x", W/{etag}'}).status_code == 304


def test_head_says_the_same_and_sends_nothing(stored: StoredFile) -> None:
    whole, head = asked(stored), asked(stored, "HEAD")
    whole.close()
    assert head.headers == whole.headers
    assert body(head) == b""


def test_only_pictures_are_shown_in_a_page(ben: Actor, stored: StoredFile) -> None:
    picture = take_in(ben, sent(making.gps_jpeg(), "a.jpg"))
    response = show_picture(RequestFactory().get("/"), picture)
    assert response["Content-Disposition"] == "inline"
    assert response["Content-Security-Policy"].startswith("sandbox")
    response.close()
    with pytest.raises(Http404):
        show_picture(RequestFactory().get("/"), stored)


def test_a_removed_or_lost_file_is_not_found(ben: Actor, stored: StoredFile, kept: Any) -> None:
    for path in kept():
        path.unlink()
    with pytest.raises(Http404):
        asked(stored)
    with pytest.raises(Http404, match="Sent by mistake"):
        asked(remove_file(ben, stored, "Sent by mistake."))


@given(st.text(max_size=40), st.integers(0, 10_000))
def test_a_part_lies_within_the_file(header: str, size: int) -> None:
    for asks in (header, f"bytes={header}", f"bytes={len(header)}-{size // 2}", f"bytes=-{len(header)}"):
        part = part_asked_for(asks, size)
        if part:
            assert 0 <= part[0] <= part[1] < size


@given(st.text(), st.sampled_from(Kind))
def test_any_name_becomes_one_that_is_safe_to_keep_and_to_send(name: str, kind: Kind) -> None:
    cleaned = clean_name(name, kind)
    assert 0 < len(cleaned) <= 120
    assert not set(cleaned) & set('/\\:*?"<>|\x00\r\n\u202e\u200b')
    assert cleaned == clean_name(cleaned, kind)
    header = attachment(cleaned)
    assert header.isascii()
    assert header.isprintable()
    assert unquote(header.rpartition("filename*=UTF-8''")[2]) == cleaned
    assert re.fullmatch(
        r'attachment; filename="[A-Za-z0-9 ._-]+"; filename\*=UTF-8\'\'[A-Za-z0-9%._~-]+', header
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Ben\\guide.docx", "guide.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.pdf"),
        ("report.pdf\u200b.exe", "report.pdf.pdf"),
        ("guide．exe", "guide-exe.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("CON.pdf", "file-CON.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("گزارش\u200cها.pdf", "گزارش\u200cها.pdf"),
        ("x" * 5000 + ".pdf", "x" * 116 + ".pdf"),
        ("é" * 500, "é" * 100 + ".pdf"),
    ],
)
def test_a_name_is_cleaned(name: str, expected: str) -> None:
    assert clean_name(name, Kind.PDF) == expected
