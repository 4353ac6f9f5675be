"""The traffic light of an undertaking, with its words and its reason.

Derived, never stored: done and given up come first, then the calendar (not begun, late), then what whoever leads said
last (stuck), then the indicator against the share of time that has passed, then how old the last word is. Only what
cannot be derived, "slower than planned", is taken from the last note.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intersession.plan.models import Going, Undertaking

# Days without a word after which nobody knows, and how far an indicator may lag behind the calendar.
SILENT = 120
LAG = 0.25


class Light(TextChoices):
    """How an undertaking stands."""

    DONE = "done", gettext_lazy("Done")
    ON_TRACK = "on-track", gettext_lazy("On track")
    AT_RISK = "at-risk", gettext_lazy("At risk")
    LATE = "late", gettext_lazy("Late or stuck")
    NOT_BEGUN = "not-begun", gettext_lazy("Not begun")
    DROPPED = "dropped", gettext_lazy("Given up")


TONES = {
    Light.DONE: "ok",
    Light.ON_TRACK: "ok",
    Light.AT_RISK: "warn",
    Light.LATE: "bad",
    Light.NOT_BEGUN: "line",
    Light.DROPPED: "plain",
}


@dataclass(frozen=True, slots=True)
class Last:
    """The newest note, as far as the light needs it."""

    noted_on: date
    going: str
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The light and why."""

    light: Light
    why: str

    @property
    def tone(self) -> str:
        return TONES[self.light]


def due(undertaking: Undertaking, today: date) -> float:
    """The share of its time that has passed, from 0 to 1."""
    whole = (undertaking.ends_on - undertaking.starts_on).days + 1
    return min(1.0, max(0.0, ((today - undertaking.starts_on).days) / whole))


def reached(undertaking: Undertaking, value: int | None) -> float | None:
    """The share of the way to the target; None where nothing is measured."""
    if undertaking.target is None or value is None:
        return None
    return (value - undertaking.baseline) / (undertaking.target - undertaking.baseline)


def standing_of(undertaking: Undertaking, last: Last | None, today: date) -> Standing:
    """How it stands on a day."""
    if undertaking.dropped_on is not None:
        return Standing(Light.DROPPED, undertaking.dropped_because)
    if undertaking.done_on is not None:
        return Standing(Light.DONE, _("said to be done by whoever leads"))
    if undertaking.starts_on > today:
        return Standing(Light.NOT_BEGUN, _("it begins later"))
    if undertaking.ends_on < today:
        days = (today - undertaking.ends_on).days
        sentence = ngettext("%(count)s day over its end", "%(count)s days over its end", days)
        return Standing(Light.LATE, sentence % {"count": days})
    if last is not None and last.going == Going.STUCK:
        return Standing(Light.LATE, _("whoever leads says that it needs help"))
    share = reached(undertaking, last.value if last else None)
    if share is not None and share + LAG < due(undertaking, today):
        assert last is not None
        facts = {"value": last.value, "target": undertaking.target}
        return Standing(Light.AT_RISK, _("%(value)s of %(target)s, with less time left than that") % facts)
    if last is not None and last.going == Going.SLOWLY:
        return Standing(Light.AT_RISK, _("whoever leads says that it is slower than planned"))
    days = (today - (last.noted_on if last else undertaking.starts_on)).days
    if days > SILENT:
        sentence = ngettext("no word for %(count)s day", "no word for %(count)s days", days)
        return Standing(Light.AT_RISK, sentence % {"count": days})
    if last is None:
        return Standing(Light.ON_TRACK, _("just begun"))
    return Standing(Light.ON_TRACK, _("whoever leads says that it goes as planned"))
