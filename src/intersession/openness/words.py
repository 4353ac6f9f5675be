"""Standings in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from intersession.openness.models import Standing

STANDINGS = {
    Standing.KEPT: (_("kept"), ""),
    Standing.BREACH: (_("not kept"), "danger"),
    Standing.UNKNOWN: (_("not known"), "warn"),
}
