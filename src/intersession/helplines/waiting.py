"""What waits for those who check services: hints without an answer, and channels to try."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.access.waiting import Step, Waiting, WaitingList, declare
from intersession.helplines import queries
from intersession.helplines.models import Correction, How, Medium, Outcome

SHOWN = 160
WHOSE = _("whoever checks services")
# How a channel is tried that just works.
TRIED = {
    Medium.PHONE: How.PHONE,
    Medium.WEB: How.PAGE,
    Medium.CHAT: How.PAGE,
    Medium.APP: How.PAGE,
    Medium.EMAIL: How.MESSAGE,
    Medium.SMS: How.MESSAGE,
    Medium.WHATSAPP: How.MESSAGE,
    Medium.WALK_IN: How.VISIT,
}


def count_corrections(actor: Actor) -> int:
    """How many hints have no answer."""
    return queries.open_corrections().count()


def corrections(actor: Actor, most: int) -> Iterator[Waiting]:
    """The oldest hints, each with the beginning of what it says."""
    for correction in queries.open_corrections()[:most]:
        text = " ".join(correction.text.split())
        yield Waiting(
            title=_subject(correction),
            url=f"{reverse('helplines:desk')}#correction-{correction.pk}",
            since=correction.created_at,
            whose=WHOSE,
            note=text if len(text) <= SHOWN else f"{text[:SHOWN]}…",
            language=correction.service.name_language if correction.service else "",
            steps=(
                Step(
                    _("Answered"),
                    reverse("helplines:answer_correction", args=[correction.pk]),
                    ask=_("What was done"),
                    name=f"answer-{correction.pk}-answer",
                ),
            ),
        )


def _subject(correction: Correction) -> str:
    return correction.service.name if correction.service else correction.place.name


def count_due(actor: Actor) -> int:
    """How many channels are to be tried."""
    return queries.due_channels().count()


def due(actor: Actor, most: int) -> Iterator[Waiting]:
    """The channels longest unseen. One button for what is mostly found; all else is said on the desk's own page."""
    for channel in queries.due_channels()[:most]:
        prefix = f"check-{channel.pk}"
        fields = (
            (f"{prefix}-how", TRIED[Medium(channel.medium)].value),
            (f"{prefix}-outcome", Outcome.WORKS.value),
        )
        yield Waiting(
            title=channel.service.name,
            url=f"{reverse('helplines:desk')}#channel-{channel.pk}",
            since=queries.due_since(channel),
            whose=WHOSE,
            # A number is read from left to right, whatever the page's direction.
            note=format_html(
                '{} · {} · <bdi dir="ltr">{}</bdi>',
                channel.service.place.name,
                channel.get_medium_display(),
                channel.value,
            ),
            language=channel.service.name_language,
            steps=(
                Step(
                    _("Tried it: it works"),
                    reverse("helplines:check_channel", args=[channel.pk]),
                    fields=fields,
                ),
            ),
        )


declare(
    WaitingList(
        name="corrections",
        label=_("What people told us about services"),
        permission="helplines.answer_correction",
        count=count_corrections,
        entries=corrections,
        url="helplines:desk",
    )
)
declare(
    WaitingList(
        name="channels-due",
        label=_("Channels of services to check"),
        permission="helplines.check_channel",
        count=count_due,
        entries=due,
        url="helplines:desk",
    )
)
