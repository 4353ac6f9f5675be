"""What is measured: each line computed from the record at the moment somebody looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from django.conf import settings
from django.db.models import Count, Q
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.access.actor import VISITOR
from intersession.audit.models import Event
from intersession.decisions.models import Objection
from intersession.directory.regions import UN_GROUPS, region_name
from intersession.joining.models import Application
from intersession.openness.models import Snapshot, Standing
from intersession.openness.words import STANDINGS
from intersession.papers.models import Version
from intersession.people.models import Organisation, StakeholderGroup, is_member_now
from intersession.reports.queries import due_between

YEAR = timedelta(days=365)
FEWEST_GROUPS = 3
# Pages that must be open to everybody: what there is of lists and archives.
ARCHIVES = (
    "library:resources",
    "papers:papers",
    "decisions:decisions",
    "meetings:meetings",
    "questions:questions",
    "directory:organisations",
    "events:calendar",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One line: what is asked, how it is counted, what came out, and where to look."""

    key: str
    title: str
    how: str
    says: list[str]
    standing: Standing
    breach: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    figures: dict[str, int | float | None] = field(default_factory=dict)

    @property
    def label(self) -> object:
        return STANDINGS[self.standing][0]

    @property
    def tone(self) -> str:
        return STANDINGS[self.standing][1]


def membership() -> Measure:
    """Whether whoever applies is answered, and in time."""
    now = timezone.now()
    rows = list(
        Application.objects.filter(confirmed_at__gte=now - YEAR).values_list(
            "confirmed_at", "welcomed_at", "declined_at", "withdrawn_at"
        )
    )
    limit = timedelta(days=settings.ANSWER_DAYS)
    # One that is older than a year and unanswered is silent, too.
    silent = (
        Application.objects.undecided().filter(waits_since__lt=now - limit, asked_at__isnull=True).count()
    )
    welcomed = sum(each[1] is not None for each in rows)
    declined = sum(each[2] is not None for each in rows)
    days = [((each[1] or each[2]) - each[0]).total_seconds() / 86400 for each in rows if each[1] or each[2]]
    middle = round(median(days), 1) if days else None
    says = [
        _("Applications in the last 365 days: %s") % len(rows),
        _("welcomed: %(welcomed)s · declined, each with a reason: %(declined)s")
        % {"welcomed": welcomed, "declined": declined},
        _("Half were answered within %s days.") % middle
        if middle is not None
        else _("None was answered, so there are no days to count."),
        _("Without an answer for longer than %(days)s days: %(number)s")
        % {"days": settings.ANSWER_DAYS, "number": silent},
    ]
    return Measure(
        "membership",
        _("Open membership"),
        _(
            "Every application whose mail address was confirmed in the last 365 days; days run from then to the "
            "answer. Silent ones are those whose next move is the secretariat’s, for longer than it promises."
        ),
        says,
        Standing.BREACH if silent else Standing.KEPT,
        ngettext(
            "%(number)s application has waited longer than promised.",
            "%(number)s applications have waited longer than promised.",
            silent,
        )
        % {"number": silent},
        [(reverse("joining:join"), _("Join the coalition"))],
        {
            "applications": len(rows),
            "welcomed": welcomed,
            "declined": declined,
            "days": middle,
            "silent": silent,
        },
    )


def is_open_to_all(name: str) -> bool:
    """Whether the door of an address opens to somebody who is not signed in."""
    return VISITOR.holds(resolve(reverse(name)).func.permission)  # type: ignore[attr-defined]


def archives() -> Measure:
    """Whether lists and archives can be read by everybody."""
    shut = [name for name in ARCHIVES if not is_open_to_all(name)]
    return Measure(
        "archives",
        _("Open archives"),
        _(
            "The door of each address is asked, now, whether it opens to somebody who is not signed in. Whether the "
            "address can be reached from where you are, you see by following it."
        ),
        [
            _("Archives open to everybody: %(open)s of %(all)s")
            % {"open": len(ARCHIVES) - len(shut), "all": len(ARCHIVES)}
        ],
        Standing.BREACH if shut else Standing.KEPT,
        _("Not open to everybody: %s") % ", ".join(reverse(name) for name in shut),
        [(reverse(name), reverse(name)) for name in ARCHIVES],
        {"open": len(ARCHIVES) - len(shut), "all": len(ARCHIVES)},
    )


def mailing_lists() -> Measure:
    """Whether lists are open: this site keeps none yet, so it cannot tell."""
    return Measure(
        "lists",
        _("Open mailing lists"),
        _(
            "This site keeps no mailing list, and no record of one kept elsewhere, so there is nothing to count."
        ),
        [_("Not known.")],
        Standing.UNKNOWN,
    )


def active_organisations() -> dict[int, int]:
    """How often each member did something that anybody can see, in the last 365 days."""
    since = timezone.now() - YEAR
    rows = (
        Event.objects.filter(is_member_now("organisation__"), is_public=True, at__gte=since)
        .order_by()
        .values_list("organisation")
        .annotate(number=Count("pk"))
    )
    return dict(rows)


def groups() -> Measure:
    """Whether three stakeholder groups or more are active."""
    active = active_organisations()
    found = Counter(
        Organisation.objects.filter(pk__in=active).order_by().values_list("stakeholder_group", flat=True)
    )
    names = " · ".join(
        f"{StakeholderGroup(group).label} ({number})" for group, number in sorted(found.items())
    )
    is_breach = len(found) < FEWEST_GROUPS
    return Measure(
        "groups",
        _("Three stakeholder groups or more are active"),
        _(
            "Members for which somebody did at least one thing that everybody can see, in the last 365 days, by their "
            "stakeholder group."
        ),
        [_("Active groups: %s") % len(found), *([names] if names else [])],
        Standing.BREACH if is_breach else Standing.KEPT,
        _("Fewer than three groups did anything that everybody can see."),
        [(reverse("directory:coverage"), _("Coverage"))],
        {"groups": len(found), "organisations": len(active)},
    )


def dissent() -> Measure:
    """Whether every objection to an adopted text that was not resolved has an answer to be printed with it."""
    adopted = Version.objects.filter(adopted_at__isnull=False)
    counted = adopted.aggregate(every=Count("pk"), papers=Count("paper", distinct=True))
    objections = Objection.objects.filter(
        decision__in=adopted.values("decision"), resolved_at__isnull=True
    ).aggregate(every=Count("pk"), unanswered=Count("pk", filter=Q(answer="")))
    is_breach = objections["unanswered"] > 0
    return Measure(
        "dissent",
        _("Dissent is shown in every output"),
        _(
            "Every adopted version of a paper, and the decision it rests on: the database refuses one without. Its "
            "page and its files are made with every objection that was not resolved, and the answer to it."
        ),
        [
            _("Adopted versions: %(versions)s, of %(papers)s papers")
            % {"versions": counted["every"], "papers": counted["papers"]},
            _("Objections not resolved, printed with their answers: %s") % objections["every"],
            _("of which without an answer: %s") % objections["unanswered"],
        ],
        Standing.BREACH if is_breach else Standing.KEPT if counted["every"] else Standing.UNKNOWN,
        _("Texts were adopted over objections that nobody answered."),
        [
            (reverse("papers:papers"), _("Guidelines and positions")),
            (reverse("decisions:decisions"), _("Decisions")),
        ],
        {
            "versions": counted["every"],
            "unresolved": objections["every"],
            "unanswered": objections["unanswered"],
        },
    )


def report() -> Measure:
    """Whether the reports that the forum wanted in the last 365 days were handed in by their day."""
    today = timezone.now().date()
    due = due_between(today - YEAR, today, today)
    says = [
        _("Reports the forum wanted by a day of the last 365 days: %s") % due.total,
        _("handed in by then: %(in_time)s · later: %(late)s · not at all yet: %(missing)s")
        % {"in_time": due.in_time, "late": due.late, "missing": due.missing},
    ]
    behind = due.late + due.missing
    standing = Standing.BREACH if behind else Standing.KEPT if due.in_time else Standing.UNKNOWN
    return Measure(
        "report",
        _("The yearly report is filed in time"),
        _(
            "Every report of a session with a day by which the forum wants it, and the day on which it was handed in. "
            "Sessions whose report has no such day are not counted."
        ),
        says
        if due.total
        else [_("Not known."), _("No report with a day in the last 365 days is on record.")],
        standing,
        ngettext(
            "%(number)s report was not handed in by its day.",
            "%(number)s reports were not handed in by their day.",
            behind,
        )
        % {"number": behind},
        [
            (reverse("reports:reports"), _("Reports of sessions")),
            (reverse("meetings:meetings"), _("Sessions")),
        ],
        {"due": due.total, "in_time": due.in_time, "late": due.late, "missing": due.missing}
        if due.total
        else {},
    )


MEASURES: tuple[Callable[[], Measure], ...] = (
    membership, mailing_lists, archives, groups, dissent, report,
)  # fmt: skip


def measures() -> list[Measure]:
    """Every line, computed now."""
    return [each() for each in MEASURES]


@dataclass(frozen=True, slots=True)
class Often:
    """How often somebody contributed: an organisation, a group or a region."""

    name: str
    number: int
    organisations: int = 1
    url: str = ""


@dataclass(frozen=True, slots=True)
class Contributions:
    """How often whom, in the last 365 days."""

    organisations: list[Often]
    groups: list[Often]
    regions: list[Often]
    total: int
    silent: int
    has_fictional: bool


MOST = 20


def contributions() -> Contributions:
    """What members did that everybody can see: by organisation, group and UN regional group. Two queries."""
    active = active_organisations()
    members = list(
        Organisation.objects.members()
        .order_by("name")
        .values("pk", "name", "slug", "stakeholder_group", "place__un_group", "is_fictional")
    )
    by_group: Counter[str] = Counter()
    by_region: Counter[str] = Counter()
    for each in members:
        by_group[each["stakeholder_group"]] += active.get(each["pk"], 0)
        by_region[each["place__un_group"]] += active.get(each["pk"], 0)
    sizes = Counter(each["stakeholder_group"] for each in members)
    spread = Counter(each["place__un_group"] for each in members)
    ranked = sorted(members, key=lambda each: (-active.get(each["pk"], 0), each["name"]))
    return Contributions(
        [
            Often(
                each["name"],
                active[each["pk"]],
                url=reverse("directory:organisation", args=[each["slug"]]),
            )
            for each in ranked[:MOST]
            if each["pk"] in active
        ],
        [
            Often(str(StakeholderGroup(code).label), by_group[code], sizes[code])
            for code in StakeholderGroup.values
        ],
        [Often(region_name(code), by_region[code], spread[code]) for code in (*UN_GROUPS, "")],
        sum(active.values()),
        sum(each["pk"] not in active for each in members),
        any(each["is_fictional"] for each in members),
    )


def history() -> list[Snapshot]:
    """The snapshots of the last days, the newest first."""
    return list(Snapshot.objects.all()[:60])


def is_kept(day: date) -> bool:
    """Whether the snapshot of a day is there."""
    return Snapshot.objects.filter(day=day).exists()
