"""Committing, renewing, keeping and ending; evidence; and what those who are no members offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.commitments.models import Commitment, Evidence, Offer
from intersession.commitments.queries import SALT, parts_of
from intersession.commitments.standing import standings_of
from intersession.library.models import Resource
from intersession.members.changes import free_slug, write_keys
from intersession.members.names import domain_of
from intersession.papers.models import State, Version
from intersession.people.letters import address_of, write
from intersession.people.models import Confidence, Organisation
from intersession.places.models import Place

GONE = (State.WITHDRAWN, State.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Words:
    """What an organisation says when it commits."""

    will_do: str
    language: str
    by_when: date | None = None
    parts: Sequence[str] = ()


def _must_be_open(version: Version) -> None:
    """Only a version that the members adopted, of a paper that still stands, can be committed to."""
    if version.adopted_at is None or version.paper.state in GONE:
        raise Refused(_("Only a version that the members have adopted can be endorsed or adopted."))
    newest = version.paper.versions.filter(adopted_at__isnull=False).order_by("-number").first()
    if newest is not None and newest.pk != version.pk:
        raise Refused(_("There is a newer adopted version. Read it first."))


def _checked(version: Version, words: Words) -> list[str]:
    known = [part.key for part in parts_of(version)]
    if unknown := set(words.parts) - set(known):
        raise Refused(_("Not a part of this version: %s.") % ", ".join(sorted(unknown)))
    if words.by_when is not None and words.by_when < timezone.now().date():
        raise Refused(_("The day by which it will be done must lie ahead."))
    return [key for key in known if key in set(words.parts)]


def _save(commitment: Commitment) -> None:
    commitment.full_clean(exclude=["organisation", "paper", "version", "made_by"], validate_constraints=False)
    try:
        with transaction.atomic():
            commitment.save()
    except IntegrityError as error:
        raise Refused(_("Your organisation has committed to this paper already.")) from error


@transaction.atomic
def commit(actor: Actor, version: Version, words: Words) -> Commitment:
    """Endorse or adopt a version, or named parts of it, for the organisation one acts for."""
    actor.require("commitments.commit")
    assert actor.organisation is not None
    version = Version.objects.select_related("paper").get(pk=version.pk)
    _must_be_open(version)
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation.pk)
    if not organisation.is_member:
        raise Refused(_("This organisation is no member, so nobody can act for it."))
    commitment = Commitment(
        organisation=organisation,
        paper=version.paper,
        version=version,
        parts=_checked(version, words),
        will_do=words.will_do.strip(),
        language=words.language,
        by_when=words.by_when,
        made_by=actor.person,
        made_at=timezone.now(),
        is_fictional=organisation.is_fictional,
    )
    _save(commitment)
    record(actor, Verb.COMMITMENT_MADE, commitment, version=version.number, paper=version.paper_id)
    return commitment


def _living(actor: Actor, commitment: Commitment) -> Commitment:
    """The commitment, locked, if this actor may change it and it has not ended."""
    found: Commitment = (
        Commitment.objects.select_for_update(of=("self",))
        .select_related("paper", "version", "organisation")
        .get(pk=commitment.pk)
    )
    actor.require("commitments.change_commitment", found)
    if found.ended_at is not None:
        raise Refused(_("This commitment has ended already."))
    return found


@transaction.atomic
def renew_commitment(actor: Actor, commitment: Commitment, version: Version, words: Words) -> Commitment:
    """Commit to a newer version instead. The earlier commitment ends and stays readable."""
    before = _living(actor, commitment)
    version = Version.objects.select_related("paper").get(pk=version.pk)
    _must_be_open(version)
    if version.paper_id != before.paper_id or version.number <= before.version.number:
        raise Refused(_("This is not a newer version of the same paper."))
    parts = _checked(version, words)
    now = timezone.now()
    before.ended_at, before.ended_because = now, _("Renewed for version %s.") % version.number
    before.save(update_fields=["ended_at", "ended_because"])
    after = Commitment(
        organisation=before.organisation,
        paper=before.paper,
        version=version,
        parts=parts,
        will_do=words.will_do.strip(),
        language=words.language,
        by_when=words.by_when,
        made_by=actor.person,
        made_at=now,
        renews=before,
        is_fictional=before.is_fictional,
    )
    _save(after)
    record(actor, Verb.COMMITMENT_RENEWED, after, version=version.number, paper=version.paper_id)
    return after


@transaction.atomic
def keep_commitment(actor: Actor, commitment: Commitment) -> Commitment:
    """Say that it stays with the earlier version. It is asked again when a still newer one asks otherwise."""
    found = _living(actor, commitment)
    standing = standings_of([found])[found.pk]
    if not standing.is_for_earlier:
        raise Refused(_("This commitment is for the newest version."))
    found.kept_beside = standing.newest
    found.save(update_fields=["kept_beside"])
    record(actor, Verb.COMMITMENT_KEPT, found, beside=standing.newest.number)
    return found


@transaction.atomic
def end_commitment(actor: Actor, commitment: Commitment, reason: str) -> Commitment:
    """End it, with a reason that everybody reads. It stays as a commitment that was."""
    found = _living(actor, commitment)
    if not reason.strip():
        raise Refused(_("Say why it ends."))
    found.ended_at, found.ended_because = timezone.now(), reason.strip()
    found.full_clean(exclude=["organisation", "paper", "version", "made_by", "kept_beside", "renews"])
    found.save(update_fields=["ended_at", "ended_because"])
    record(actor, Verb.COMMITMENT_ENDED, found)
    return found


@transaction.atomic
def add_evidence(
    actor: Actor,
    commitment: Commitment,
    text: str,
    shown_on: date,
    *,
    url: str = "",
    resource: Resource | None = None,
) -> Evidence:
    """Say what was done on which day, with an address or a resource of the library that shows it."""
    found = _living(actor, commitment)
    if shown_on > timezone.now().date():
        raise Refused(_("Evidence cannot be of a day to come."))
    if resource is not None and not resource.is_published:
        raise Refused(_("This resource is not in the library."))
    evidence = Evidence(
        commitment=found,
        shown_on=shown_on,
        text=text.strip(),
        url=url,
        resource=resource,
        added_by=actor.person,
    )
    evidence.full_clean(exclude=["commitment", "added_by", "resource"])
    evidence.save()
    record(actor, Verb.EVIDENCE_ADDED, evidence, commitment=found.pk, shown_on=shown_on.isoformat())
    return evidence


# ── those who are no members ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Offered:
    """Which organisation, and who speaks for it."""

    name: str
    place: Place
    stakeholder_group: str
    person_name: str
    person_role: str
    email: str
    url: str = ""


@transaction.atomic
def send_offer(actor: Actor, version: Version, offered: Offered, words: Words) -> Offer:
    """Take in what somebody who is no member wants to stand by, and mail a link to confirm it. Nothing shows yet."""
    actor.require("commitments.send_offer")
    version = Version.objects.select_related("paper").get(pk=version.pk)
    _must_be_open(version)
    _checked(version, words)
    offer = Offer(
        paper=version.paper,
        version=version,
        name=offered.name.strip(),
        place=offered.place,
        stakeholder_group=offered.stakeholder_group,
        url=offered.url,
        will_do=words.will_do.strip(),
        by_when=words.by_when,
        language=words.language,
        person_name=offered.person_name.strip(),
        person_role=offered.person_role.strip(),
        email=offered.email.strip().lower(),
    )
    offer.full_clean(exclude=["paper", "version", "place"])
    offer.save()
    record(actor, Verb.OFFER_SENT, offer, paper=version.paper_id)
    write(
        offer.email,
        offer.language,
        "commitments/letters/confirm.txt",
        {
            "organisation": offer.name,
            "paper": version.paper.title,
            "url": address_of(
                offer.language, "commitments:confirm_offer", signing.dumps(offer.pk, salt=SALT)
            ),
        },
    )
    return offer


@transaction.atomic
def confirm_offer(actor: Actor, offer: Offer) -> Offer:
    """Say that one reads mail at the address. Doing it twice changes nothing."""
    actor.require("commitments.send_offer")
    found: Offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if found.confirmed_at is None:
        found.confirmed_at = timezone.now()
        found.save(update_fields=["confirmed_at"])
        record(actor, Verb.OFFER_CONFIRMED, found)
    return found


def _waiting(actor: Actor, offer: Offer) -> Offer:
    found: Offer = (
        Offer.objects.select_for_update(of=("self",)).select_related("version__paper").get(pk=offer.pk)
    )
    actor.require("commitments.answer_offer", found)
    if found.answered_at is not None:
        raise Refused(_("This offer has been answered already."))
    if found.confirmed_at is None:
        raise Refused(_("The address has not been confirmed yet."))
    return found


@transaction.atomic
def verify_offer(actor: Actor, offer: Offer, into: Organisation | None = None) -> Commitment:
    """Make a commitment of it, for the record the organisation has already (`into`), or for a new one.

    The organisation becomes no member by it.
    """
    found = _waiting(actor, offer)
    _must_be_open(found.version)
    now = timezone.now()
    if into is None:
        into = Organisation(
            slug=free_slug(found.name),
            name=found.name,
            name_language=found.language,
            place_id=found.place_id,
            stakeholder_group=found.stakeholder_group,
            url=found.url,
            domain=domain_of(found.url),
            relation="commitment",
            source="What it says of itself, verified by the secretariat",
            confidence=Confidence.MEDIUM,
            first_seen_year=now.year,
        )
        into.full_clean()
        into.save()
        write_keys(into)
        record(actor, Verb.ORGANISATION_LOADED, into)
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=into.pk)
    if organisation.is_member:
        raise Refused(_("This organisation is a member: whoever represents it commits it."))
    commitment = Commitment(
        organisation=organisation,
        paper=found.paper,
        version=found.version,
        will_do=found.will_do,
        language=found.language,
        by_when=found.by_when,
        made_at=now,
        is_fictional=organisation.is_fictional,
    )
    _save(commitment)
    _answer(actor, found, "commitments/letters/verified.txt", commitment=commitment)
    record(actor, Verb.COMMITMENT_MADE, commitment, version=found.version.number, paper=found.paper_id)
    return commitment


@transaction.atomic
def decline_offer(actor: Actor, offer: Offer, reason: str) -> Offer:
    """Say no, with a reason that is mailed."""
    found = _waiting(actor, offer)
    if not reason.strip():
        raise Refused(_("Say why it is declined."))
    _answer(actor, found, "commitments/letters/declined.txt", reason=reason.strip()[:500])
    record(actor, Verb.OFFER_DECLINED, found)
    return found


def _answer(
    actor: Actor, offer: Offer, letter: str, *, commitment: Commitment | None = None, reason: str = ""
) -> None:
    """Write the answer, mail it, and forget who offered."""
    write(
        offer.email,
        offer.language,
        letter,
        {
            "organisation": offer.name,
            "paper": offer.version.paper.title,
            "reason": reason,
            "url": address_of(offer.language, "commitments:paper", offer.version.paper.slug),
        },
    )
    offer.answered_at, offer.answered_by = timezone.now(), actor.person
    offer.commitment, offer.declined_because = commitment, reason
    offer.email = offer.person_name = offer.person_role = ""
    offer.save()
