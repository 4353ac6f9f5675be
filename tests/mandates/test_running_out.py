"""A mandate given until a day: when the day has come, those it concerns are told, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from intersession.access.actor import SYSTEM
from intersession.access.errors import NotAllowed
from intersession.audit.models import Event
from intersession.mandates.actions import tell_mandate_ran_out
from intersession.mandates.clock import tick
from intersession.members.actions import end_mandate, grant_mandate
from intersession.people.models import Mandate, MandateRole
from tests.world import World

DAY = timedelta(days=1)


def ran_out(mandate: Mandate) -> Mandate:
    """The same mandate a day after its end."""
    since = timezone.now() - DAY
    Mandate.objects.filter(pk=mandate.pk).update(starts_at=since - DAY, ends_at=since, given_until=since)
    mandate.refresh_from_db()
    return mandate


def a_mandate(world: World, role: MandateRole = MandateRole.OBSERVER) -> Mandate:
    return grant_mandate(SYSTEM, world.people["eve"], world.organisation, role, ends_at=timezone.now() + DAY)


def told(outbox: list[Any]) -> set[str]:
    return {address for letter in outbox for address in letter.to}


def test_holder_and_representative_are_told_once(
    world: World, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    mandate = ran_out(a_mandate(world))
    with django_capture_on_commit_callbacks(execute=True):
        assert tick(SYSTEM) == 1
    assert told(mailoutbox) == {world.people["eve"].email, world.people["ben"].email}
    assert world.organisation.name in mailoutbox[0].subject
    event = Event.objects.filter(verb="mandate.ended", subject_id=str(mandate.pk)).get()
    assert event.facts["by_date"] is True
    with django_capture_on_commit_callbacks(execute=True):
        assert tick(SYSTEM) == 0
        assert not tell_mandate_ran_out(SYSTEM, mandate)
    assert len(mailoutbox) == 2


def test_the_secretariat_is_told_when_nobody_represents_the_organisation_now(
    world: World, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    ran_out(Mandate.objects.get(person=world.people["ben"], role=MandateRole.REPRESENTATIVE))
    with django_capture_on_commit_callbacks(execute=True):
        assert tick(SYSTEM) == 1
    assert world.people["ada"].email in told(mailoutbox)
    assert any("no representative" in letter.subject for letter in mailoutbox)


def test_nothing_is_told_of_what_has_not_run_out(world: World, mailoutbox: list[Any]) -> None:
    running = a_mandate(world)
    assert tick(SYSTEM) == 0
    end_mandate(SYSTEM, running)
    assert tick(SYSTEM) == 0
    assert Event.objects.filter(verb="mandate.ended", subject_id=str(running.pk)).count() == 1


def test_only_the_clock_tells(world: World) -> None:
    mandate = ran_out(a_mandate(world))
    for name in ("ada", "ben", "eve", "visitor"):
        with pytest.raises(NotAllowed):
            tell_mandate_ran_out(world.actor(name), mandate)
