"""What pages ask about commitments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core import signing
from django.db.models import Max, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.commitments.lights import TONES, Light, light_of
from intersession.commitments.models import Commitment, Evidence, Offer
from intersession.commitments.standing import Standing, standings_of
from intersession.papers.models import Block, BlockKind, Kind, Paper, Version
from intersession.papers.texts import plain
from intersession.people.models import Organisation

SALT = "commitments.offer"
# Papers that are adopted; all others are endorsed.
ADOPTED = (Kind.GUIDELINE, Kind.MODEL_TEXT)


def is_adopted_kind(paper: Paper) -> bool:
    """Whether organisations adopt it (guidelines, model texts) or endorse it (all others)."""
    return paper.kind in ADOPTED


@dataclass(frozen=True, slots=True)
class Part:
    """A heading that can be committed to by name."""

    key: str
    title: str
    level: int


def parts_of(version: Version) -> list[Part]:
    """The headings of a version, in order."""
    headings = Block.objects.filter(version=version, kind=BlockKind.HEADING).order_by("position", "pk")
    return [Part(each.key, plain(each.text), each.level) for each in headings]


def open_version(paper: Paper) -> Version | None:
    """The version that can be committed to: the newest that the members adopted."""
    held = paper.versions.filter(adopted_at__isnull=False).select_related("decision")
    found: Version | None = held.order_by("-number").first()
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A commitment as lists show it."""

    commitment: Commitment
    standing: Standing
    light: Light
    shown_on: date | None
    parts: list[str]

    @property
    def tone(self) -> str:
        return TONES[self.light]


def lines_of(commitments: QuerySet[Commitment]) -> list[Line]:
    """The commitments of a list with their standing and light. At most five queries, however many."""
    listed = list(
        commitments.select_related("organisation__place", "paper", "version", "made_by")
        .annotate(shown_on=Max("evidence__shown_on"))
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    standings = standings_of(listed)
    titles = _titles_of(listed)
    today = timezone.now().date()
    return [
        Line(
            each,
            standings[each.pk],
            light_of(each.shown_on or each.made_at.date(), today),
            each.shown_on,
            [titles[each.version_id, key] for key in each.parts if (each.version_id, key) in titles],
        )
        for each in listed
    ]


def line_of(commitment: Commitment) -> Line:
    """One commitment as lists show it."""
    (line,) = lines_of(Commitment.objects.filter(pk=commitment.pk))
    return line


def _titles_of(commitments: Iterable[Commitment]) -> dict[tuple[int, str], str]:
    keys = {key for each in commitments for key in each.parts}
    if not keys:
        return {}
    found = Block.objects.filter(key__in=keys, version__in={each.version_id for each in commitments})
    return {(each.version_id, each.key): plain(each.text) for each in found}


def of_paper(paper: Paper) -> QuerySet[Commitment]:
    """The living commitments to a paper, the newest first."""
    found: QuerySet[Commitment] = Commitment.objects.living().filter(paper=paper)
    return found.order_by("-made_at", "-pk")


def of_organisation(organisation: Organisation) -> QuerySet[Commitment]:
    """The living commitments of an organisation, and of those merged into it, the newest first."""
    held = Q(organisation=organisation) | Q(organisation__merged_into=organisation)
    found: QuerySet[Commitment] = Commitment.objects.living().filter(held)
    return found.order_by("-made_at", "-pk")


def ended_of(paper: Paper) -> list[Commitment]:
    """Those that ended without being renewed, the last first."""
    found = Commitment.objects.filter(
        paper=paper, ended_at__isnull=False, renewed_by__isnull=True
    ).select_related("organisation", "paper", "version")
    return list(found.order_by("-ended_at", "-pk")[:200].fetch_mode(settings.PAGE_FETCH_MODE))


def commitment_for(slug: str, pk: int) -> Commitment:
    """The commitment at an address; 404 with a sentence else."""
    found: Commitment | None = (
        Commitment.objects.filter(paper__slug=slug, paper__first_published_at__isnull=False, pk=pk)
        .select_related("organisation__place", "paper", "version", "made_by", "renews", "renewed_by")
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    if found is None:
        raise Http404(_("There is no commitment at this address."))
    return found


def evidence_of(commitment: Commitment) -> list[Evidence]:
    """What shows that it is kept, the newest first; that of the commitments it renews comes along."""
    keys = {commitment.pk}
    before = commitment
    while before.renews is not None and before.renews.pk not in keys:
        before = before.renews
        keys.add(before.pk)
    found = Evidence.objects.filter(commitment__in=keys).select_related("resource", "added_by")
    return list(found.order_by("-shown_on", "-pk").fetch_mode(settings.PAGE_FETCH_MODE))


@dataclass(frozen=True, slots=True)
class Sums:
    """How many stand by a paper, by version, group, country and light."""

    total: int
    for_newest: int
    versions: list[tuple[int, int]]
    groups: list[tuple[str, int]]
    countries: list[tuple[str, int]]
    lights: dict[Light, int]


def sums_of(lines: Iterable[Line]) -> Sums:
    """Count the lines of a paper."""
    listed = list(lines)
    groups = Counter(each.commitment.organisation.stakeholder_group for each in listed)
    countries = Counter(each.commitment.organisation.place_id for each in listed)
    versions = Counter(each.commitment.version.number for each in listed)
    lights = Counter(each.light for each in listed)
    return Sums(
        len(listed),
        sum(not each.standing.is_for_earlier for each in listed),
        sorted(versions.items(), reverse=True),
        sorted(groups.items(), key=lambda pair: (-pair[1], pair[0])),
        sorted(countries.items(), key=lambda pair: (-pair[1], pair[0])),
        {light: lights[light] for light in Light},
    )


def living_of(actor: Actor, paper: Paper) -> Commitment | None:
    """What the organisation one acts for has committed to."""
    if actor.organisation is None:
        return None
    found: Commitment | None = (
        Commitment.objects.living().filter(paper=paper, organisation=actor.organisation).first()
    )
    return found


# ── what waits ──────────────────────────────────────────────────────────────────────────────────


def own_lines(actor: Actor) -> list[Line]:
    """The living commitments of the organisation one acts for, where one may change them."""
    if actor.organisation is None or not actor.holds("commitments.commit"):
        return []
    return lines_of(of_organisation(actor.organisation))


def offers_waiting() -> QuerySet[Offer]:
    """Confirmed offers without an answer, the oldest first."""
    found: QuerySet[Offer] = Offer.objects.filter(
        confirmed_at__isnull=False, answered_at__isnull=True
    ).select_related("paper", "version", "place")
    return found.order_by("confirmed_at", "pk").fetch_mode(settings.PAGE_FETCH_MODE)


def offer_of(token: str) -> Offer:
    """The offer of a mailed link, good for a month; 404 with a sentence else."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=30 * 86400)
    except signing.BadSignature:
        pk = None
    found: Offer | None = (
        Offer.objects.filter(Q(answered_at__isnull=True), pk=pk).select_related("paper", "version").first()
        if pk is not None
        else None
    )
    if found is None:
        raise Http404(_("This link is not valid, or no longer: what it led to has been answered."))
    return found
