"""Whatever people do with mandates, invites and proxies: a right comes only from whoever had it to give.

A model of a few lines keeps book beside the actions. Each step is tried by anybody, acting for any organisation;
where it succeeds, the model must have let it, and afterwards everybody's roles and votes are those of the model.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from intersession.access.actor import VISITOR, Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.access.requests import MANDATES, actor_of
from intersession.decisions.roll import organisations_of
from intersession.mandates import actions
from intersession.mandates.models import Invite
from intersession.members import actions as members
from intersession.people.models import Mandate, MandateRole, Organisation, Person, Proxy
from tests.world import World

DAY = timedelta(days=1)
NAMES = ("ben", "chi", "lou", "lea", "eve")
PLACES = ("harbour-lights", "lake-signal")
REPRESENTATIVE, DELEGATE, OBSERVER = MandateRole.REPRESENTATIVE, MandateRole.DELEGATE, MandateRole.OBSERVER
SPEAK = {REPRESENTATIVE, DELEGATE}

names, places = st.sampled_from(NAMES), st.sampled_from(PLACES)
OWN = ""
where = st.sampled_from([OWN, OWN, OWN, *PLACES])
# Mostly those who may at their own place, so that much succeeds; sometimes anybody anywhere.
actors = st.one_of(
    st.sampled_from([("ben", "harbour-lights"), ("lou", "lake-signal")]), st.tuples(names, places)
)
numbers = st.integers(0, 2)
roles = st.sampled_from([REPRESENTATIVE, DELEGATE, OBSERVER, MandateRole.ALTERNATE])
STEPS = st.one_of(
    st.tuples(st.just("grant"), actors, names, where, roles),
    st.tuples(st.just("end"), actors, names, where, roles),
    st.tuples(st.just("expire"), actors, names, where, roles),
    st.tuples(st.just("invite"), actors, names, where, roles),
    st.tuples(st.just("accept"), actors, numbers, st.booleans()),
    st.tuples(st.just("withdraw"), actors, numbers),
    st.tuples(st.just("hand over"), actors, names, where),
    st.tuples(st.just("give"), actors, where, st.one_of(names, places)),
    st.tuples(st.just("take back"), actors, numbers),
    st.tuples(st.just("outlive"), actors, numbers),
)


@dataclass
class Sent:
    """An invite, as the model knows it."""

    token: str
    inviter: str
    to: str
    place: str
    role: MandateRole
    is_open: bool = True


@dataclass
class Book:
    """Who holds what, by the rules alone."""

    people: dict[str, Person]
    organisations: dict[str, Organisation]
    held: set[tuple[str, str, MandateRole]]
    invites: list[Sent] = field(default_factory=list)
    proxies: dict[int, tuple[str, str]] = field(default_factory=dict)

    def actor(self, who: str, place: str) -> Actor:
        return actor_of(self.people[who], two_step=False, acting_for=self.organisations[place].pk)

    def represents(self, who: str, place: str) -> bool:
        return (who, place, REPRESENTATIVE) in self.held

    def voices(self, who: str, place: str) -> set[str]:
        """The organisations somebody votes for while acting for one."""
        speaks = any((who, place, role) in self.held for role in SPEAK)
        own = {place} if speaks else set()
        return own | {
            giver for giver, holder in self.proxies.values() if holder == who or (holder == place and speaks)
        }


def mandate(book: Book, who: str, place: str, role: MandateRole) -> Mandate | None:
    return (
        Mandate.objects.current()
        .filter(person=book.people[who], organisation=book.organisations[place], role=role)
        .first()
    )


def grant(book: Book, who: str, acting: str, to: str, place: str, role: MandateRole) -> None:
    members.grant_mandate(book.actor(who, acting), book.people[to], book.organisations[place], role)
    assert acting == place
    assert book.represents(who, place)
    assert role != REPRESENTATIVE
    assert any((to, place, each) in book.held for each in MandateRole)
    book.held.add((to, place, role))


def end(book: Book, who: str, acting: str, to: str, place: str, role: MandateRole) -> None:
    if found := mandate(book, to, place, role):
        members.end_mandate(book.actor(who, acting), found)
        assert who == to or (acting == place and book.represents(who, place))
        book.held.remove((to, place, role))


def expire(book: Book, who: str, acting: str, to: str, place: str, role: MandateRole) -> None:
    if found := mandate(book, to, place, role):
        since = timezone.now() - DAY
        Mandate.objects.filter(pk=found.pk).update(starts_at=since - DAY, ends_at=since, given_until=since)
        book.held.remove((to, place, role))


def invite(book: Book, who: str, acting: str, to: str, place: str, role: MandateRole) -> None:
    address = str(book.people[to].email)
    token = actions.send_invite(book.actor(who, acting), book.organisations[place], address, role)
    assert acting == place
    assert book.represents(who, place)
    for each in book.invites:
        if (each.to, each.place) == (to, place):
            each.is_open = False
    book.invites.append(Sent(token, who, to, place, role))


def accept(book: Book, who: str, acting: str, number: int, is_visitor: bool) -> None:
    if number < len(book.invites):
        sent = book.invites[number]
        actions.accept_invite(VISITOR if is_visitor else book.actor(who, acting), sent.token, "Nobody")
        assert sent.is_open
        assert is_visitor or who == sent.to
        assert book.represents(sent.inviter, sent.place)
        sent.is_open = False
        book.held.add((sent.to, sent.place, sent.role))


def withdraw(book: Book, who: str, acting: str, number: int) -> None:
    found = Invite.objects.order_by("pk")[number : number + 1].first()
    if found is not None and number < len(book.invites):
        actions.withdraw_invite(book.actor(who, acting), found)
        assert acting == book.invites[number].place
        assert book.represents(who, acting)
        book.invites[number].is_open = False


def hand_over(book: Book, who: str, acting: str, to: str, place: str) -> None:
    before = next((name for name, where, role in book.held if (where, role) == (place, REPRESENTATIVE)), "")
    actions.hand_over(book.actor(who, acting), book.organisations[place], book.people[to])
    assert acting == place
    assert book.represents(who, place)
    assert any((to, place, role) in book.held for role in MandateRole if role != OBSERVER)
    book.held.remove((before, place, REPRESENTATIVE))
    book.held.add((to, place, REPRESENTATIVE))


def give(book: Book, who: str, acting: str, place: str, holder: str) -> None:
    to = book.people.get(holder) or book.organisations[holder]
    now = timezone.now()
    proxy = actions.give_proxy(book.actor(who, acting), book.organisations[place], to, now, now + DAY)
    assert acting == place
    assert book.represents(who, place)
    book.proxies[proxy.pk] = (place, holder)


def take_back(book: Book, who: str, acting: str, number: int) -> None:
    if number < len(book.proxies):
        key = sorted(book.proxies)[number]
        actions.end_proxy(book.actor(who, acting), Proxy.objects.get(pk=key))
        assert book.represents(who, acting)
        assert acting == book.proxies.pop(key)[0]


def outlive(book: Book, who: str, acting: str, number: int) -> None:
    if number < len(book.proxies):
        key = sorted(book.proxies)[number]
        since = timezone.now() - DAY
        Proxy.objects.filter(pk=key).update(starts_at=since - DAY, ends_at=since)
        del book.proxies[key]


TAKE: dict[str, Callable[..., None]] = {
    "grant": grant, "end": end, "expire": expire, "invite": invite, "accept": accept, "withdraw": withdraw,
    "hand over": hand_over, "give": give, "take back": take_back, "outlive": outlive,
}  # fmt: skip


def must_agree(book: Book) -> None:
    """Everybody's roles and votes, wherever they act, are those of the book."""
    slugs = {each.pk: each.slug for each in book.organisations.values()}
    for who in NAMES:
        for place in PLACES:
            actor = book.actor(who, place)
            expected = {
                role for each in MandateRole if (who, place, each) in book.held for role in MANDATES[each]
            }
            assert actor.roles & set().union(*MANDATES.values()) == expected
            assert {slugs[key] for key in organisations_of(actor)} == book.voices(
                who, place if expected else ""
            )


BEN, EVE = ("ben", "harbour-lights"), ("eve", "harbour-lights")
TAKEN = ("accept", EVE, 0, True)
LEFT = ("end", EVE, "eve", OWN, DELEGATE)
REPLAYED = [TAKEN, LEFT, TAKEN]
BY_NOBODY = [("expire", BEN, "ben", OWN, REPRESENTATIVE), TAKEN]
WITHDRAWN = [("withdraw", BEN, 0), TAKEN]
OUTLIVED = [("give", BEN, OWN, "lake-signal"), ("outlive", BEN, 0), ("take back", BEN, 0)]


@example(steps=REPLAYED)
@example(steps=BY_NOBODY)
@example(steps=WITHDRAWN)
@example(steps=OUTLIVED)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=6, max_size=16))
def test_a_right_comes_only_from_whoever_had_it_to_give(world: World, steps: list[tuple[Any, ...]]) -> None:
    book = Book(
        {name: world.people[name] for name in NAMES},
        {each.slug: each for each in (world.organisation, world.other)},
        {
            ("ben", "harbour-lights", REPRESENTATIVE),
            ("chi", "harbour-lights", DELEGATE),
            ("lou", "lake-signal", REPRESENTATIVE),
            ("lea", "lake-signal", DELEGATE),
        },
    )
    with transaction.atomic():
        invite(book, "ben", "harbour-lights", "eve", "harbour-lights", DELEGATE)
        invite(book, "lou", "lake-signal", "chi", "lake-signal", OBSERVER)
        for name, (who, acting), *rest in steps:
            rest = [acting if each == OWN else each for each in rest]
            with suppress(Refused, NotAllowed):
                TAKE[name](book, who, acting, *rest)
            must_agree(book)
        transaction.set_rollback(True)
