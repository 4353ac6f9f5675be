"""The actor of a web request, and the pages for what an action refuses."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from intersession.access.actor import VISITOR, Actor
from intersession.access.errors import NotAllowed, Refused, TooOften
from intersession.access.roles import Role
from intersession.people.models import Mandate, MandateRole, Person, RoleGrant, is_member_now
from intersession.people.queries import took_second_step, waits_for_second_step

OFFICES = {"secretariat": Role.SECRETARIAT, "verifier": Role.VERIFIER, "safeguarding": Role.SAFEGUARDING}


# What a mandate is worth while its holder acts for the organisation. An observer looks on: no member, no vote.
MANDATES = {
    MandateRole.REPRESENTATIVE: frozenset({Role.MEMBER, Role.REPRESENTATIVE}),
    MandateRole.ALTERNATE: frozenset({Role.MEMBER, Role.ALTERNATE}),
    MandateRole.DELEGATE: frozenset({Role.MEMBER, Role.DELEGATE}),
    MandateRole.OBSERVER: frozenset({Role.OBSERVER}),
}
# Where the session keeps for whom its person acts: an organisation's key, or AS_MYSELF.
ACTING_FOR = "acting_for"
AS_MYSELF = 0


def actor_of(person: Person, *, two_step: bool, acting_for: int | None = None) -> Actor:
    """The actor a signed-in person is: for one organisation, with the roles of their mandates *there*.

    `acting_for` is what the person chose. It counts only while they hold a current mandate for a current
    member; a choice that no longer counts leaves them acting for nobody, never for another organisation.
    Without a choice somebody with one organisation acts for it, and somebody with several for none yet.
    Offices count only when the session took a second step.
    """
    held: dict[int, list[Mandate]] = {}
    for mandate in (
        Mandate.objects.current()
        .filter(is_member_now("organisation__"), person=person)
        .select_related("organisation")
        .order_by("starts_at", "pk")
    ):
        held.setdefault(mandate.organisation_id, []).append(mandate)
    if acting_for is None and len(held) == 1:
        (acting_for,) = held
    mandates = held.get(acting_for, []) if acting_for else []
    # What a visitor may, everybody may.
    roles = {Role.VISITOR, Role.PERSON}
    for mandate in mandates:
        roles |= MANDATES[MandateRole(mandate.role)]
    if not mandates and settings.INDIVIDUALS_MAY_JOIN and person.is_individual_member:
        roles.add(Role.INDIVIDUAL)
    if two_step:
        offices = RoleGrant.objects.current().filter(person=person).values_list("office", flat=True)
        roles |= {OFFICES[office] for office in offices}
    return Actor(
        person,
        mandates[0].organisation if mandates else None,
        frozenset(roles),
        tuple(each[0].organisation for each in held.values()),
    )


def actor_for(request: HttpRequest) -> Actor:
    """The actor behind a request. Without a session cookie nothing is looked up at all."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return VISITOR
    person = request.user
    assert isinstance(person, Person)
    chosen = request.session.get(ACTING_FOR)
    return actor_of(
        person,
        two_step=took_second_step(request),
        acting_for=chosen if isinstance(chosen, int) else None,
    )


class ActorMiddleware:
    """Sets `request.actor` and turns what actions raise into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_for(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return render(request, "409.html", {"sentence": error.sentence}, status=409)
        if isinstance(error, NotAllowed):
            context = {"waits_for_second_step": waits_for_second_step(request)}
            return render(request, "403.html", context, status=403)
        if isinstance(error, TooOften):
            response = render(request, "429.html", {"seconds": error.retry_after}, status=429)
            response["Retry-After"] = str(error.retry_after)
            return response
        return None


def actor_context(request: HttpRequest) -> dict[str, object]:
    """Templates know the actor."""
    return {"actor": getattr(request, "actor", VISITOR)}
