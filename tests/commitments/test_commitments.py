"""Standing by a paper: to which version, with what evidence, and when it asks again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from intersession.access.actor import VISITOR
from intersession.access.errors import NotAllowed, Refused
from intersession.commitments import actions, queries
from intersession.commitments.actions import Words
from intersession.commitments.lights import Light, light_of
from intersession.commitments.models import Commitment
from intersession.papers.models import Block, Paper, Version, new_key
from intersession.people.models import Organisation
from tests.commitments.making import WORDS, adopted, make_commitment, make_offer
from tests.papers.making import make_public
from tests.world import World

DAY = timedelta(days=1)


def next_edition(paper: Paper, change_class: int, changed: str = "") -> Version:
    """A later adopted version, written straight into the tables; `changed` is the key of the block it changes."""
    before = queries.open_version(paper)
    assert before is not None
    version = Version.objects.create(
        paper=paper,
        number=paper.versions.order_by("-number")[0].number + 1,
        published_at=timezone.now(),
        change_class=change_class,
        summary="Asks otherwise.",
        classified_by=before.classified_by or paper.proposed_by,
        checked_by_id=Organisation.objects.get(slug="lake-signal").mandates.first().person_id,
        text_hash="0" * 64,
        decision_id=before.decision_id,
        adopted_at=timezone.now(),
    )
    for block in before.blocks.all():
        Block.objects.create(
            version=version, key=block.key, position=block.position, kind=block.kind, level=block.level,
            text=block.text, html=block.html, change_class=change_class if block.key == changed else None,
        )  # fmt: skip
    return version


def line_of(commitment: Commitment) -> queries.Line:
    (line,) = queries.lines_of(Commitment.objects.filter(pk=commitment.pk))
    return line


def test_whoever_speaks_for_a_member_commits_it_once(world: World) -> None:
    paper = adopted(world)
    version = queries.open_version(paper)
    assert version is not None
    made = actions.commit(world.actor("chi"), version, WORDS)
    assert made.organisation == world.organisation
    with pytest.raises(Refused, match="already"):
        actions.commit(world.actor("ben"), version, WORDS)
    for name in ("ada", "obi", "eve", "visitor"):
        with pytest.raises(NotAllowed):
            actions.commit(world.actor(name), version, WORDS)


def test_nobody_commits_to_what_the_members_have_not_adopted(world: World) -> None:
    version = make_public(world).versions.get(number=1)
    with pytest.raises(Refused, match="adopted"):
        actions.commit(world.actor("ben"), version, WORDS)


def test_nobody_changes_what_another_organisation_committed_to(world: World) -> None:
    paper = adopted(world)
    version = queries.open_version(paper)
    assert version is not None
    made = actions.commit(world.actor("ben"), version, WORDS)
    lou = world.actor("lou")
    for attempt in (
        lambda: actions.end_commitment(lou, made, "Not ours."),
        lambda: actions.add_evidence(lou, made, "Nothing.", date(2020, 1, 1)),
        lambda: actions.keep_commitment(lou, made),
        lambda: actions.renew_commitment(lou, made, version, WORDS),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    made.refresh_from_db()
    assert made.ended_at is None


@pytest.mark.parametrize(("change_class", "is_for_earlier"), [(1, False), (2, False), (3, True), (4, True)])
def test_only_a_change_of_what_is_asked_makes_it_a_commitment_for_the_earlier_version(
    world: World, change_class: int, is_for_earlier: bool
) -> None:
    paper = adopted(world)
    first = queries.open_version(paper)
    assert first is not None
    made = actions.commit(world.actor("ben"), first, WORDS)
    assert not line_of(made).standing.is_for_earlier
    second = next_edition(paper, change_class, first.blocks.all()[1].key)
    standing = line_of(made).standing
    assert (standing.newest, standing.is_for_earlier, standing.asks) == (
        second,
        is_for_earlier,
        is_for_earlier,
    )
    if is_for_earlier:
        actions.keep_commitment(world.actor("ben"), made)
        assert not line_of(made).standing.asks
        next_edition(paper, 4)
        assert line_of(made).standing.asks
        newest = queries.open_version(paper)
        assert newest is not None
        renewed = actions.renew_commitment(world.actor("ben"), made, newest, WORDS)
        assert not line_of(renewed).standing.is_for_earlier
        made.refresh_from_db()
        assert made.ended_at is not None
        assert queries.living_of(world.actor("ben"), paper) == renewed


def test_a_part_is_touched_only_by_changes_in_it(world: World) -> None:
    paper = adopted(world)
    first = queries.open_version(paper)
    assert first is not None
    last = first.blocks.order_by("-position")[0]
    heading = Block.objects.create(
        version=first,
        key=new_key(),
        position=last.position + 1,
        kind="heading",
        level=1,
        text="# More",
        html="",
    )
    inside = Block.objects.create(
        version=first, key=new_key(), position=last.position + 2, kind="paragraph", text="Inside.", html=""
    )
    words = Words("Only this.", "en", parts=[heading.key])
    made = actions.commit(world.actor("ben"), first, words)
    assert line_of(made).parts == ["More"]
    outside = first.blocks.order_by("position")[1]
    next_edition(paper, 3, outside.key)
    assert not line_of(made).standing.is_for_earlier
    next_edition(paper, 3, inside.key)
    assert line_of(made).standing.is_for_earlier
    newest = queries.open_version(paper)
    assert newest is not None
    with pytest.raises(Refused, match="part"):
        actions.renew_commitment(world.actor("ben"), made, newest, Words("x", "en", parts=["nothing"]))


@given(age=st.integers(-400, 4000), later=st.integers(0, 4000))
def test_light_only_ever_fades(age: int, later: int) -> None:
    today = date(2030, 1, 1)
    order = list(Light)
    one, other = light_of(today - age * DAY, today), light_of(today - age * DAY, today + later * DAY)
    assert order.index(one) <= order.index(other)
    assert light_of(today, today) == Light.FRESH
    assert light_of(today - 1095 * DAY, today) == Light.LAPSED


def test_evidence_brings_the_light_back(world: World) -> None:
    paper = adopted(world)
    version = queries.open_version(paper)
    assert version is not None
    made = actions.commit(world.actor("ben"), version, WORDS)
    Commitment.objects.filter(pk=made.pk).update(made_at=timezone.now() - 800 * DAY)
    assert line_of(made).light == Light.STALE
    actions.add_evidence(world.actor("ben"), made, "Trained eighty.", timezone.now().date() - DAY)
    assert line_of(made).light == Light.FRESH
    with pytest.raises(Refused):
        actions.add_evidence(world.actor("ben"), made, "Will train.", timezone.now().date() + 2 * DAY)


def test_an_offer_shows_only_after_mail_and_verification(
    world: World, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        offer = make_offer(world)
    assert mailoutbox[-1].to == ["mo@lakes.example"]
    with pytest.raises(Refused, match="confirmed"):
        actions.verify_offer(world.actor("ada"), offer)
    actions.confirm_offer(VISITOR, offer)
    with pytest.raises(NotAllowed):
        actions.verify_offer(world.actor("ben"), offer)
    made = actions.verify_offer(world.actor("ada"), offer)
    assert not made.organisation.is_member
    assert queries.sums_of(queries.lines_of(queries.of_paper(offer.paper))).total == 1
    offer.refresh_from_db()
    assert (offer.email, offer.person_name, offer.commitment) == ("", "", made)
    with pytest.raises(Refused, match="answered"):
        actions.decline_offer(world.actor("ada"), offer, "Twice.")


def test_pages_ask_as_often_for_many_as_for_one(world: World, client: Client) -> None:
    paper = adopted(world)
    version = queries.open_version(paper)
    assert version is not None
    address = f"/en/papers/{paper.slug}/commitments/"
    actions.commit(world.actor("ben"), version, WORDS)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for each in Organisation.objects.exclude(pk=world.organisation.pk)[:40]:
        Commitment.objects.create(
            organisation=each,
            paper=paper,
            version=version,
            will_do="x",
            language="en",
            made_at=timezone.now(),
        )
    with CaptureQueriesContext(connection) as many:
        assert b"Harbour Lights" in client.get(address).content
    assert len(many) == len(few) <= 20


def test_the_whole_way_in_a_browser(world: World, sign_in: Callable[[str], Client]) -> None:
    paper = adopted(world, "guideline")
    ben, address = sign_in("ben"), f"/en/papers/{paper.slug}/commitments/"
    assert "Adopt it for your organisation" in ben.get(address).content.decode()
    wrong = ben.post(f"{address}commit/", {"will_do": "", "language": "en", "by_when": "2001-01-01"})
    assert wrong.status_code == 400
    assert 'value="2001-01-01"' in wrong.content.decode()
    sent = ben.post(f"{address}commit/", {"will_do": "We do it.", "language": "en"})
    assert sent.status_code == 302
    page = ben.get(sent["Location"]).content.decode()
    assert "We do it." in page
    assert "Fresh" in page
    assert (
        ben.post(f"{sent['Location']}evidence/", {"text": "Did it.", "shown_on": "2099-01-01"}).status_code
        == 400
    )
    assert (
        ben.post(f"{sent['Location']}evidence/", {"text": "Did it.", "shown_on": "2026-01-01"}).status_code
        == 302
    )
    assert ben.post(f"{sent['Location']}end/", {"reason": " "}).status_code == 400
    assert ben.post(f"{sent['Location']}end/", {"reason": "Merged."}).status_code == 302
    assert "Merged." in ben.get(address).content.decode()
    assert ben.get(f"{address}list.csv").content.decode("utf-8-sig").startswith("organisation,")


def test_what_a_merged_organisation_committed_to_is_kept_by_whoever_goes_on(world: World) -> None:
    commitment = make_commitment(world)
    lou = world.actor("lou")
    assert lou.organisation
    with pytest.raises(NotAllowed):
        actions.end_commitment(lou, commitment, "Ours now.")
    Organisation.objects.filter(pk=commitment.organisation_id).update(merged_into=lou.organisation)
    assert list(queries.of_organisation(lou.organisation)) == [commitment]
    assert actions.end_commitment(lou, commitment, "Ours now.").ended_at
