"""The calendar, its map, its feeds; one event; proposing, and saying who takes part."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.atlas.maps import WorldMap, map_values
from intersession.atlas.tables import csv_response
from intersession.events import actions, queries
from intersession.events.feeds import feed, ical_response
from intersession.events.forms import (
    EventForm,
    MaterialForm,
    ReasonForm,
    TakePartForm,
    WindowForm,
    initial_of,
    told,
    wanted_of,
)
from intersession.events.models import CalendarEvent, Series, Sort
from intersession.events.queries import Calendar, Wanted
from intersession.events.words import days_in_words
from intersession.kit.facets import Facet, facet
from intersession.kit.pages import page
from intersession.kit.paging import pages_of, with_query
from intersession.library.permissions import publishes_at_once
from intersession.places.models import WORLD
from intersession.places.names import place_name, sort_key
from intersession.places.queries import CONTINENTS

SIZE = 40
# How long ago an event may be that a feed still holds, if nobody asks for more.
KEPT_IN_FEEDS = timedelta(days=365)
STEPS = (
    ("many", "solid", gettext_lazy("Three events or more")),
    ("some", "stripes", gettext_lazy("Two events")),
    ("one", "light", gettext_lazy("One event")),
    ("none", "empty", gettext_lazy("None that we know of")),
)
HEAD = (
    "title", "series", "sort", "starts_on", "ends_on", "day_known", "end_known", "yearly", "starts_time",
    "ends_time", "zone", "starts_at_utc", "ends_at_utc", "city", "country", "organisers", "url", "cancelled",
    "source", "as_of", "confidence", "notes", "page",
)  # fmt: skip


def region_name(code: str) -> str:
    """The name of a continent, or of all that lies in none."""
    return _("Worldwide and online") if code == WORLD else place_name(code)


def facets_of(request: HttpRequest, found: Calendar, wanted: Wanted) -> list[Facet]:
    """How the calendar can be narrowed."""
    counts = found.counts
    countries = sorted(
        {*counts["country"], *wanted.country} - {WORLD}, key=lambda code: sort_key(place_name(code))
    )
    series = [value for value in Series.values if counts["series"].get(value) or value in wanted.series]
    sorts = [value for value in Sort.values if counts["sort"].get(value) or value in wanted.sort]
    return [
        facet(
            request,
            "sort",
            _("What it is"),
            [(value, counts["sort"].get(value, 0)) for value in sorts],
            lambda value: Sort(value).label,
            is_open=True,
        ),
        facet(
            request,
            "series",
            _("Series"),
            [(value, counts["series"].get(value, 0)) for value in series],
            lambda value: Series(value).label,
        ),
        facet(
            request,
            "region",
            _("Region"),
            [(code, counts["region"].get(code, 0)) for code in (*CONTINENTS, WORLD)],
            region_name,
        ),
        facet(
            request,
            "country",
            _("Country"),
            [(code, counts["country"].get(code, 0)) for code in countries],
            place_name,
        ),
    ]


def shared_context(request: HttpRequest, wanted: Wanted, found: Calendar) -> dict[str, object]:
    """What the list and the map are both shown with."""
    yesterday = timezone.localdate() - timedelta(days=1)
    past = {"from": None, "until": yesterday.isoformat(), "page": None}
    return {
        "wanted": wanted,
        "facets": facets_of(request, found, wanted),
        "total": len(found.found),
        "window": WindowForm(request.GET),
        "kept": [
            (name, value)
            for name in ("sort", "series", "region", "country")
            for value in getattr(wanted, name)
        ],
        "past_url": with_query(request, **past),
        "coming_url": with_query(request, **{"from": None, "until": None, "page": None}),
        "query": request.GET.urlencode(),
        "is_coming": wanted.since is None and wanted.until is None,
        "may_propose": request.actor.holds("events.propose_event"),  # type: ignore[attr-defined]
    }


@allow("events.view_event")
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Events by month."""
    wanted = wanted_of(request.GET)
    found = queries.calendar(wanted)
    pages = pages_of(request, len(found.found), SIZE)
    context = {
        **shared_context(request, wanted, found),
        "months": queries.months_of(found.found[pages.offset : pages.offset + SIZE]),
        "pages": pages,
        "own": list(queries.own_proposals(request.actor)[:20]),  # type: ignore[attr-defined]
    }
    return page(request, "events/calendar.html", context)


@allow("events.view_event")
@require_safe
def calendar_map(request: HttpRequest) -> HttpResponse:
    """The same on a map, and as a table that says the same."""
    wanted = wanted_of(request.GET)
    found = queries.calendar(wanted)
    by_country = Counter(each.country for each in found.found)
    steps = {
        code: "many" if number >= 3 else "some" if number == 2 else "one"
        for code, number in by_country.items()
    }
    rows = sorted(
        ((place_name(code), code, number) for code, number in by_country.items()),
        key=lambda row: (-row[2], sort_key(row[0])),
    )
    context = {
        **shared_context(request, wanted, found),
        "map": WorldMap(_("Events by country"), map_values(STEPS, steps)),
        "rows": [
            (
                name,
                number,
                f"{reverse('events:calendar')}{with_query(request, country=code)[len(request.path) :]}",
            )
            for name, code, number in rows
        ],
    }
    return page(request, "events/map.html", context)


@allow("events.view_event")
@require_safe
def calendar_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table for programs; without days asked for, every event."""
    wanted = wanted_of(request.GET)
    found = queries.events_of(queries.calendar(_or_all(wanted)).found)
    rows = [
        (
            each.title, each.series, each.sort, each.starts_on, each.ends_on, yes(each.is_day_known),
            yes(each.is_end_known), yes(each.is_yearly), each.starts_time, each.ends_time, each.zone,
            each.starts_at and each.starts_at.isoformat(), each.ends_at and each.ends_at.isoformat(), each.city,
            each.place_id, each.organisers, each.url, yes(bool(each.cancelled_at)),
            each.source_url or each.source_words, each.as_of, each.confidence, each.notes,
            request.build_absolute_uri(each.get_absolute_url()),
        )
        for each in found
    ]  # fmt: skip
    return csv_response("calendar", HEAD, rows)


def yes(is_so: bool) -> str:
    """A fact in a table."""
    return "yes" if is_so else "no"


def _or_all(wanted: Wanted) -> Wanted:
    """Without days, every day there is."""
    if wanted.since or wanted.until:
        return wanted
    return replace(wanted, since=timezone.localdate().replace(year=1900, month=1, day=1))


@allow("events.view_event")
@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The feed of a filter: what is to come, and the year that passed."""
    wanted = wanted_of(request.GET)
    if wanted.since is None and wanted.until is None:
        wanted = replace(wanted, since=timezone.localdate() - KEPT_IN_FEEDS)
    labels = [str(Series(value).label) for value in wanted.series]
    labels += [str(Sort(value).label) for value in wanted.sort]
    labels += [region_name(code) for code in wanted.region]
    labels += [place_name(code) for code in wanted.country]
    name = " · ".join([_("Calendar of children’s safety online"), *labels])
    return ical_response(request, feed(queries.events_of(queries.calendar(wanted).found), name), "calendar")


@allow("events.view_event")
@require_safe
def event_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """One event for one's own calendar."""
    found = queries.event_for(request.actor, slug)  # type: ignore[attr-defined]
    if found.published_at is None or not found.is_day_known:
        raise Http404(_("There is no day yet that a calendar could hold."))
    return ical_response(request, feed([found], found.title), found.slug)


@allow("events.view_event")
@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event: when and where, how we know, who takes part, what belongs to it."""
    return shown(request, queries.event_for(request.actor, slug))  # type: ignore[attr-defined]


def shown(
    request: HttpRequest,
    found: CalendarEvent,
    *,
    part_form: TakePartForm | None = None,
    material_form: MaterialForm | None = None,
    cancel_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an event, with the forms as they were sent where something is wrong."""
    actor = request.actor  # type: ignore[attr-defined]
    is_open = found.cancelled_at is None
    is_public = found.published_at is not None
    parts = queries.taking_part(found)
    is_listed = actor.organisation is not None and any(
        each.organisation_id == actor.organisation.pk for each in parts
    )
    may_take_part = is_open and is_public and actor.holds("events.take_part")
    context = {
        "event": found,
        "days": days_in_words(found),
        "parts": parts,
        "materials": queries.materials_of(found),
        "is_listed": is_listed,
        "may_take_part": may_take_part,
        "may_change": is_open and actor.may("events.change_event", found),
        "may_cancel": is_open and actor.may("events.cancel_event", found),
        "may_add": is_open and actor.may("events.add_material", found),
        "part_form": part_form or TakePartForm(),
        "material_form": material_form or MaterialForm(),
        "cancel_form": cancel_form or ReasonForm(),
        "trail": [(reverse("events:calendar"), _("Calendar")), ("", str(found.get_series_display()))],
    }
    return page(request, "events/event.html", context, status=status)


@allow("events.propose_event")
def propose_event(request: HttpRequest) -> HttpResponse:
    """Propose an event."""
    actor = request.actor  # type: ignore[attr-defined]
    form = EventForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_event(actor, form.said)
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            if made.published_at is None:
                messages.success(request, _("Thank you. The secretariat reads it before it shows."))
            else:
                messages.success(request, _("Thank you. It is in the calendar now."))
            return redirect(made.get_absolute_url())
    context = {
        "form": form,
        "event": None,
        "is_at_once": publishes_at_once(actor) or actor.holds("events.answer_event"),
    }
    return page(request, "events/propose.html", context, status=400 if form.errors else 200)


@allow("events.change_event")
def change_event(request: HttpRequest, slug: str) -> HttpResponse:
    """Say something else of it, or hand it in again."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.event_for(actor, slug)
    if not actor.may("events.change_event", found):
        raise Http404(_("This event is not yours to change."))
    form = EventForm(request.POST if request.method == "POST" else None, initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.change_event(actor, found, form.said)
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect(made.get_absolute_url())
    context = {"form": form, "event": found, "is_at_once": found.published_at is not None}
    return page(request, "events/propose.html", context, status=400 if form.errors else 200)


@allow("events.cancel_event")
@require_POST
def cancel_event(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that it does not take place."""
    found = queries.event_for(request.actor, slug)  # type: ignore[attr-defined]
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.cancel_event(request.actor, found, form.cleaned_data["reason"])  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect(found.get_absolute_url())
    return shown(request, found, cancel_form=form, status=400)


@allow("events.take_part")
@require_POST
def take_part(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that the organisation one acts for takes part."""
    found = queries.event_for(request.actor, slug)  # type: ignore[attr-defined]
    form = TakePartForm(request.POST)
    if form.is_valid():
        try:
            actions.take_part(request.actor, found, form.cleaned_data["words"])  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Your organisation is listed."))
            return redirect(found.get_absolute_url())
    return shown(request, found, part_form=form, status=400)


@allow("events.take_part")
@require_POST
def end_participation(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that it does not take part after all."""
    found = queries.event_for(request.actor, slug)  # type: ignore[attr-defined]
    actions.end_participation(request.actor, found)  # type: ignore[attr-defined]
    messages.success(request, _("Your organisation is no longer listed."))
    return redirect(found.get_absolute_url())


@allow("events.add_material")
@require_POST
def add_material(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a resource belongs to it."""
    found = queries.event_for(request.actor, slug)  # type: ignore[attr-defined]
    form = MaterialForm(request.POST)
    if form.is_valid():
        try:
            actions.add_material(request.actor, found, form.cleaned_data["resource"])  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect(found.get_absolute_url())
    return shown(request, found, material_form=form, status=400)


@allow("events.add_material")
@require_POST
def take_material_out(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that it does not."""
    found = queries.event_for(request.actor, slug)  # type: ignore[attr-defined]
    form = MaterialForm(request.POST)
    if form.is_valid():
        actions.take_material_out(request.actor, found, form.cleaned_data["resource"])  # type: ignore[attr-defined]
        return redirect(found.get_absolute_url())
    return shown(request, found, material_form=form, status=400)
