"""What sign-in and the account page ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from intersession.people.models import (
    Mandate,
    Office,
    Organisation,
    Person,
    Proxy,
    RoleGrant,
    is_member_now,
)


def took_second_step(request: HttpRequest) -> bool:
    """Whether this session was opened with a passkey or an authenticator code."""
    methods = request.session.get("account_authentication_methods", [])
    return any(method.get("method") == "mfa" for method in methods)


def lacks_second_step(request: HttpRequest, person: Person) -> bool:
    """Whether this person holds an office that does not count, because the session took one step only."""
    return not took_second_step(request) and RoleGrant.objects.current().filter(person=person).exists()


def waits_for_second_step(request: HttpRequest) -> bool:
    """Whether whoever asks is signed in and holds an office that does not count yet."""
    person = getattr(request, "user", None)
    return isinstance(person, Person) and lacks_second_step(request, person)


def proxies_in_force() -> QuerySet[Proxy]:
    """Proxies that count now: between two members, or held by somebody who acts for a member."""
    acting = Mandate.objects.current().filter(is_member_now("organisation__"), person__is_active=True)
    return (
        Proxy.objects.current()
        .filter(is_member_now("organisation__"))
        .filter(is_member_now("holder_organisation__") | Q(holder_person__in=acting.values("person")))
        .select_related("organisation", "holder_organisation", "holder_person")
        .order_by("pk")
    )


def identities_of(organisation: Organisation) -> QuerySet[Organisation]:
    """An organisation and those merged into it: what any of them did, it did."""
    return Organisation.objects.filter(Q(pk=organisation.pk) | Q(merged_into=organisation.pk))


def secretariat() -> QuerySet[Person]:
    """Everybody who holds the office now."""
    grants = RoleGrant.objects.current().filter(office=Office.SECRETARIAT)
    return Person.objects.filter(pk__in=grants.values("person")).order_by("pk")


@dataclass(frozen=True, slots=True)
class Account:
    """What the account page shows of somebody: to themselves only."""

    offices: list[RoleGrant]
    mandates: list[Mandate]
    app: Authenticator | None
    passkeys: list[Authenticator]
    codes_left: int | None

    @property
    def has_second_step(self) -> bool:
        return self.app is not None or bool(self.passkeys)


def offices_of(person: Person) -> list[RoleGrant]:
    """The offices somebody holds now, the oldest first."""
    return list(RoleGrant.objects.current().filter(person=person).order_by("starts_at"))


def mandates_held_by(person: Person) -> list[Mandate]:
    """The mandates somebody holds now, the oldest first."""
    held = Mandate.objects.current().filter(person=person)
    return list(held.select_related("organisation").order_by("starts_at"))


def account_of(person: Person) -> Account:
    """Offices, mandates and ways of the second step of a person."""
    kept: list[Any] = list(Authenticator.objects.filter(user=person).order_by("created_at"))
    by_kind = {each.type: each for each in kept}
    codes = by_kind.get(Authenticator.Type.RECOVERY_CODES)
    return Account(
        offices=offices_of(person),
        mandates=mandates_held_by(person),
        app=by_kind.get(Authenticator.Type.TOTP),
        passkeys=[each for each in kept if each.type == Authenticator.Type.WEBAUTHN],
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )
