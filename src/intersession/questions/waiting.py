"""Questions one may know the answer to, and answers to one's own that await a look."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.access.actor import Actor
from intersession.access.waiting import Step, Waiting, WaitingList, declare
from intersession.questions.matching import reasons_for, suggested_to
from intersession.questions.queries import awaiting_acceptance


def suggested(actor: Actor, most: int) -> Iterable[Waiting]:
    """Open questions within the organisation's expertise, with the reason, and a button for "not us"."""
    questions = list(suggested_to(actor)[:most])
    why = reasons_for(actor, questions)
    return [
        Waiting(
            title=question.title,
            url=question.get_absolute_url(),
            since=question.asked_at,
            whose=_("Your organisation, if it knows"),
            note=why.get(question.pk, ""),
            language=question.language,
            steps=(Step(_("Not us"), reverse("questions:decline_question", args=[question.slug])),),
        )
        for question in questions
    ]


def to_accept(actor: Actor, most: int) -> Iterable[Waiting]:
    """Own questions with answers of which none is accepted."""
    return [
        Waiting(
            title=question.title,
            url=question.get_absolute_url(),
            since=question.asked_at,
            whose=_("Your organisation, which asked"),
            note=_("Accept what answers it, or close it."),
            language=question.language,
        )
        for question in awaiting_acceptance(actor)[:most]
    ]


declare(
    WaitingList(
        name="questions.suggested",
        label=gettext_lazy("Questions you may know the answer to"),
        permission="questions.answer_question",
        count=lambda actor: suggested_to(actor).count(),
        entries=suggested,
        rows=suggested_to,
        url="questions:questions",
        is_personal=True,
    )
)
declare(
    WaitingList(
        name="questions.to_accept",
        label=gettext_lazy("Answers to what you asked"),
        permission="questions.accept_answer",
        count=lambda actor: awaiting_acceptance(actor).count(),
        entries=to_accept,
        rows=awaiting_acceptance,
        url="questions:questions",
        is_personal=True,
    )
)
