"""What the page of one's own organisation asks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.mandates.models import Invite
from intersession.members.actions import Description
from intersession.members.models import OrganisationConcept, OrganisationLanguage, OrganisationPlace
from intersession.members.queries import organisations_like
from intersession.people.models import (
    Mandate,
    MandateRole,
    Office,
    Organisation,
    OrganisationAlias,
    Person,
    Proxy,
    RoleGrant,
)


def mandates_to_tell_of(most: int = 100) -> list[Mandate]:
    """Mandates that ended on the day they were given until, of which nobody was told; the earliest first."""
    ran_out = Mandate.objects.filter(
        told_at__isnull=True, given_until=F("ends_at"), ends_at__lte=timezone.now()
    ).select_related("organisation")
    return list(ran_out.order_by("ends_at", "pk")[:most])


@dataclass(frozen=True, slots=True)
class Own:
    """An organisation as those who act for it see it."""

    organisation: Organisation
    mandates: list[Mandate]
    invites: list[Invite]
    proxies: list[Proxy]
    representative: Person | None
    may_manage: bool
    may_describe: bool

    @property
    def colleagues(self) -> list[Person]:
        """Who acts for it, once each."""
        return list({mandate.person_id: mandate.person for mandate in self.mandates}.values())


def hash_of(token: str) -> str:
    """What is stored of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def may_still_invite(invite: Invite) -> bool:
    """Whether who sent the invite may send one now: the organisation's representative, or the secretariat."""
    offices = RoleGrant.objects.current().filter(person=invite.invited_by, office=Office.SECRETARIAT)
    if offices.exists():
        return True
    held = Mandate.objects.current().filter(
        person=invite.invited_by, organisation=invite.organisation_id, role=MandateRole.REPRESENTATIVE
    )
    return invite.role != MandateRole.REPRESENTATIVE and held.exists()


def organisation_for(actor: Actor, slug: str) -> Organisation:
    """The organisation of a page; 404 with a sentence when this actor has nothing to do with it."""
    found: Organisation | None = (
        Organisation.objects.filter(actor.scope("mandates.view_organisation"), slug=slug)
        .select_related("place", "merged_into")
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    if found is None:
        raise Http404(_("This page is for those who act for the organisation. Choose it first, if you do."))
    return found


def own_organisation(actor: Actor, slug: str) -> Own:
    """All that stands on the page of one's own organisation: five queries, however many people act."""
    organisation = organisation_for(actor, slug)
    now = timezone.now()
    mandates = list(
        Mandate.objects.current()
        .filter(organisation=organisation)
        .select_related("person", "granted_by")
        .order_by("starts_at", "pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    proxies = list(
        Proxy.objects.filter(
            Q(organisation=organisation) | Q(holder_organisation=organisation), ends_at__gt=now
        )
        .select_related("organisation", "holder_organisation", "holder_person")
        .order_by("starts_at", "pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    may_manage = actor.may("mandates.send_invite", organisation)
    invites = Invite.objects.open().filter(organisation=organisation).order_by("-created_at", "-pk")
    return Own(
        organisation=organisation,
        mandates=mandates,
        invites=list(invites) if may_manage else [],
        proxies=proxies,
        representative=next(
            (each.person for each in mandates if each.role == MandateRole.REPRESENTATIVE), None
        ),
        may_manage=may_manage,
        may_describe=actor.may("members.describe_organisation", organisation),
    )


def mandate_for(actor: Actor, pk: int) -> Mandate:
    """A mandate this actor may end; 404 else."""
    found: Mandate | None = (
        Mandate.objects.filter(actor.scope("members.end_mandate"), pk=pk)
        .select_related("organisation", "person")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such mandate for you to end."))
    return found


def invite_for(actor: Actor, pk: int) -> Invite:
    """An invite this actor may withdraw; 404 else."""
    found: Invite | None = (
        Invite.objects.filter(actor.scope("mandates.withdraw_invite"), pk=pk)
        .select_related("organisation")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such invite for you to withdraw."))
    return found


def proxy_for(actor: Actor, pk: int) -> Proxy:
    """A proxy this actor may end; 404 else."""
    found: Proxy | None = (
        Proxy.objects.filter(actor.scope("mandates.end_proxy"), pk=pk).select_related("organisation").first()
    )
    if found is None:
        raise Http404(_("There is no such proxy for you to end."))
    return found


def colleague_for(organisation: Organisation, pk: int) -> Person:
    """Somebody who acts for the organisation now; 404 else, also for people who act elsewhere."""
    mandate = (
        Mandate.objects.current()
        .filter(organisation=organisation, person=pk)
        .select_related("person")
        .first()
    )
    if mandate is None:
        raise Http404(_("This person does not act for the organisation."))
    person: Person = mandate.person
    return person


def offered_by(token: str) -> Invite | None:
    """The invite of a link, as long as it is good."""
    found: Invite | None = (
        Invite.objects.open()
        .filter(token_hash=hash_of(token))
        .select_related("organisation", "invited_by")
        .first()
    )
    if found is None or not found.organisation.is_member or not may_still_invite(found):
        return None
    return found


def described(organisation: Organisation) -> Description:
    """What an organisation says of itself now."""
    return Description(
        name_en=organisation.name_en,
        acronym=organisation.acronym,
        other_names=tuple(
            OrganisationAlias.objects.filter(organisation=organisation)
            .order_by("pk")
            .values_list("name", flat=True)
        ),
        summary=organisation.summary,
        summary_language=organisation.summary_language,
        url=organisation.url,
        concepts=tuple(
            OrganisationConcept.objects.filter(organisation=organisation).values_list("concept_id", flat=True)
        ),
        languages=tuple(
            OrganisationLanguage.objects.filter(organisation=organisation).values_list("language", flat=True)
        ),
        places=tuple(
            OrganisationPlace.objects.filter(organisation=organisation).values_list("place_id", flat=True)
        ),
    )


def members_named(words: str) -> list[Organisation]:
    """Member organisations somebody may mean: the exact slug or name alone, else those that are like it."""
    exact = list(Organisation.objects.members().filter(Q(slug=words.lower()) | Q(name__iexact=words))[:2])
    if len(exact) == 1:
        return exact
    return [
        each.organisation
        for each in organisations_like([words], acronym=words)
        if each.organisation.is_member
    ]
