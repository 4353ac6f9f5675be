"""What waits for the secretariat: messages without an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.access.waiting import Step, Waiting, WaitingList, declare
from intersession.pages import queries

SHOWN = 160


def count(actor: Actor) -> int:
    """How many messages wait."""
    return queries.open_messages().count()


def entries(actor: Actor, most: int) -> Iterator[Waiting]:
    """The oldest messages, each with the beginning of what it says."""
    for message in queries.open_messages()[:most]:
        text = " ".join(message.text.split())
        yield Waiting(
            title=message.name or _("Somebody without a name"),
            url=f"{reverse('pages:messages')}#message-{message.pk}",
            since=message.created_at,
            whose=_("the secretariat’s"),
            note=text if len(text) <= SHOWN else f"{text[:SHOWN]}…",
            due=message.created_at + timedelta(days=settings.MESSAGES_ANSWERED_WITHIN_DAYS),
            steps=(
                Step(
                    _("Send this answer") if message.email else _("Done"),
                    reverse("pages:answer_message", args=[message.pk]),
                    ask=_("Answer, sent by mail") if message.email else _("What was done"),
                    name=f"answer-{message.pk}-answer",
                ),
            ),
        )


declare(
    WaitingList(
        name="messages",
        label=_("Messages to the coalition"),
        permission="pages.answer_message",
        count=count,
        entries=entries,
        url="pages:messages",
    )
)
