"""What the people of the demo follow."""

from __future__ import annotations

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.following.actions import follow
from intersession.following.models import Follow
from intersession.people.models import Person

THINGS = (
    ("country", "KE"),
    ("country", "BR"),
    ("concept", "grooming"),
    ("search", "q=code+of+conduct&kind=resource"),
    ("list", "topic=gaming"),
)


def fill(actor: Actor) -> str:
    """Ben and Chi of the demo follow a few things."""
    before = Follow.objects.count()
    for person in Person.objects.filter(is_fictional=True, mandates__isnull=False).distinct().order_by("pk"):
        for kind, key in THINGS:
            follow(actor_of(person, two_step=False), kind, key)
    added = Follow.objects.count() - before
    return f"{added} things followed" if added else ""
