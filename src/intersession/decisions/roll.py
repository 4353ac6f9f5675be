"""Who is asked in a decision, and who may speak for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.roles import Role
from intersession.decisions.models import (
    Affiliation,
    By,
    Decision,
    Voter,
)
from intersession.people.models import Mandate, MandateRole, Organisation, Person, Proxy, is_member_now

# Mandates that give an organisation's voice.
VOTING_ROLES = (MandateRole.REPRESENTATIVE, MandateRole.DELEGATE)


@dataclass(frozen=True, slots=True)
class Voice:
    """A voter this person may speak for, for which organisation, and by what right."""

    voter: Voter
    organisation: Organisation
    by: By


def organisations_of(actor: Actor) -> dict[int, By]:
    """The organisations this actor may speak for now: the one they act for, and those whose proxy it or they hold.

    Acting for an organisation as its observer or alternate gives no voice.
    """
    if actor.person is None:
        return {}
    found: dict[int, By] = {}
    holder = Q(holder_person=actor.person)
    if actor.organisation is not None and not actor.roles.isdisjoint({Role.REPRESENTATIVE, Role.DELEGATE}):
        found[actor.organisation.pk] = By.MANDATE
        holder |= Q(holder_organisation=actor.organisation)
    proxies = Proxy.objects.current().filter(holder, is_member_now("organisation__"))
    for given in proxies.values_list("organisation_id", flat=True):
        found.setdefault(given, By.PROXY)
    return found


def voices_on(decision: Decision, actor: Actor) -> list[Voice]:
    """Those on the roll this person may speak for; the organisation they act for comes first."""
    held = organisations_of(actor)
    if not held:
        return []
    voters = (
        Voter.objects.filter(decision=decision, organisation__in=held)
        .select_related("organisation", "counts_with__vote", "counts_with__organisation", "vote")
        .order_by("organisation__name")
    )
    found = [
        Voice(voter.counts_with or voter, voter.organisation, held[voter.organisation_id]) for voter in voters
    ]
    own = actor.organisation.pk if actor.organisation else None
    return sorted(found, key=lambda voice: (voice.organisation.pk != own, voice.by != By.MANDATE))


def people_to_remind(voters: Iterable[int]) -> list[Person]:
    """Everybody who may speak for these voters or for those that count with them, once each."""
    keys = list(voters)
    organisations = Voter.objects.filter(Q(pk__in=keys) | Q(counts_with__in=keys)).values("organisation_id")
    proxies = Proxy.objects.current().filter(organisation__in=organisations)
    mandates = Mandate.objects.current().filter(
        Q(organisation__in=organisations) | Q(organisation__in=proxies.values("holder_organisation_id")),
        role__in=VOTING_ROLES,
    )
    holders = Q(pk__in=mandates.values("person_id")) | Q(pk__in=proxies.values("holder_person_id"))
    return list(Person.objects.filter(holders, is_active=True, email__isnull=False).order_by("pk"))


def members_at(moment: datetime, groups: Iterable[str]) -> list[Organisation]:
    """The member organisations of these groups (of all, when none is named) on the day of a moment."""
    day = moment.date()
    found = Organisation.objects.filter(
        Q(member_until__isnull=True) | Q(member_until__gt=day),
        member_since__lte=day,
        merged_into__isnull=True,
    )
    wanted = list(groups)
    if wanted:
        found = found.filter(stakeholder_group__in=wanted)
    return list(found.select_related("place").order_by("pk"))


def heads_of(organisations: Iterable[Organisation]) -> dict[int, int]:
    """Organisation → the organisation on this roll it has its voice with (itself, mostly)."""
    keys = [each.pk for each in organisations]
    above: dict[int, int] = dict(Affiliation.objects.values_list("organisation_id", "head_id"))

    def root(key: int) -> int:
        seen = {key}
        while key in above and above[key] not in seen:
            key = above[key]
            seen.add(key)
        return key

    houses: dict[int, list[int]] = {}
    for key in keys:
        houses.setdefault(root(key), []).append(key)
    return {key: house if house in kin else min(kin) for house, kin in houses.items() for key in kin}


def silent_voters_of(decision: Decision, person: Person) -> list[str]:
    """The names of organisations somebody may vote for here that have not spoken, whomever they act for now."""
    mandates = Mandate.objects.current().filter(
        is_member_now("organisation__"), person=person, role__in=VOTING_ROLES
    )
    own = mandates.values("organisation_id")
    proxies = Proxy.objects.current().filter(Q(holder_person=person) | Q(holder_organisation__in=own))
    voters = Voter.objects.filter(
        Q(organisation__in=own) | Q(organisation__in=proxies.values("organisation_id")), decision=decision
    ).filter(still_silent())
    return sorted(voters.values_list("organisation__name", flat=True))


def still_silent() -> Q:
    """Voters whose voice has not been heard, their own or that of the one they count with."""
    return Q(counts_with__isnull=True, has_spoken=False, is_recused=False) | Q(
        counts_with__has_spoken=False, counts_with__is_recused=False
    )
