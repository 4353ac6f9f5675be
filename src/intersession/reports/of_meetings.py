"""What the page of a session says of its report."""

from __future__ import annotations

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.meetings.beside import Panel, declare
from intersession.meetings.models import Meeting
from intersession.reports.queries import of_meeting


def report(actor: Actor, meeting: Meeting) -> Panel | None:
    """The way to the report, or to beginning one."""
    found = of_meeting(actor, meeting)
    if found is not None:
        filing = getattr(found, "filing", None)
        text = ""
        if filing is not None:
            text = _("Handed to the forum on %(day)s.") % {"day": date_format(filing.filed_on, "DATE_FORMAT")}
        words = _("Read the report") if found.is_public else _("The draft of the report")
        return Panel(_("Report of this session"), text, [(found.get_absolute_url(), words)])
    if actor.may("reports.draft_report", meeting):
        return Panel(
            _("Report of this session"),
            _("There is none yet."),
            [(reverse("reports:draft_report", args=[meeting.slug]), _("Begin the report"))],
        )
    return None


declare(report)
