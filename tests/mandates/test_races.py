"""Two people at the same moment, on two connections: one change is kept, the other is told."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from intersession.access.actor import VISITOR, Actor
from intersession.access.requests import actor_of
from intersession.audit.chain import verify
from intersession.joining.actions import welcome_application
from intersession.mandates.actions import accept_invite, give_proxy, send_invite
from intersession.members.actions import end_mandate
from intersession.merging.actions import merge_organisations, undo_merge
from intersession.people.models import Mandate, MandateRole, Organisation, Person, Proxy
from intersession.places.models import Place
from tests.helplines.test_races import at_once, one_was_refused
from tests.joining.making import make_application
from tests.world import World, build_world

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture
def town() -> World:
    """The cast, built anew: these tests empty the database."""
    for code in ("KE", "UG", "TN", "DZ"):
        Place.objects.get_or_create(code=code, defaults={"kind": "country", "name_en": code})
    if Person.objects.filter(email="ada@cast.example").exists():
        names = ("ada", "vic", "ben", "chi", "eve", "vera", "lou", "lea", "obi")
        return World(
            {name: Person.objects.get(email=f"{name}@cast.example") for name in names},
            Organisation.objects.get(slug="harbour-lights"),
            Organisation.objects.get(slug="lake-signal"),
        )
    return build_world()


def test_an_application_is_welcomed_once(town: World) -> None:
    application = make_application()
    results = at_once([partial(welcome_application, town.actor("ada"), application)] * 2)
    assert one_was_refused(results), results
    assert Organisation.objects.filter(name=application.name).count() == 1
    assert Mandate.objects.filter(person__email="nia@port-signal.example").count() == 1
    assert verify().is_whole


def test_an_invite_is_accepted_once(town: World) -> None:
    token = send_invite(town.actor("ben"), town.organisation, "new@cast.example", MandateRole.DELEGATE)
    results = at_once([partial(accept_invite, VISITOR, token, "Noor")] * 2)
    assert one_was_refused(results), results
    assert Mandate.objects.filter(person__email="new@cast.example").count() == 1
    assert verify().is_whole


def test_two_invites_to_one_new_address_make_one_person(town: World) -> None:
    tokens = [
        send_invite(town.actor(who), where, "new@cast.example", MandateRole.DELEGATE)
        for who, where in (("ben", town.organisation), ("lou", town.other))
    ]
    results = at_once([partial(accept_invite, VISITOR, token, "Noor") for token in tokens])
    assert not [each for each in results if isinstance(each, Exception)], results
    assert Person.objects.filter(email="new@cast.example").count() == 1
    assert verify().is_whole


def test_the_last_mandate_ends_once(town: World, mailbox: list[object]) -> None:
    end_mandate(town.actor("ada"), Mandate.objects.get(person=town.people["chi"]))
    last = Mandate.objects.get(person=town.people["ben"])
    mailbox.clear()
    results = at_once([partial(end_mandate, town.actor(name), last) for name in ("ada", "ben")])
    assert one_was_refused(results), results
    assert len(mailbox) == 1
    assert verify().is_whole


def test_the_last_two_mandates_ended_at_once_tell_the_secretariat_that_nobody_is_left(
    town: World, mailbox: list[object]
) -> None:
    both = list(Mandate.objects.filter(organisation=town.organisation).order_by("pk"))
    results = at_once([partial(end_mandate, town.actor("ada"), mandate) for mandate in both])
    assert not [each for each in results if isinstance(each, Exception)], results
    assert sum("nobody acts for it" in letter.body for letter in mailbox) == 1  # type: ignore[attr-defined]


def test_proxies_given_to_each_other_at_once_are_one(town: World) -> None:
    from datetime import timedelta

    from django.utils import timezone

    now, then = timezone.now(), timezone.now() + timedelta(days=3)
    results = at_once(
        [
            partial(give_proxy, town.actor("ben"), town.organisation, town.other, now, then),
            partial(give_proxy, town.actor("lou"), town.other, town.organisation, now, then),
        ]
    )
    assert one_was_refused(results), results
    assert Proxy.objects.count() == 1


def test_two_merges_both_ways_at_once_are_one_and_so_is_undoing(town: World) -> None:
    ada: Actor = actor_of(town.people["ada"], two_step=True)
    results = at_once(
        [
            partial(merge_organisations, ada, town.organisation, town.other),
            partial(merge_organisations, ada, town.other, town.organisation),
        ]
    )
    assert one_was_refused(results), results
    merge = next(each for each in results if not isinstance(each, Exception))
    assert one_was_refused(at_once([partial(undo_merge, ada, merge)] * 2))  # type: ignore[arg-type]
    assert verify().is_whole
