"""What a person follows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone

from intersession.following.followables import LONGEST_KEY
from intersession.kit.records import Record
from intersession.people.models import Person


class Follow(Record):
    """A person keeps an eye on one thing. Goes with the person: it is nobody else's business."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="follows")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=LONGEST_KEY)
    since = models.DateTimeField(default=timezone.now)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["person", "kind", "key"], name="followed_once_per_person_and_thing"),
            CheckConstraint(condition=~Q(kind="") & ~Q(key=""), name="a_follow_names_its_thing"),
        ]
