"""Letters that wait for an answer stand on the own page of whoever they were written to."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.directory.letters import answer_address, unanswered


def entries(actor: Actor, most: int) -> Iterator[Waiting]:
    """The letters nobody has answered, the oldest first."""
    for letter in unanswered(actor)[:most]:
        yield Waiting(
            title=letter.subject,
            url=answer_address(letter),
            since=letter.created_at,
            whose=_("You, or somebody else who represents the organisation")
            if letter.to_organisation_id
            else _("You"),
            note=_("A letter from %(sender)s") % {"sender": letter.sender},
        )


declare(
    WaitingList(
        name="letters",
        label=gettext_lazy("Letters to answer"),
        permission="directory.answer_letter",
        count=lambda actor: unanswered(actor).count(),
        entries=entries,
        rows=unanswered,
        is_personal=True,
    )
)
