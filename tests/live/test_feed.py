"""The layer before Django answers as Django does, from memory, and forgets what was taken back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from intersession.config.live_feed import LiveFeed
from intersession.live import actions
from intersession.live.models import Update
from tests.live.making import ask_and_let_in, make_open
from tests.world import World


class Asked:
    """A feed over rows that a test holds."""

    def __init__(self, rows: dict[str, list[str]]) -> None:
        self.rows, self.revision, self.reads = rows, 0, 0
        self.feed = LiveFeed(self.django, self.read, lambda: self.revision)

    def django(self, environ: Any, start_response: Any) -> list[bytes]:
        start_response("404 Not Found", [])
        return [b"Django"]

    def read(self, slug: str, after: int) -> list[str]:
        self.reads += 1
        return self.rows.get(slug, [])[after:]

    def __call__(self, path: str, query: str = "after=0", method: str = "GET") -> str:
        environ: Any = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
        return b"".join(self.feed(environ, lambda *_started: lambda _data: None)).decode()


def test_it_answers_from_memory_until_something_changed() -> None:
    rows = {"one": ['{"n": 1}', '{"n": 2}']}
    ask = Asked(rows)
    path = "/en/sessions/one/live/updates/"
    assert ask(path, "after=1") == '{"last": 2, "updates": [{"n": 2}]}'
    assert ask("/ar/sessions/one/live/updates/", "after=2") == '{"last": 2, "updates": []}'
    assert ask.reads == 1
    rows["one"].append('{"n": 3}')
    ask.revision += 1
    assert json.loads(ask(path, "after=0"))["last"] == 3


def test_what_was_taken_back_is_read_again() -> None:
    rows = {"one": ['{"n": 1, "text": "unkind"}']}
    ask = Asked(rows)
    path = "/en/sessions/one/live/updates/"
    assert "unkind" in ask(path)
    rows["one"] = ['{"n": 1, "text": ""}', '{"n": 2, "state": "aside"}']
    ask.revision += 1
    assert "unkind" not in ask(path)


@pytest.mark.parametrize(
    ("path", "query", "method"),
    [
        ("/en/sessions/two/live/updates/", "after=0", "GET"),
        ("/en/sessions/one/live/updates/", "after=x", "GET"),
        ("/en/sessions/one/live/updates/", "after=0", "POST"),
        ("/en/sessions/one/live/", "", "GET"),
    ],
)
def test_what_it_does_not_know_is_left_to_django(path: str, query: str, method: str) -> None:
    assert Asked({"one": ['{"n": 1}']})(path, query, method) == "Django"


def test_django_says_the_same(world: World, client: Client) -> None:
    meeting = make_open(world)
    ask_and_let_in(world, meeting)
    rows = list(Update.objects.order_by("number").values_list("told", flat=True))
    ask = Asked({meeting.slug: rows})
    path = f"/en/sessions/{meeting.slug}/live/updates/"
    for after in (0, 1, 2, 9):
        answer = client.get(path, {"after": after})
        assert answer.content.decode() == ask(path, f"after={after}")
        assert "no-store" in answer["Cache-Control"]


def test_no_words_of_an_aside_question_reach_a_late_reader(world: World) -> None:
    meeting = make_open(world)
    question = ask_and_let_in(world, meeting, "An unkind question")
    ask = Asked({})
    ask.rows[meeting.slug] = list(Update.objects.order_by("number").values_list("told", flat=True))
    path = f"/en/sessions/{meeting.slug}/live/updates/"
    assert "unkind" in ask(path)
    actions.set_question_aside(world.actor("ada"), meeting, question)
    ask.rows[meeting.slug] = list(Update.objects.order_by("number").values_list("told", flat=True))
    ask.revision += 1
    assert "unkind" not in ask(path)
