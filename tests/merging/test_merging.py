"""Two records become one and are parted again; nobody gains a right on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intersession.access.actor import SYSTEM
from intersession.access.errors import NotAllowed, Refused
from intersession.access.requests import actor_of
from intersession.access.roles import Role
from intersession.audit.chain import verify
from intersession.mandates.actions import give_proxy
from intersession.members import actions as members
from intersession.members.models import OrganisationLanguage
from intersession.merging import actions
from intersession.merging.models import Merge
from intersession.people.models import Mandate, MandateRole, Organisation, OrganisationAlias, Proxy
from intersession.people.queries import identities_of, proxies_in_force
from tests.world import World, make_person

DAY = timedelta(days=1)


def state() -> dict[str, list[tuple[object, ...]]]:
    """Everything a merge may touch."""
    return {
        "mandates": list(
            Mandate.objects.order_by("pk").values_list(
                "pk", "person", "organisation", "role", "starts_at", "ends_at"
            )
        ),
        "proxies": list(Proxy.objects.order_by("pk").values_list("pk", "starts_at", "ends_at")),
        "aliases": list(OrganisationAlias.objects.order_by("pk").values_list("organisation", "name")),
        "languages": list(
            OrganisationLanguage.objects.order_by("pk").values_list("organisation", "language")
        ),
        "organisations": list(
            Organisation.objects.order_by("pk").values_list("pk", "merged_into", "expertise", "is_trusted")
        ),
    }


def test_the_merged_one_goes_on_as_the_kept_one(world: World) -> None:
    OrganisationLanguage.objects.create(organisation=world.other, language="lg")
    actions.merge_organisations(world.actor("ada"), world.organisation, world.other)
    assert set(identities_of(world.organisation)) == {world.organisation, world.other}
    assert world.actor("lea").organisation == world.organisation
    assert Role.DELEGATE in world.actor("lea").roles
    assert world.actor("lou").roles & {Role.REPRESENTATIVE, Role.ALTERNATE} == {Role.ALTERNATE}
    assert Role.REPRESENTATIVE in world.actor("ben").roles
    assert OrganisationAlias.objects.filter(organisation=world.organisation, name=world.other.name).exists()
    assert OrganisationLanguage.objects.filter(organisation=world.organisation, language="lg").exists()
    assert verify().is_whole


def test_undoing_brings_everything_back_as_it_was(world: World) -> None:
    OrganisationLanguage.objects.create(organisation=world.other, language="lg")
    now = timezone.now()
    third = members.admit_organisation(SYSTEM, Organisation.objects.get(slug="thorn"), now.date())
    give_proxy(world.actor("lou"), world.other, third, now, now + DAY)
    members.grant_mandate(SYSTEM, world.people["ben"], world.other, MandateRole.OBSERVER)
    before = state()
    merge = actions.merge_organisations(world.actor("ada"), world.organisation, world.other)
    assert state() != before
    assert list(proxies_in_force()) == []
    actions.undo_merge(world.actor("ada"), merge)
    assert state() == before
    with pytest.raises(Refused):
        actions.undo_merge(world.actor("ada"), merge)


def test_what_changed_since_stays_changed(world: World) -> None:
    merge = actions.merge_organisations(world.actor("ada"), world.organisation, world.other)
    lea = Mandate.objects.get(person=world.people["lea"])
    members.end_mandate(world.actor("ben"), lea)
    actions.undo_merge(world.actor("ada"), merge)
    lea.refresh_from_db()
    assert lea.ends_at is not None
    assert world.actor("lea").organisation is None


def test_after_thirty_days_it_stays(world: World) -> None:
    merge = actions.merge_organisations(world.actor("ada"), world.organisation, world.other)
    Merge.objects.update(merged_at=timezone.now() - 31 * DAY)
    with pytest.raises(Refused):
        actions.undo_merge(world.actor("ada"), merge)


def test_a_member_is_not_merged_into_a_record_nor_anything_into_itself(world: World) -> None:
    ada, thorn = world.actor("ada"), Organisation.objects.get(slug="thorn")
    for kept, merged in ((thorn, world.other), (thorn, thorn)):
        with pytest.raises(Refused):
            actions.merge_organisations(ada, kept, merged)
    actions.merge_organisations(ada, world.other, thorn)
    for kept, merged in ((world.organisation, thorn), (thorn, Organisation.objects.get(slug="microsoft"))):
        with pytest.raises(Refused):
            actions.merge_organisations(ada, kept, merged)


def test_merges_follow_one_another_and_are_undone_the_other_way_round(world: World) -> None:
    ada, thorn = world.actor("ada"), Organisation.objects.get(slug="thorn")
    before = state()
    first = actions.merge_organisations(ada, world.other, thorn)
    second = actions.merge_organisations(ada, world.organisation, world.other)
    thorn.refresh_from_db()
    assert thorn.merged_into == world.organisation
    with pytest.raises(Refused):
        actions.undo_merge(ada, first)
    actions.undo_merge(ada, second)
    actions.undo_merge(ada, first)
    assert state() == before


@pytest.mark.parametrize("name", ["visitor", "eve", "ben", "lou", "vic", "vera"])
def test_only_the_secretariat_merges(world: World, name: str) -> None:
    with pytest.raises(NotAllowed):
        actions.merge_organisations(world.actor(name), world.organisation, world.other)
    merge = actions.merge_organisations(world.actor("ada"), world.organisation, world.other)
    with pytest.raises(NotAllowed):
        actions.undo_merge(world.actor(name), merge)


HELD = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.booleans(),
        st.sampled_from([MandateRole.ALTERNATE, MandateRole.DELEGATE, MandateRole.OBSERVER]),
        st.sampled_from([None, -1, 5]),
    ),
    max_size=8,
)
POWERS = {Role.MEMBER, Role.REPRESENTATIVE, Role.ALTERNATE, Role.DELEGATE, Role.OBSERVER}
# A representative may all that an alternate may.
COUNTS_AS = {Role.REPRESENTATIVE: {Role.REPRESENTATIVE, Role.ALTERNATE}}


def powers(person: object, organisation: Organisation) -> set[Role]:
    """What somebody may for an organisation."""
    actor = actor_of(person, two_step=False, acting_for=organisation.pk)  # type: ignore[arg-type]
    found = actor.roles & POWERS
    return set().union(*(COUNTS_AS.get(role, {role}) for role in found))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=HELD)
def test_nobody_gains_a_right_by_a_merge_and_undoing_it_is_exact(
    world: World, held: list[tuple[object, ...]]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        people = [world.people[name] for name in ("ben", "chi", "lou", "lea", "obi", "eve")]
        extra = [world.people["eve"], world.people["lea"], world.people["ben"], make_person("zoe")]
        now = timezone.now()
        for who, is_other, role, days in held:
            person, where = extra[who], world.other if is_other else world.organisation  # type: ignore[call-overload]
            if not Mandate.objects.filter(person=person, organisation=where, role=role).exists():
                Mandate.objects.create(
                    person=person,
                    organisation=where,
                    role=role,
                    starts_at=now - 9 * DAY,
                    ends_at=None if days is None else now + days * DAY,  # type: ignore[operator]
                )
        everybody = [*people, extra[3]]
        before = state()
        rights = {
            person.pk: powers(person, world.organisation) | powers(person, world.other)
            for person in everybody
        }
        merge = actions.merge_organisations(world.actor("ada"), world.organisation, world.other)
        for person in everybody:
            assert powers(person, world.organisation) <= rights[person.pk]
            assert powers(person, world.other) == set()
        assert (
            Mandate.objects.current()
            .filter(organisation=world.organisation, role=MandateRole.REPRESENTATIVE)
            .count()
            == 1
        )
        actions.undo_merge(world.actor("ada"), merge)
        assert state() == before
        transaction.set_rollback(True)


def test_the_secretariat_looks_merges_and_undoes_in_a_browser(
    sign_in: Callable[[str], Client], world: World
) -> None:
    ada, page = sign_in("ada"), f"/en/desk/organisations/{world.organisation.slug}/merge/"
    assert 'value="lake-signal"' in ada.get(page, {"q": "lake"}).content.decode()
    assert ada.post(page, {"merged": "lake-signal"}).headers["Location"] == page
    assert ada.post(page, {"merged": "lake-signal"}).status_code == 409
    assert "Undo" in ada.get(page).content.decode()
    merge = Merge.objects.get()
    assert ada.post(f"/en/desk/merges/{merge.pk}/undo/").headers["Location"] == page
    assert "undone on" in ada.get(page).content.decode()
