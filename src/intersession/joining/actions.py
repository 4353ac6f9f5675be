"""Applying, confirming, asking, replying, welcoming, declining, taking back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import SYSTEM, Actor
from intersession.access.erasing import on_erasure
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.joining.models import Application, ApplicationMessage
from intersession.joining.queries import is_proved_by_domain
from intersession.members.actions import Description, admit_organisation, describe_organisation
from intersession.members.changes import free_slug, open_mandate, person_of, write_keys
from intersession.members.names import domain_of
from intersession.people.letters import address_of, write, write_to_secretariat
from intersession.people.models import (
    Confidence,
    Mandate,
    MandateRole,
    Organisation,
    OrganisationAlias,
    Person,
)

UNCONFIRMED_KEPT = timedelta(days=30)
MESSAGES_AT_MOST = 40
TEXTS = (
    "is_individual", "name", "name_language", "name_en", "acronym", "place", "stakeholder_group", "summary",
    "summary_language", "url", "languages", "places", "concepts", "person_name", "language",
)  # fmt: skip


@transaction.atomic
def send_application(
    actor: Actor, email: str, said: Mapping[str, Any], claims: Organisation | None = None
) -> Application:
    """Take an application in and mail the address of its page to `email`. Nobody reads it before that is confirmed.

    The same happens whether or not the address has an account here. Applications never confirmed are forgotten
    after a month, whenever a new one comes.
    """
    actor.require("joining.apply")
    if said["is_individual"] and not settings.INDIVIDUALS_MAY_JOIN:
        raise Refused(_("Only organisations can join."))
    if claims is not None and (claims.is_member or claims.merged_into_id):
        raise Refused(_("This organisation is a member already. Who represents it can invite you."))
    Application.objects.filter(
        confirmed_at__isnull=True, created_at__lt=timezone.now() - UNCONFIRMED_KEPT
    ).delete()
    application = Application(
        email=email.strip().lower(), claims=claims, **{name: said[name] for name in TEXTS if name in said}
    )
    application.full_clean()
    application.save()
    record(actor, Verb.APPLICATION_SENT, application)
    _write(application, "confirm")
    return application


@transaction.atomic
def confirm_application(actor: Actor, application: Application) -> Application:
    """The address is read by who applied: from now on the secretariat's time runs.

    A claim made from the organisation's own domain needs no other proof: it is welcomed at once, and the
    secretariat is told.
    """
    application = _locked(application)
    actor.require("joining.follow_application", application)
    if application.confirmed_at:
        raise Refused(_("The address is confirmed already."))
    _must_be_open(application)
    application.confirmed_at = application.waits_since = timezone.now()
    application.save(update_fields=["confirmed_at", "waits_since"])
    if application.claims_id:
        claimed = Organisation.objects.select_for_update(no_key=True).get(pk=application.claims_id)
        if not claimed.merged_into_id and is_proved_by_domain(application, claimed):
            _tell_secretariat(application, by_domain=True)
            return welcome_application(SYSTEM, application, claimed)
    record(actor, Verb.APPLICATION_CONFIRMED, application)
    _tell_secretariat(application, by_domain=False)
    return application


@transaction.atomic
def ask_applicant(actor: Actor, application: Application, question: str) -> ApplicationMessage:
    """Ask something; the next move is the applicant's."""
    application = _locked(application)
    actor.require("joining.answer_application", application)
    _must_be_open(application)
    if not question.strip():
        raise Refused(_("A question has words."))
    message = ApplicationMessage.objects.create(
        application=application,
        is_from_applicant=False,
        written_by=actor.person,
        text=question.strip()[:2000],
    )
    application.asked_at = timezone.now()
    application.save(update_fields=["asked_at"])
    record(actor, Verb.APPLICATION_ASKED, application)
    _write(application, "asked", question=message.text)
    return message


@transaction.atomic
def reply_to_secretariat(actor: Actor, application: Application, text: str) -> ApplicationMessage:
    """Answer a question, or add something; the next move is the secretariat's, and its time begins anew."""
    application = _locked(application)
    actor.require("joining.follow_application", application)
    _must_be_open(application)
    if not application.confirmed_at:
        raise Refused(_("Confirm your address first."))
    if not text.strip():
        raise Refused(_("An answer has words."))
    if application.messages.count() >= MESSAGES_AT_MOST:
        raise Refused(_("This has become long. Write to the contact of the coalition."))
    message = ApplicationMessage.objects.create(
        application=application, is_from_applicant=True, text=text.strip()[:2000]
    )
    if application.asked_at:
        application.asked_at, application.waits_since = None, timezone.now()
        application.save(update_fields=["asked_at", "waits_since"])
    record(actor, Verb.APPLICATION_REPLIED, application)
    return message


@transaction.atomic
def welcome_application(
    actor: Actor, application: Application, into: Organisation | None = None
) -> Application:
    """Make the organisation a member and the applicant its representative; or the person an individual member.

    `into` is the record the organisation has already; without it a new one is made. Of two who welcome at once,
    one is refused, and there is one organisation, one person, one mandate.
    """
    application = _locked(application)
    actor.require("joining.answer_application", application)
    _must_be_open(application)
    if not application.confirmed_at:
        raise Refused(_("The applicant has not confirmed the address yet."))
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=into.pk) if into else None
    if organisation and (organisation.is_member or organisation.merged_into_id):
        raise Refused(_("This organisation is a member already. Who represents it can invite you."))
    person = person_of(actor, application.email, application.person_name, application.language)
    if application.is_individual:
        _admit_individual(actor, person, application)
    else:
        organisation = _admit(actor, organisation, application)
        open_mandate(actor, person, organisation, MandateRole.REPRESENTATIVE)
    application.welcomed_at, application.asked_at = timezone.now(), None
    application.answered_by, application.person, application.organisation = actor.person, person, organisation
    application.save(update_fields=["welcomed_at", "asked_at", "answered_by", "person", "organisation"])
    record(actor, Verb.APPLICATION_WELCOMED, application)
    _write(application, "welcomed")
    return application


@transaction.atomic
def decline_application(actor: Actor, application: Application, reason: str) -> Application:
    """Say no, and why; the applicant reads it. They may apply again."""
    application = _locked(application)
    actor.require("joining.answer_application", application)
    _must_be_open(application)
    if not reason.strip():
        raise Refused(_("Say why: the applicant reads it."))
    application.declined_at, application.reason = timezone.now(), reason.strip()[:2000]
    application.answered_by, application.asked_at = actor.person, None
    application.save(update_fields=["declined_at", "reason", "answered_by", "asked_at"])
    record(actor, Verb.APPLICATION_DECLINED, application)
    _write(application, "declined")
    return application


@transaction.atomic
def withdraw_application(actor: Actor, application: Application) -> Application:
    """The applicant takes it back."""
    application = _locked(application)
    actor.require("joining.follow_application", application)
    _must_be_open(application)
    application.withdrawn_at, application.asked_at = timezone.now(), None
    application.save(update_fields=["withdrawn_at", "asked_at"])
    record(actor, Verb.APPLICATION_WITHDRAWN, application)
    return application


def _locked(application: Application) -> Application:
    found: Application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    return found


def _must_be_open(application: Application) -> None:
    if application.is_decided:
        raise Refused(_("This application has been answered or taken back already."))


def _admit(actor: Actor, organisation: Organisation | None, application: Application) -> Organisation:
    """The member, made of what was said: a new record, or what the record did not know yet."""
    said = Description(
        name_en=application.name_en,
        acronym=application.acronym,
        summary=application.summary,
        summary_language=application.summary_language,
        url=application.url,
        concepts=application.concepts,
        languages=application.languages,
        places=application.places,
    )
    today = timezone.now().date()
    if organisation is None:
        organisation = Organisation(
            slug=free_slug(application.name_en or application.name),
            name=application.name,
            name_language=application.name_language,
            place=application.place,
            stakeholder_group=application.stakeholder_group,
            url=application.url,
            domain=domain_of(application.url),
            source="What it says of itself",
            confidence=Confidence.HIGH,
            first_seen_year=today.year,
        )
        organisation.full_clean()
        try:
            with transaction.atomic():
                organisation.save()
        except IntegrityError as error:
            raise Refused(
                _("Somebody else welcomed an organisation of this name just now. Look again.")
            ) from error
        write_keys(organisation)
    elif (
        Mandate.objects.current().filter(organisation=organisation, role=MandateRole.REPRESENTATIVE).exists()
    ):
        raise Refused(_("This organisation has a representative already."))
    else:
        for name in {application.name, application.name_en} - {organisation.name, ""}:
            OrganisationAlias.objects.get_or_create(organisation=organisation, name=name)
    admitted = admit_organisation(actor, organisation, today)
    known = tuple(OrganisationAlias.objects.filter(organisation=organisation).values_list("name", flat=True))
    return describe_organisation(
        actor,
        admitted,
        Description(
            name_en=said.name_en or admitted.name_en,
            acronym=said.acronym or admitted.acronym,
            other_names=known,
            summary=said.summary,
            summary_language=said.summary_language,
            url=said.url or admitted.url,
            concepts=said.concepts,
            languages=said.languages,
            places=said.places,
        ),
    )


def _admit_individual(actor: Actor, person: Person, application: Application) -> None:
    if person.is_individual_member:
        raise Refused(_("This person takes part as an individual already."))
    person.individual_since, person.individual_until = timezone.now().date(), None
    person.individual_group = application.stakeholder_group
    person.place = application.place
    person.save(update_fields=["individual_since", "individual_until", "individual_group", "place"])
    record(actor, Verb.INDIVIDUAL_ADMITTED, person)


def _write(application: Application, letter: str, **more: Any) -> None:
    write(
        application.email,
        application.language,
        f"joining/letters/{letter}.txt",
        {
            "application": application,
            "name": str(application),
            "days": settings.ANSWER_DAYS,
            "url": address_of(application.language, "joining:application", application.key),
            "sign_in": address_of(application.language, "account_login"),
            **more,
        },
    )


def _tell_secretariat(application: Application, *, by_domain: bool) -> None:
    write_to_secretariat(
        "joining/letters/waiting.txt",
        {
            "name": str(application),
            "by_domain": by_domain,
            "due": application.due_at,
            "url": address_of("en", "joining:answer", application.pk),
        },
    )


@on_erasure
def _forget_applicant(person: Person, address: str) -> None:
    """Applications keep their dates, which are counted; who applied is forgotten. Open ones are taken back."""
    if not address:
        return
    now = timezone.now()
    own = Application.objects.filter(email=address)
    own.filter(welcomed_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=now, asked_at=None
    )
    ApplicationMessage.objects.filter(application__in=own, is_from_applicant=True).delete()
    own.update(email="", person_name="")
