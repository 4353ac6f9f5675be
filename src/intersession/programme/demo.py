"""The next session of the demo while it is being composed: a panel, an agenda released twice, something to read."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import SYSTEM, Actor
from intersession.action_items.models import ActionItem
from intersession.meetings.demo import NEXT_SLUG
from intersession.meetings.models import Meeting
from intersession.papers.models import Version
from intersession.people.models import Organisation, Person
from intersession.programme.actions import (
    Invited,
    Point,
    add_agenda_item,
    add_related_session,
    answer_invitation,
    ask_plenary,
    change_agenda_item,
    invite_to_panel,
    move_agenda_item,
    open_with_overdue,
    pin_paper,
    release_agenda,
)
from intersession.programme.models import PanelMember

# (name, as what, whose person of the demo, how they describe themselves, whether young, whether they said yes)
PANEL = (
    ("Tui Ngata (invented)", "moderator", "tui", "woman", False, True),
    ("Gil Okoro (invented)", "speaker", "gil", "man", False, True),
    ("Sol Ibarra (invented)", "remote-moderator", "sol", "", None, True),
    ("Nia Perry (invented)", "speaker", "", "woman", True, True),
    ("Ravi Sen (invented)", "rapporteur", "", "", None, False),
)
AGENDA = (
    ("(Invented) Welcome, and what became of last time", 10),
    ("(Invented) What children say after they reported", 30),
    ("(Invented) One form in four languages: a proposal", 25),
    ("(Invented) What we agree to do by spring", 15),
)


@transaction.atomic
def fill(actor: Actor) -> str:
    """Compose it where nobody is on its panel yet."""
    meeting = Meeting.objects.filter(slug=NEXT_SLUG).first()
    if meeting is None or PanelMember.objects.filter(meeting=meeting).exists():
        return ""
    organisations = list(Organisation.objects.members().filter(is_fictional=True).order_by("slug")[:5])
    for number, (name, part, whose, gender, is_young, said_yes) in enumerate(PANEL):
        person = Person.objects.filter(email=f"{whose}@demo.example").first() if whose else None
        mandate = person.mandates.select_related("organisation").first() if person else None
        organisation = mandate.organisation if mandate else None
        if organisation is None and organisations:
            organisation = organisations[number % len(organisations)]
        email = (person.email or "") if person else ""
        member = invite_to_panel(SYSTEM, meeting, Invited(name, part, email, organisation))
        if said_yes:
            answer_invitation(SYSTEM, member, accepts=True, gender=gender, is_young=is_young)
    items = [add_agenda_item(SYSTEM, meeting, Point(title, "en", minutes)) for title, minutes in AGENDA]
    release_agenda(SYSTEM, meeting, "(Invented) A first draft, for comments")
    move_agenda_item(SYSTEM, items[2], up=True)
    change_agenda_item(SYSTEM, items[3], Point(AGENDA[3][0], "en", 20))
    overdue = ActionItem.objects.overdue(timezone.now().date()).filter(is_fictional=True).first()
    if overdue is not None:
        open_with_overdue(SYSTEM, meeting, overdue)
    release_agenda(SYSTEM, meeting, "(Invented) After comments of members")
    version = (
        Version.objects.filter(published_at__isnull=False, paper__is_fictional=True)
        .order_by("paper_id", "number")
        .first()
    )
    if version is not None:
        pin_paper(SYSTEM, meeting, version)
    add_related_session(
        SYSTEM,
        meeting,
        "(Invented) Open forum of hotlines",
        "en",
        starts_on=meeting.starts_on,
        represented_by="North Star Helpline (invented)",
    )
    ask_plenary(
        SYSTEM, meeting, "(Invented) What children say after they reported", "en", meeting.created_at.date()
    )
    return "a session that is being composed"
