"""What is kept of somebody, taking it along, leaving, and what others may never do to it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.cache import cache
from django.db import models
from django.test import Client

from intersession.access.errors import Refused
from intersession.accounts import actions
from intersession.accounts.queries import everything_of
from intersession.audit.chain import verify
from intersession.joining.models import Application
from intersession.mandates.actions import send_invite
from intersession.members.models import PersonLanguage
from intersession.people.models import Mandate, MandateRole, Person
from tests.joining.making import make_application
from tests.world import World

PROFILE = {"name": "Eve", "language": "fr", "takes_contact": "on", "languages": "French", "place": "Kenya"}


@pytest.fixture(autouse=True)
def _fresh(mailbox: list[Any]) -> None:
    cache.clear()


def signed_in(email: str, mailbox: list[Any]) -> Client:
    """By a mailed code, as people do."""
    browser = Client(headers={"host": "localhost", "sec-fetch-site": "same-origin"})
    browser.post("/en/account/login/", {"email": email})
    code = re.search(r"^(\d{6})$", mailbox[-1].body, re.MULTILINE)
    assert code
    browser.post("/en/account/login/code/confirm/", {"code": code[1]})
    cache.clear()
    return browser


def test_a_profile_changes_its_owner_and_nobody_else(sign_in: Callable[[str], Client], world: World) -> None:
    stolen = {
        "id": str(world.people["ada"].pk),
        "email": "x@example.org",
        "is_active": "",
        "erased_at": "1",
        "person": "1",
    }
    response = sign_in("eve").post("/en/account/profile/", {**PROFILE, **stolen})
    assert response.status_code == 302
    eve = Person.objects.get(pk=world.people["eve"].pk)
    assert (eve.language, eve.takes_contact, eve.shows_name, eve.place_id) == ("fr", True, False, "KE")
    assert (eve.email, eve.is_active, eve.erased_at) == ("eve@cast.example", True, None)
    assert list(PersonLanguage.objects.values_list("person", "language")) == [(eve.pk, "fr")]
    assert Person.objects.get(pk=world.people["ada"].pk).language == "en"


def test_an_export_holds_what_is_ones_own_without_keys_and_addresses_of_others(world: World) -> None:
    send_invite(world.actor("ben"), world.organisation, "guest@example.org", MandateRole.DELEGATE)
    found = json.dumps(everything_of(world.people["ben"]))
    assert "ben@cast.example" in found
    assert "people.mandate:person" in found
    for word in ("guest@example.org", "token_hash", "session_key", "password", "chi@cast.example"):
        assert word not in found


def test_an_export_is_a_file_of_ones_own(sign_in: Callable[[str], Client], world: World) -> None:
    response = sign_in("chi").post("/en/account/export/")
    assert "attachment" in response["Content-Disposition"]
    assert response.json()["person"]["email"] == "chi@cast.example"


def test_an_erased_account_leaves_no_address_anywhere(world: World, mailbox: list[Any]) -> None:
    make_application("chi@cast.example")
    send_invite(world.actor("lou"), world.other, "chi@cast.example", MandateRole.OBSERVER)
    signed_in("chi@cast.example", mailbox)
    person = actions.erase_person(world.actor("chi"))
    assert (str(person), person.public_name) == ("Somebody who has left",) * 2
    assert not Mandate.objects.current().filter(person=person).exists()
    assert not UserSession.objects.filter(user=person).exists()
    assert Application.objects.get().withdrawn_at is not None
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.EmailField):
                kept = model._default_manager.filter(**{f"{field.name}__iexact": "chi@cast.example"})
                assert not kept.exists(), f"{model.__name__}.{field.name}"
    assert verify().is_whole


def test_a_name_is_kept_only_if_its_owner_wants_it(world: World) -> None:
    Person.objects.filter(pk=world.people["chi"].pk).update(shows_name=True)
    assert actions.erase_person(world.actor("chi"), keeps_name=True).public_name == "Chi"
    assert actions.erase_person(world.actor("eve")).name == ""


def test_an_erased_person_does_not_sign_in_again(world: World, mailbox: list[Any]) -> None:
    browser = signed_in("chi@cast.example", mailbox)
    actions.erase_person(world.actor("chi"))
    assert browser.get("/en/account/").status_code == 302
    Client(headers={"host": "localhost"}).post("/en/account/login/", {"email": "chi@cast.example"})
    assert mailbox[-1].subject == "No account uses this address"


def test_the_last_of_the_secretariat_stays(world: World) -> None:
    with pytest.raises(Refused):
        actions.erase_person(world.actor("ada"))


def test_sessions_are_listed_and_ended_one_by_one_and_only_ones_own(world: World, mailbox: list[Any]) -> None:
    here, there = signed_in("chi@cast.example", mailbox), signed_in("chi@cast.example", mailbox)
    other = signed_in("ben@cast.example", mailbox)
    assert here.get("/en/account/sessions/").content.decode().count("Sign out there") == 2
    assert set(UserSession.objects.values_list("ip", flat=True)) == {"0.0.0.0"}
    bens = UserSession.objects.get(user=world.people["ben"])
    assert here.post(f"/en/account/sessions/{bens.pk}/end/").status_code == 404
    assert other.get("/en/account/").status_code == 200
    here.post("/en/account/sessions/others/end/")
    assert there.get("/en/account/").status_code == 302
    assert here.get("/en/account/").status_code == 200


def test_a_session_gets_another_key_when_somebody_signs_in_or_acts_for_another(
    world: World, mailbox: list[Any]
) -> None:
    browser = Client(headers={"host": "localhost", "sec-fetch-site": "same-origin"})
    browser.post("/en/account/login/", {"email": "chi@cast.example"})
    planted = browser.cookies["sessionid"].value
    code = re.search(r"^(\d{6})$", mailbox[-1].body, re.MULTILINE)
    assert code
    browser.post("/en/account/login/code/confirm/", {"code": code[1]})
    first = browser.cookies["sessionid"].value
    assert first != planted
    browser.post("/en/account/acting/", {"for": ""})
    second = browser.cookies["sessionid"].value
    assert second != first
    assert UserSession.objects.get(user=world.people["chi"]).session_key == second
    thief = Client(headers={"host": "localhost"})
    for key in (planted, first):
        thief.cookies["sessionid"] = key
        assert thief.get("/en/account/").status_code == 302


def test_one_acts_only_for_those_who_gave_a_mandate_and_is_sent_nowhere_else(
    sign_in: Callable[[str], Client], world: World
) -> None:
    chi = sign_in("chi")
    assert chi.post("/en/account/acting/", {"for": world.other.slug}).status_code == 409
    for address in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        response = chi.post("/en/account/acting/", {"for": world.organisation.slug, "next": address})
        assert response.headers["Location"] == "/en/"
    assert (
        chi.post("/en/account/acting/", {"for": "", "next": "/en/library/"}).headers["Location"]
        == "/en/library/"
    )
    assert chi.get(f"/en/account/organisations/{world.organisation.slug}/").status_code in (403, 404)


def test_an_ended_mandate_acts_no_more_at_the_next_click(
    sign_in: Callable[[str], Client], world: World
) -> None:
    chi, page = sign_in("chi"), f"/en/account/organisations/{world.organisation.slug}/"
    assert chi.get(page).status_code == 200
    Mandate.objects.filter(person=world.people["chi"]).update(
        starts_at="2020-01-01T00:00Z", ends_at="2021-01-01T00:00Z"
    )
    assert chi.get(page).status_code == 403


PATHS = (
    "invite/",
    "mandate/",
    "hand-over/",
    "proxy/",
    "describe/",
    "leave/",
)


@pytest.mark.parametrize("path", PATHS)
def test_ones_own_keys_do_not_open_the_neighbours_door(
    sign_in: Callable[[str], Client], world: World, path: str
) -> None:
    form = {"email": "x@example.org", "role": "delegate", "language": "en", "sure": "on", "person": "1",
            "holder": "harbour-lights", "starts": "2030-01-01", "ends": "2030-02-01", "acronym": "X"}  # fmt: skip
    before = (list(Mandate.objects.values_list()), world.other.acronym)
    response = sign_in("ben").post(f"/en/account/organisations/{world.other.slug}/{path}", form)
    assert response.status_code in (403, 404)
    world.other.refresh_from_db()
    assert (list(Mandate.objects.values_list()), world.other.acronym) == before


def test_a_mandate_of_the_neighbour_is_not_ended_by_its_number(
    sign_in: Callable[[str], Client], world: World
) -> None:
    lea = Mandate.objects.get(person=world.people["lea"])
    assert sign_in("ben").post(f"/en/account/mandates/{lea.pk}/end/").status_code == 404
    lea.refresh_from_db()
    assert lea.ends_at is None


def test_what_an_organisation_says_of_itself_leaves_alone_what_voices_are_counted_by(
    sign_in: Callable[[str], Client], world: World
) -> None:
    page = f"/en/account/organisations/{world.organisation.slug}/describe/"
    extra = {
        "name": "Another",
        "stakeholder_group": "government",
        "place": "FR",
        "is_trusted": "1",
        "member_since": "1999-01-01",
    }
    response = sign_in("ben").post(
        page, {"summary": "We answer.", "languages": "English, Kiswahili", **extra}
    )
    assert response.status_code == 302
    world.organisation.refresh_from_db()
    assert world.organisation.summary == "We answer."
    assert (world.organisation.name, world.organisation.stakeholder_group, world.organisation.place_id) == (
        "Harbour Lights (fictional)",
        "civil-society",
        "KE",
    )
    assert world.organisation.is_trusted is False


@pytest.mark.parametrize(
    "path",
    [
        "acting/",
        "profile/",
        "erase/",
        "export/",
        "sessions/others/end/",
        "organisations/harbour-lights/invite/",
    ],
)
def test_a_form_without_its_token_changes_nothing(world: World, path: str) -> None:
    browser = Client(headers={"host": "localhost", "sec-fetch-site": "cross-site"}, enforce_csrf_checks=True)
    browser.force_login(world.people["ben"])
    assert browser.post(f"/en/account/{path}", {**PROFILE, "sure": "on"}).status_code == 403
    assert Person.objects.get(pk=world.people["ben"].pk).language == "en"


def test_codes_are_not_found_by_trying(world: World, mailbox: list[Any]) -> None:
    browser = Client(headers={"host": "localhost", "sec-fetch-site": "same-origin"})
    browser.post("/en/account/login/", {"email": "chi@cast.example"})
    for number in range(4):
        browser.post("/en/account/login/code/confirm/", {"code": f"{number:06}"})
    code = re.search(r"^(\d{6})$", mailbox[0].body, re.MULTILINE)
    assert code
    browser.post("/en/account/login/code/confirm/", {"code": code[1]})
    assert browser.get("/en/account/").status_code == 302
