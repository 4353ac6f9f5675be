"""A paper in other languages: its blocks' texts, who checked them, and files waiting to be taken over."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.decisions.models import Decision
from intersession.kit.records import Record
from intersession.papers.models import LONGEST_BLOCK, Block, Paper, Version
from intersession.people.models import Organisation, Person

TITLE = "title"
"""Stands where a block's key stands, for the title of the paper. Keys of blocks have ten letters."""


class Rendition(Record):
    """A paper in a language that is not its own. Locked while something in it changes."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="renditions")
    language = models.CharField(max_length=12)
    # Copied, so that the database itself can compare the two; the language of a paper never changes.
    paper_language = models.CharField(max_length=12)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["paper", "language"], name="a_paper_is_rendered_once_in_a_language"),
            CheckConstraint(
                condition=~Q(language="") & ~Q(language=F("paper_language")),
                name="a_rendition_is_in_another_language",
                violation_error_message=_("The paper is written in this language."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} · {self.language}"


class Translation(Record):
    """One text of a block, or of the title, in a rendition. Never changed; a later one takes its place."""

    rendition = models.ForeignKey(Rendition, models.CASCADE, related_name="translations")
    key = models.CharField(max_length=10)
    # The block it was made from, as that stands in one public version; none for the title.
    source = models.ForeignKey(Block, models.PROTECT, null=True, blank=True, related_name="translations")
    source_title = models.CharField(max_length=300, blank=True)
    number = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    text = models.TextField(max_length=LONGEST_BLOCK)
    html = models.TextField()
    is_machine = models.BooleanField(default=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["rendition", "source", "number"], name="translations_of_a_block_are_numbered"
            ),
            UniqueConstraint(
                fields=["rendition", "number"],
                condition=Q(source__isnull=True),
                name="translations_of_a_title_are_numbered",
            ),
            UniqueConstraint(
                fields=["rendition", "source"],
                condition=Q(is_current=True),
                name="a_block_has_one_current_translation",
            ),
            UniqueConstraint(
                fields=["rendition"],
                condition=Q(is_current=True, source__isnull=True),
                name="a_title_has_one_current_translation",
            ),
            CheckConstraint(
                condition=Q(key=TITLE, source__isnull=True) & ~Q(source_title="")
                | ~Q(key=TITLE) & Q(source__isnull=False, source_title=""),
                name="a_translation_says_what_it_was_made_from",
            ),
            CheckConstraint(
                condition=~Q(text=""),
                name="a_translation_says_something",
                violation_error_message=_("Write the translation."),
            ),
        ]


class Check(Record):
    """Somebody who knows the language read the whole rendition against a version and found it right.

    It holds for the texts whose fingerprint it carries: when one of them changes, somebody reads again.
    """

    rendition = models.ForeignKey(Rendition, models.CASCADE, related_name="checks")
    version = models.ForeignKey(Version, models.PROTECT, related_name="translation_checks")
    text_hash = models.CharField(max_length=64)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["rendition", "version", "text_hash", "person"],
                name="a_person_checks_the_same_text_once",
                violation_error_message=_("You checked this text already."),
            ),
            CheckConstraint(condition=~Q(text_hash=""), name="a_check_is_of_some_text"),
        ]


class Adoption(Record):
    """The members were asked about a rendition of a version: these very words."""

    rendition = models.ForeignKey(Rendition, models.PROTECT, related_name="adoptions")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    text_hash = models.CharField(max_length=64)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="translation_adoption")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(text_hash=""), name="members_are_asked_about_some_text"),
        ]


class Batch(Record):
    """A file of a translator's tool that was read. Nothing of it is in the rendition until it is taken over."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="translation_batches")
    language = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    # [{"key", "source", "target", "is_machine"}], as the file says.
    units = models.JSONField(default=list)
    is_machine = models.BooleanField(default=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(language=""), name="a_batch_of_translations_has_a_language"),
        ]

    def get_absolute_url(self) -> str:
        paper = self.version.paper
        return reverse("translations:batch", args=[paper.slug, self.version.number, self.language, self.pk])
