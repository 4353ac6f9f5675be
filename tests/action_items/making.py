"""Action items for tests, made through the same actions as real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from intersession.action_items.actions import Agreed, propose_item
from intersession.action_items.models import ActionItem
from tests.world import World


def agreed(world: World, **changed: Any) -> Agreed:
    """Harbour Lights writes something within three months."""
    today = timezone.now().date()
    said = Agreed(
        "Write down what happens after a report (fictional)",
        "en",
        today - timedelta(days=30),
        organisation=world.actor("ben").organisation,
        due_on=today + timedelta(days=60),
    )
    return replace(said, **changed)


def make_item(world: World, **changed: Any) -> ActionItem:
    """Confirmed by the secretariat."""
    return propose_item(world.actor("ada"), agreed(world, **changed))
