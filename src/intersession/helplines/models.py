"""Services, their channels, what checking them found, and what people told us about them."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import Record
from intersession.people.models import Confidence, Organisation, Person
from intersession.places.models import Place

# A number as sources write it: digits with blanks, dashes, dots, brackets; at the start of the text.
NUMBER = re.compile(r"\+?[\d(][\d\s().-]*\d|\d")
HAS_WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


class ServiceKind(models.TextChoices):
    """What a service is."""

    HOTLINE = "hotline", _("Hotline")
    HELPLINE = "helpline", _("Helpline")
    PORTAL = "portal", _("Reporting portal")
    POLICE = "police", _("Police")
    TAKEDOWN = "takedown", _("Take-down service")
    AWARENESS = "awareness", _("Awareness centre")


class Anonymity(models.TextChoices):
    """Whether one may stay without a name. Unknown is not no."""

    YES = "yes", _("You need not give your name")
    NO = "no", _("They ask for your name")
    UNKNOWN = "unknown", _("It is not known whether you may stay anonymous")


class Audience(models.TextChoices):
    """For whom a service says it is."""

    CHILDREN = "children", _("children and young people")
    PARENTS = "parents", _("parents and carers")
    PROFESSIONALS = "professionals", _("teachers and other professionals")
    PUBLIC = "public", _("everybody")


class Network(models.TextChoices):
    """The international network a service is seen in."""

    CHI = "CHI", "Child Helpline International"
    INHOPE = "INHOPE", "INHOPE"
    INSAFE = "INSAFE", "Insafe"
    IWF = "IWF", "Internet Watch Foundation"


def _is_web_address(field: str) -> Q:
    return (
        Q(**{field: ""})
        | Q(**{f"{field}__istartswith": "https://"})
        | Q(**{f"{field}__istartswith": "http://"})
    )


class Service(Record):
    """One hotline, helpline, portal, police unit, take-down service or awareness centre.

    `name_language` is empty when nobody can say which language the name is in; `as_of` is dated as exactly
    as the source is ("2021"). A withdrawn service stays as a tombstone that says why.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="services")
    kind = models.CharField(max_length=10, choices=ServiceKind)
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=300)
    name_language = models.CharField(max_length=12, blank=True)
    operator = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=1000, blank=True)
    report_url = models.CharField(max_length=1000, blank=True)
    audiences = models.JSONField(default=list, blank=True)
    networks = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    anonymous = models.CharField(max_length=7, choices=Anonymity, default=Anonymity.UNKNOWN)
    source_url = models.CharField(max_length=1000, blank=True)
    as_of = models.CharField(max_length=10)
    confidence = models.CharField(max_length=6, choices=Confidence)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar[list[Any]] = [models.Index(fields=["place", "kind"], name="services_of_a_place")]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=Q(kind__in=ServiceKind.values), name="service_kind_is_known"),
            CheckConstraint(condition=Q(anonymous__in=Anonymity.values), name="service_anonymity_is_known"),
            CheckConstraint(
                condition=Q(confidence__in=Confidence.values), name="service_confidence_is_known"
            ),
            CheckConstraint(condition=~Q(name=""), name="service_has_a_name"),
            CheckConstraint(condition=_is_web_address("url"), name="service_url_is_a_web_address"),
            CheckConstraint(
                condition=_is_web_address("report_url"), name="service_report_url_is_a_web_address"
            ),
            CheckConstraint(
                condition=_is_web_address("source_url"), name="service_source_url_is_a_web_address"
            ),
            CheckConstraint(
                condition=(Q(withdrawn_on__isnull=True) & Q(withdrawal_reason=""))
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawal_reason="")),
                name="service_is_withdrawn_with_a_reason",
                violation_error_message=_("A service that is withdrawn says why."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Medium(models.TextChoices):
    """By which means a channel works."""

    PHONE = "phone", _("Phone")
    WEB = "web", _("Web")
    CHAT = "chat", _("Chat")
    EMAIL = "email", _("Mail")
    SMS = "sms", _("Text message")
    WHATSAPP = "whatsapp", _("WhatsApp")
    APP = "app", _("App")
    WALK_IN = "walk-in", _("Go there")
    OTHER = "other", _("Other way")


class Channel(Record):
    """One way to reach a service.

    `value` is what one dials, opens or writes to, exactly as the source gives it, and may be empty ("chat"
    says that there is one, not where); `note` holds the source's words beside it. `hours` and `languages`
    are what the source states for this way; empty means not stated.
    """

    service = models.ForeignKey(Service, models.PROTECT, related_name="channels")
    medium = models.CharField(max_length=8, choices=Medium)
    value = models.CharField(max_length=1000, blank=True)
    note = models.CharField(max_length=300, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    languages = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=Q(medium__in=Medium.values), name="channel_medium_is_known"),
            CheckConstraint(condition=~Q(value="") | ~Q(note=""), name="channel_says_something"),
            UniqueConstraint(fields=["service", "medium", "value", "note"], name="channel_once_per_service"),
        ]

    @property
    def dialled(self) -> str:
        """What a phone dials: digits and a leading plus, nothing added; empty where nothing is dialled."""
        if self.medium not in (Medium.PHONE, Medium.SMS):
            return ""
        found = NUMBER.match(self.value)
        if not found:
            return ""
        digits = re.sub(r"\D", "", found[0])
        return f"+{digits}" if found[0].startswith("+") else digits

    @property
    def href(self) -> str:
        """Where a press leads: `tel:`, `sms:`, `mailto:` or a web address; empty where there is no such."""
        if self.medium == Medium.PHONE and self.dialled:
            return f"tel:{self.dialled}"
        if self.medium == Medium.SMS and self.dialled:
            return f"sms:{self.dialled}"
        if self.medium == Medium.EMAIL and "@" in self.value:
            return f"mailto:{self.value}"
        return self.value if HAS_WEB_ADDRESS.match(self.value) else ""


class How(models.TextChoices):
    """How a channel was checked."""

    PHONE = "phone", _("by phone")
    PAGE = "page", _("by opening the page")
    MESSAGE = "message", _("by sending a message")
    OPERATOR = "operator", _("by asking the operator")
    VISIT = "visit", _("by going there")


class Outcome(models.TextChoices):
    """What a check found."""

    WORKS = "works", _("It works as shown")
    CHANGED = "changed", _("It works, but something has changed")
    DOES_NOT_ANSWER = "does-not-answer", _("Nobody answered")
    GONE = "gone", _("It no longer exists")


class Check(Record):
    """Somebody tried a channel. Only ever added; the newest speaks."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="checks")
    checked_by = models.ForeignKey(Person, models.PROTECT, related_name="channel_checks")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="channel_checks"
    )
    how = models.CharField(_("How did you check?"), max_length=8, choices=How)
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(_("What did you find?"), max_length=15, choices=Outcome)
    note = models.CharField(
        _("Note for the desk"),
        max_length=500,
        blank=True,
        help_text=_("Not published. Say here what changed or went wrong; no names of people."),
    )

    class Meta(Record.Meta):
        indexes: ClassVar[list[Any]] = [models.Index(fields=["channel", "-at"], name="newest_check_first")]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=Q(how__in=How.values), name="check_how_is_known"),
            CheckConstraint(condition=Q(outcome__in=Outcome.values), name="check_outcome_is_known"),
            CheckConstraint(
                condition=Q(outcome=Outcome.WORKS) | ~Q(note=""),
                name="check_that_found_something_wrong_says_what",
                violation_error_message=_("Say in the note what has changed or went wrong."),
            ),
        ]


class Need(models.TextChoices):
    """What somebody comes for, in plain words."""

    REPORT = "report", _("Report abuse material")
    TALK = "talk", _("Talk to someone now")
    TAKE_DOWN = "take-down", _("Get my picture taken down")
    POLICE = "police", _("Police")
    ADVICE = "advice", _("Advice for parents and teachers")


class Correction(Record):
    """What a visitor told us is wrong or missing. Who it was is not asked and not kept."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="corrections")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="corrections")
    need = models.CharField(max_length=9, choices=Need, blank=True)
    text = models.TextField(_("What is wrong or missing?"), max_length=1500)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="answered_corrections"
    )
    answer = models.TextField(_("What was done"), max_length=1500, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["created_at"], condition=Q(answered_at__isnull=True), name="open_corrections"
            )
        ]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(text=""), name="correction_says_something"),
            CheckConstraint(condition=Q(need="") | Q(need__in=Need.values), name="correction_need_is_known"),
            CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="correction_is_answered_by_somebody_with_words",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Nobody has answered it yet."""
        return self.answered_at is None
