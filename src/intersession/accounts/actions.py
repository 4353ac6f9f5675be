"""Saying who one is, taking everything along, and leaving."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.erasing import ERASURES
from intersession.access.errors import Refused
from intersession.accounts.queries import everything_of, person_relations
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.members.actions import end_mandate
from intersession.members.models import PersonConcept, PersonLanguage
from intersession.people.models import Mandate, Office, Organisation, Person, Proxy, RoleGrant
from intersession.people.sessions import sessions_of
from intersession.places.models import Place


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody says of themselves, and what they agree to."""

    name: str
    language: str = "en"
    place: Place | None = None
    shows_name: bool = False
    takes_contact: bool = False
    languages: Collection[str] = ()
    concepts: Collection[str] = ()


def _self_locked(actor: Actor) -> Person:
    assert actor.person is not None
    return Person.objects.select_for_update(no_key=True).get(pk=actor.person.pk)


@transaction.atomic
def describe_person(actor: Actor, profile: Profile) -> Person:
    """Bring one's own account to what the profile says. The log holds which fields, not what they say."""
    actor.require("accounts.keep_account")
    person = _self_locked(actor)
    changed: list[str] = []
    for name in ("name", "language", "place", "shows_name", "takes_contact"):
        if getattr(person, name) != getattr(profile, name):
            setattr(person, name, getattr(profile, name))
            changed.append(name)
    if person.individual_since and person.place is None:
        raise Refused(_("Who takes part as an individual says from where: voices are counted by country."))
    person.save(update_fields=["name", "language", "place", "shows_name", "takes_contact"])
    for sort, column, wanted in (
        (PersonLanguage, "language", profile.languages),
        (PersonConcept, "concept_id", profile.concepts),
    ):
        model: Any = sort
        kept = model.objects.filter(person=person)
        before = set(kept.values_list(column, flat=True))
        if before != set(wanted):
            changed.append(column)
            kept.exclude(**{f"{column}__in": wanted}).delete()
            model.objects.bulk_create(
                model(person=person, **{column: each}) for each in sorted({*wanted} - before)
            )
    if changed:
        record(actor, Verb.PERSON_DESCRIBED, person, fields=sorted(changed))
    return person


@transaction.atomic
def export_person(actor: Actor) -> dict[str, Any]:
    """Everything that is kept of the person who asks."""
    actor.require("accounts.keep_account")
    person = _self_locked(actor)
    record(actor, Verb.PERSON_EXPORTED, person)
    return everything_of(person)


@transaction.atomic
def leave_as_individual(actor: Actor) -> Person:
    """Stop taking part as an individual; the account stays."""
    actor.require("accounts.keep_account")
    person = _self_locked(actor)
    if not person.is_individual_member:
        raise Refused(_("You do not take part as an individual."))
    person.individual_until = timezone.now().date()
    person.save(update_fields=["individual_until"])
    record(actor, Verb.INDIVIDUAL_LEFT, person)
    return person


@transaction.atomic
def erase_person(actor: Actor, *, keeps_name: bool = False) -> Person:
    """Close one's own account for good: no address, no way in, no mandate, nothing personal left.

    What the person wrote stays, under a neutral name unless they want theirs kept. The row itself stays, since the
    log names it. Refused for the last of the secretariat: somebody must be there to answer.
    """
    actor.require("accounts.keep_account")
    assert actor.person is not None
    now = timezone.now()
    held = Mandate.objects.current().filter(person=actor.person)
    # In the order everywhere: organisations, then the person, then what hangs on them; the log comes last.
    list(
        Organisation.objects.select_for_update(no_key=True)
        .filter(pk__in=held.values("organisation"))
        .order_by("pk")
    )
    person = _self_locked(actor)
    secretariat = RoleGrant.objects.current().filter(office=Office.SECRETARIAT)
    if secretariat.filter(person=person).exists() and not secretariat.exclude(person=person).exists():
        raise Refused(_("You are the last of the secretariat. Somebody else must hold the office first."))
    address = person.email or ""
    for session in sessions_of(person):
        session.end()
    for mandate in held.order_by("pk"):
        end_mandate(actor, mandate)
    open_still = Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    RoleGrant.objects.filter(open_still, person=person).update(ends_at=now)
    Proxy.objects.filter(holder_person=person, ends_at__gt=now, starts_at__lte=now).update(ends_at=now)
    Proxy.objects.filter(holder_person=person, ends_at__gt=now).update(starts_at=now, ends_at=now)
    for erase in ERASURES:
        erase(person, address)
    for relation in person_relations():
        # What would go with the row is the person's own: ways in, follows, languages.
        if relation.on_delete is models.CASCADE:
            relation.related_model._default_manager.filter(**{relation.field.name: person.pk}).delete()
    if person.is_individual_member:
        person.individual_until = now.date()
    person.email, person.is_active, person.erased_at = None, False, now
    person.takes_contact, person.last_login = False, None
    if not keeps_name:
        person.name, person.shows_name = "", False
    person.save()
    record(actor, Verb.PERSON_ERASED, person, keeps_name=keeps_name)
    return person
