"""Questions can be followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.following.followables import Named, declare
from intersession.questions.queries import visible


def questions(actor: Actor, keys: Iterable[str]) -> Mapping[str, Named]:
    """Questions by their slug; a withdrawn one shows its words no longer."""
    return {
        each.slug: Named(each.title, each.get_absolute_url(), each.language)
        for each in visible(actor).filter(slug__in=list(keys), withdrawn_at__isnull=True)
    }


declare("question", _("Questions"), "questions.view_question", questions)
