"""How far a stage of the year is, in words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Progress(TextChoices):
    """How far something is."""

    DONE = "done", _("Done")
    NOW = "now", _("Under way")
    AHEAD = "ahead", _("To come")
    MISSING = "missing", _("Missing or overdue")
    NOTHING = "nothing", _("Nothing on record")


TONES = {
    Progress.DONE: "ok",
    Progress.NOW: "now",
    Progress.AHEAD: "line",
    Progress.MISSING: "warn",
    Progress.NOTHING: "plain",
}
