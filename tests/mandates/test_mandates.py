"""Who acts for an organisation: invited, handed over, ended; and votes given to others for a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from intersession.access.actor import SYSTEM, VISITOR, Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.access.requests import actor_of
from intersession.access.roles import Role
from intersession.audit.models import Event
from intersession.mandates import actions
from intersession.mandates.models import Invite
from intersession.members import actions as members
from intersession.people.models import Mandate, MandateRole, Person, Proxy
from intersession.people.queries import proxies_in_force
from tests.world import World

DAY = timedelta(days=1)


def mandate_of(world: World, name: str) -> Mandate:
    found: Mandate = Mandate.objects.get(person=world.people[name])
    return found


def roles(world: World, name: str) -> set[str]:
    return set(Mandate.objects.current().filter(person=world.people[name]).values_list("role", flat=True))


def test_an_invite_gives_one_mandate_once(world: World) -> None:
    token = actions.send_invite(
        world.actor("ben"), world.organisation, "New@Example.org", MandateRole.DELEGATE
    )
    mandate = actions.accept_invite(VISITOR, token, "Noor")
    assert (mandate.person.email, mandate.person.name, mandate.role) == (
        "new@example.org",
        "Noor",
        "delegate",
    )
    assert mandate.granted_by == world.people["ben"]
    with pytest.raises(Refused):
        actions.accept_invite(VISITOR, token, "Noor")
    assert Mandate.objects.filter(person=mandate.person).count() == 1


def test_the_link_is_stored_as_a_hash_and_told_to_no_log(world: World) -> None:
    token = actions.send_invite(
        world.actor("ben"), world.organisation, "new@example.org", MandateRole.OBSERVER
    )
    invite = Invite.objects.get()
    assert token not in str(vars(invite))
    assert all(
        token not in str(event.facts) and "example.org" not in str(event.facts)
        for event in Event.objects.all()
    )


def test_an_invite_is_bound_to_its_address(world: World) -> None:
    token = actions.send_invite(
        world.actor("ben"), world.organisation, "new@example.org", MandateRole.DELEGATE
    )
    with pytest.raises(Refused):
        actions.accept_invite(world.actor("eve"), token)
    assert roles(world, "eve") == set()


def test_an_invite_to_a_known_address_gives_the_mandate_to_its_owner(world: World) -> None:
    token = actions.send_invite(
        world.actor("ben"), world.organisation, "eve@cast.example", MandateRole.DELEGATE
    )
    assert actions.accept_invite(VISITOR, token, "Somebody Else").person == world.people["eve"]
    assert Person.objects.get(pk=world.people["eve"].pk).name == "Eve"


def _withdrawn(world: World) -> None:
    actions.withdraw_invite(world.actor("ben"), Invite.objects.get())


def _outlived(world: World) -> None:
    Invite.objects.update(expires_at=timezone.now() - DAY)


def _inviter_gone(world: World) -> None:
    members.end_mandate(world.actor("ada"), mandate_of(world, "ben"))


def _handed_over(world: World) -> None:
    actions.hand_over(world.actor("ben"), world.organisation, world.people["chi"], stays=True)


def _organisation_gone(world: World) -> None:
    members.end_membership(world.actor("ben"), world.organisation)


@pytest.mark.parametrize("spoil", [_withdrawn, _outlived, _inviter_gone, _handed_over, _organisation_gone])
def test_an_invite_that_lost_its_ground_gives_nothing(world: World, spoil: Callable[[World], None]) -> None:
    token = actions.send_invite(
        world.actor("ben"), world.organisation, "new@example.org", MandateRole.DELEGATE
    )
    spoil(world)
    with pytest.raises(Refused):
        actions.accept_invite(VISITOR, token, "Noor")
    assert not Person.objects.filter(email="new@example.org").exists()


def test_only_the_newest_link_works(world: World) -> None:
    send = [
        actions.send_invite(world.actor("ben"), world.organisation, "new@example.org", MandateRole.DELEGATE)
        for _ in range(2)
    ]
    with pytest.raises(Refused):
        actions.accept_invite(VISITOR, send[0], "Noor")
    assert actions.accept_invite(VISITOR, send[1], "Noor")


@pytest.mark.parametrize("name", ["visitor", "eve", "chi", "vic", "lou", "lea", "obi"])
def test_only_the_representative_and_the_secretariat_decide_who_acts(world: World, name: str) -> None:
    actor = world.actor(name)
    soon = timezone.now() + DAY
    for act in (
        lambda: actions.send_invite(actor, world.organisation, "x@example.org", MandateRole.DELEGATE),
        lambda: actions.hand_over(actor, world.organisation, world.people["chi"]),
        lambda: members.grant_mandate(actor, world.people["chi"], world.organisation, MandateRole.ALTERNATE),
        lambda: members.end_mandate(actor, mandate_of(world, "ben")),
        lambda: members.end_membership(actor, world.organisation),
        lambda: actions.give_proxy(actor, world.organisation, world.other, timezone.now(), soon),
        lambda: members.describe_organisation(actor, world.organisation, members.Description()),
        lambda: members.trust_organisation(actor, world.organisation, is_trusted=True),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_representative_gives_no_mandate_to_strangers_and_no_second_representative(world: World) -> None:
    ben = world.actor("ben")
    with pytest.raises(Refused):
        members.grant_mandate(ben, world.people["eve"], world.organisation, MandateRole.DELEGATE)
    with pytest.raises(Refused):
        members.grant_mandate(ben, world.people["chi"], world.organisation, MandateRole.REPRESENTATIVE)
    with pytest.raises(Refused):
        actions.send_invite(ben, world.organisation, "x@example.org", MandateRole.REPRESENTATIVE)
    assert members.grant_mandate(ben, world.people["ben"], world.organisation, MandateRole.DELEGATE)
    with pytest.raises(Refused):
        members.grant_mandate(
            world.actor("ada"), world.people["eve"], world.organisation, MandateRole.REPRESENTATIVE
        )


def test_who_lost_the_role_meanwhile_does_nothing_with_an_old_actor(world: World) -> None:
    ben = world.actor("ben")
    actions.hand_over(ben, world.organisation, world.people["chi"])
    with pytest.raises(NotAllowed):
        actions.send_invite(ben, world.organisation, "x@example.org", MandateRole.DELEGATE)
    with pytest.raises(NotAllowed):
        actions.give_proxy(ben, world.organisation, world.other, timezone.now(), timezone.now() + DAY)


def test_the_role_is_handed_over(world: World) -> None:
    actions.hand_over(world.actor("ben"), world.organisation, world.people["chi"], stays=True)
    assert roles(world, "chi") == {"delegate", "representative"}
    assert roles(world, "ben") == {"alternate"}


@pytest.mark.parametrize("name", ["eve", "lou", "ben"])
def test_the_role_goes_to_a_colleague_only(world: World, name: str) -> None:
    with pytest.raises(Refused):
        actions.hand_over(world.actor("ben"), world.organisation, world.people[name])


def test_the_secretariat_is_told_once_when_the_last_leaves(
    world: World, mailbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        members.end_mandate(world.actor("chi"), mandate_of(world, "chi"))
    assert mailbox == []
    with django_capture_on_commit_callbacks(execute=True):
        members.end_mandate(world.actor("ben"), mandate_of(world, "ben"))
    (letter,) = mailbox
    assert letter.to == ["ada@cast.example"]
    assert "nobody acts for it any more" in letter.body
    with pytest.raises(Refused):
        members.end_mandate(world.actor("ada"), mandate_of(world, "ben"))


def test_handing_over_worries_nobody(
    world: World, mailbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.hand_over(world.actor("ben"), world.organisation, world.people["chi"])
    assert [letter.to for letter in mailbox] == [["chi@cast.example"]]


def test_a_mandate_with_an_end_ends(world: World) -> None:
    members.grant_mandate(
        SYSTEM, world.people["eve"], world.organisation, MandateRole.DELEGATE, ends_at=timezone.now() + DAY
    )
    assert Role.DELEGATE in world.actor("eve").roles
    Mandate.objects.filter(person=world.people["eve"]).update(
        starts_at=timezone.now() - 2 * DAY, ends_at=timezone.now() - DAY
    )
    assert world.actor("eve").organisation is None
    with pytest.raises(Refused):
        members.grant_mandate(
            SYSTEM,
            world.people["eve"],
            world.organisation,
            MandateRole.DELEGATE,
            ends_at=timezone.now() - DAY,
        )


def test_a_former_member_has_nobody_who_acts_for_it(world: World) -> None:
    members.end_membership(world.actor("ben"), world.organisation, "We close.")
    world.organisation.refresh_from_db()
    assert not world.organisation.is_member
    assert world.actor("ben").organisation is None
    assert not Mandate.objects.current().filter(organisation=world.organisation).exists()
    assert Event.objects.filter(verb="organisation.left").get().facts == {"reason": "We close."}
    with pytest.raises(Refused):
        members.grant_mandate(SYSTEM, world.people["eve"], world.organisation, MandateRole.DELEGATE)


def given(world: World, who: str, to: Any, first: int = 0, last: int = 5) -> Proxy:
    actor = world.actor(who)
    assert actor.organisation
    now = timezone.now()
    return actions.give_proxy(actor, actor.organisation, to, now + first * DAY, now + last * DAY)


def test_a_proxy_is_in_force_for_its_time_and_can_be_taken_back(world: World) -> None:
    proxy = given(world, "ben", world.other)
    assert list(proxies_in_force()) == [proxy]
    actions.end_proxy(world.actor("ben"), proxy)
    assert list(proxies_in_force()) == []
    with pytest.raises(Refused):
        actions.end_proxy(world.actor("ben"), proxy)


def test_a_proxy_that_was_taken_back_before_it_began_makes_room(world: World) -> None:
    proxy = given(world, "ben", world.other, 3, 9)
    actions.end_proxy(world.actor("ben"), proxy)
    assert given(world, "ben", world.people["lea"], 1, 20)


def test_proxies_neither_overlap_nor_chain(world: World) -> None:
    given(world, "ben", world.other, 0, 5)
    with pytest.raises(Refused):
        given(world, "ben", world.people["lea"], 4, 8)
    assert given(world, "ben", world.people["lea"], 6, 8)
    # Lake Signal holds a vote, so it cannot give its own meanwhile, nor could it be handed on.
    with pytest.raises(Refused):
        given(world, "lou", world.organisation, 2, 3)
    with pytest.raises(Refused):
        given(world, "lou", world.people["chi"], 2, 3)


def test_a_proxy_to_oneself_or_to_nobody_is_refused(world: World) -> None:
    with pytest.raises(Refused):
        given(world, "ben", world.organisation)
    with pytest.raises(Refused):
        given(world, "ben", world.people["eve"])
    with pytest.raises(Refused):
        given(world, "ben", world.other, 0, 900)
    with pytest.raises(Refused):
        given(world, "ben", world.other, -3, -2)


def test_a_proxy_counts_only_while_both_are_members(world: World) -> None:
    given(world, "ben", world.other)
    members.end_membership(world.actor("lou"), world.other)
    assert list(proxies_in_force()) == []


def test_a_proxy_held_by_a_person_counts_only_while_they_act(world: World) -> None:
    given(world, "ben", world.people["lea"])
    assert proxies_in_force().count() == 1
    members.end_mandate(SYSTEM, mandate_of(world, "lea"))
    assert proxies_in_force().count() == 0


def test_a_proxy_makes_its_holder_no_more_than_they_were(world: World) -> None:
    before = world.actor("lea")
    given(world, "ben", world.people["lea"])
    assert world.actor("lea") == before


def test_acting_follows_the_choice_and_never_jumps_to_another_organisation(world: World) -> None:
    eve = world.people["eve"]
    members.grant_mandate(SYSTEM, eve, world.organisation, MandateRole.DELEGATE)
    members.grant_mandate(SYSTEM, eve, world.other, MandateRole.OBSERVER)
    unchosen = actor_of(eve, two_step=False)
    assert unchosen.organisation is None
    assert not {Role.MEMBER, Role.DELEGATE, Role.OBSERVER} & unchosen.roles
    first = actor_of(eve, two_step=False, acting_for=world.organisation.pk)
    assert (first.organisation, Role.DELEGATE in first.roles) == (world.organisation, True)
    second = actor_of(eve, two_step=False, acting_for=world.other.pk)
    assert second.organisation == world.other
    assert second.roles & {Role.MEMBER, Role.DELEGATE, Role.OBSERVER} == {Role.OBSERVER}
    Mandate.objects.filter(person=eve, organisation=world.organisation).update(
        starts_at=timezone.now() - DAY, ends_at=timezone.now()
    )
    after: Actor = actor_of(eve, two_step=False, acting_for=world.organisation.pk)
    assert after.organisation is None
    assert Role.DELEGATE not in after.roles
