"""The pages of questions: what is shown of whom, forms that lose nothing, equal queries."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intersession.library.models import Resource
from intersession.questions import actions, views
from intersession.questions.models import Answer, Decline, Question
from tests.collections.making import stranger
from tests.questions.test_actions import ask
from tests.world import World

pytestmark = pytest.mark.django_db


def as_(client: Client, world: World, name: str) -> Client:
    client.force_login(world.people[name])
    return client


def test_a_visitor_reads_and_names_are_shown_only_where_agreed(client: Client, world: World) -> None:
    question = ask(world)
    actions.answer_question(world.actor("chi"), question, "Two **ways**.", "en")
    text = client.get(question.get_absolute_url()).content.decode()
    assert "<strong>ways</strong>" in text
    assert "Harbour Lights" in text
    assert "Ben" not in text
    assert "<form method" not in text
    world.people["ben"].shows_name = True
    world.people["ben"].save()
    assert "Ben" in client.get(question.get_absolute_url()).content.decode()


def test_a_question_is_asked_answered_and_accepted_without_a_script(client: Client, world: World) -> None:
    as_(client, world, "ben")
    data = {
        "title": "Who has a code?",
        "language": "en",
        "text": "",
        "concepts": ["grooming"],
        "places": "Kenya, Brazil",
    }
    response = client.post(reverse("questions:ask_question"), data)
    question = Question.objects.get()
    assert response["Location"] == question.get_absolute_url()
    assert set(question.places.values_list("pk", flat=True)) == {"KE", "BR"}
    person = stranger().person
    assert person is not None
    client.force_login(person)
    resource = Resource.objects.listed()[0]
    lines = f"http://localhost/fr/library/{resource.slug}/\r\n{resource.slug}\r\n"
    response = client.post(
        reverse("questions:answer_question", args=[question.slug]),
        {"text": "This one.", "language": "en", "resources": lines},
    )
    assert response["Location"].endswith("#answer-1")
    page = client.get(question.get_absolute_url()).content.decode()
    assert resource.get_absolute_url() in page
    assert "This answers it" not in page
    path = reverse("questions:accept_answer", args=[question.slug, 1])
    assert client.post(path).status_code == 403
    as_(client, world, "chi").post(path)
    assert "Accepted by who asked" in client.get(question.get_absolute_url()).content.decode()
    client.post(path, {"step": "back"})
    assert not Answer.objects.filter(accepted_at__isnull=False).exists()


def test_questions_like_it_are_shown_before_it_is_asked(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ask(world)
    monkeypatch.setattr(views, "similar_questions", lambda _actor, _title, _concepts: [before])
    as_(client, world, "chi")
    data = {"title": "Who has a code?", "language": "en", "text": "Mine."}
    text = client.post(reverse("questions:ask_question"), data).content.decode()
    assert before.get_absolute_url() in text
    assert "Mine.</textarea>" in text
    assert Question.objects.count() == 1
    client.post(reverse("questions:ask_question"), {**data, "none_of_these": "1"})
    assert Question.objects.count() == 2


@pytest.mark.parametrize(
    "lines", ["https://elsewhere.example/x/y", "/library/no-such-thing/", "http://[", "x" * 300, "<script>"]
)
def test_an_answer_with_a_wrong_address_is_kept_as_typed(client: Client, world: World, lines: str) -> None:
    question = ask(world)
    response = as_(client, world, "chi").post(
        reverse("questions:answer_question", args=[question.slug]),
        {"text": "My long answer", "language": "en", "resources": lines},
    )
    assert response.status_code == 400
    assert "My long answer</textarea>" in response.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "data",
    [{}, {"title": "x" * 201, "language": "en"}, {"title": "x", "language": "tlh"}, {"title": "\x00", "language": "en"},
     {"title": "x", "language": "en", "concepts": "nonsense"}, {"title": "x", "language": "en", "places": "Narnia"}],
)  # fmt: skip
def test_a_form_that_is_wrong_says_so(client: Client, world: World, data: dict[str, str]) -> None:
    response = as_(client, world, "ben").post(reverse("questions:ask_question"), data)
    assert response.status_code == 400
    assert not Question.objects.exists()


def test_a_withdrawn_question_shows_its_reason_and_its_words_no_longer(client: Client, world: World) -> None:
    question = ask(world, "Unspeakable words")
    actions.answer_question(world.actor("chi"), question, "Unspeakable answer", "en")
    actions.withdraw_question(world.actor("ada"), question, "It names somebody.")
    for browser in (client, as_(client, world, "ben")):
        response = browser.get(question.get_absolute_url())
        assert response.status_code == 410
        assert "It names somebody." in response.content.decode()
        assert "Unspeakable" not in response.content.decode()
    for path in (reverse("questions:questions"), reverse("questions:feed")):
        assert "Unspeakable" not in client.get(path).content.decode()
    response = client.post(
        reverse("questions:answer_question", args=[question.slug]), {"text": "x", "language": "en"}
    )
    assert response.status_code == 409
    assert client.post(reverse("questions:accept_answer", args=[question.slug, 1])).status_code == 404


def test_a_withdrawn_answer_leaves_a_line_with_the_reason(client: Client, world: World) -> None:
    question = ask(world)
    actions.answer_question(world.actor("chi"), question, "Unspeakable answer", "en")
    path = reverse("questions:withdraw_answer", args=[question.slug, 1])
    as_(client, world, "ben")
    assert client.post(path, {"because": ""}).status_code == 400
    client.post(path, {"because": "We were wrong."})
    text = client.get(question.get_absolute_url()).content.decode()
    assert "We were wrong." in text
    assert "Unspeakable" not in text


def test_hostile_words_are_shown_and_never_run(client: Client, world: World) -> None:
    as_(client, world, "ben")
    client.post(
        reverse("questions:ask_question"),
        {
            "title": "<script>alert(1)</script>\u202efdp.exe",
            "language": "en",
            "text": "<img src=x onerror=x> [a](javascript:x)",
        },
    )
    question = Question.objects.get()
    for path in (question.get_absolute_url(), reverse("questions:questions")):
        text = client.get(path).content.decode()
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "\u202e" not in text
        assert 'href="javascript' not in text


def test_not_us_leads_back_and_stays_on_this_site(client: Client, world: World) -> None:
    question = ask(world)
    person = stranger().person
    assert person is not None
    client.force_login(person)
    path = reverse("questions:decline_question", args=[question.slug])
    assert client.post(path, {"next": "/en/following/"})["Location"] == "/en/following/"
    assert client.post(path, {"next": "https://evil.example/"})["Location"] == question.get_absolute_url()
    assert Decline.objects.count() == 1


def test_filters_narrow_the_list(client: Client, world: World) -> None:
    answered = ask(world, "Answered one", concepts=["grooming"], places=["KE"])
    ask(world, "Open one", concepts=["csam"])
    actions.accept_answer(
        world.actor("ben"), actions.answer_question(world.actor("chi"), answered, "So.", "en")
    )
    closed = ask(world, "Closed one")
    actions.close_question(world.actor("ben"), closed, "Over.")

    def titles(query: str) -> set[str]:
        text = unescape(client.get(f"/en/questions/?{query}").content.decode())
        return set(re.findall(r">(Answered|Open|Closed) one<", text))

    assert titles("") == {"Answered", "Open", "Closed"}
    assert titles("state=answered") == titles("concept=grooming") == titles("country=KE") == {"Answered"}
    assert titles("state=open") == {"Open"}
    assert titles("state=closed") == {"Closed"}
    assert titles("concept=nonsense") == set()
    assert client.get("/en/questions/?state=%00&concept=%00&country=%00").status_code == 200
    assert client.get("/en/questions/?page=9").status_code == 404


@pytest.mark.parametrize("name", ["visitor", "ben"])
def test_queries_do_not_grow_with_questions_or_answers(client: Client, world: World, name: str) -> None:
    if name != "visitor":
        as_(client, world, name)
    resources = list(Resource.objects.listed()[:3])
    few, many = ask(world, "Few", concepts=["csam"]), ask(world, "Many", concepts=["csam", "grooming"])
    other = stranger()
    actions.answer_question(other, few, "One.", "en", resources[:1])
    for number in range(6):
        actions.answer_question(other, many, f"Answer {number}[^1].\n\n[^1]: So.", "en", resources)
    counts = []
    for question in (few, many):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(question.get_absolute_url()).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 28
    lists = []
    for round_ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/en/questions/").status_code == 200
        lists.append(len(captured))
        for number in range(4):
            ask(world, f"More {round_} {number}", concepts=["grooming"], places=["KE"])
    assert lists[0] == lists[1] <= 16


def test_the_feed_tells_of_new_questions(client: Client, world: World) -> None:
    ask(world)
    text = client.get("/en/questions/feed.atom").content.decode()
    assert "Who has a code of conduct?" in text
    assert text.count("<entry") == 1
