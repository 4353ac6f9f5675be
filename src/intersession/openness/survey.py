"""The forum secretariat's survey of coalitions, answered from the record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from intersession.access.actor import VISITOR
from intersession.decisions.models import Decision
from intersession.directory.regions import UN_GROUPS, region_name
from intersession.library.models import Resource
from intersession.meetings.queries import archive
from intersession.papers.models import Version
from intersession.people.models import Organisation, StakeholderGroup


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the survey: its answer, and what the answer rests on."""

    key: str
    question: str
    answer: list[str]
    rests_on: str
    url: str


def _counted(names: list[tuple[str, int]]) -> list[str]:
    return [f"{name}: {number}" for name, number in names]


def survey() -> list[Question]:
    """Every question with its answer. What the record cannot tell is not known."""
    years, _total = archive(VISITOR)
    met = sorted(year.year for year in years if not year.is_gap)
    pauses = sorted(year.year for year in years if year.is_gap and not year.is_current)
    sessions = sum(line.meeting.is_ours for year in years for line in year.lines)
    members = list(
        Organisation.objects.members().values_list("stakeholder_group", "place__un_group", "is_fictional")
    )
    by_group = Counter(each[0] for each in members)
    by_region = Counter(each[1] for each in members)
    fictional = sum(each[2] for each in members)
    decided = Decision.objects.filter(concluded_at__isnull=False).count()
    adopted = Version.objects.filter(adopted_at__isnull=False).values("paper").distinct().count()
    resources = Resource.objects.filter(published_at__isnull=False, withdrawn_at__isnull=True).count()
    invented = [_("of which fictional, for the demonstration: %s") % fictional] if fictional else []
    not_known = _("Not known.")
    return [
        Question(
            "formed",
            _("When was the coalition formed?"),
            [_("The first session on record is of %s; when it was formed, no record here says.") % met[0]]
            if met
            else [not_known],
            _("The archive of sessions"),
            reverse("meetings:meetings"),
        ),
        Question(
            "pause",
            _("Has it worked without a pause?"),
            [
                _("No source we found says that it met in: %s") % ", ".join(map(str, pauses))
                if pauses
                else _("A session is on record for every year.")
            ]
            if met
            else [not_known],
            _("The archive of sessions"),
            reverse("meetings:meetings"),
        ),
        Question(
            "members",
            _("How many members has it?"),
            [str(len(members)), *invented],
            _("Organisations that are members today"),
            reverse("directory:organisations"),
        ),
        Question(
            "groups",
            _("Which stakeholder groups are they of?"),
            _counted(
                [(str(StakeholderGroup(code).label), by_group[code]) for code in StakeholderGroup.values]
            ),
            _("Organisations that are members today"),
            reverse("directory:coverage"),
        ),
        Question(
            "regions",
            _("Which of the five regional groups of the United Nations are they from?"),
            _counted([(region_name(code), by_region[code]) for code in (*UN_GROUPS, "")]),
            _("Organisations that are members today"),
            reverse("directory:coverage"),
        ),
        Question(
            "rules",
            _("Which rules does it work by?"),
            [_("What the coalition says of itself, page by page.")],
            _("The pages of the coalition"),
            reverse("pages:pages"),
        ),
        Question(
            "mechanisms",
            _("By which mechanisms does it work between meetings?"),
            [
                _(
                    "Papers that members write and comment on; decisions with one voice for each organisation; "
                    "questions to the coalition; a calendar."
                ),
                _("Decisions that were concluded: %s") % decided,
            ],
            _("Decisions"),
            reverse("decisions:decisions"),
        ),
        Question(
            "outputs",
            _("What came of its work?"),
            [
                _("Papers that the members adopted: %s") % adopted,
                _("Sessions on record: %s") % sessions,
                _("Resources in the library: %s") % resources,
            ],
            _("Guidelines and positions"),
            reverse("papers:papers"),
        ),
    ]
