"""What waits in the library: submissions for the desk, returned ones for who shared them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.access.actor import Actor
from intersession.access.waiting import Waiting, WaitingList, declare
from intersession.library import queries


def submissions(actor: Actor, most: int) -> Iterable[Waiting]:
    """What members handed in, the oldest first."""
    for each in queries.waiting_submissions()[:most]:
        sender = each.submitted_for or each.submitted_by
        yield Waiting(
            title=each.resource.title,
            language=each.resource.title_language,
            url=reverse("library:submission", args=[each.pk]),
            since=each.submitted_at,
            whose=_("Secretariat"),
            note=_("A change proposed by %(name)s") % {"name": sender}
            if each.is_change
            else _("Shared by %(name)s") % {"name": sender},
        )


def returned(actor: Actor, most: int) -> Iterable[Waiting]:
    """What the desk gave back to this person."""
    resources = list(queries.returned_to(actor)[:most])
    answers = queries.last_answers(resources)
    for each in resources:
        assert each.returned_at is not None
        answer = answers.get(each.pk)
        yield Waiting(
            title=each.title,
            language=each.title_language,
            url=each.get_absolute_url(),
            since=each.returned_at,
            whose=_("You"),
            note=answer.answer if answer else "",
        )


declare(
    WaitingList(
        name="library.submissions",
        label=gettext_lazy("Submissions to the library"),
        permission="library.return_resource",
        count=lambda actor: queries.waiting_submissions().count(),
        entries=submissions,
        rows=lambda _actor: queries.waiting_submissions(),
        url="library:submissions",
    )
)
declare(
    WaitingList(
        name="library.returned",
        label=gettext_lazy("Returned with a note"),
        permission="library.submit_resource",
        count=lambda actor: queries.returned_to(actor).count(),
        entries=returned,
        rows=queries.returned_to,
        url="library:own_resources",
        is_personal=True,
    )
)
