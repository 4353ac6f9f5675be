"""How fresh the evidence of a commitment is, in four lights with words, after the United Nations' registry.

The days are a setting (`COMMITMENT_LIGHTS`): evidence is fresh up to the first, ageing up to the second, stale up to
the third, and lapsed from then on. Nothing of it is stored: the calendar decides at reading.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Light(TextChoices):
    """The light of a commitment."""

    FRESH = "fresh", _("Fresh")
    AGEING = "ageing", _("Ageing")
    STALE = "stale", _("Stale")
    LAPSED = "lapsed", _("Lapsed")


TONES = {Light.FRESH: "ok", Light.AGEING: "now", Light.STALE: "warn", Light.LAPSED: "plain"}


def light_of(shown_on: date, today: date) -> Light:
    """The light of evidence of a day. Evidence of the future is fresh."""
    age = (today - shown_on).days
    for light, days in zip(Light, settings.COMMITMENT_LIGHTS, strict=False):
        if age < days:
            return light
    return Light.LAPSED


def light_words() -> list[tuple[str, str]]:
    """Each light with what it means, for a legend."""
    fresh, ageing, stale = settings.COMMITMENT_LIGHTS

    def days(number: int) -> str:
        return ngettext("%(count)s day", "%(count)s days", number) % {"count": number}

    return [
        (str(Light.FRESH.label), str(_("evidence younger than %s")) % days(fresh)),
        (str(Light.AGEING.label), str(_("evidence younger than %s")) % days(ageing)),
        (str(Light.STALE.label), str(_("evidence younger than %s")) % days(stale)),
        (str(Light.LAPSED.label), str(_("older, or none was ever given"))),
    ]
