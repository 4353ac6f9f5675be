"""Commitments for tests, made through the same actions as real ones."""

from __future__ import annotations

from intersession.access.actor import VISITOR
from intersession.commitments import actions, queries
from intersession.commitments.actions import Offered, Words
from intersession.commitments.models import Commitment, Offer
from intersession.decisions.actions import conclude_decision
from intersession.papers.actions import move_paper
from intersession.papers.models import Paper
from intersession.places.models import Place
from tests.papers.making import decided, put_to_decision
from tests.world import World

WORDS = Words("We train two hundred teachers.", "en")


def adopted(world: World, kind: str = "position") -> Paper:
    """A paper whose first version the members adopted."""
    paper = put_to_decision(world)
    decision = paper.versions.exclude(decision=None).get().decision
    assert decision is not None
    decision = decided(world, decision, ben="yes", lou="yes")
    conclude_decision(world.actor("ada"), decision, "Adopted.")
    paper = move_paper(world.actor("ada"), Paper.objects.get(pk=paper.pk), "adopt")
    Paper.objects.filter(pk=paper.pk).update(kind=kind)
    return Paper.objects.get(pk=paper.pk)


def make_commitment(world: World) -> Commitment:
    """Harbour Lights stands by an adopted paper."""
    version = queries.open_version(adopted(world))
    assert version is not None
    return actions.commit(world.actor("ben"), version, WORDS)


def make_offer(world: World) -> Offer:
    """What a ministry offers, not confirmed yet."""
    version = queries.open_version(adopted(world))
    assert version is not None
    place = Place.objects.get(code="UG")
    who = Offered("Ministry of Lakes (fictional)", place, "government", "Mo", "Head", "mo@lakes.example")
    return actions.send_offer(VISITOR, version, who, WORDS)
