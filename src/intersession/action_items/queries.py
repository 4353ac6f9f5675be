"""What pages ask about action items."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.action_items.models import ActionItem, Note, State
from intersession.meetings.models import Meeting

# Whoever does it is reminded so many days before.
DAYS_BEFORE = 14


def today() -> date:
    """The day, in UTC as all of the site counts."""
    return timezone.now().date()


def state() -> Case:
    """The state of an item today, as a column."""
    return Case(
        When(dropped_at__isnull=False, then=Value(State.DROPPED.value)),
        When(confirmed_at__isnull=True, then=Value(State.PROPOSED.value)),
        When(done_at__isnull=False, then=Value(State.DONE.value)),
        When(due_on__lt=today(), then=Value(State.OVERDUE.value)),
        default=Value(State.OPEN.value),
    )


def items(actor: Actor, chosen: dict[str, list[str]] | None = None) -> QuerySet[ActionItem]:
    """The items this actor sees: what is overdue first, then by the day they are due, what is settled last."""
    found = ActionItem.objects.filter(actor.scope("action_items.view_item")).annotate(state=state())
    chosen = chosen or {}
    if states := chosen.get("state"):
        found = found.filter(state__in=states)
    if organisations := chosen.get("organisation"):
        found = found.filter(organisation__slug__in=organisations)
    if meetings := chosen.get("session"):
        found = found.filter(meeting__slug__in=meetings)
    rank = Case(When(state__in=[State.DONE.value, State.DROPPED.value], then=Value(1)), default=Value(0))
    ordered: QuerySet[ActionItem] = found.select_related(
        "organisation", "meeting", "person", "paper"
    ).order_by(rank, F("due_on").asc(nulls_last=True), "-agreed_on", "pk")
    return ordered.fetch_mode(settings.PAGE_FETCH_MODE)


def counts(actor: Actor) -> dict[str, int]:
    """How many there are in each state, of those this actor sees."""
    found = ActionItem.objects.filter(actor.scope("action_items.view_item")).annotate(state=state())
    return dict(found.order_by().values_list("state").annotate(number=Count("pk")))


def item_for(actor: Actor, pk: int) -> ActionItem:
    """The item of a page, with `state`; 404 with a sentence else."""
    found: ActionItem | None = (
        ActionItem.objects.filter(actor.scope("action_items.view_item"), pk=pk)
        .annotate(state=state())
        .select_related("organisation", "meeting", "person", "paper", "proposed_by", "proposed_for")
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    if found is None:
        raise Http404(_("There is no action item at this address."))
    return found


def notes_of(item: ActionItem) -> list[Note]:
    """What was noted on it, the newest first."""
    found = Note.objects.filter(item=item).select_related("person", "organisation")
    return list(found.order_by("-at", "-pk")[:200].fetch_mode(settings.PAGE_FETCH_MODE))


def waiting_items() -> QuerySet[ActionItem]:
    """Written down and not confirmed yet, the oldest first."""
    found: QuerySet[ActionItem] = ActionItem.objects.waiting().select_related("meeting", "organisation")
    return found.order_by("created_at", "pk").fetch_mode(settings.PAGE_FETCH_MODE)


def own_items(actor: Actor) -> QuerySet[ActionItem]:
    """Open items of the organisation one acts for, and those with one's own name; the next due first."""
    own = Q(person=actor.person)
    if actor.organisation is not None:
        own |= Q(organisation=actor.organisation) | Q(organisation__merged_into=actor.organisation)
    found: QuerySet[ActionItem] = (
        ActionItem.objects.open().filter(own).select_related("meeting", "organisation")
    )
    return found.order_by(F("due_on").asc(nulls_last=True), "pk").fetch_mode(settings.PAGE_FETCH_MODE)


def to_remind(on: date) -> QuerySet[ActionItem]:
    """Open items of which nobody was told yet that their day comes near, or that it has passed."""
    near = Q(due_on__gte=on, due_on__lte=on + timedelta(days=DAYS_BEFORE), reminded_on__isnull=True)
    passed = Q(due_on__lt=on) & (Q(reminded_on__isnull=True) | Q(reminded_on__lte=F("due_on")))
    found: QuerySet[ActionItem] = ActionItem.objects.open().filter(near | passed)
    return found.order_by("due_on", "pk")


@dataclass(frozen=True, slots=True)
class Became:
    """What became of the items of a session: how many in each state."""

    counts: Counter[str]

    @property
    def total(self) -> int:
        return self.counts.total()


def became_of(actor: Actor, meeting: Meeting) -> Became:
    """The items of a session, counted by state. One query."""
    found = ActionItem.objects.filter(actor.scope("action_items.view_item"), meeting=meeting)
    rows = found.annotate(state=state()).order_by().values_list("state").annotate(number=Count("pk"))
    return Became(Counter(dict(rows)))


def carried_over(actor: Actor, meeting: Meeting) -> list[ActionItem]:
    """What is overdue and was agreed before a session that is still to come: its agenda opens with it."""
    if meeting.ends_on < today():
        return []
    found = ActionItem.objects.overdue(today()).filter(actor.scope("action_items.view_item"))
    before = found.filter(agreed_on__lt=meeting.starts_on).exclude(meeting=meeting)
    return list(before.order_by("due_on", "pk")[:50].fetch_mode(settings.PAGE_FETCH_MODE))
