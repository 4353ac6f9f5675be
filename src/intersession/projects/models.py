"""Projects, who takes part, what they belong to, lists that were read, and what is proposed as joint."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intersession.ballots.tally import Result
from intersession.decisions.models import Decision
from intersession.kit.records import PeerManager, Record
from intersession.people.models import Organisation, Person
from intersession.places.models import Place
from intersession.vocabulary.models import Concept

LONGEST_SUMMARY = 2000
# So many joint projects a year the coalition's reports ask for.
MOST_JOINT = 2


class ForWhom(models.TextChoices):
    """For whom a project is."""

    CHILDREN = "children", _("Children and young people")
    PARENTS = "parents", _("Parents and carers")
    TEACHERS = "teachers", _("Teachers and educators")
    PROFESSIONALS = "professionals", _("Child protection professionals")
    HELPLINES = "helplines", _("Hotlines and helplines")
    LAW_ENFORCEMENT = "law-enforcement", _("Law enforcement")
    MODERATORS = "moderators", _("Moderators")
    INDUSTRY = "industry", _("Industry")
    POLICY_MAKERS = "policymakers", _("Policy makers")
    RESEARCHERS = "researchers", _("Researchers")


class State(models.TextChoices):
    """Where a project stands, by its dates."""

    PLANNED = "planned", pgettext_lazy("state of a project", "Planned")
    RUNNING = "running", pgettext_lazy("state of a project", "Running")
    ENDED = "ended", pgettext_lazy("state of a project", "Ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a project", "Withdrawn")
    MERGED = "merged", pgettext_lazy("state of a project", "Merged into another")


TONES = {State.PLANNED: "line", State.RUNNING: "now", State.ENDED: "plain"}


class Origin(models.TextChoices):
    """How a project came in."""

    FORM = "form", _("Typed into the form")
    SHEET = "sheet", _("From a sheet")
    IATI = "iati", _("From an IATI file")


class ProjectQuerySet(models.QuerySet["Project"]):
    """The words in which projects are asked for."""

    def living(self) -> ProjectQuerySet:
        """Neither withdrawn nor merged."""
        return self.filter(withdrawn_at__isnull=True)

    def in_state(self, state: str, today: date) -> ProjectQuerySet:
        """Those that stand so on a day."""
        ended = Q(ends_on__isnull=False, ends_on__lt=today)
        conditions = {
            State.PLANNED: Q(starts_on__gt=today),
            State.RUNNING: Q(starts_on__lte=today) & ~ended,
            State.ENDED: ended,
        }
        return self.living().filter(conditions[State(state)])

    def in_year(self, year: int) -> ProjectQuerySet:
        """Those that run on some day of a year."""
        return self.living().filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=date(year, 1, 1)), starts_on__lte=date(year, 12, 31)
        )


class ProjectManager(PeerManager.from_queryset(ProjectQuerySet)):  # type: ignore[misc]
    """The default manager, with `living()`, `in_state()` and `in_year()`."""


class Project(Record):
    """What organisations do: about what, where, when and for whom."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=300)
    summary = models.TextField(max_length=LONGEST_SUMMARY, blank=True)
    language = models.CharField(max_length=12)
    url = models.URLField(max_length=500, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # Who entered it and may change it; whether it leads stands in its part.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="projects")
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    concepts = models.ManyToManyField(Concept, related_name="projects", blank=True)
    places = models.ManyToManyField(Place, related_name="projects")
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.FORM)
    # What a register outside calls it, such as the identifier of an IATI activity.
    identifier = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    is_fictional = models.BooleanField(default=False)

    objects: ClassVar[Any] = ProjectManager()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-starts_on", "-pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(title=""),
                name="a_project_has_a_title",
                violation_error_message=_("Say what the project is called."),
            ),
            CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_project_ends_after_it_starts",
                violation_error_message=_("A project cannot end before it starts."),
            ),
            CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="", merged_into__isnull=True)
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because=""),
                name="a_withdrawn_or_merged_project_says_why",
                violation_error_message=_("Say why it is withdrawn."),
            ),
            CheckConstraint(condition=~Q(merged_into=F("pk")), name="a_project_is_not_merged_into_itself"),
            UniqueConstraint(
                fields=["organisation", "identifier"],
                condition=~Q(identifier=""),
                name="an_identifier_is_taken_over_once",
                violation_error_message=_(
                    "Your organisation has entered the project with this identifier already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:project", args=[self.slug])

    def state_on(self, day: date) -> State:
        """Where it stands on a day."""
        if self.withdrawn_at is not None:
            return State.MERGED if self.merged_into_id else State.WITHDRAWN
        if self.starts_on > day:
            return State.PLANNED
        return State.ENDED if self.ends_on is not None and self.ends_on < day else State.RUNNING

    @property
    def state(self) -> State:
        return self.state_on(timezone.now().date())

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "warn")


class Audience(Record):
    """One of those a project is for."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="audiences")
    who = models.CharField(max_length=20, choices=ForWhom)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["project", "who"], name="one_row_per_audience_of_a_project"),
            CheckConstraint(condition=Q(who__in=ForWhom.values), name="audience_of_a_project_is_known"),
        ]


class Part(Record):
    """An organisation that leads a project or takes part in it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="parts")
    # Empty for one that is in no register of ours; `name` is what it was called.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="parts_in_projects"
    )
    name = models.CharField(max_length=300, blank=True)
    leads = models.BooleanField(default=False)
    # When the organisation itself said so; empty where only others named it.
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-leads", "pk"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["project", "organisation"],
                name="one_part_per_organisation_in_a_project",
                violation_error_message=_("Your organisation takes part already."),
            ),
            CheckConstraint(
                condition=Q(organisation__isnull=False, name="") | Q(organisation__isnull=True) & ~Q(name=""),
                name="a_part_names_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name if self.organisation else self.name


class LinkKind(models.TextChoices):
    """What was said of two projects."""

    LINKED = "linked", _("Belongs together with")
    DISTINCT = "distinct", _("Distinct from")


class Link(Record):
    """Two projects belong together, or are distinct for a reason. Only added."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="links")
    other = models.ForeignKey(Project, models.CASCADE, related_name="links_from")
    kind = models.CharField(max_length=8, choices=LinkKind)
    because = models.CharField(max_length=500, blank=True)
    said_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-said_at", "-pk"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["project", "other", "kind"],
                name="said_once_of_two_projects",
                violation_error_message=_("This was said of the two projects already."),
            ),
            CheckConstraint(condition=~Q(project=F("other")), name="a_project_is_not_linked_to_itself"),
            CheckConstraint(
                condition=Q(kind=LinkKind.LINKED) | ~Q(because=""),
                name="what_is_distinct_says_why",
                violation_error_message=_("Say in some words what makes yours another project."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.kind} {self.other_id}"


def in_a_week() -> datetime:
    """When a list that was read is forgotten."""
    return timezone.now() + timedelta(days=7)


class ProjectList(Record):
    """A file with many projects, read; its owner takes rows of it until it is forgotten."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    origin = models.CharField(max_length=8, choices=Origin)
    ignored = models.JSONField(default=list, blank=True)
    expires_at = models.DateTimeField(default=in_a_week)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(name=""), name="a_list_of_projects_says_its_file"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("projects:batch", args=[self.pk])


class ListRow(Record):
    """One row of a list: what was understood of it, and the project made of it."""

    of_list = models.ForeignKey(ProjectList, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    typed = models.JSONField()
    faults = models.JSONField(default=list, blank=True)
    project = models.OneToOneField(Project, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["line"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["of_list", "line"], name="one_row_per_line_of_a_list_of_projects"),
        ]


class JointProposal(Record):
    """The question whether a project becomes a joint project of a year. Its answer is the decision's."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="proposals")
    year = models.PositiveSmallIntegerField()
    because = models.TextField(max_length=LONGEST_SUMMARY)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["-year", "pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(because=""),
                name="a_joint_proposal_says_why",
                violation_error_message=_("Say why the coalition should do it together."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} · {self.year}"

    @property
    def is_adopted(self) -> bool:
        """The members said yes, and the outcome is written."""
        decision = self.decision
        passed = decision.result == Result.PASSED and decision.concluded_at is not None
        return passed and decision.withdrawn_at is None

    @property
    def is_open(self) -> bool:
        """The members have not answered yet."""
        return self.decision.concluded_at is None and self.decision.withdrawn_at is None
