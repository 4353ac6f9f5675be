"""What the pages about organisations ask."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.members.words import FORMER, MEMBER
from intersession.people.models import Organisation
from intersession.places.names import sort_key

FILTERS = ("group", "region", "country", "relation")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked the list for: words, and the chosen values of each filter."""

    words: str = ""
    chosen: dict[str, list[str]] = field(default_factory=dict)

    def without(self, name: str) -> Wanted:
        """The same with one filter open."""
        return Wanted(self.words, {key: values for key, values in self.chosen.items() if key != name})


COLUMNS = {
    "group": "stakeholder_group",
    "region": "place__region",
    "country": "place_id",
    "relation": "standing",
}


def organisations(actor: Actor, wanted: Wanted | None = None) -> QuerySet[Organisation]:
    """Organisations this actor may see and the reader asked for, with `place` and `standing`."""
    today = timezone.now().date()
    found = Organisation.objects.filter(actor.scope("directory.view_organisation")).annotate(
        standing=Case(
            When(member_since__isnull=True, then=F("relation")),
            When(Q(member_until__isnull=True) | Q(member_until__gte=today), then=Value(MEMBER)),
            default=Value(FORMER),
        )
    )
    for name, values in (wanted.chosen if wanted else {}).items():
        found = found.filter(**{f"{COLUMNS[name]}__in": values})
    for word in (wanted.words if wanted else "").split()[:8]:
        # The slug is the name without accents, so "telefonica" finds Telefónica on either database.
        folded = slugify(word)
        fits = Q(name__icontains=word) | Q(acronym__icontains=word) | Q(pk__in=_also_called(word))
        found = found.filter(fits | Q(slug__contains=folded) if folded else fits)
    listed: QuerySet[Organisation] = found.select_related("place").order_by("slug")
    return listed.fetch_mode(settings.PAGE_FETCH_MODE)


def _also_called(word: str) -> QuerySet[Organisation, dict[str, int]]:
    return Organisation.objects.filter(aliases__name__icontains=word).values("pk")


def filter_counts(actor: Actor, wanted: Wanted) -> dict[str, list[tuple[str, int]]]:
    """For each filter its values and how many organisations each would leave; the most first."""
    counts: dict[str, list[tuple[str, int]]] = {}
    for name in FILTERS:
        column = COLUMNS[name]
        values = organisations(actor, wanted.without(name)).order_by().values_list(column, flat=True)
        counted = Counter(value for value in values if value)
        for value in wanted.chosen.get(name, []):
            counted.setdefault(value, 0)
        counts[name] = sorted(counted.items(), key=lambda pair: (-pair[1], sort_key(pair[0])))
    return counts


def organisation_for(actor: Actor, slug: str) -> Organisation:
    """The organisation of a page, with `place`, `standing` and other names; 404 with a sentence else."""
    found: Organisation | None = organisations(actor).prefetch_related("aliases").filter(slug=slug).first()
    if found is None:
        raise Http404(_("No organisation is listed at this address."))
    return found
