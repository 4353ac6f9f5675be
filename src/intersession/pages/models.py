"""Pages and their versions, messages, and who has taken the tour."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import Record
from intersession.people.models import Person

LONGEST_TEXT = 60_000
LONGEST_MESSAGE = 4000


class PageKind(models.TextChoices):
    """The pages every coalition needs, and any other."""

    ABOUT = "about", _("About")
    CONTACT = "contact", _("Contact")
    PRIVACY = "privacy", _("Privacy")
    ACCESSIBILITY = "accessibility", _("Accessibility")
    OTHER = "other", _("Another page")


class Page(Record):
    """A page of the coalition's own. What it says stands in its versions."""

    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=13, choices=PageKind)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True, max_length=500)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=Q(kind__in=PageKind.values), name="page_kind_is_known"),
            UniqueConstraint(
                fields=["kind"], condition=~Q(kind="other"), name="one_page_of_each_needed_kind"
            ),
            CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, kind="other") & ~Q(withdrawn_because="")),
                name="only_a_further_page_is_withdrawn_and_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """Its address in the reader's language."""
        return reverse("pages:page", args=[self.slug])


class PageVersion(Record):
    """What a page says or said in one language. Never changed once written."""

    page = models.ForeignKey(Page, models.PROTECT, related_name="versions")
    language = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    source = models.TextField(max_length=LONGEST_TEXT)
    html = models.TextField()
    note = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="written_page_versions"
    )

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["page", "language", "number"], name="page_version_number_is_given_once_per_language"
            ),
            CheckConstraint(condition=Q(number__gte=1), name="page_versions_count_from_one"),
            CheckConstraint(condition=~Q(title="") & ~Q(source=""), name="page_version_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language} {self.number})"

    @property
    def is_first_text(self) -> bool:
        """It came with the software, and nobody of the coalition has confirmed it."""
        return self.written_by_id is None

    @property
    def is_in_default_language(self) -> bool:
        return self.language == settings.LANGUAGE_CODE


class Message(Record):
    """What somebody wrote to the coalition by its form. The secretariat alone sees it."""

    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    text = models.TextField(max_length=LONGEST_MESSAGE)
    language = models.CharField(max_length=12)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="answered_messages"
    )
    answer = models.TextField(max_length=LONGEST_MESSAGE, blank=True)

    class Meta(Record.Meta):
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["created_at"], condition=Q(answered_at__isnull=True), name="open_messages")
        ]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(text=""), name="message_says_something"),
            CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="message_is_answered_by_somebody_with_words",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Nobody has answered it yet."""
        return self.answered_at is None


class TourVisit(Record):
    """Somebody signed in has taken the tour to its end, or does not want it."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="tour_visit")
    was_skipped = models.BooleanField()
