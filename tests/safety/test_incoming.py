"""Files while they come in over HTTP: never more on this machine than may be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.safety.actions import take_in
from tests.safety import making

type Received = Callable[..., list[Any]]


@pytest.fixture
def received(settings: Any) -> Iterator[Received]:
    """The files as a view finds them in a request; they go when it is answered."""
    requests: list[HttpRequest] = []

    def files_of(*contents: bytes, session: bool = True) -> list[Any]:
        files = [SimpleUploadedFile(f"{number}.pdf", content) for number, content in enumerate(contents)]
        request = RequestFactory().post("/", {"file": files})
        if session:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = "somebody"
        requests.append(request)
        return request.FILES.getlist("file")

    yield files_of
    for request in requests:
        request.close()


def test_a_file_arrives_as_it_was_sent(received: Received, ben: Actor) -> None:
    (file,) = received(making.pdf())
    assert file.read() == making.pdf()
    assert take_in(ben, file).name == "0.pdf"


def test_of_a_file_beyond_the_limit_only_name_and_size_arrive(
    received: Received, settings: Any, ben: Actor
) -> None:
    settings.UPLOADS = {**settings.UPLOADS, "bytes": 100_000}
    large, small = received(b"%PDF-" + bytes(300_000), making.pdf())
    assert (large.size, large.read(), large.name) == (300_005, b"", "0.pdf")
    with pytest.raises(Refused, match=r"larger than 97\.7"):
        take_in(ben, large)
    assert take_in(ben, small).pages == 1


def test_what_comes_without_a_session_is_dropped(received: Received) -> None:
    (file,) = received(making.pdf(), session=False)
    assert (file.read(), file.size) == (b"", len(making.pdf()))


def test_more_than_twenty_files_at_once_are_dropped(received: Received) -> None:
    files = received(*[b"text"] * 22)
    assert [file.read() for file in files] == [b"text"] * 20 + [b""] * 2


def test_an_empty_file_is_refused_with_a_sentence(received: Received, ben: Actor) -> None:
    for file in received(b""):
        with pytest.raises(Refused, match="empty"):
            take_in(ben, file)
