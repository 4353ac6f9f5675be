"""Which organisations are like a name somebody types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q

from intersession.members.models import OrganisationKey
from intersession.members.names import ALIKE, domain_of, fold, is_own_domain, likeness, words_of
from intersession.people.models import Organisation

MOST = 5
# Past this many, a word says nothing about who is meant.
TOO_COMMON = 400


@dataclass(frozen=True, slots=True)
class Alike:
    """An organisation that may be the one somebody means, and why: domain, acronym or name."""

    organisation: Organisation
    reason: str
    score: float


def organisations_like(names: Iterable[str], acronym: str = "", url: str = "") -> list[Alike]:
    """Organisations whose name, acronym or domain may be the same, the likest first. Four queries at most.

    Candidates share a whole name, a rare word, or the first letters; only they are compared letter by letter, so
    that the answer is quick among a hundred thousand.
    """
    wholes = [fold(name) for name in names if fold(name)]
    short, domain = fold(acronym), domain_of(url)
    words = {word for name in names for word in words_of(name)}
    common = dict(
        OrganisationKey.objects.filter(key__in=words, is_whole=False)
        .values_list("key")
        .annotate(times=Count("pk"))
        .order_by()
    )
    rare = sorted((word for word in common if common[word] <= TOO_COMMON), key=lambda word: common[word])[:4]
    wanted = Q(key__in=[*wholes, *([short] if short else [])], is_whole=True) | Q(
        key__in=rare, is_whole=False
    )
    for whole in wholes:
        if len(whole) >= 4:
            wanted |= Q(key__startswith=whole[:5], is_whole=True)
    found = OrganisationKey.objects.filter(wanted).values_list("organisation_id", flat=True)[: 4 * TOO_COMMON]
    candidates = set(found) if wholes or short else set()
    if is_own_domain(domain):
        candidates |= set(Organisation.objects.filter(domain=domain).values_list("pk", flat=True)[:20])
    keys: dict[int, list[str]] = {}
    for pk, key in OrganisationKey.objects.filter(organisation__in=candidates, is_whole=True).values_list(
        "organisation_id", "key"
    ):
        keys.setdefault(pk, []).append(key)
    rows = (
        Organisation.objects.standing_alone()
        .filter(pk__in=candidates)
        .select_related("place")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    ranked = []
    for organisation in rows:
        own = keys.get(organisation.pk, [])
        score = max((likeness(whole, key) for whole in wholes for key in own), default=0.0)
        if is_own_domain(domain) and organisation.domain == domain:
            ranked.append(Alike(organisation, "domain", 200.0))
        elif short and short in own:
            ranked.append(Alike(organisation, "acronym", 150.0 + score))
        elif score >= ALIKE:
            ranked.append(Alike(organisation, "name", score))
    return sorted(ranked, key=lambda each: (-each.score, each.organisation.pk))[:MOST]
