"""The only place that writes organisations, persons, mandates and offices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.access.roles import Role
from intersession.audit.record import record, record_many
from intersession.audit.reports import LoadReport
from intersession.audit.verbs import Verb
from intersession.members.changes import (
    close_mandate,
    end_everything,
    must_still_represent,
    open_mandate,
    save_once,
    tell_if_unrepresented,
    write_keys,
)
from intersession.members.models import (
    OrganisationConcept,
    OrganisationKey,
    OrganisationLanguage,
    OrganisationPlace,
)
from intersession.members.names import domain_of
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
from intersession.vocabulary.models import Concept

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
    organisation that joined speaks for itself, and one that was merged stays merged: the file changes neither.
    An organisation the file no longer names stays, since mandates may point at it.
    """
    actor.require("members.load_organisations")
    present = {each.slug: each for each in Organisation.objects.all()}
    keyed = set(OrganisationKey.objects.values_list("organisation_id", flat=True).distinct())
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
        if before is not None and (before.member_since or before.merged_into_id):
            report.unchanged += 1
            continue
        organisation = before or row
        is_changed = before is not None and any(
            getattr(before, name) != getattr(row, name) for name in FIELDS
        )
        if before is None or is_changed:
            for name in FIELDS:
                setattr(organisation, name, getattr(row, name))
            organisation.domain = domain_of(organisation.url)
            organisation.save()
        missing = [name for name in others if (organisation.pk, name) not in names]
        OrganisationAlias.objects.bulk_create(
            OrganisationAlias(organisation=organisation, name=name) for name in missing
        )
        is_the_same = before is not None and not is_changed and not missing
        if not is_the_same or organisation.pk not in keyed:
            write_keys(organisation)
        if is_the_same:
            report.unchanged += 1
            continue
        report.added += before is None
        report.changed += before is not None
        touched.append((organisation, {"is_new": before is None}))
    record_many(actor, Verb.ORGANISATION_LOADED, touched)
    return report


@transaction.atomic
def file_expertise(actor: Actor, report: LoadReport, rows: Iterable[tuple[int, str, str]]) -> LoadReport:
    """File organisations of the records under the concepts their tags stand for: rows of (line, tag, concept).

    A tag no row names stays a tag. An organisation that joined says itself what it knows.
    """
    actor.require("members.load_organisations")
    known = set(Concept.objects.values_list("pk", flat=True))
    concepts: dict[str, set[str]] = {}
    for line, tag, concept in rows:
        if concept in known and tag:
            concepts.setdefault(tag, set()).add(concept)
        else:
            report.rejected.append((line, f"{concept} is not a concept of the vocabulary"))
    present: dict[int, set[str]] = {}
    for key, concept in OrganisationConcept.objects.values_list("organisation_id", "concept_id"):
        present.setdefault(key, set()).add(concept)
    touched: list[tuple[Organisation, dict[str, Any]]] = []
    of_records = Organisation.objects.filter(member_since__isnull=True, merged_into__isnull=True)
    for organisation in of_records.exclude(expertise=[]).order_by("pk"):
        wanted = {concept for tag in organisation.expertise for concept in concepts.get(tag, ())}
        before = present.get(organisation.pk, set())
        if wanted == before:
            report.unchanged += 1
            continue
        lines = OrganisationConcept.objects.filter(organisation=organisation)
        lines.exclude(concept__in=wanted).delete()
        OrganisationConcept.objects.bulk_create(
            OrganisationConcept(organisation=organisation, concept_id=concept)
            for concept in sorted(wanted - before)
        )
        report.added += not before
        report.changed += bool(before)
        touched.append((organisation, {"concepts": sorted(wanted)}))
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
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    actor.require("members.admit_organisation", organisation)
    if organisation.merged_into_id:
        raise Refused(_("This organisation was merged into another one."))
    if organisation.is_member or (
        organisation.member_since is not None and organisation.member_until is None
    ):
        raise Refused(_("This organisation is a member already."))
    before = [each.isoformat() for each in (organisation.member_since, organisation.member_until) if each]
    organisation.member_since, organisation.member_until = since, None
    organisation.save(update_fields=["member_since", "member_until"])
    record(actor, Verb.ORGANISATION_ADMITTED, organisation, since=since.isoformat(), before=before)
    return organisation


@dataclass(frozen=True, slots=True)
class Description:
    """What an organisation says of itself. Its name, group and country are the secretariat's to change."""

    name_en: str = ""
    acronym: str = ""
    other_names: Collection[str] = ()
    summary: str = ""
    summary_language: str = ""
    url: str = ""
    concepts: Collection[str] = ()
    languages: Collection[str] = ()
    places: Collection[str] = ()


TEXTS = ("name_en", "acronym", "summary", "summary_language", "url")


@transaction.atomic
def describe_organisation(actor: Actor, organisation: Organisation, said: Description) -> Organisation:
    """Bring what an organisation says of itself to `said`; the log keeps the texts as they were."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    actor.require("members.describe_organisation", organisation)
    if organisation.merged_into_id:
        raise Refused(_("This organisation was merged into another one."))
    changed: dict[str, list[str]] = {}
    for name in TEXTS:
        before, after = getattr(organisation, name), getattr(said, name)
        if before != after:
            changed[name] = [before, after]
            setattr(organisation, name, after)
    organisation.domain = domain_of(organisation.url)
    organisation.full_clean()
    organisation.save(update_fields=[*TEXTS, "domain"])
    aliases = OrganisationAlias.objects.filter(organisation=organisation)
    lines: list[tuple[str, Any, str, Collection[str]]] = [
        ("other_names", aliases, "name", said.other_names),
        (
            "concepts",
            OrganisationConcept.objects.filter(organisation=organisation),
            "concept_id",
            said.concepts,
        ),
        (
            "languages",
            OrganisationLanguage.objects.filter(organisation=organisation),
            "language",
            said.languages,
        ),
        ("places", OrganisationPlace.objects.filter(organisation=organisation), "place_id", said.places),
    ]
    for name, kept, column, wanted in lines:
        before = set(kept.values_list(column, flat=True))
        if before == set(wanted):
            continue
        changed[name] = sorted({*before} ^ {*wanted})
        kept.exclude(**{f"{column}__in": wanted}).delete()
        kept.model.objects.bulk_create(
            kept.model(organisation=organisation, **{column: each}) for each in sorted({*wanted} - before)
        )
    if changed:
        write_keys(organisation)
        record(actor, Verb.ORGANISATION_DESCRIBED, organisation, changed=changed)
    return organisation


@transaction.atomic
def correct_organisation(
    actor: Actor, organisation: Organisation, *, name: str, name_language: str, place: Place, group: str
) -> Organisation:
    """Change what an organisation is counted and known by. Only the secretariat does: voices are counted by it."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    actor.require("members.correct_organisation", organisation)
    wanted = {"name": name, "name_language": name_language, "place_id": place.pk, "stakeholder_group": group}
    changed = {
        key: [str(getattr(organisation, key)), value]
        for key, value in wanted.items()
        if getattr(organisation, key) != value
    }
    if not changed:
        return organisation
    if "name" in changed:
        OrganisationAlias.objects.get_or_create(
            organisation=organisation,
            name=organisation.name,
            defaults={"language": organisation.name_language},
        )
    for key, value in wanted.items():
        setattr(organisation, key, value)
    organisation.full_clean()
    organisation.save(update_fields=list(wanted))
    write_keys(organisation)
    record(actor, Verb.ORGANISATION_DESCRIBED, organisation, changed=changed)
    return organisation


@transaction.atomic
def trust_organisation(actor: Actor, organisation: Organisation, *, is_trusted: bool) -> Organisation:
    """Say whether what an organisation shares is published at once. Refused when it is said already."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    actor.require("members.trust_organisation", organisation)
    if organisation.is_trusted == is_trusted:
        raise Refused(_("This has been done already."))
    organisation.is_trusted = is_trusted
    organisation.save(update_fields=["is_trusted"])
    record(actor, Verb.ORGANISATION_TRUSTED, organisation, is_trusted=is_trusted)
    return organisation


@transaction.atomic
def end_membership(actor: Actor, organisation: Organisation, reason: str = "") -> Organisation:
    """An organisation leaves: former from today on. Every mandate and proxy ends; nothing vanishes."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    actor.require("members.end_membership", organisation)
    must_still_represent(actor, organisation)
    if not organisation.is_member:
        raise Refused(_("This organisation is no member."))
    now = timezone.now()
    end_everything(organisation, now)
    organisation.member_until = now.date()
    organisation.is_trusted = False
    organisation.save(update_fields=["member_until", "is_trusted"])
    record(actor, Verb.ORGANISATION_LEFT, organisation, reason=reason.strip()[:500])
    return organisation


@transaction.atomic
def welcome_person(
    actor: Actor, email: str, name: str, *, is_fictional: bool = False, language: str = "en"
) -> Person:
    """Give somebody an account: they sign in by a code sent to `email`. The log never holds the address.

    Raises `Refused` when the address is taken or is none.
    """
    actor.require("members.welcome_person")
    if not email:
        raise Refused(_("Without a mail address nobody can sign in."))
    try:
        person = Person.objects.create_user(email, name, is_fictional=is_fictional, language=language)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    record(actor, Verb.PERSON_JOINED, person, is_fictional=is_fictional)
    return person


@transaction.atomic
def grant_mandate(
    actor: Actor,
    person: Person,
    organisation: Organisation,
    role: MandateRole,
    *,
    ends_at: datetime | None = None,
) -> Mandate:
    """Let a person act for an organisation from now on, perhaps until a day.

    The representative gives mandates to those who hold one there already; others are invited. There is one
    representative at a time, who hands the role over; the secretariat names one where there is none.
    """
    # Locked so that two grants at once cannot both find nothing, and none passes by an end.
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    actor.require("members.grant_mandate", organisation)
    must_still_represent(actor, organisation)
    if not {Role.SECRETARIAT, Role.SYSTEM} & actor.roles:
        if role == MandateRole.REPRESENTATIVE:
            raise Refused(_("The role of the representative is handed over, not given."))
        if not Mandate.objects.current().filter(person=person, organisation=organisation).exists():
            raise Refused(_("This person does not act for your organisation yet. Invite them by mail."))
    return open_mandate(actor, person, organisation, role, ends_at=ends_at)


@transaction.atomic
def end_mandate(actor: Actor, mandate: Mandate) -> Mandate:
    """End a mandate now. Its holder, the representative or the secretariat may.

    Where nobody represents the organisation afterwards, the secretariat is told, once.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=mandate.organisation_id)
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    actor.require("members.end_mandate", mandate)
    if actor.person is None or mandate.person_id != actor.person.pk:
        must_still_represent(actor, organisation)
    close_mandate(actor, mandate)
    tell_if_unrepresented(organisation, mandate)
    return mandate


@transaction.atomic
def grant_office(actor: Actor, person: Person, office: Office) -> RoleGrant:
    """Give a person an office from now on. It counts only in sessions opened with a second step."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    actor.require("members.grant_office")
    grant = RoleGrant(person=person, office=office, granted_by=actor.person)
    save_once(grant, _("This person already holds this office."))
    record(actor, Verb.OFFICE_GRANTED, grant, office=str(office))
    return grant
