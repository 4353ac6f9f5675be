"""Changes that several actions share. Whoever calls them has asked who may, and holds the locks they name."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.access.roles import Role
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.members.models import OrganisationKey
from intersession.members.names import keys_of
from intersession.people.letters import address_of, write_to_secretariat
from intersession.people.models import (
    Mandate,
    MandateRole,
    Organisation,
    OrganisationAlias,
    Person,
    Proxy,
    RoleGrant,
)


def write_keys(organisation: Organisation) -> None:
    """Derive anew by which words an organisation is found as a duplicate."""
    names = [organisation.name, organisation.name_en, organisation.acronym]
    names += OrganisationAlias.objects.filter(organisation=organisation).values_list("name", flat=True)
    wanted = keys_of(names)
    present = {
        (each.key, each.is_whole): each.pk
        for each in OrganisationKey.objects.filter(organisation=organisation)
    }
    OrganisationKey.objects.filter(pk__in=[present[key] for key in present.keys() - wanted]).delete()
    OrganisationKey.objects.bulk_create(
        OrganisationKey(organisation=organisation, key=key, is_whole=is_whole)
        for key, is_whole in sorted(wanted - present.keys())
    )


def end_everything(organisation: Organisation, now: datetime) -> tuple[list[Mandate], list[Proxy]]:
    """End the mandates and proxies of an organisation; returns them as they were."""
    open_still = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    mandates = list(
        Mandate.objects.select_for_update().filter(open_still, organisation=organisation).order_by("pk")
    )
    proxies = list(
        Proxy.objects.select_for_update()
        .filter(Q(organisation=organisation) | Q(holder_organisation=organisation), ends_at__gt=now)
        .order_by("pk")
    )
    for held in (*mandates, *proxies):
        type(held).objects.filter(pk=held.pk).update(starts_at=min(held.starts_at, now), ends_at=now)
    return mandates, proxies


def open_mandate(
    actor: Actor,
    person: Person,
    organisation: Organisation,
    role: MandateRole,
    *,
    ends_at: datetime | None = None,
) -> Mandate:
    """What every way to a mandate shares; the caller has asked who may and holds the organisation's lock."""
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    now = timezone.now()
    if not organisation.is_member:
        raise Refused(_("This organisation is no member, so nobody can act for it."))
    if not person.is_active:
        raise Refused(_("This account is closed."))
    if ends_at is not None and ends_at <= now:
        raise Refused(_("A mandate must end after it starts."))
    held = Mandate.objects.current().filter(organisation=organisation, role=role)
    if held.filter(person=person).exists():
        raise Refused(_("This person already holds this mandate."))
    if role == MandateRole.REPRESENTATIVE and held.exists():
        raise Refused(_("This organisation has a representative already."))
    mandate = Mandate(
        person=person,
        organisation=organisation,
        role=role,
        granted_by=actor.person,
        starts_at=now,
        ends_at=ends_at,
        given_until=ends_at,
    )
    save_once(mandate, _("This person already holds this mandate."))
    record(
        actor,
        Verb.MANDATE_GRANTED,
        mandate,
        role=str(role),
        organisation=organisation.pk,
        person=person.pk,
        until=ends_at.isoformat() if ends_at else "",
    )
    return mandate


def close_mandate(actor: Actor, mandate: Mandate) -> Mandate:
    """What every end of a mandate shares; the caller has asked who may and holds the organisation's lock."""
    now = timezone.now()
    if mandate.ends_at is not None and mandate.ends_at <= now:
        raise Refused(_("This mandate has ended already."))
    mandate.starts_at, mandate.ends_at = min(mandate.starts_at, now), now
    mandate.save(update_fields=["starts_at", "ends_at"])
    record(
        actor,
        Verb.MANDATE_ENDED,
        mandate,
        role=mandate.role,
        organisation=mandate.organisation_id,
        person=mandate.person_id,
    )
    return mandate


def tell_if_unrepresented(organisation: Organisation, ended: Mandate) -> None:
    """Write to the secretariat when the end of a mandate left a member without a representative, or without anybody."""
    left = set(Mandate.objects.current().filter(organisation=organisation).values_list("role", flat=True))
    is_unrepresented = ended.role == MandateRole.REPRESENTATIVE and MandateRole.REPRESENTATIVE not in left
    if organisation.is_member and (is_unrepresented or not left):
        write_to_secretariat(
            "members/letters/unrepresented.txt",
            {
                "organisation": organisation.name,
                "nobody_left": not left,
                "url": address_of("en", "mandates:organisation", organisation.slug),
            },
        )


def person_of(actor: Actor, email: str, name: str, language: str) -> Person:
    """The person of an address, locked; made if there is none yet. Two at once get the same person."""
    found = Person.objects.select_for_update(no_key=True).filter(email=email).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            person = Person.objects.create_user(email, name.strip()[:200], language=language)
    except (IntegrityError, ValidationError):
        return Person.objects.select_for_update(no_key=True).get(email=email)
    record(actor, Verb.PERSON_JOINED, person, is_fictional=False)
    return person


def must_still_represent(actor: Actor, organisation: Organisation) -> None:
    """An actor is built once; what was true then must be true now, under the lock of the organisation."""
    if {Role.SECRETARIAT, Role.SYSTEM} & actor.roles:
        return
    held = Mandate.objects.current().filter(
        person=actor.person, organisation=organisation, role=MandateRole.REPRESENTATIVE
    )
    if not held.exists():
        raise NotAllowed("members.grant_mandate")


def save_once(held: Mandate | RoleGrant, sentence: str) -> None:
    """Save what may be held once only; a second one is refused with the sentence."""
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as error:
        raise Refused(sentence) from error
