"""The guard: what it knows is refused and destroyed, told of without content, and cleared by the office."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.access.requests import actor_of
from intersession.access.waiting import LISTS, lists_for
from intersession.audit.chain import verify
from intersession.audit.models import Event
from intersession.config.commands import guard as command
from intersession.people.models import Office, RoleGrant
from intersession.safety import guard
from intersession.safety.actions import Matched, clear_match, take_in
from intersession.safety.models import Match, StoredFile
from intersession.safety.tasks import tell_safeguarding
from intersession.safety.test_bank import HASHES, picture
from tests.safety import making
from tests.safety.making import sent
from tests.world import World, make_person


@pytest.fixture
def test_bank(settings: Any) -> None:
    """The bank of generated pictures that ships with the code."""
    settings.GUARD_TEST_BANK = True


@pytest.fixture
def sam(world: World) -> Actor:
    """The safeguarding officer, with a second step."""
    person = make_person("sam")
    RoleGrant.objects.create(person=person, office=Office.SAFEGUARDING)
    return actor_of(person, two_step=True)


def changed(number: int, kind: str, change: Callable[[Image.Image], Image.Image]) -> bytes:
    """A picture of the test bank, changed so that no byte of it is the same."""
    result = io.BytesIO()
    change(Image.open(io.BytesIO(picture(number))).convert("RGB")).save(result, kind)
    return result.getvalue()


def a_pdf_with(data: bytes) -> bytes:
    result = io.BytesIO()
    Image.open(io.BytesIO(data)).convert("RGB").save(result, "PDF")
    return result.getvalue()


KNOWN: dict[str, Callable[[], bytes]] = {
    "as it is": lambda: picture(1),
    "as a small photograph": lambda: changed(2, "JPEG", lambda each: each.resize((200, 200))),
    "mirrored": lambda: changed(3, "PNG", lambda each: each.transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
    "turned": lambda: changed(3, "WEBP", lambda each: each.transpose(Image.Transpose.ROTATE_90)),
    "in a PDF": lambda: a_pdf_with(picture(1)),
    "in a Word document": lambda: making.docx({"word/media/image1.png": picture(2)}),
    "in an OpenDocument text": lambda: making.odt_with({"Pictures/1.png": picture(3)}),
}


@pytest.mark.usefixtures("test_bank")
@pytest.mark.parametrize("how", KNOWN)
def test_a_known_picture_is_refused_and_nothing_of_it_is_kept(
    how: str, ben: Actor, kept: Callable[[], list[Path]]
) -> None:
    with pytest.raises(Matched) as refusal:
        take_in(ben, sent(KNOWN[how](), "holiday.jpg"))
    assert f"<a href='{reverse('helplines:choose_country')}'>" in str(refusal.value.sentence)
    assert kept() == []
    assert not StoredFile.objects.exists()
    match = Match.objects.get()
    event = Event.objects.order_by("-id")[0]
    assert (event.verb, event.facts, event.is_public) == ("match.refused", {}, False)
    assert (event.person_id, event.subject_id) == (ben.person.pk, str(match.pk))  # type: ignore[union-attr]
    everything = f"{vars(match)} {event.facts}"
    assert "holiday" not in everything
    assert not any(each[:8] in everything for each in HASHES)
    assert verify().is_whole


@pytest.mark.usefixtures("test_bank")
def test_other_pictures_pass(ben: Actor) -> None:
    assert take_in(ben, sent(making.picture(), "a.png")).is_picture
    assert take_in(ben, sent(a_pdf_with(making.picture()), "a.pdf")).pages == 1
    assert not Match.objects.exists()


def test_without_banks_nothing_is_compared(ben: Actor) -> None:
    assert take_in(ben, sent(picture(1), "a.png")).is_picture
    assert guard.state().sentence.startswith("OFF: no bank is configured")
    assert guard.state().is_well


def threatexchange(home: Path, *arguments: str) -> None:
    """The operator's own command."""
    program = Path(sys.executable).with_name("threatexchange")
    subprocess.run(
        [program, *arguments],
        env={**os.environ, "TX_STATEDIR": str(home)},
        check=True,
        capture_output=True,
        text=True,
    )


def test_the_banks_are_those_the_operator_fetched_with_threatexchange(
    ben: Actor, settings: Any, tmp_path: Path
) -> None:
    bank = tmp_path / "bank.txt"
    bank.write_text(f"pdq {HASHES[0]}\n")
    home = settings.GUARD_HOME
    threatexchange(
        home,
        "config",
        "collab",
        "edit",
        "local_file",
        "--create",
        "A fictional bank",
        "--filename",
        str(bank),
    )
    assert guard.state().is_well is False
    with pytest.raises(Refused, match="cannot be checked"):
        take_in(ben, sent(making.picture(), "a.png"))
    threatexchange(home, "fetch")
    with pytest.raises(Matched):
        take_in(ben, sent(picture(1), "a.png"))
    assert Match.objects.get().bank == "A fictional bank"
    assert take_in(ben, sent(picture(2), "a.png")).is_picture
    assert "on, 1 pictures known (A fictional bank)" in guard.state().sentence
    (home / "index" / "pdq.index").write_bytes(b"broken")
    assert guard.state().is_well is False
    with pytest.raises(Refused, match="cannot be checked"):
        take_in(ben, sent(making.picture(), "a.png"))


def test_a_bank_without_the_extra_stops_files(
    ben: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (settings.GUARD_HOME / "collab_configs").mkdir(parents=True)
    (settings.GUARD_HOME / "collab_configs" / "a.json").write_text("{")
    monkeypatch.setattr(guard, "find_spec", lambda name: None)
    assert guard.state().is_well is False
    with pytest.raises(Refused, match="cannot be checked"):
        take_in(ben, sent(making.picture(), "a.png"))


def test_without_the_extra_and_without_banks_files_are_taken(
    ben: Actor, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GUARD_TEST_BANK = True
    monkeypatch.setattr(guard, "find_spec", lambda name: None)
    assert take_in(ben, sent(picture(1), "a.png")).is_picture
    assert "not installed" in guard.state().sentence


@pytest.mark.usefixtures("test_bank")
def test_the_office_is_told_by_mail_without_content(
    ben: Actor, sam: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as following, pytest.raises(Matched):
        take_in(ben, sent(picture(1), "holiday.jpg"))
    assert len(following) >= 1
    match = Match.objects.get()
    tell_safeguarding.func(match.pk)
    (message,) = mail.outbox
    assert message.to == ["sam@cast.example"]
    assert reverse("safety:matches") in message.body
    for secret in ("holiday", "Ben", "ben@", "test"):
        assert secret not in message.body.replace(reverse("safety:matches"), "")
    clear_match(sam, match, "Spoke to Ben.")
    tell_safeguarding.func(match.pk)
    assert len(mail.outbox) == 1


def test_a_match_waits_for_the_office_and_for_nobody_else(sam: Actor, ben: Actor, world: World) -> None:
    match = Match.objects.create(person=ben.person, organisation=ben.organisation, bank="test")
    waiting = LISTS["matches"]
    assert waiting.count(sam) == 1
    (entry,) = waiting.entries(sam, 5)
    assert entry.url == f"{reverse('safety:matches')}#match-{match.pk}"
    assert waiting in lists_for(sam, is_personal=False)
    for name in ("ada", "vic", "ben", "eve", "visitor"):
        assert waiting not in lists_for(world.actor(name), is_personal=False)
        assert waiting.count(world.actor(name)) == 0
        with pytest.raises(NotAllowed):
            clear_match(world.actor(name), match, "Nothing to see.")


@pytest.fixture
def office(client: Client, sam: Actor) -> Client:
    """The officer's browser."""
    assert sam.person is not None
    client.force_login(sam.person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
    session.save()
    return client


def test_the_office_clears_a_match_with_words(office: Client, ben: Actor) -> None:
    match = Match.objects.create(person=ben.person, organisation=ben.organisation, bank="test")
    page = office.get("/en/desk/safeguarding/").content.decode()
    assert "Ben" in page
    assert "Harbour Lights" in page
    address = reverse("safety:clear_match", args=[match.pk])
    assert office.post(address, {f"match-{match.pk}-done": " "}).status_code == 400
    assert office.post(address, {f"match-{match.pk}-done": "Spoke to Ben."}).status_code == 302
    again = office.post(address, {f"match-{match.pk}-done": "Once more."})
    assert again.status_code == 400
    match.refresh_from_db()
    assert (match.done, match.cleared_by and match.cleared_by.name) == ("Spoke to Ben.", "Sam")
    assert Event.objects.get(verb="match.cleared").facts == {}
    assert "Spoke to Ben." in office.get("/en/desk/safeguarding/").content.decode()
    assert office.post(reverse("safety:clear_match", args=[999]), {}).status_code == 404


def test_the_page_asks_as_often_for_many_as_for_one(office: Client, ben: Actor) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert office.get("/en/desk/safeguarding/").status_code == 200
        return len(captured)

    Match.objects.create(person=ben.person, bank="test")
    office.get("/en/desk/safeguarding/")
    one = queries()
    for _ in range(30):
        Match.objects.create(person=ben.person, organisation=ben.organisation, bank="test")
    assert queries() == one


def test_the_command_says_how_the_guard_stands_and_writes_a_picture_to_try_it(
    ben: Actor, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "drill.png"
    assert command.run(Namespace(file=None)) == 0
    assert command.run(Namespace(file=str(target))) == 0
    assert command.run(Namespace(file=str(target))) == 1
    said = capsys.readouterr()
    assert said.out.startswith("OFF")
    assert "INTERSESSION_GUARD_TEST_BANK=1" in said.out
    assert "already" in said.err
    settings.GUARD_TEST_BANK = True
    with pytest.raises(Matched):
        take_in(ben, sent(target.read_bytes(), "drill.png"))
