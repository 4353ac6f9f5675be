"""Where the coalition is in a year: each stage asked of its own room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.access.actor import Actor
from intersession.action_items.models import State as ItemState
from intersession.action_items.queries import items, state
from intersession.annual_reports.queries import annual_reports
from intersession.calls.queries import calls_of_year
from intersession.cycles.words import TONES, Progress
from intersession.decisions.queries import seen_by
from intersession.meetings.models import Known, Meeting
from intersession.meetings.queries import FIRST_YEAR, visible
from intersession.meetings.words import days_in_words
from intersession.papers.models import Version
from intersession.papers.queries import papers
from intersession.plan.lights import Light
from intersession.plan.queries import lights_of, tree
from intersession.projects.queries import joint_projects
from intersession.reports.queries import reports
from intersession.transcripts.queries import of_meetings

# Ahead one can look so far.
YEARS_AHEAD = 1
# So many lines of a stage are named; the rest is behind its link.
MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a stage: its address, its name in its own language, and what is said beside it."""

    url: str
    name: object
    beside: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One part of the year."""

    key: str
    title: str
    progress: Progress
    says: str
    lines: Sequence[Line] = ()
    more: tuple[str, str] = ("", "")

    @property
    def tone(self) -> str:
        return TONES[self.progress]


@dataclass(frozen=True, slots=True)
class Year:
    """The year that is shown, the day it is looked at, and what several stages ask for."""

    actor: Actor
    number: int
    today: date
    sessions: Sequence[Meeting]

    @property
    def is_over(self) -> bool:
        return self.number < self.today.year

    @property
    def is_ahead(self) -> bool:
        return self.number > self.today.year

    @property
    def begins(self) -> datetime:
        return datetime(self.number, 1, 1, tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        return datetime(self.number + 1, 1, 1, tzinfo=UTC)

    @property
    def ours(self) -> list[Meeting]:
        """The coalition's own sessions that some source names."""
        return [each for each in self.sessions if each.is_ours and (each.source_url or each.source_words)]

    @property
    def held(self) -> list[Meeting]:
        """Those of them that are over."""
        return [each for each in self.ours if each.ends_on < self.today]

    def within(self, name: str) -> Q:
        """The condition that a moment lies in the year, by UTC."""
        return Q(**{f"{name}__gte": self.begins, f"{name}__lt": self.ends})

    def nothing(self) -> Progress:
        """How far a stage is of which there is nothing yet."""
        return Progress.NOTHING if self.is_over else Progress.AHEAD


@dataclass(frozen=True, slots=True)
class Cycle:
    """A year as its page shows it."""

    year: int
    stages: Sequence[Stage]
    years: Sequence[int] = field(default_factory=list)

    @property
    def now(self) -> list[Stage]:
        """What is under way."""
        return [stage for stage in self.stages if stage.progress == Progress.NOW]

    @property
    def missing(self) -> list[Stage]:
        """What should be there and is not."""
        return [stage for stage in self.stages if stage.progress == Progress.MISSING]


def cycle_of(actor: Actor, number: int) -> Cycle:
    """The year with its stages; 404 with a sentence for one before the coalition or far ahead."""
    today = timezone.localdate()
    last = today.year + YEARS_AHEAD
    if not FIRST_YEAR <= number <= last:
        raise Http404(_("Nothing is on record for that year."))
    sessions = sorted(visible(actor).filter(year=number), key=lambda each: (each.starts_on, each.pk))
    year = Year(actor, number, today, sessions)
    stages = [stage for show in STAGES if (stage := show(year)) is not None]
    return Cycle(number, stages, range(last, FIRST_YEAR - 1, -1))


# ── the stages, in the order of the year ────────────────────────────────────────────────────────


def the_plan(year: Year) -> Stage:
    """What was to be done, and how it stands."""
    lights = dict(lights_of(tree(year.actor, year.number, year.number)))
    joint = joint_projects(year.actor, year.number)
    total = sum(lights.values())
    says = " · ".join(f"{light.label}: {number}" for light, number in lights.items())
    finished = lights.get(Light.DONE, 0) + lights.get(Light.DROPPED, 0)
    progress = year.nothing() if not total else Progress.DONE if finished == total else Progress.NOW
    if total and year.is_ahead:
        progress = Progress.AHEAD
    lines = [
        Line(
            each.project.get_absolute_url(),
            each.project.title,
            _("proposed as a joint project"),
            each.project.language,
        )
        for each in joint
    ]
    more = (f"{reverse('plan:plan')}?year={year.number}", _("The plan"))
    return Stage(
        "plan",
        _("The joint plan"),
        progress,
        says or _("No action of the plan runs in this year."),
        lines,
        more,
    )


def the_calls(year: Year) -> Stage:
    """What the members were asked for."""
    found = calls_of_year(year.actor, year.number)
    running = [each for each in found if each.is_open]
    waiting = [each for each in found if each.is_over and each.released_at is None and not each.is_survey]
    lines = [
        Line(
            each.get_absolute_url(),
            each.title,
            _("open until %(day)s") % {"day": date_format(each.closes_at, "DATE_FORMAT")}
            if each.is_open
            else _("being read")
            if each in waiting
            else str(each.get_kind_display()),
            each.language,
        )
        for each in found
    ]
    says = ngettext("%(count)d call", "%(count)d calls", len(found)) % {"count": len(found)}
    if running:
        says += " · " + ngettext("%(count)d is open", "%(count)d are open", len(running)) % {
            "count": len(running)
        }
    progress = year.nothing()
    if found:
        is_ahead = not running and not any(each.is_over for each in found)
        progress = Progress.AHEAD if is_ahead else Progress.NOW if running or waiting else Progress.DONE
    more = (reverse("calls:calls"), _("All calls"))
    return Stage(
        "calls", _("Calls"), progress, says if found else _("None was announced for this year."), lines, more
    )


def the_sessions(year: Year) -> Stage:
    """When the coalition meets."""
    ours = year.ours
    coming = [each for each in ours if each.ends_on >= year.today]
    lines = [
        Line(
            each.get_absolute_url(),
            each.title,
            f"{days_in_words(each)} · {each.get_relation_display()}",
            each.title_language,
        )
        for each in year.sessions
    ]
    if not ours and year.is_over:
        says = _("A gap: no source we found says that the coalition met this year.")
    elif not ours:
        says = _("No session of the coalition is planned yet.")
    else:
        says = ngettext(
            "%(count)d session of the coalition", "%(count)d sessions of the coalition", len(ours)
        ) % {"count": len(ours)}
    progress = year.nothing()
    if ours:
        progress = Progress.AHEAD if coming and not year.held else Progress.NOW if coming else Progress.DONE
    return Stage(
        "sessions",
        _("Sessions"),
        progress,
        says,
        lines[:MOST_LINES],
        (reverse("meetings:meetings"), _("All sessions")),
    )


def what_was_said(year: Year) -> Stage:
    """Transcripts of the sessions that are over."""
    found = of_meetings(year.held)
    lines = [
        Line(
            found[each.pk].get_absolute_url(),
            each.title,
            str(found[each.pk].get_sort_display()),
            each.title_language,
        )
        for each in year.held
        if each.pk in found
    ]
    if not year.held:
        progress, says = (
            year.nothing(),
            _("No session of the coalition is over yet.") if not year.is_over else "",
        )
    else:
        progress = Progress.DONE if len(lines) == len(year.held) else Progress.MISSING
        says = _("Read here: %(found)d of %(held)d sessions that are over.") % {
            "found": len(lines),
            "held": len(year.held),
        }
    return Stage("transcripts", _("What was said"), progress, says or _("Nothing is on record."), lines)


def the_reports(year: Year) -> Stage:
    """Reports of the sessions that are over, in the forum's form."""
    held = {each.pk: each for each in year.held}
    found = [each for each in reports(year.actor).filter(meeting__in=list(held)) if each.is_public]
    reported = {each.meeting_id for each in found}
    elsewhere = [each for each in held.values() if each.has_report == Known.YES and each.pk not in reported]
    lines = [
        Line(each.get_absolute_url(), held[each.meeting_id].title, "", held[each.meeting_id].title_language)
        for each in found
    ]
    lines += [
        Line(each.get_absolute_url(), each.title, _("a report elsewhere"), each.title_language)
        for each in elsewhere
    ]
    if not held:
        progress, says = year.nothing(), _("No report is due before a session is over.")
    else:
        has_all = len(reported) + len(elsewhere) == len(held)
        progress = Progress.DONE if has_all else Progress.MISSING
        says = _("A report is known of %(found)d of %(held)d sessions that are over.") % {
            "found": len(reported) + len(elsewhere),
            "held": len(held),
        }
    return Stage("reports", _("Reports"), progress, says, lines)


def what_was_agreed(year: Year) -> Stage:
    """The action items of the year's sessions."""
    mine = items(year.actor).filter(agreed_on__year=year.number)
    rows = mine.annotate(stand=state()).order_by().values_list("stand").annotate(number=Count("pk"))
    counts: Counter[str] = Counter(dict(rows))
    says = " · ".join(f"{each.label}: {counts[each]}" for each in ItemState if counts[each])
    progress = year.nothing()
    if counts[ItemState.OVERDUE]:
        progress = Progress.MISSING
    elif counts[ItemState.OPEN] or counts[ItemState.PROPOSED]:
        progress = Progress.NOW
    elif counts.total():
        progress = Progress.DONE
    more = (reverse("action_items:items"), _("All action items"))
    return Stage(
        "action-items", _("Action items"), progress, says or _("None was agreed in this year."), (), more
    )


def papers_and_decisions(year: Year) -> Stage:
    """What was adopted and decided."""
    adopted = (
        Version.objects.filter(
            year.within("adopted_at"), published_at__isnull=False, paper__in=papers(year.actor).order_by()
        )
        .select_related("paper")
        .order_by("-adopted_at")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    closed = Q(concluded_at__isnull=False) & year.within("concluded_at")
    running = Q(concluded_at__isnull=True, announced_at__isnull=False, withdrawn_at__isnull=True)
    counted = seen_by(year.actor).aggregate(
        decided=Count("pk", filter=closed), running=Count("pk", filter=running)
    )
    lines = [
        Line(
            reverse("papers:version", args=[each.paper.slug, each.number]),
            each.paper.title,
            _("version %(number)s, adopted") % {"number": each.number},
            each.paper.language,
        )
        for each in adopted[:MOST_LINES]
    ]
    says = ngettext("%(count)d decision was taken", "%(count)d decisions were taken", counted["decided"]) % {
        "count": counted["decided"]
    }
    is_current = not year.is_over and not year.is_ahead
    if is_current and counted["running"]:
        says += " · " + ngettext("%(count)d is open", "%(count)d are open", counted["running"]) % {
            "count": counted["running"]
        }
    progress = year.nothing()
    if is_current and counted["running"]:
        progress = Progress.NOW
    elif lines or counted["decided"]:
        progress = Progress.DONE if year.is_over else Progress.NOW
    more = (reverse("decisions:decisions"), _("All decisions"))
    return Stage("decisions", _("Papers and decisions"), progress, says, lines, more)


def the_annual_report(year: Year) -> Stage:
    """What the year was, counted and frozen."""
    ends_within = annual_reports(year.actor).filter(last_on__year=year.number)
    found = list(ends_within)
    public = [each for each in found if each.is_public]
    lines = [
        Line(each.get_absolute_url(), str(each), "" if each.is_public else _("a draft")) for each in found
    ]
    if public:
        progress, says = Progress.DONE, _("It is published.")
    elif found:
        progress, says = Progress.NOW, _("It is being written.")
    else:
        progress, says = year.nothing(), _("None is published for this year.")
    more = (reverse("annual_reports:annual_reports"), _("All annual reports"))
    return Stage("annual-report", _("Annual report"), progress, says, lines, more)


STAGES: Sequence[Callable[[Year], Stage | None]] = (
    the_plan,
    the_calls,
    the_sessions,
    what_was_said,
    the_reports,
    what_was_agreed,
    papers_and_decisions,
    the_annual_report,
)
