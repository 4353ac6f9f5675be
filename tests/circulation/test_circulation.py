"""Passing a paper on: kits that hide no dissent, links that can be given away, and who has which edition."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree
from PIL import Image
from pptx import Presentation

from intersession.access.actor import SYSTEM, VISITOR
from intersession.access.errors import NotAllowed, Refused
from intersession.circulation import actions, clock, queries
from intersession.circulation.actions import Recipient, Work
from intersession.circulation.badge import badge_of
from intersession.circulation.models import Dispatch, SignOnLink
from intersession.circulation.sheets import sheet_of
from intersession.circulation.slides import slides_of
from intersession.commitments.actions import Offered, commit, confirm_offer, verify_offer
from intersession.commitments.queries import open_version
from intersession.papers.models import Block, Paper, Version
from intersession.places.models import Place
from tests.circulation.making import ACT, MINISTRY, make_dispatch, make_link, make_mention
from tests.commitments.making import WORDS, adopted
from tests.decisions.making import CONCERN
from tests.papers.making import make_public, with_dissent
from tests.translations.making import translate
from tests.world import World

type SignIn = Callable[[str], Client]


@pytest.fixture
def paper(world: World) -> Paper:
    return adopted(world)


def words(answer: Any) -> str:
    return " ".join(etree.HTML(answer.content).itertext())


def lakes() -> Offered:
    place = Place.objects.get(code="UG")
    return Offered(MINISTRY, place, "government", "Mo", "Head", "mo@lakes.example")


def newer_edition(paper: Paper) -> Version:
    """The same paper with a later version that the members adopted, as the tables would have it."""
    first = open_version(paper)
    assert first is not None
    ben, ada = first.published_by, paper.proposed_by
    return Version.objects.create(
        paper=paper,
        number=first.number + 5,
        published_at=timezone.now(),
        change_class=1,
        classified_by=ben,
        checked_by=ada if ada != ben else None,
        text_hash="ab" * 32,
        decision=first.decision,
        adopted_at=timezone.now(),
    )


# ── kits ────────────────────────────────────────────────────────────────────────────────────────


def test_everybody_takes_a_kit_along_in_each_language(world: World, paper: Paper, client: Client) -> None:
    version = open_version(paper)
    assert version is not None
    translate(world, version)
    start = f"/en/papers/{paper.slug}/kit/{version.number}"
    page = pypdfium2.PdfDocument(client.get(f"{start}/fr/one-page.pdf").content)
    assert len(page) == 1
    assert "Un titre (fictif)" in page[0].get_textpage().get_text_bounded()
    picture = Image.open(io.BytesIO(client.get(f"{start}/en/picture.png").content))
    assert picture.size == (1200, 630)
    slides = Presentation(io.BytesIO(client.get(f"{start}/en/slides.pptx").content))
    shown = [
        shape.text_frame.text for slide in slides.slides for shape in slide.shapes if shape.has_text_frame
    ]
    assert paper.title in shown
    whole = zipfile.ZipFile(io.BytesIO(client.get(f"{start}/en/kit.zip").content))
    assert set(whole.namelist()) >= {"one-page.pdf", "slides.pptx", "picture.png", "badge.svg"}


@pytest.mark.parametrize("end", ["1/de/one-page.pdf", "1/en/else.pdf", "7/en/slides.pptx"])
def test_what_is_in_no_kit_is_not_found(paper: Paper, client: Client, end: str) -> None:
    assert client.get(f"/en/papers/{paper.slug}/kit/{end}").status_code == 404


def test_there_is_no_kit_of_what_was_not_adopted(world: World, client: Client) -> None:
    paper = make_public(world)
    assert client.get(f"/en/papers/{paper.slug}/kit/1/en/slides.pptx").status_code == 404
    assert "nothing to pass on" in words(client.get(f"/en/papers/{paper.slug}/circulation/"))


def test_what_was_withdrawn_is_passed_on_no_more(world: World, paper: Paper, client: Client) -> None:
    link = make_link(world, paper)
    Paper.objects.filter(pk=paper.pk).update(state="withdrawn", withdrawn_because="A mistake.")
    assert client.get(f"/en/papers/{paper.slug}/kit/1/en/slides.pptx").status_code == 404
    assert "kit.zip" not in words(client.get(f"/en/papers/{paper.slug}/circulation/"))
    assert "This link has ended" in words(client.get(link.get_absolute_url()))
    with pytest.raises(Refused):
        make_dispatch(world, paper)


def test_a_badge_says_how_the_paper_stands_now_and_loads_nothing(paper: Paper, client: Client) -> None:
    Paper.objects.filter(pk=paper.pk).update(title='<script>"x"</script> & more')
    answer = client.get(f"/ar/papers/{paper.slug}/badge.svg")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    drawing = etree.fromstring(answer.content)
    assert {etree.QName(each).localname for each in drawing.iter()} == {"svg", "rect", "g", "text"}
    assert "<script>" in "".join(drawing.itertext())
    Paper.objects.filter(pk=paper.pk).update(state="withdrawn", withdrawn_because="A mistake.")
    assert "Withdrawn" in client.get(f"/en/papers/{paper.slug}/badge.svg").content.decode()


def test_no_page_of_a_kit_hides_dissent(world: World) -> None:
    version = with_dissent(world)
    text = pypdfium2.PdfDocument(sheet_of(version, "en", "a4"))[0].get_textpage().get_text_bounded()
    assert "with 1 unresolved objection" in text
    assert CONCERN.reason in " ".join(text.split())
    assert "1 objection unresolved" in badge_of(version.paper, version).decode()
    slides = Presentation(io.BytesIO(slides_of(version, "en")))
    shown = " ".join(
        shape.text_frame.text for slide in slides.slides for shape in slide.shapes if shape.has_text_frame
    )
    assert CONCERN.reason in shown
    assert "The proof is deleted after a day." in shown


# ── links ───────────────────────────────────────────────────────────────────────────────────────


def test_whoever_signs_by_a_link_goes_the_way_of_every_offer(world: World, paper: Paper) -> None:
    link = make_link(world, paper)
    version = open_version(paper)
    assert version is not None
    offer = actions.sign_on(VISITOR, link, version, lakes(), WORDS)
    (seen,) = queries.links_of(world.actor("ben"), paper)
    assert (seen.offers, seen.commitments) == (0, 0)  # type: ignore[attr-defined]
    confirm_offer(VISITOR, offer)
    verify_offer(world.actor("ada"), offer)
    (seen,) = queries.links_of(world.actor("ben"), paper)
    assert (seen.offers, seen.commitments) == (1, 1)  # type: ignore[attr-defined]


def test_an_ended_link_takes_nobody_in(world: World, paper: Paper, client: Client) -> None:
    link = make_link(world, paper)
    assert "passed this link on" in words(client.get(link.get_absolute_url()))
    actions.end_sign_on_link(world.actor("ben"), link)
    version = open_version(paper)
    assert version is not None
    with pytest.raises(Refused):
        actions.sign_on(VISITOR, link, version, lakes(), WORDS)
    assert "This link has ended" in words(client.get(link.get_absolute_url()))
    with pytest.raises(Refused):
        actions.end_sign_on_link(world.actor("ben"), link)


def test_a_link_ends_on_its_day(world: World, paper: Paper) -> None:
    link = make_link(world, paper)
    today = timezone.now().date()
    SignOnLink.objects.filter(pk=link.pk).update(closes_on=today)
    assert queries.is_open(SignOnLink.objects.get(pk=link.pk), today)
    assert not queries.is_open(SignOnLink.objects.get(pk=link.pk), today + timedelta(days=1))
    with pytest.raises(Refused):
        actions.make_sign_on_link(world.actor("ben"), paper, "Too late", today - timedelta(days=1))


def test_only_members_pass_on_and_only_ones_own_link_is_ended(world: World, paper: Paper) -> None:
    with pytest.raises(NotAllowed):
        actions.make_sign_on_link(world.actor("eve"), paper, "Mine")
    link = make_link(world, paper)
    with pytest.raises(NotAllowed):
        actions.end_sign_on_link(world.actor("lou"), link)
    actions.end_sign_on_link(world.actor("ada"), link)


def test_signing_by_a_form_keeps_what_was_typed(world: World, paper: Paper, client: Client) -> None:
    link = make_link(world, paper)
    answer = client.post(link.get_absolute_url(), {"name": "Lake People", "email": "no address"})
    assert answer.status_code == 400
    assert b'value="Lake People"' in answer.content
    assert not link.signings.exists()


# ── who was sent what ───────────────────────────────────────────────────────────────────────────


def test_a_newer_edition_tells_whoever_passed_the_earlier_one_on_once(world: World, paper: Paper) -> None:
    dispatch = make_dispatch(world, paper)
    make_dispatch(world, paper, "Another (fictional)")
    assert not queries.to_follow_up(world.actor("ben")).exists()
    version = newer_edition(paper)
    assert queries.to_follow_up(world.actor("ben")).count() == 2
    assert not queries.to_follow_up(world.actor("lou")).exists()
    mail.outbox.clear()
    assert clock.due() == [version]
    assert actions.tell_of_edition(SYSTEM, version) == 1
    assert clock.due() == []
    assert actions.tell_of_edition(SYSTEM, version) == 0
    actions.settle_dispatch(world.actor("ben"), dispatch)
    make_dispatch(world, paper, "ANOTHER (fictional)")
    assert not queries.to_follow_up(world.actor("ben")).exists()


def test_only_the_sender_and_the_secretariat_see_who_was_sent_it(
    world: World, paper: Paper, sign_in: SignIn
) -> None:
    make_dispatch(world, paper)
    address = f"/en/papers/{paper.slug}/circulation/sent/"
    assert MINISTRY in words(sign_in("ben").get(address))
    assert MINISTRY in words(sign_in("ada").get(address))
    assert MINISTRY not in words(sign_in("lou").get(address))


def test_the_list_asks_as_much_for_one_as_for_many(world: World, paper: Paper, sign_in: SignIn) -> None:
    browser = sign_in("ben")
    address = f"/en/papers/{paper.slug}/circulation/sent/"

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    make_dispatch(world, paper)
    asked()
    before = asked()
    for number in range(5):
        make_dispatch(world, paper, f"Body {number}")
    assert asked() == before


def test_a_name_of_the_directory_is_that_organisation(world: World, paper: Paper, sign_in: SignIn) -> None:
    other = world.actor("lou").organisation
    assert other is not None
    sent = {"to": other.name.upper(), "language": "en", "sent_on": timezone.now().date().isoformat()}
    answer = sign_in("ben").post(f"/en/papers/{paper.slug}/circulation/sent/", sent)
    assert answer.status_code == 302
    assert Dispatch.objects.get().to_organisation == other


def test_nothing_is_sent_tomorrow_or_to_nobody(world: World, paper: Paper) -> None:
    ben, today = world.actor("ben"), timezone.now().date()
    with pytest.raises(Refused):
        actions.record_dispatch(ben, paper, Recipient(None, "A"), "en", today + timedelta(days=1))
    with pytest.raises(ValidationError):
        actions.record_dispatch(ben, paper, Recipient(None, " "), "en", today)
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        actions.record_dispatch(ben, paper, Recipient(ben.organisation), "en", today)


# ── where it is cited ───────────────────────────────────────────────────────────────────────────


def test_where_it_is_cited_stands_with_its_words_until_it_is_removed(
    world: World, paper: Paper, client: Client
) -> None:
    mention = make_mention(world, paper)
    address = f"/en/papers/{paper.slug}/circulation/"
    assert "as the coalition asks" in words(client.get(address))
    with pytest.raises(NotAllowed):
        actions.remove_mention(world.actor("lou"), mention, "No.")
    with pytest.raises(Refused):
        actions.remove_mention(world.actor("ada"), mention, " ")
    actions.remove_mention(world.actor("ada"), mention, "It cites another paper.")
    assert "as the coalition asks" not in words(client.get(address))


@pytest.mark.parametrize(
    ("work", "why"),
    [
        ({"work": "https://law.example/act"}, "Give the title"),
        ({"work": "http://localhost/en/laws/no-such-law/"}, "no such law"),
        ({"work": "javascript:alert(1)", "title": "A"}, "web address|http"),
    ],
)
def test_a_citation_without_a_work_is_not_taken(
    paper: Paper, sign_in: SignIn, work: dict[str, str], why: str
) -> None:
    browser = sign_in("ben")
    answer = browser.post(f"/en/papers/{paper.slug}/circulation/citations/", {**work, "words": "As asked"})
    assert answer.status_code == 400
    assert "As asked" in words(answer)
    assert any(each in words(answer) for each in why.split("|"))


def test_a_work_is_named_one_way(world: World, paper: Paper) -> None:
    with pytest.raises(ValidationError):
        actions.add_mention(world.actor("ben"), paper, Work(), "words")
    with pytest.raises(ValidationError):
        actions.add_mention(world.actor("ben"), paper, ACT, " ")


def test_papers_that_link_to_it_are_found(world: World, paper: Paper) -> None:
    other = make_public(world)
    version = other.versions.exclude(published_at=None).get()
    block = version.blocks.earliest("pk")
    Block.objects.filter(pk=block.pk).update(text=f"See [it](/en/papers/{paper.slug}/).")
    assert [each.slug for each in queries.citing_papers(paper)] == [other.slug]


def test_the_page_of_an_organisation_says_what_it_stands_by(
    world: World, paper: Paper, client: Client
) -> None:
    version = open_version(paper)
    assert version is not None
    made = commit(world.actor("ben"), version, WORDS)
    shown = words(client.get(f"/en/organisations/{made.organisation.slug}/"))
    assert paper.title in shown
    assert "What it stands by" in shown
