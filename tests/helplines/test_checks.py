"""Checking channels: who, what is due, and what the desk keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intersession.access.errors import NotAllowed, Refused
from intersession.audit.models import Event
from intersession.helplines.actions import check_channel, suggest_correction, withdraw_service
from intersession.helplines.models import Channel, Check, Correction, How, Medium, Outcome, Service
from intersession.helplines.queries import due_channels, help_place
from intersession.people.models import Confidence
from tests.helplines.making import make_channel, make_check, make_service
from tests.world import World

type SignIn = Callable[[str], Client]


def only_these(*services: Service) -> None:
    """Nothing else is listed, so that the desk shows these alone."""
    kept = [service.pk for service in services]
    Service.objects.exclude(pk__in=kept).update(
        withdrawn_on=timezone.now().date(), withdrawal_reason="For the test."
    )


def test_a_check_is_added_with_who_how_and_when_and_changes_public_pages(world: World) -> None:
    channel = make_channel()
    check = check_channel(world.actor("vic"), channel, How.PHONE, Outcome.WORKS)
    assert (check.checked_by, check.how, check.outcome) == (world.people["vic"], "phone", "works")
    assert abs(check.at - timezone.now()) < timedelta(seconds=5)
    event = Event.objects.latest("id")
    assert event.verb == "channel.checked"
    assert event.is_public
    assert event.facts == {"how": "phone", "outcome": "works", "service": channel.service.slug}


@pytest.mark.parametrize("name", ["visitor", "eve", "ben", "chi", "vera"])
def test_only_those_with_the_office_and_a_second_step_check_or_withdraw(world: World, name: str) -> None:
    channel = make_channel()
    with pytest.raises(NotAllowed):
        check_channel(world.actor(name), channel, How.PHONE, Outcome.WORKS)
    with pytest.raises(NotAllowed):
        withdraw_service(world.actor(name), channel.service, "Because.")
    assert not Check.objects.filter(channel=channel).exists()


def test_what_went_wrong_is_said_in_the_note(world: World) -> None:
    channel = make_channel()
    with pytest.raises(ValidationError, match="Say in the note"):
        check_channel(world.actor("vic"), channel, How.PHONE, Outcome.GONE, "  ")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_check(channel, world.people["vic"], outcome=Outcome.GONE, note="")
    with pytest.raises(ValidationError):
        check_channel(world.actor("vic"), channel, "telepathy", Outcome.WORKS)
    assert not channel.checks.exists()


def test_a_check_sent_twice_is_kept_once(world: World) -> None:
    channel = make_channel()
    check_channel(world.actor("vic"), channel, How.PHONE, Outcome.WORKS)
    with pytest.raises(Refused):
        check_channel(world.actor("ada"), channel, How.PHONE, Outcome.WORKS)
    assert channel.checks.count() == 1


def test_what_is_no_longer_listed_is_not_checked(world: World) -> None:
    channel = make_channel()
    withdraw_service(world.actor("vic"), channel.service, "It closed.")
    with pytest.raises(Refused):
        check_channel(world.actor("vic"), channel, How.PHONE, Outcome.WORKS)
    with pytest.raises(Refused):
        withdraw_service(world.actor("vic"), channel.service, "It closed.")
    with pytest.raises(Refused):
        withdraw_service(world.actor("vic"), make_service(), "  ")


@pytest.mark.parametrize(
    ("confidence", "outcome", "days", "is_due"),
    [
        (Confidence.HIGH, None, 0, True),
        (Confidence.HIGH, Outcome.WORKS, 364, False),
        (Confidence.HIGH, Outcome.WORKS, 366, True),
        (Confidence.MEDIUM, Outcome.CHANGED, 100, False),
        (Confidence.LOW, Outcome.WORKS, 90, False),
        (Confidence.LOW, Outcome.WORKS, 92, True),
        (Confidence.HIGH, Outcome.DOES_NOT_ANSWER, 6, False),
        (Confidence.HIGH, Outcome.DOES_NOT_ANSWER, 8, True),
        (Confidence.LOW, Outcome.GONE, 500, False),
    ],
)
def test_what_is_due(world: World, confidence: str, outcome: str | None, days: int, is_due: bool) -> None:
    channel = make_channel(make_service(confidence=confidence))
    if outcome:
        make_check(
            channel,
            world.people["vic"],
            outcome=outcome,
            note="Seen.",
            at=timezone.now() - timedelta(days=days),
        )
    assert due_channels().filter(pk=channel.pk).exists() == is_due


def test_the_newest_check_decides(world: World) -> None:
    channel = make_channel()
    make_check(channel, world.people["vic"], at=timezone.now() - timedelta(days=800))
    assert due_channels().filter(pk=channel.pk).exists()
    make_check(channel, world.people["vic"])
    assert not due_channels().filter(pk=channel.pk).exists()


def test_the_longest_unseen_comes_first_and_what_cannot_be_tried_never(world: World) -> None:
    now = timezone.now()
    old, older = make_channel(make_service()), make_channel(make_service())
    never_new, never_old = make_channel(make_service(as_of="2025")), make_channel(make_service(as_of="2015"))
    make_check(old, world.people["vic"], at=now - timedelta(days=400))
    make_check(older, world.people["vic"], at=now - timedelta(days=500))
    make_channel(make_service(), medium=Medium.OTHER, value="", note="mobile teams")
    mine = [old, older, never_new, never_old]
    assert list(due_channels().filter(pk__in=[each.pk for each in mine])) == [
        never_old,
        never_new,
        older,
        old,
    ]
    assert not due_channels().filter(medium=Medium.OTHER).exists()
    assert due_channels().count() > 400, "nothing of the reference data is checked yet"


def test_the_desk_clears_in_place(sign_in: SignIn, world: World) -> None:
    channel, other = make_channel(make_service(name="Harbour Line")), make_channel(make_service(name="Pier"))
    only_these(channel.service, other.service)
    browser = sign_in("vic")
    assert b"Harbour Line" in browser.get("/en/desk/helplines/").content
    response = browser.post(
        f"/en/desk/helplines/channels/{channel.pk}/check/",
        {f"check-{channel.pk}-how": "phone", f"check-{channel.pk}-outcome": "works"},
        follow=True,
    )
    page = response.content.decode()
    assert "Recorded: Harbour Line." in page
    assert f'id="channel-{channel.pk}"' not in page
    assert f'id="channel-{other.pk}"' in page
    assert "by phone: it works." in browser.get("/en/help/ke/").content.decode()


def test_the_desk_keeps_what_was_typed_when_something_is_wrong(sign_in: SignIn, world: World) -> None:
    channel = make_channel(make_service(name="Harbour Line"))
    only_these(channel.service)
    browser = sign_in("vic")
    prefix = f"check-{channel.pk}"
    response = browser.post(
        f"/en/desk/helplines/channels/{channel.pk}/check/",
        {f"{prefix}-how": "operator", f"{prefix}-outcome": "gone", f"{prefix}-note": " "},
    )
    assert response.status_code == 400
    page = response.content.decode()
    assert "Say in the note what has changed or went wrong." in page
    assert '<option value="operator" selected>' in page
    assert '<option value="gone" selected>' in page
    assert "<details open>" in page
    assert not channel.checks.exists()


def test_a_check_made_meanwhile_by_somebody_else_is_said_and_nothing_is_lost(
    sign_in: SignIn, world: World
) -> None:
    channel = make_channel(make_service(name="Harbour Line"))
    only_these(channel.service)
    browser = sign_in("vic")
    check_channel(world.actor("ada"), channel, How.PHONE, Outcome.WORKS)
    response = browser.post(
        f"/en/desk/helplines/channels/{channel.pk}/check/",
        {f"check-{channel.pk}-how": "phone", f"check-{channel.pk}-outcome": "works"},
    )
    assert response.status_code == 400
    assert channel.checks.count() == 1


def test_the_desk_takes_a_service_off_and_answers_what_people_told(sign_in: SignIn, world: World) -> None:
    channel = make_channel(make_service(name="Harbour Line"))
    only_these(channel.service)
    place = help_place("ke")
    assert place
    correction = suggest_correction(
        world.actor("visitor"), place, "It <b>closed</b>.", service=channel.service
    )
    browser = sign_in("ada")
    page = browser.get("/en/desk/helplines/").content.decode()
    assert "It &lt;b&gt;closed&lt;/b&gt;." in page
    empty = browser.post(f"/en/desk/helplines/corrections/{correction.pk}/answer/", {})
    assert empty.status_code == 400
    browser.post(
        f"/en/desk/helplines/corrections/{correction.pk}/answer/",
        {f"answer-{correction.pk}-answer": "Right, thank you."},
    )
    assert not Correction.objects.get().is_open
    browser.post(
        f"/en/desk/helplines/channels/{channel.pk}/withdraw/",
        {f"withdraw-{channel.pk}-reason": "It closed."},
    )
    assert Service.objects.get(pk=channel.service_id).withdrawal_reason == "It closed."
    assert b"Nothing is due." in browser.get("/en/desk/helplines/").content


@pytest.mark.parametrize("name", ["eve", "ben", "chi", "vera"])
def test_the_desk_is_closed_to_others(sign_in: SignIn, world: World, name: str) -> None:
    channel = make_channel()
    browser = sign_in(name)
    assert browser.get("/en/desk/helplines/").status_code == 403
    assert browser.post(f"/en/desk/helplines/channels/{channel.pk}/check/", {}).status_code == 403


def test_a_visitor_is_asked_to_sign_in_at_the_desk(client: Client, world: World) -> None:
    response = client.get("/en/desk/helplines/")
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]


def test_a_form_of_the_desk_without_its_token_is_refused(world: World) -> None:
    channel = make_channel()
    browser = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    browser.force_login(world.people["vic"])
    assert browser.post(f"/en/desk/helplines/channels/{channel.pk}/check/", {}).status_code == 403


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=9999", "page=-1", "page=%00"])
def test_a_page_of_the_desk_that_is_not_there_is_a_404(sign_in: SignIn, world: World, query: str) -> None:
    assert sign_in("vic").get(f"/en/desk/helplines/?{query}").status_code == 404


def test_the_last_page_emptied_leads_to_the_one_before(sign_in: SignIn, world: World) -> None:
    service = make_service()
    channels = [make_channel(service, value=f"0800 {number}") for number in range(26)]
    only_these(service)
    browser = sign_in("vic")
    last = due_channels().last()
    assert last in channels
    response = browser.post(
        f"/en/desk/helplines/channels/{last.pk}/check/?page=2",
        {f"check-{last.pk}-how": "phone", f"check-{last.pk}-outcome": "works"},
    )
    assert response["Location"] == "/en/desk/helplines/"


def test_the_desk_asks_as_few_questions_for_1000_rows_as_for_one(sign_in: SignIn, world: World) -> None:
    service = make_service()
    channel = make_channel(service)
    make_check(channel, world.people["vic"], at=timezone.now() - timedelta(days=400))
    only_these(service)
    browser = sign_in("vic")
    place = help_place("ke")
    assert place
    suggest_correction(world.actor("visitor"), place, "Something.", service=service)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/en/desk/helplines/").status_code == 200
        return len(asked)

    one = queries()
    Channel.objects.bulk_create(
        Channel(service=make_service() if number % 10 == 0 else service, medium="phone", value=f"9{number}")
        for number in range(1000)
    )
    for _ in range(30):
        suggest_correction(world.actor("visitor"), place, "Something.", service=service)
    assert queries() == one <= 12
