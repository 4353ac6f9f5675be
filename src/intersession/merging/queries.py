"""What the page of merging asks."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.members.queries import organisations_like
from intersession.merging.models import Merge
from intersession.people.models import Mandate, Organisation

MOST = 10


def organisation_for(actor: Actor, slug: str) -> Organisation:
    """The organisation that goes on; 404 else."""
    found: Organisation | None = (
        Organisation.objects.filter(actor.scope("merging.merge_organisations"), slug=slug)
        .select_related("place")
        .first()
    )
    if found is None:
        raise Http404(_("No organisation is listed at this address."))
    return found


def candidates(kept: Organisation, words: str) -> list[Organisation]:
    """Those that may be the same: by the words typed, else by the name of the one that goes on."""
    if words:
        named = Organisation.objects.standing_alone().filter(
            Q(slug__contains=words.lower()) | Q(name__icontains=words) | Q(acronym__iexact=words)
        )
        found = [*named.select_related("place").order_by("slug")[:MOST]] or [
            each.organisation for each in organisations_like([words], words, words)
        ]
    else:
        found = [
            each.organisation
            for each in organisations_like([kept.name, kept.name_en], kept.acronym, kept.url)
        ]
    return [each for each in found if each.pk != kept.pk]


def mandates_of(organisation: Organisation) -> list[Mandate]:
    """Who would move."""
    return list(
        Mandate.objects.current().filter(organisation=organisation).select_related("person").order_by("pk")
    )


def merges_of(organisation: Organisation) -> list[Merge]:
    """Merges into an organisation, newest first."""
    return list(
        Merge.objects.filter(kept=organisation)
        .select_related("merged", "merged_by")
        .order_by("-merged_at", "-pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def merge_for(actor: Actor, pk: int) -> Merge:
    """A merge this actor may undo; 404 else."""
    found: Merge | None = (
        Merge.objects.filter(actor.scope("merging.undo_merge"), pk=pk).select_related("kept").first()
    )
    if found is None:
        raise Http404(_("There is no such merge."))
    return found
