"""The only place that writes organisations, persons, mandates and offices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record, record_many
from intersession.audit.reports import LoadReport
from intersession.audit.verbs import Verb
from intersession.people.models import (
    Mandate,
    MandateRole,
    Office,
    Organisation,
    OrganisationAlias,
    Person,
    RoleGrant,
)
from intersession.places.models import Place

FIELDS = (
    "name", "acronym", "place_id", "stakeholder_group", "expertise", "url", "first_seen_year", "relation",
    "source", "confidence",
)  # fmt: skip


@transaction.atomic
def load_organisations(
    actor: Actor, report: LoadReport, rows: Iterable[tuple[int, Organisation, Sequence[str]]]
) -> LoadReport:
    """Bring organisations to what the rows of (line, organisation, other names) say.

    The slug tells organisations apart. Membership dates are not reference data and are never touched; an
    organisation the file no longer names stays, since mandates may point at it.
    """
    actor.require("members.load_organisations")
    present = {each.slug: each for each in Organisation.objects.all()}
    names = {(alias.organisation_id, alias.name) for alias in OrganisationAlias.objects.all()}
    places = set(Place.objects.values_list("pk", flat=True))
    seen: set[str] = set()
    touched: list[tuple[Organisation, dict[str, bool]]] = []
    for line, row, others in rows:
        sentence = _fault(row, places, seen)
        if sentence:
            report.rejected.append((line, sentence))
            continue
        seen.add(row.slug)
        before = present.get(row.slug)
        organisation = before or row
        is_changed = before is not None and any(
            getattr(before, name) != getattr(row, name) for name in FIELDS
        )
        if before is None or is_changed:
            for name in FIELDS:
                setattr(organisation, name, getattr(row, name))
            organisation.save()
        missing = [name for name in others if (organisation.pk, name) not in names]
        OrganisationAlias.objects.bulk_create(
            OrganisationAlias(organisation=organisation, name=name) for name in missing
        )
        if before is not None and not is_changed and not missing:
            report.unchanged += 1
            continue
        report.added += before is None
        report.changed += before is not None
        touched.append((organisation, {"is_new": before is None}))
    record_many(actor, Verb.ORGANISATION_LOADED, touched)
    return report


def _fault(row: Organisation, places: set[str], seen: set[str]) -> str:
    """Why a row cannot be taken, or nothing."""
    if row.slug in seen:
        return f"{row.name} stands twice in the file"
    if row.place_id not in places:
        return f"{row.place_id} is not the code of a country or body"
    try:
        row.full_clean(validate_unique=False, exclude=["place"])
    except ValidationError as error:
        return "; ".join(error.messages)
    return ""


@transaction.atomic
def admit_organisation(actor: Actor, organisation: Organisation, since: date) -> Organisation:
    """Make an organisation of the records a member from a day on. Refused when it is one already."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    actor.require("members.admit_organisation", organisation)
    if organisation.member_since is not None and organisation.member_until is None:
        raise Refused(_("This organisation is a member already."))
    organisation.member_since, organisation.member_until = since, None
    organisation.save(update_fields=["member_since", "member_until"])
    record(actor, Verb.ORGANISATION_ADMITTED, organisation, since=since.isoformat())
    return organisation


@transaction.atomic
def welcome_person(actor: Actor, email: str, name: str, *, is_fictional: bool = False) -> Person:
    """Give somebody an account: they sign in by a code sent to `email`. The log never holds the address.

    Raises `Refused` when the address is taken or is none.
    """
    actor.require("members.welcome_person")
    if not email:
        raise Refused(_("Without a mail address nobody can sign in."))
    try:
        person = Person.objects.create_user(email, name, is_fictional=is_fictional)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    record(actor, Verb.PERSON_JOINED, person, is_fictional=is_fictional)
    return person


@transaction.atomic
def grant_mandate(actor: Actor, person: Person, organisation: Organisation, role: MandateRole) -> Mandate:
    """Let a person act for an organisation from now on. Refused while the same mandate is open."""
    # Locked so that two grants at once cannot both find nothing.
    person = Person.objects.select_for_update().get(pk=person.pk)
    actor.require("members.grant_mandate")
    mandate = Mandate(person=person, organisation=organisation, role=role, granted_by=actor.person)
    _save_once(mandate, _("This person already holds this mandate."))
    record(actor, Verb.MANDATE_GRANTED, mandate, role=str(role))
    return mandate


@transaction.atomic
def grant_office(actor: Actor, person: Person, office: Office) -> RoleGrant:
    """Give a person an office from now on. It counts only in sessions opened with a second step."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    actor.require("members.grant_office")
    grant = RoleGrant(person=person, office=office, granted_by=actor.person)
    _save_once(grant, _("This person already holds this office."))
    record(actor, Verb.OFFICE_GRANTED, grant, office=str(office))
    return grant


def _save_once(held: Mandate | RoleGrant, sentence: str) -> None:
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError as error:
        raise Refused(sentence) from error
