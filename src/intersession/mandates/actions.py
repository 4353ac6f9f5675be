"""Inviting, handing over, and giving a vote to somebody else for a time."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.erasing import on_erasure
from intersession.access.errors import Refused
from intersession.access.roles import Role
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.mandates.models import Invite
from intersession.mandates.queries import hash_of, may_still_invite
from intersession.members.changes import (
    close_mandate,
    must_still_represent,
    open_mandate,
    person_of,
    tell_if_unrepresented,
)
from intersession.people.letters import address_of, write, write_to
from intersession.people.models import Mandate, MandateRole, Organisation, Person, Proxy

GOOD_FOR = timedelta(days=14)
# Enough for any board, too few to mail half the world with.
OPEN_AT_ONCE = 30
LONGEST_PROXY = timedelta(days=366)


def _locked(organisation: Organisation) -> Organisation:
    found: Organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    return found


@transaction.atomic
def send_invite(
    actor: Actor,
    organisation: Organisation,
    email: str,
    role: MandateRole,
    *,
    language: str = "en",
    ends_at: datetime | None = None,
) -> str:
    """Mail somebody a link that gives them a mandate. Returns the link's secret, which is not stored.

    An older open invite to the same address is withdrawn: only the newest link works. Answers alike whether or
    not the address has an account.
    """
    organisation = _locked(organisation)
    actor.require("mandates.send_invite", organisation)
    must_still_represent(actor, organisation)
    assert actor.person is not None
    email = email.strip().lower()
    now = timezone.now()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    if not organisation.is_member:
        raise Refused(_("This organisation is no member, so nobody can act for it."))
    if ends_at is not None and ends_at <= now:
        raise Refused(_("A mandate must end after it starts."))
    if role == MandateRole.REPRESENTATIVE:
        if Role.SECRETARIAT not in actor.roles:
            raise Refused(_("The role of the representative is handed over, not given."))
        if Mandate.objects.current().filter(organisation=organisation, role=role).exists():
            raise Refused(_("This organisation has a representative already."))
    standing = Invite.objects.open().filter(organisation=organisation)
    standing.filter(email=email).update(withdrawn_at=now)
    if standing.count() >= OPEN_AT_ONCE:
        raise Refused(_("Too many invites are open. Wait until some are accepted, or withdraw some."))
    token = secrets.token_urlsafe(32)
    invite = Invite.objects.create(
        organisation=organisation,
        email=email,
        language=language,
        role=role,
        mandate_ends_at=ends_at,
        invited_by=actor.person,
        token_hash=hash_of(token),
        expires_at=now + GOOD_FOR,
    )
    record(actor, Verb.INVITE_SENT, invite, role=str(role))
    write(
        email,
        language,
        "mandates/letters/invite.txt",
        {
            "organisation": organisation.name,
            "inviter": actor.person.name,
            "role": MandateRole(role).label,
            "until": invite.expires_at,
            "url": address_of(language, "mandates:accept_invite", token),
        },
    )
    return token


@transaction.atomic
def withdraw_invite(actor: Actor, invite: Invite) -> Invite:
    """Make a link worthless."""
    invite = Invite.objects.select_for_update().get(pk=invite.pk)
    actor.require("mandates.withdraw_invite", invite)
    if invite.used_at or invite.withdrawn_at:
        raise Refused(_("This invite has been used or withdrawn already."))
    invite.withdrawn_at = timezone.now()
    invite.save(update_fields=["withdrawn_at"])
    record(actor, Verb.INVITE_WITHDRAWN, invite)
    return invite


@transaction.atomic
def accept_invite(actor: Actor, token: str, name: str = "") -> Mandate:
    """Take up an invite, once. The mandate goes to whoever owns the address it was mailed to, to nobody else.

    Without an account one is made; the name counts only for a fresh one. The link alone opens no session: the owner
    of the address signs in by a code mailed there. Refused when the link was used, withdrawn or outlived, and when
    whoever sent it may no longer invite.
    """
    actor.require("mandates.accept_invite")
    found = Invite.objects.filter(token_hash=hash_of(token)).first()
    if found is None:
        raise Refused(_("This invite does not exist."))
    organisation = _locked(found.organisation)
    invite = Invite.objects.select_for_update(of=("self",)).get(pk=found.pk)
    now = timezone.now()
    if invite.used_at:
        raise Refused(_("This invite has been used already. Sign in to act for the organisation."))
    if invite.withdrawn_at or invite.expires_at <= now or not may_still_invite(invite):
        raise Refused(_("This invite is no longer good. Ask the organisation for a new one."))
    if invite.mandate_ends_at is not None and invite.mandate_ends_at <= now:
        raise Refused(_("This invite is no longer good. Ask the organisation for a new one."))
    person = Person.objects.select_for_update(no_key=True).filter(email=invite.email).first()
    if actor.person is not None and (person is None or person.pk != actor.person.pk):
        raise Refused(_("This invite is for another mail address. Sign out first."))
    if person is None:
        if not name.strip():
            raise Refused(_("Say your name, so that others know who acts."))
        person = person_of(actor, invite.email, name, invite.language)
    mandate = open_mandate(
        Actor(invite.invited_by, organisation), person, organisation, MandateRole(invite.role),
        ends_at=invite.mandate_ends_at,
    )  # fmt: skip
    invite.used_at, invite.used_by = now, person
    invite.save(update_fields=["used_at", "used_by"])
    record(Actor(person, organisation), Verb.INVITE_ACCEPTED, invite, mandate=mandate.pk)
    return mandate


@transaction.atomic
def tell_mandate_ran_out(actor: Actor, mandate: Mandate) -> bool:
    """Write the end of a mandate that ran out into the log and to those it concerns; False where that was done.

    Its holder is told and, where the organisation has one, its representative; the secretariat where nobody
    represents the organisation now.
    """
    actor.require("mandates.tell_mandate_ran_out")
    organisation = _locked(mandate.organisation)
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("person").get(pk=mandate.pk)
    now = timezone.now()
    if mandate.told_at is not None or mandate.ends_at is None or mandate.ends_at > now:
        return False
    if mandate.ends_at != mandate.given_until:
        return False
    mandate.told_at = now
    mandate.save(update_fields=["told_at"])
    record(
        actor,
        Verb.MANDATE_ENDED,
        mandate,
        role=mandate.role,
        organisation=organisation.pk,
        person=mandate.person_id,
        by_date=True,
    )
    if organisation.is_member:
        representatives = Mandate.objects.current().filter(
            organisation=organisation, role=MandateRole.REPRESENTATIVE
        )
        concerned = {mandate.person, *(each.person for each in representatives.select_related("person"))}
        write_to(
            sorted(concerned, key=lambda person: person.pk),
            "mandates/letters/ran_out.txt",
            {
                "organisation": organisation.name,
                "holder": mandate.person.name,
                "role": mandate.get_role_display(),
                "ended": mandate.ends_at,
            },
        )
        tell_if_unrepresented(organisation, mandate)
    return True


@transaction.atomic
def hand_over(actor: Actor, organisation: Organisation, to: Person, *, stays: bool = False) -> Mandate:
    """Make somebody who acts for the organisation its representative, in place of the present one.

    With `stays` the one who goes becomes an alternate. Open invites of theirs die with the role.
    """
    organisation = _locked(organisation)
    actor.require("mandates.hand_over", organisation)
    must_still_represent(actor, organisation)
    current = Mandate.objects.current().filter(organisation=organisation)
    if not current.filter(person=to).exclude(role=MandateRole.OBSERVER).exists():
        raise Refused(_("The role goes to somebody who already acts for the organisation."))
    present = current.filter(role=MandateRole.REPRESENTATIVE).first()
    if present is None:
        raise Refused(_("Nobody represents this organisation now, so nobody can hand the role over."))
    if present.person_id == to.pk:
        raise Refused(_("This person is the representative already."))
    # Before anything is written: the log's lock comes last everywhere, or two would wait for one another.
    people = Person.objects.select_for_update(no_key=True).filter(pk__in=[to.pk, present.person_id])
    by_key = {person.pk: person for person in people.order_by("pk")}
    before = by_key[present.person_id]
    close_mandate(actor, present)
    mandate = open_mandate(actor, to, organisation, MandateRole.REPRESENTATIVE)
    is_alternate = current.filter(person=before, role=MandateRole.ALTERNATE).exists()
    if stays and not is_alternate:
        open_mandate(actor, before, organisation, MandateRole.ALTERNATE)
    write_to([to], "mandates/letters/handed_over.txt", {"organisation": organisation.name})
    return mandate


@transaction.atomic
def give_proxy(
    actor: Actor,
    organisation: Organisation,
    holder: Organisation | Person,
    starts_at: datetime,
    ends_at: datetime,
) -> Proxy:
    """Let another organisation, or a person, vote for this one for a time.

    Refused when it overlaps another proxy of the same organisation, and when it would make a chain: whoever gives
    their vote holds no other's at the same time, and whoever holds one has not given theirs.
    """
    to_organisation = holder if isinstance(holder, Organisation) else None
    to_person = holder if isinstance(holder, Person) else None
    keys = {organisation.pk} | ({to_organisation.pk} if to_organisation else set())
    # In the order of their keys, so that two at once cannot wait for one another.
    locked = {
        each.pk: each
        for each in Organisation.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    }
    organisation = locked[organisation.pk]
    actor.require("mandates.give_proxy", organisation)
    must_still_represent(actor, organisation)
    now = timezone.now()
    if not organisation.is_member:
        raise Refused(_("This organisation is no member, so it has no vote to give."))
    if ends_at <= max(starts_at, now):
        raise Refused(_("A proxy must end after it starts."))
    if ends_at - max(starts_at, now) > LONGEST_PROXY:
        raise Refused(_("A proxy is given for a year at most."))
    meanwhile = Q(starts_at__lt=ends_at, ends_at__gt=starts_at)
    if to_person:
        to_person = Person.objects.select_for_update(no_key=True).get(pk=to_person.pk)
        if not to_person.is_active or not Mandate.objects.current().filter(person=to_person).exists():
            raise Refused(_("A proxy goes to somebody who acts for a member."))
    if to_organisation:
        to_organisation = locked[to_organisation.pk]
        if to_organisation.pk == organisation.pk:
            raise Refused(_("An organisation cannot give its vote to itself."))
        if not to_organisation.is_member:
            raise Refused(_("A proxy goes to an organisation that is a member."))
        if Proxy.objects.filter(meanwhile, organisation=to_organisation).exists():
            raise Refused(_("That organisation has given its own vote to another in this time."))
    if Proxy.objects.filter(meanwhile, organisation=organisation).exists():
        raise Refused(_("Your organisation has given its vote to another in this time already."))
    if Proxy.objects.filter(meanwhile, holder_organisation=organisation).exists():
        raise Refused(
            _("Your organisation holds the vote of another in this time, so it cannot give its own.")
        )
    proxy = Proxy(
        organisation=organisation,
        holder_organisation=to_organisation,
        holder_person=to_person,
        granted_by=actor.person,
        starts_at=max(starts_at, now),
        ends_at=ends_at,
    )
    proxy.full_clean(validate_unique=False)
    proxy.save()
    record(
        actor,
        Verb.PROXY_GIVEN,
        proxy,
        organisation=organisation.pk,
        holder_organisation=proxy.holder_organisation_id,
        holder_person=proxy.holder_person_id,
        starts_at=proxy.starts_at.isoformat(),
        ends_at=ends_at.isoformat(),
    )
    return proxy


@transaction.atomic
def end_proxy(actor: Actor, proxy: Proxy) -> Proxy:
    """Take a proxy back now; one that has not begun never begins."""
    organisation = _locked(proxy.organisation)
    proxy = Proxy.objects.select_for_update(of=("self",)).get(pk=proxy.pk)
    actor.require("mandates.end_proxy", proxy)
    must_still_represent(actor, organisation)
    now = timezone.now()
    if proxy.ends_at <= now:
        raise Refused(_("This proxy has ended already."))
    proxy.starts_at, proxy.ends_at = min(proxy.starts_at, now), now
    proxy.save(update_fields=["starts_at", "ends_at"])
    record(actor, Verb.PROXY_ENDED, proxy, organisation=organisation.pk)
    return proxy


@on_erasure
def _forget_invited(person: Person, address: str) -> None:
    """Invites to an erased address lead nowhere."""
    if address:
        mailed = Invite.objects.filter(email=address)
        mailed.filter(used_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
        mailed.update(email="")
