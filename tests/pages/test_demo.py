"""The demo's messages are invented, say so, and come once."""

from __future__ import annotations

from intersession.access.actor import SYSTEM
from intersession.pages.demo import fill
from intersession.pages.models import Message
from tests.world import World


def test_the_demo_is_filled_once(world: World) -> None:
    assert fill(SYSTEM)
    assert fill(SYSTEM) == ""
    assert all("ficti" in f"{message.name} {message.text}" for message in Message.objects.all())
    assert not Message.objects.exclude(email="").exists()
