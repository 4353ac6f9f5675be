"""Collections and their items."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import PeerManager, Record
from intersession.library.models import Resource, is_language_tag
from intersession.people.models import Organisation, Person

LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 4000
LONGEST_ANNOTATION = 2000
LONGEST_REASON = 1000


class CollectionQuerySet(models.QuerySet[Any]):
    """The words in which collections are asked for."""

    def standing(self) -> CollectionQuerySet:
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def listed(self) -> CollectionQuerySet:
        """Public, and not withdrawn."""
        return self.standing().filter(published_at__isnull=False)


class CollectionManager(PeerManager.from_queryset(CollectionQuerySet)):  # type: ignore[misc]
    """The default manager, with the words above."""


class Collection(Record):
    """A list of an organisation. `version` grows with every change of its words, to see who was overtaken."""

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    language = models.CharField(max_length=12, validators=[is_language_tag])
    description = models.TextField(max_length=LONGEST_DESCRIPTION, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="collections")
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(max_length=LONGEST_REASON, blank=True)

    objects: ClassVar[Any] = CollectionManager()

    class Meta(Record.Meta):
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-changed_at", "-id"], name="collections_last_changed_first"),
        ]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=~Q(title="") & ~Q(language="") & ~Q(slug=""),
                name="a_collection_has_a_title_and_a_language",
                violation_error_message=_("A collection needs a title and its language."),
            ),
            CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because=""),
                name="a_withdrawn_collection_says_why",
                violation_error_message=_("Say why it is withdrawn."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("collections:collection", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Item(Record):
    """A resource in a collection. Places run from 1; below nought only in the middle of a move."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="items")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="collection_items")
    position = models.IntegerField()
    annotation = models.TextField(max_length=LONGEST_ANNOTATION, blank=True)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["collection", "resource"],
                name="a_resource_stands_in_a_collection_once",
                violation_error_message=_("This resource is in the collection already."),
            ),
            UniqueConstraint(fields=["collection", "position"], name="one_item_per_place_of_a_collection"),
        ]
