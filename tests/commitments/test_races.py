"""Two people who commit one organisation at the same moment: it commits once, and the other is told."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.roles import Role
from intersession.audit.chain import verify
from intersession.commitments.actions import Words, commit, end_commitment
from intersession.commitments.models import Commitment
from intersession.decisions.models import Decision
from intersession.papers.models import Paper, Version
from intersession.places.models import Place
from tests.helplines.test_races import at_once, one_was_refused
from tests.world import make_organisation, make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]
WORDS = Words("We train two hundred teachers.", "en")


def two_speakers() -> list[Actor]:
    """Two people who represent one member."""
    if not Place.objects.filter(code="KE").exists():
        Place.objects.create(code="KE", kind="country", name_en="Kenya")
    body = make_organisation("race-commits")
    roles = frozenset({Role.VISITOR, Role.MEMBER, Role.REPRESENTATIVE})
    return [Actor(make_person(name), body, roles) for name in ("mo-commits", "zu-commits")]


def adopted_version(actor: Actor) -> Version:
    """A version that was adopted, straight into the tables."""
    now = timezone.now()
    decision = Decision.objects.create(
        slug="adopt-it", title="Adopt it?", text="Yes.", language="en", method="majority", majority="half"
    )
    paper = Paper.objects.create(
        slug="an-adopted-paper",
        kind="position",
        title="A paper (fictional)",
        language="en",
        purpose="To be raced for.",
        state="adopted",
        state_since=now,
        first_published_at=now,
        proposed_by=actor.person,
        organisation=actor.organisation,
    )
    return Version.objects.create(
        paper=paper, number=1, published_at=now, text_hash="ab" * 32, decision=decision, adopted_at=now
    )


def test_an_organisation_commits_once() -> None:
    actors = two_speakers()
    version = adopted_version(actors[0])
    results = at_once([partial(commit, actor, version, WORDS) for actor in actors])
    assert one_was_refused(results)
    (commitment,) = Commitment.objects.all()
    results = at_once([partial(end_commitment, actor, commitment, "Twice.") for actor in actors])
    assert one_was_refused(results)
    assert verify().is_whole
