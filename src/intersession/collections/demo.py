"""Collections of the demo. They are invented; the resources in them are real and dated."""

from __future__ import annotations

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.collections.actions import add_resource, annotate_item, make_collection
from intersession.collections.models import Collection
from intersession.library.models import Resource
from intersession.people.models import Person

PUBLIC = "First reading on games and children (demonstration)"
OWN = "Notes for our next training (demonstration)"
WORDS = (
    "Start here: short, and written for people who are new to this.",
    "The longest of them. Chapter by chapter, over several evenings.",
    "",
    "Compare this with the first one: they disagree about *age assurance*.",
)


def fill(actor: Actor) -> str:
    """A public collection and one of the organisation's own."""
    person = Person.objects.filter(is_fictional=True, mandates__isnull=False).order_by("pk").first()
    if person is None or Collection.objects.filter(title__in=[PUBLIC, OWN]).exists():
        return ""
    acting = actor_of(person, two_step=False)
    if acting.organisation is None:
        return ""
    description = "Made for the demonstration: what a teacher could read **first** about games."
    public = make_collection(acting, PUBLIC, "en", description, is_public=True)
    own = make_collection(acting, OWN, "en", "Made for the demonstration, and seen by one organisation only.")
    games = Resource.objects.listed().filter(topic_lines__topic="gaming").order_by("slug")[: len(WORDS)]
    for resource, words in zip(games, WORDS, strict=False):
        item = add_resource(acting, public, resource)
        annotate_item(acting, item, item.version, words)
        add_resource(acting, own, resource)
    return "2 collections"
