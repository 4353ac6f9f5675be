"""The pages of sharing, as a browser without a script sees them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intersession.library.models import Resource, ResourceRelation, Submission
from intersession.sharing import looking
from intersession.sharing.models import Batch, BatchRow, Distinction
from intersession.sharing.proposals import Proposals
from tests.sharing.making import CSV, TYPED, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_home")]


@pytest.fixture
def ben(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("ben")


def new() -> str:
    return reverse("sharing:share_resource")


def page_of(response: Any) -> str:
    return str(response.content.decode())


def held(**conditions: Any) -> Resource:
    found = Resource.objects.listed().filter(**conditions).order_by("pk").first()
    assert found is not None
    return found


def test_everything_by_hand_becomes_a_submission(ben: Client) -> None:
    answer = ben.post(new(), {**TYPED, "then": "submit"})
    resource = Resource.objects.get(title=TYPED["title"])
    assert (answer.status_code, answer["Location"]) == (302, resource.get_absolute_url())
    assert resource.state == "submitted"


def test_a_draft_is_kept_and_gone_on_with(ben: Client) -> None:
    answer = ben.post(new(), {**TYPED, "then": "draft"})
    resource = Resource.objects.get(title=TYPED["title"])
    assert resource.state == "draft"
    page = page_of(ben.get(answer["Location"]))
    assert "Guide des quokkas pour les parents de Dakar" in page
    ben.post(answer["Location"], {**TYPED, "year": "2024", "then": "submit"})
    resource.refresh_from_db()
    assert (resource.year, resource.state) == (2024, "submitted")


def test_a_likely_overlap_is_answered_before_anything_is_handed_in(ben: Client) -> None:
    resource = held(title_language="en", url__startswith="https://")
    typed = {**TYPED, "title": resource.title, "title_language": "en", "title_en": "", "languages": "English"}
    typed |= {"url": resource.url, "year": str(resource.year or "")}
    answer = ben.post(new(), {**typed, "then": "submit"})
    page = page_of(answer)
    assert answer.status_code == 400
    assert "same link" in page
    assert "Say what it is." in page
    assert not Submission.objects.exists()
    keys = set(re.findall(r'name="answer-(\d+)"', page))
    assert str(resource.pk) in keys
    answers = {f"answer-{key}": "distinct" for key in keys}
    short = ben.post(
        new(), {**typed, **answers, **{f"because-{key}": "no" for key in keys}, "then": "submit"}
    )
    assert "Say in some words" in page_of(short)
    reasons = {f"because-{key}": "Ours is the summary for parents." for key in keys}
    done = ben.post(new(), {**typed, **answers, **reasons, "then": "submit"})
    assert done.status_code == 302
    assert Distinction.objects.count() == len(keys)
    assert "summary for parents" in Submission.objects.get().note


def test_saying_it_is_the_same_proposes_what_is_missing(ben: Client) -> None:
    resource = held(title_language="en", url__startswith="https://", license="")
    typed = {**TYPED, "title": resource.title, "title_language": "en", "title_en": "", "url": resource.url}
    done = ben.post(new(), {**typed, f"answer-{resource.pk}": "same", "then": "submit"})
    assert done["Location"] == resource.get_absolute_url()
    assert Submission.objects.get().proposed["license"] == "CC BY 4.0"
    assert not Resource.objects.filter(contributed_by__isnull=False).exists()


def test_a_translation_hangs_together_with_its_original(ben: Client) -> None:
    typed = {
        **TYPED,
        "title": "Rapport mondial de suivi : Luxembourg",
        "title_en": "Global monitoring report: Luxembourg",
    }
    page = page_of(ben.post(new(), {**typed, "then": "look"}))
    keys = re.findall(r'name="answer-(\d+)"', page)
    answers = {f"answer-{key}": "distinct" for key in keys} | {f"answer-{keys[0]}": "translation"}
    reasons = {f"because-{key}": "Another one altogether." for key in keys}
    assert ben.post(new(), {**typed, **answers, **reasons, "then": "submit"}).status_code == 302
    assert ResourceRelation.objects.get().kind == "translation"


def test_the_part_of_the_page_for_the_script_shows_overlaps(ben: Client) -> None:
    resource = held(title_language="fr")
    typed = {"title": resource.title, "title_language": "fr"}
    answer = ben.post(reverse("sharing:overlaps"), typed)
    assert resource.get_absolute_url() in page_of(answer)
    assert "<html" not in page_of(answer)


def test_what_was_found_behind_an_address_fills_the_form_and_is_marked(
    ben: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Proposals(
        {"title": "Étude <b>neuve</b>", "title_language": "fr", "url": "https://quokka.example/e"}
    )
    monkeypatch.setattr(looking, "proposals_for", lambda address: found)
    answer = ben.post(reverse("sharing:look_up"), {"address": "https://quokka.example/e"})
    page = page_of(ben.get(answer["Location"]))
    assert "Étude &lt;b&gt;neuve&lt;/b&gt;" in page
    assert page.count("data-proposed") == 3
    assert "Proposed: please check" in page


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "x", "978-0-306-40615-8", "a" * 1200]
)
def test_what_is_no_address_gets_a_sentence(ben: Client, address: str) -> None:
    answer = ben.post(reverse("sharing:look_up"), {"address": address})
    assert answer.status_code == 400
    assert "errorlist" in page_of(answer)


def test_an_isbn_is_filled_in(ben: Client) -> None:
    answer = ben.post(reverse("sharing:look_up"), {"address": "978-0-306-40615-7"})
    page = page_of(ben.get(answer["Location"]))
    assert "9780306406157" in page
    assert "The ISBN is sound" in page


HOSTILE = [
    {"title": "x" * 10_000},
    {"title": "Quok\x00ka"},
    {"url": "javascript:alert(1)"},
    {"languages": "Klingonisch"},
    {"places": "XX, Atlantis"},
    {"kind": "spaceship"},
    {"year": "99999999999999999999"},
    {"isbn": "123"},
    {"doi": "not a doi"},
    {"topics": ["nothing"]},
    {"concepts": "no such word"},
    {"title_language": "zz-top"},
    {"summary": "\ud800".encode("utf-8", "replace").decode() * 9_000},
]


@pytest.mark.parametrize("wrong", HOSTILE, ids=lambda wrong: next(iter(wrong)))
@pytest.mark.parametrize("then", ["submit", "draft"])
def test_bad_input_gets_sentences_and_keeps_what_was_typed(
    ben: Client, wrong: dict[str, Any], then: str
) -> None:
    answer = ben.post(new(), {**TYPED, **wrong, "then": then})
    page = page_of(answer)
    assert answer.status_code == 400
    assert "errorlist" in page
    assert "Quokka House (fictional)" in page
    assert not Resource.objects.filter(contributed_by__isnull=False).exists()


def send(ben: Client, text: str = CSV, name: str = "list.csv") -> Any:
    return ben.post(reverse("sharing:begin_batch"), {"batch": upload(text, name)})


def test_a_list_is_read_chosen_from_and_shared(ben: Client) -> None:
    address = send(ben)["Location"]
    page = page_of(ben.get(address))
    assert "Rows read: 2. Without a fault: 2. Chosen: 2." in page
    ben.post(address, {"line": ["2", "3"], "choose-2": "on", "then": "submit"})
    assert [each.title for each in Resource.objects.filter(contributed_by__isnull=False)] == [
        "Guide des quokkas"
    ]
    assert "Open the resource" in page_of(ben.get(address))
    again = ben.post(address, {"line": ["3"], "choose-3": "on", "then": "submit"})
    assert again.status_code == 409
    assert "shared already" in page_of(again)


def test_rows_with_faults_say_why_and_can_be_taken_away_to_be_mended(ben: Client) -> None:
    address = send(
        ben, 'title,kind,languages,year\n"=cmd()",report,en,1400\nQuokkas of the whole world,,xx-yy,2020\n'
    )["Location"]
    page = page_of(ben.get(address))
    assert "A cell holds a formula" in page
    assert "kind: " in page
    table = ben.get(reverse("sharing:faults_csv", args=[Batch.objects.get().pk]))
    assert "'=cmd()" in page_of(table)
    assert table["Content-Disposition"] == 'attachment; filename="faults.csv"'


def test_a_row_that_is_in_the_library_is_shown_with_what_it_is_like(ben: Client) -> None:
    resource = held(title_language="en", url__startswith="https://")
    address = send(ben, f'title,kind,languages,url\n"{resource.title}",report,en,{resource.url}\n')[
        "Location"
    ]
    page = page_of(ben.get(address))
    assert "same link" in page
    assert "Chosen: 0." in page


def test_a_list_that_cannot_be_read_keeps_the_page(ben: Client) -> None:
    answer = send(ben, "colour\nblue\n")
    assert answer.status_code == 400
    assert "one of them must be" in page_of(answer)
    assert not Batch.objects.exists()


def test_the_template_can_be_sent_back_as_it_is(ben: Client) -> None:
    text = ben.get(reverse("sharing:template_csv")).content.decode("utf-8-sig")
    send(ben, text)
    assert BatchRow.objects.get().is_sound


@pytest.mark.parametrize("name", ["batch", "faults_csv"])
@pytest.mark.parametrize("stranger", ["chi", "lou", "lea"])
def test_a_list_is_seen_by_nobody_else(
    name: str, stranger: str, ben: Client, sign_in: Callable[[str], Client]
) -> None:
    send(ben)
    pk = Batch.objects.get().pk
    assert sign_in(stranger).get(reverse(f"sharing:{name}", args=[pk])).status_code == 404
    assert sign_in(stranger).post(reverse("sharing:discard_batch", args=[pk])).status_code == 404
    assert Batch.objects.count() == 1


def test_a_draft_is_seen_by_no_other_organisation(ben: Client, sign_in: Callable[[str], Client]) -> None:
    address = ben.post(new(), {**TYPED, "then": "draft"})["Location"]
    assert sign_in("lou").get(address).status_code == 404
    assert sign_in("lou").post(address, {**TYPED, "then": "submit"}).status_code == 404


def test_proposals_of_one_session_are_not_those_of_another(
    ben: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "proposals_for", lambda address: Proposals({"title": "Secret of Ben"}))
    address = ben.post(reverse("sharing:look_up"), {"address": "https://quokka.example/"})["Location"]
    assert "Secret of Ben" in page_of(ben.get(address))
    ben.cookies.clear()
    assert ben.get(address).status_code == 302


def test_the_list_page_asks_as_often_with_many_rows_as_with_one(
    ben: Client,
) -> None:
    def queries_for(count: int) -> int:
        rows = "".join(
            f"Zebra number {number} in the far away hills,spaceship,en\n" for number in range(count)
        )
        address = send(ben, f"title,kind,languages\n{rows}")["Location"]
        ben.get(address)
        with CaptureQueriesContext(connection) as seen:
            ben.get(address)
        own = [each for each in seen.captured_queries if "sharing_" in each["sql"]]
        return len(own)

    assert queries_for(1) == queries_for(15)
