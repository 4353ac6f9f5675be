"""What pages ask about files and matches."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from intersession.access.actor import Actor
from intersession.safety.models import Match, StoredFile


def file_by_key(key: str) -> StoredFile | None:
    """A file by its key, removed or not. Who may have it, the room decides that shows it."""
    return StoredFile.objects.filter(key=key).first()


def unused_files(before: datetime) -> QuerySet[StoredFile]:
    """Files sent before that time which no record of any room names; none where no room keeps files."""
    rooms = StoredFile._meta.related_objects
    if not rooms:
        return StoredFile.objects.none()
    found = StoredFile.objects.filter(created_at__lt=before, removed_at__isnull=True)
    for room in rooms:
        naming = room.related_model._base_manager.filter(**{room.field.name: OuterRef("pk")})
        found = found.exclude(Exists(naming))
    return found.order_by("pk")


def open_matches(actor: Actor) -> QuerySet[Match]:
    """What the safeguarding office has yet to clear, the oldest first."""
    return (
        Match.objects.filter(actor.scope("safety.clear_match"), cleared_at__isnull=True)
        .select_related("person", "organisation")
        .order_by("created_at", "pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def cleared_matches(actor: Actor) -> QuerySet[Match]:
    """What was cleared, the newest first."""
    return (
        Match.objects.filter(actor.scope("safety.clear_match"), cleared_at__isnull=False)
        .select_related("person", "organisation", "cleared_by")
        .order_by("-cleared_at", "-pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def match_for(actor: Actor, pk: int) -> Match | None:
    """One match, if this actor may see it."""
    return Match.objects.filter(actor.scope("safety.clear_match"), pk=pk).first()
