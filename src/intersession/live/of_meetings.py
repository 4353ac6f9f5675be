"""What the page of a session says of it live: the way there while it is open, and the record after."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.access.actor import Actor
from intersession.live.models import Question, Sort, Update
from intersession.live.queries import sitting_of
from intersession.meetings.beside import Panel, declare
from intersession.meetings.models import Meeting


def live(actor: Actor, meeting: Meeting) -> Panel | None:
    """Open now; or what came of it in numbers; or, for those who run it, the way to open it."""
    address = reverse("live:live", args=[meeting.slug])
    sitting = sitting_of(meeting)
    if sitting is None:
        if not actor.holds("live.run") or not actor.may("live.run", meeting):
            return None
        return Panel(_("Live"), _("Not opened yet."), [(address, _("Open the session"))])
    if sitting.is_open:
        return Panel(_("Live"), _("This session is open now."), [(address, _("Follow it"))], tone="warning")
    sorts = Update.objects.filter(sitting=sitting).order_by().values_list("sort").annotate(Count("pk"))
    counted = dict(sorts)
    asked = Question.objects.filter(
        sitting=sitting, let_in_at__isnull=False, set_aside_at__isnull=True
    ).count()
    parts = [
        ngettext("%(number)s question", "%(number)s questions", asked) % {"number": asked},
        ngettext("%(number)s decision", "%(number)s decisions", counted.get(Sort.DECISION, 0))
        % {"number": counted.get(Sort.DECISION, 0)},
        ngettext("%(number)s action item", "%(number)s action items", counted.get(Sort.ACTION, 0))
        % {"number": counted.get(Sort.ACTION, 0)},
    ]
    return Panel(_("The record of the session"), " · ".join(parts), [(address, _("What was said and asked"))])


declare(live)
