"""Clearly fictional decisions: one open by group majority, one closed with a sustained objection.

The organisations and people are those of the demo that hold a mandate; the actions of the members' room bring
them, and what is missing there is missing here.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.audit.verbs import Verb
from intersession.decisions.actions import (
    Question,
    announce_decision,
    conclude_decision,
    keep_the_clock,
    propose_decision,
    word_decision,
)
from intersession.decisions.models import Decision, Visibility
from intersession.decisions.roll import VOTING_ROLES, organisations_of
from intersession.decisions.voices import (
    Concern,
    Said,
    add_remark,
    answer_objection,
    cast_vote,
    settle_objection,
)
from intersession.people.models import Mandate, Office, Organisation, Person, RoleGrant

OPEN = "Shall the coalition adopt the fictional position on age assurance?"
CLOSED = "Shall the fictional guide for schools be published?"


@transaction.atomic
def fill(actor: Actor) -> str:
    """Add the two questions, unless they are there; says what was added."""
    if Decision.objects.filter(title__in=[OPEN, CLOSED]).exists():
        return ""
    speakers = _speakers()
    if not speakers:
        return ""
    now = timezone.now()
    _open_one(actor, speakers, now + timedelta(days=9))
    _closed_one(actor, speakers)
    return "2 fictional decisions added"


def _speakers() -> list[Actor]:
    """One person for each fictional organisation, acting for it."""
    found: dict[int, Actor] = {}
    mandates = Mandate.objects.current().filter(
        person__is_fictional=True, organisation__in=Organisation.objects.members(), role__in=VOTING_ROLES
    )
    for mandate in mandates.select_related("person", "organisation").order_by("pk"):
        found.setdefault(
            mandate.organisation_id,
            actor_of(mandate.person, two_step=False, acting_for=mandate.organisation_id),
        )
    return [each for each in found.values() if organisations_of(each)]


def _secretariat() -> Actor | None:
    grant = RoleGrant.objects.current().filter(person__is_fictional=True, office=Office.SECRETARIAT).first()
    return actor_of(Person.objects.get(pk=grant.person_id), two_step=True) if grant else None


def _open_one(actor: Actor, speakers: list[Actor], closes_at: object) -> None:
    draft = propose_decision(
        speakers[0],
        Question(
            title=OPEN,
            text=(
                "This question is invented for the demonstration.\n\nServices use the least intrusive means that "
                "gives the assurance the risk calls for, and keep no more data than that check needs."
            ),
            method="groups",
            closes_at=closes_at,  # type: ignore[arg-type]
        ),
    )
    word_decision(
        actor,
        draft,
        "ar",
        "هل يعتمد الائتلاف الموقف الخيالي بشأن التحقق من العمر؟",
        "هذا السؤال مختلق لأغراض العرض.\n\nتستخدم الخدمات أقل الوسائل تدخلاً، ولا تحتفظ ببيانات أكثر مما يتطلبه التحقق.",
    )
    decision = announce_decision(actor, draft)
    # The first organisation has not voted yet, so that somebody at the demo can.
    for place, speaker in enumerate(speakers[1:]):
        assert speaker.organisation
        position = ("yes", "yes", "abstain", "yes", "no")[place % 5]
        cast_vote(speaker, decision, speaker.organisation, Said(position, "An invented reason."))
    add_remark(speakers[0], decision, "An invented remark: our members ask for a summary for young readers.")


def _closed_one(actor: Actor, speakers: list[Actor]) -> None:
    decision = announce_decision(
        actor,
        propose_decision(
            speakers[0],
            Question(
                title=CLOSED,
                text="This question is invented for the demonstration. The guide is published in four languages.",
                method="majority",
                quorum="none",
                visibility=Visibility.AFTER_CLOSING,
                closes_at=timezone.now() + timedelta(days=1),
            ),
        ),
    )
    for place, speaker in enumerate(speakers):
        assert speaker.organisation
        is_objecting = place == len(speakers) - 1
        concern = Concern(
            "An invented objection: the guide names no way to complain.", "Name one on the first page."
        )
        said = Said("no", concern=concern) if is_objecting else Said("yes")
        cast_vote(speaker, decision, speaker.organisation, said)
    ada = _secretariat() or actor
    objection = decision.objections.get()
    answer_objection(ada, objection, "An invented answer: ways to complain differ by country; see the annex.")
    settle_objection(speakers[-1], objection, is_resolved=False)
    # The demo cannot wait a day for the clock: the closing it was promised for is now.
    Decision.objects.filter(pk=decision.pk).update(closes_at=timezone.now())
    closed = keep_the_clock(actor, decision)
    if Verb.DECISION_CLOSED in closed:
        conclude_decision(
            ada,
            decision,
            "An invented outcome: published, with the objection and its answer.",
            timezone.now().date() + timedelta(days=365),
        )
