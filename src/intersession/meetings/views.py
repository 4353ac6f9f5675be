"""The archive of sessions, and one of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.atlas.tables import csv_response
from intersession.events.feeds import ical_response
from intersession.kit.facets import facet
from intersession.kit.pages import page
from intersession.meetings import actions, queries
from intersession.meetings.beside import panels_of
from intersession.meetings.feeds import feed
from intersession.meetings.forms import MeetingForm, initial_of, told
from intersession.meetings.models import Relation
from intersession.meetings.words import days_in_words

HEAD = (
    "year", "city", "country", "starts_on", "ends_on", "day_known", "title", "form", "minutes", "relation",
    "organisers", "url", "has_transcript", "has_report", "source", "as_of", "confidence", "notes", "page",
)  # fmt: skip


@allow("meetings.view_meeting")
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Every session by year, and the years without one."""
    actor = request.actor  # type: ignore[attr-defined]
    chosen = [value for value in request.GET.getlist("relation") if value in Relation.values]
    years, total = queries.archive(actor, chosen)
    counts = queries.relation_counts(actor)
    counted = [(value, counts.get(value, 0)) for value in Relation.values]
    context = {
        "years": years,
        "total": total,
        "gaps": [year.year for year in years if year.is_gap and not year.is_current],
        "chosen": chosen,
        "may_plan": actor.holds("meetings.plan_meeting"),
        "facets": [
            facet(
                request,
                "relation",
                _("Whose session"),
                counted,
                lambda value: Relation(value).label,
                is_open=True,
            )
        ],
    }
    return page(request, "meetings/meetings.html", context)


@allow("meetings.view_meeting")
@require_safe
def meetings_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = [
        (
            each.year, each.city, each.place_id, each.starts_on, each.ends_on, "yes" if each.is_day_known else "no",
            each.title, each.form, each.minutes, each.relation, each.organisers, each.url, each.has_transcript,
            each.has_report, each.source_url or each.source_words, each.as_of, each.confidence, each.notes,
            request.build_absolute_uri(each.get_absolute_url()),
        )
        for each in queries.visible(actor)
    ]  # fmt: skip
    return csv_response("sessions", HEAD, rows)


@allow("meetings.view_meeting")
@require_safe
def meetings_feed(request: HttpRequest) -> HttpResponse:
    """The sessions of one sort, or all, for calendar programs."""
    actor = request.actor  # type: ignore[attr-defined]
    chosen = [value for value in request.GET.getlist("relation") if value in Relation.values]
    found = queries.visible(actor)
    if chosen:
        found = found.filter(relation__in=chosen)
    name = " · ".join([_("Sessions"), *(str(Relation(value).label) for value in chosen)])
    return ical_response(request, feed(found, name), "sessions")


@allow("meetings.view_meeting")
@require_safe
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """One session: when and where, how we know, and what there is of it."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.meeting_for(actor, slug)
    before, after = queries.neighbours(actor, found)
    context = {
        "meeting": found,
        "days": days_in_words(found),
        "panels": panels_of(actor, found),
        "written": [(each, labelled(each)) for each in queries.changes_of(found)],
        "may_change": actor.holds("meetings.change_meeting"),
        "before": before,
        "after": after,
        "trail": [(reverse("meetings:meetings"), _("Sessions")), ("", str(found.year))],
    }
    return page(request, "meetings/meeting.html", context)


def labelled(written: queries.Written) -> list[tuple[object, str, str]]:
    """What was changed, each field by the words of the form."""
    return [(MeetingForm.base_fields[name].label, before, after) for name, before, after in written.fields]


@allow("meetings.plan_meeting")
@never_cache
def plan_meeting(request: HttpRequest) -> HttpResponse:
    """Put a session on record."""
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan_meeting(request.actor, form.said)  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("The session is on record, and public."))
            return redirect(made.get_absolute_url())
    trail = [(reverse("meetings:meetings"), _("Sessions")), ("", _("Plan a session"))]
    context = {"form": form, "meeting": None, "trail": trail}
    return page(request, "meetings/plan.html", context, status=400 if form.errors else 200)


@allow("meetings.change_meeting")
@never_cache
def change_meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Say it otherwise."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.meeting_for(actor, slug)
    form = MeetingForm(request.POST if request.method == "POST" else None, initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(actor, found, form.said)
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Changed. The page says what, by whom and when."))
            return redirect(found.get_absolute_url())
    trail = [
        (reverse("meetings:meetings"), _("Sessions")),
        (found.get_absolute_url(), found.title),
        ("", _("Change it")),
    ]
    context = {"form": form, "meeting": found, "trail": trail}
    return page(request, "meetings/plan.html", context, status=400 if form.errors else 200)
