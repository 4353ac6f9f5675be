"""Contributions of the demo: a draft, one that waits at the desk, one that was returned. All are invented."""

from __future__ import annotations

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.access.roles import Role
from intersession.library.actions import draft_resource, propose_change, return_resource, submit_resource
from intersession.library.entries import Entry, entry_of, stated_of
from intersession.library.models import Kind, Resource
from intersession.library.queries import whole
from intersession.people.models import Office, Person

DRAFT = "Lanterns on the shore: a draft toolkit for school libraries (fictional)"
WAITING = "Des phares pour tous : guide des animateurs (fictif)"
RETURNED = "Faros y redes: encuesta entre adolescentes (ficticia)"
PUBLISHER = (("harbour-lights-fictional", "Harbour Lights (fictional)", False),)


def fill(actor: Actor) -> str:
    """What a fictional member shared, in three states, and a change it proposes."""
    member, desk = _first(mandate=True), _first(mandate=False)
    if member is None or desk is None:
        return ""
    acting = actor_of(member, two_step=False)
    answering = Actor(desk, None, frozenset({Role.VISITOR, Role.SECRETARIAT}))
    titles = [DRAFT, WAITING, RETURNED]
    if acting.organisation is None or Resource.objects.filter(title__in=titles).exists():
        return ""
    draft_resource(acting, _entry(DRAFT, "en", Kind.TOOLKIT, summary="Invented for the demonstration."))
    waiting = draft_resource(
        acting,
        _entry(
            WAITING,
            "fr",
            Kind.GUIDELINE,
            title_en="Lighthouses for all: a guide for youth workers (fictional)",
            summary="Inventé pour la démonstration.",
            year=2026,
        ),
    )
    submit_resource(acting, waiting, "Our youth workers used it for a year (demonstration).")
    returned = draft_resource(
        acting,
        _entry(
            RETURNED,
            "es",
            Kind.RESEARCH,
            title_en="Lighthouses and nets: a survey among adolescents (fictional)",
            summary="Inventado para la demostración.",
        ),
    )
    submit_resource(acting, returned)
    return_resource(answering, returned, "Of which year is it, and how many answered? (demonstration)")
    listed = whole(Resource.objects.listed().filter(license="")).order_by("slug").first()
    if listed is not None:
        stated = {**stated_of(listed), "license": "CC BY 4.0 (demonstration)"}
        propose_change(acting, listed, entry_of(stated), "Invented, to show how a change is proposed.")
    return "3 contributions"


def _first(*, mandate: bool) -> Person | None:
    """The first fictional person with a mandate, or with the office of the secretariat."""
    people = Person.objects.filter(is_fictional=True)
    if mandate:
        return people.filter(mandates__isnull=False).order_by("pk").first()
    return people.filter(role_grants__office=Office.SECRETARIAT).order_by("pk").first()


def _entry(title: str, language: str, kind: str, **fields: object) -> Entry:
    plain = {
        "title": title,
        "title_language": language,
        "kind": kind,
        "url": "https://harbour-lights.example/",
        **fields,
    }
    return Entry("", plain, publishers=PUBLISHER, languages=(language,), places=("ZZ",))
