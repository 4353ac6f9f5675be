"""The base every stored record shares."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now


class PeerManager(models.Manager[Any]):
    """Default manager: a forgotten join costs one extra query for the page, not one per row."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().fetch_mode(models.FETCH_PEERS)


class Record(models.Model):
    """A stored record; the database itself notes when it came."""

    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[PeerManager] = PeerManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
