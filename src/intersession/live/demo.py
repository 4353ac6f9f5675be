"""A session of the demo that was held live: what was said, asked and decided there. All invented."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction

from intersession.access.actor import SYSTEM, Actor
from intersession.access.requests import actor_of
from intersession.live.actions import (
    add_caption,
    answer_question,
    ask_question,
    close_sitting,
    let_in_question,
    note_decision,
    open_sitting,
    voice_question,
)
from intersession.live.queries import sitting_of
from intersession.meetings.demo import SLUG
from intersession.meetings.models import Meeting
from intersession.people.models import Person

SAID = (
    "(Invented) Good afternoon, and welcome to all who follow from elsewhere.",
    "(Invented) Last time we agreed to ask every hotline for its opening hours.",
    "(Invented) Children told us that they do not know what happens after they press the button.",
)
ASKED = (
    ("tui", "(Invented) Who reads a report that comes in at night?", ("gil", "sol")),
    ("sol", "(Invented) Is there a form in easy language?", ("gil",)),
)


@transaction.atomic
def fill(actor: Actor) -> str:
    """Hold it where it was not held yet, and close it."""
    meeting = Meeting.objects.filter(slug=SLUG).first()
    if meeting is None or sitting_of(meeting) is not None:
        return ""
    found = Person.objects.filter(email__in=[f"{name}@demo.example" for name in ("tui", "gil", "sol")])
    who = {(each.email or "").partition("@")[0]: actor_of(each, two_step=False) for each in found}
    if len(who) < 3:
        return ""
    open_sitting(SYSTEM, meeting, keeps_chat=False)
    for chunk, text in enumerate(SAID, start=1):
        add_caption(SYSTEM, meeting, chunk, text, "en")
    for name, text, others in ASKED:
        question = ask_question(who[name], meeting, uuid4(), text, "en")
        let_in_question(SYSTEM, meeting, question)
        for other in others:
            voice_question(who[other], meeting, question)
    answer_question(SYSTEM, meeting, question)
    note_decision(
        SYSTEM, meeting, uuid4(), "(Invented) The next session is about what children tell us.", "en"
    )
    close_sitting(SYSTEM, meeting)
    return "a session that was held live"
