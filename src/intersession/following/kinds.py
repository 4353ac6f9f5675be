"""What this room itself lets people follow: countries and bodies, and concepts of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intersession.access.actor import Actor
from intersession.following.followables import Named, declare
from intersession.places.models import WORLD, Place
from intersession.vocabulary.models import Concept


def countries(actor: Actor, keys: Iterable[str]) -> Mapping[str, Named]:
    """Countries, territories and bodies by their code."""
    places = Place.objects.filter(pk__in=list(keys)).exclude(pk=WORLD)
    return {place.pk: Named(place.name, reverse("atlas:country", args=[place.slug])) for place in places}


def concepts(actor: Actor, keys: Iterable[str]) -> Mapping[str, Named]:
    """Concepts by their id."""
    found = Concept.objects.filter(pk__in=list(keys)).prefetch_related("labels")
    return {concept.pk: _named(concept) for concept in found}


def _named(concept: Concept) -> Named:
    label = concept.label
    languages = [each.language for each in concept.labels.all() if each.text == label]
    return Named(label, concept.get_absolute_url(), languages[0] if languages else "")


def code(key: str) -> str:
    """Codes stand in capitals."""
    return key.strip().upper()


declare("country", _("Countries and bodies"), "following.ask_to_follow", countries, code)
declare("concept", _("Concepts"), "following.ask_to_follow", concepts)
