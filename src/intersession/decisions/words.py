"""Whose move it is, in words computed from the rules, the dates and what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.decisions.models import Decision, State
from intersession.people.models import StakeholderGroup
from intersession.places.names import place_name


@dataclass(frozen=True, slots=True)
class Pending:
    """What is still to be done: voices to be heard, objections to be answered, and to be settled."""

    silent: int
    unanswered: int
    unsettled: int


def whose_move(decision: Decision, now: datetime, pending: Pending) -> list[str]:
    """Whose move it is, one sentence for each who has one."""
    state = decision.state_at(now)
    found: list[str] = []
    if state == State.WITHDRAWN:
        return [_("Nobody’s: the question was withdrawn.")]
    if state == State.DRAFT:
        return [_("The secretariat’s: it announces the question. Until then its facilitator may change it.")]
    if state == State.ANNOUNCED and decision.opens_at:
        return [_("Nobody’s yet: voting opens on %(when)s.") % {"when": moment_words(decision.opens_at)}]
    if state == State.OPEN and pending.silent:
        found.append(
            ngettext(
                "%(n)s organisation has not voted yet.",
                "%(n)s organisations have not voted yet.",
                pending.silent,
            )
            % {"n": pending.silent}
        )
    if state in (State.OPEN, State.CLOSED) and pending.unanswered:
        found.append(
            ngettext(
                "The facilitator’s: %(n)s objection waits for an answer.",
                "The facilitator’s: %(n)s objections wait for an answer.",
                pending.unanswered,
            )
            % {"n": pending.unanswered}
        )
    if state in (State.OPEN, State.CLOSED) and pending.unsettled:
        found.append(
            ngettext(
                "The objector’s: %(n)s answered objection is to be called resolved or sustained.",
                "The objectors’: %(n)s answered objections are to be called resolved or sustained.",
                pending.unsettled,
            )
            % {"n": pending.unsettled}
        )
    if state == State.CLOSED and not pending.unanswered:
        found.append(_("The facilitator’s: the outcome is to be written."))
    if state == State.CONCLUDED:
        if decision.review_on is None:
            return [_("Nobody’s: it is decided.")]
        when = formats.date_format(decision.review_on, "DATE_FORMAT")
        if decision.review_on <= now.date():
            return [_("The facilitator’s: the day of review, %(when)s, has come.") % {"when": when}]
        return [_("Nobody’s: it is decided, and comes back for review on %(when)s.") % {"when": when}]
    if not found:
        return [_("Nobody’s: everybody has spoken. The clock closes the vote.")]
    return found


def moment_words(moment: datetime) -> str:
    """Day and minute in UTC, which everybody can compute from."""
    return _("%(day)s, %(time)s UTC") % {
        "day": formats.date_format(moment, "DATE_FORMAT"),
        "time": f"{moment:%H:%M}",
    }


def group_name(key: str) -> str:
    """A stakeholder group in words."""
    return str(StakeholderGroup(key).label) if key in StakeholderGroup.values else key


def region_name(code: str) -> str:
    """A region in words; bodies that stand in none are worldwide."""
    return place_name(code) if code else _("Worldwide")
