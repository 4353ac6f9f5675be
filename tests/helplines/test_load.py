"""Loading services.csv: again, interrupted, with bad rows, over checks."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError

from intersession.access.actor import SYSTEM
from intersession.access.errors import NotAllowed
from intersession.audit.models import Event
from intersession.helplines.actions import load_services, withdraw_service
from intersession.helplines.load import load
from intersession.helplines.models import Channel, Check, Service
from intersession.helplines.reading import ChannelRow, ServiceRow
from tests.helplines.making import make_check
from tests.world import World

type Rows = list[dict[str, str]]


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Callable[[Rows], None]], Path]:
    """A folder with services.csv as shipped, after a change to its rows."""

    def write(change: Callable[[Rows], None]) -> Path:
        with (settings.REFERENCE_DATA / "services.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        names = list(rows[0])
        change(rows)
        with (tmp_path / "services.csv").open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, names)
            writer.writeheader()
            writer.writerows(rows)
        return tmp_path

    return write


def kenya(rows: Rows) -> dict[str, str]:
    return next(row for row in rows if row["name"] == "Child Helpline 116 / Childline Kenya")


def test_loading_again_changes_nothing_and_writes_no_event(world: World) -> None:
    events = Event.objects.count()
    report = load(SYSTEM, settings.REFERENCE_DATA)[0]
    assert (report.added, report.changed, report.rejected) == (0, 0, [])
    assert report.unchanged == Service.objects.count() == 377
    assert Event.objects.count() == events


def test_a_changed_row_changes_its_service_only_and_says_which_fields(
    world: World, changed: Callable[[Callable[[Rows], None]], Path]
) -> None:
    folder = changed(lambda rows: kenya(rows).update(operator="Somebody else"))
    report = load(SYSTEM, folder)[0]
    assert (report.added, report.changed) == (0, 1)
    event = Event.objects.latest("id")
    assert (event.verb, event.facts) == ("service.loaded", {"change": "changed", "fields": ["operator"]})


def test_a_number_that_changes_keeps_the_checks_of_the_old_one(
    world: World, changed: Callable[[Callable[[Rows], None]], Path]
) -> None:
    old = Channel.objects.get(service__place_id="KE", value="116")
    check = make_check(old, world.people["vic"])
    load(SYSTEM, changed(lambda rows: kenya(rows).update(phone="117")))
    old.refresh_from_db()
    assert old.withdrawn_on is not None
    assert list(old.checks.all()) == [check]
    assert Channel.objects.get(service=old.service, value="117").checks.count() == 0
    load(SYSTEM, settings.REFERENCE_DATA)
    old.refresh_from_db()
    assert old.withdrawn_on is None
    assert list(Check.objects.filter(channel=old)) == [check]


def test_a_renamed_service_stays_one_service_with_its_address_and_checks(
    world: World, changed: Callable[[Callable[[Rows], None]], Path]
) -> None:
    old = Channel.objects.get(service__place_id="KE", value="116")
    check = make_check(old, world.people["vic"])
    folder = changed(lambda rows: kenya(rows).update(name="Kenya Child Line"))
    for changes in (1, 0):
        report = load(SYSTEM, folder)[0]
        assert (report.added, report.changed, report.rejected) == (0, changes, [])
        service = Service.objects.get(name="Kenya Child Line")
        assert (service.pk, service.slug) == (old.service_id, old.service.slug)
        assert list(Check.objects.filter(channel__service=service)) == [check]
    assert Service.objects.count() == 377


def test_a_new_service_that_shares_a_number_with_a_named_one_is_new(
    world: World, changed: Callable[[Callable[[Rows], None]], Path]
) -> None:
    folder = changed(lambda rows: rows.append({**kenya(rows), "name": "Another line"}))
    assert load(SYSTEM, folder)[0].added == 1


def test_a_row_that_could_mean_either_of_two_services_is_new(
    world: World, changed: Callable[[Callable[[Rows], None]], Path]
) -> None:
    twin = changed(lambda rows: rows.append({**kenya(rows), "name": "Another line"}))
    load(SYSTEM, twin)

    def rename(rows: Rows) -> None:
        kenya(rows).update(name="Yet another name")

    assert load(SYSTEM, changed(rename))[0].added == 1


def test_a_withdrawn_service_is_not_raised_by_the_file(world: World) -> None:
    service = Service.objects.filter(place_id="KE").first()
    assert service
    withdraw_service(world.actor("vic"), service, "It closed.")
    report = load(SYSTEM, settings.REFERENCE_DATA)[0]
    assert report.changed == 0
    service.refresh_from_db()
    assert service.withdrawn_on is not None


def test_bad_rows_are_named_by_line_and_the_rest_is_loaded(
    world: World, changed: Callable[[Callable[[Rows], None]], Path]
) -> None:
    def spoil(rows: Rows) -> None:
        rows[0]["country"] = "XX"
        rows[1]["url"] = "javascript:alert(1)"
        rows[2]["as_of"] = "2023-02-30"
        rows[3]["kind"] = "charity"
        rows.append(dict(rows[10]))
        rows[5]["operator"] = "Changed and sound"

    report = load(SYSTEM, changed(spoil))[0]
    assert [line for line, _reason in report.rejected] == [2, 3, 4, 5, 379]
    assert all(reason for _line, reason in report.rejected)
    assert (report.added, report.changed) == (0, 1)


def test_a_file_without_its_columns_is_one_clear_refusal(world: World, tmp_path: Path) -> None:
    (tmp_path / "services.csv").write_text("a,b\n1,2\n")
    report = load(SYSTEM, tmp_path)[0]
    assert report.rejected[0][0] == 1
    assert "country" in report.rejected[0][1]


def test_bytes_that_are_not_utf8_reject_their_line_only(world: World, tmp_path: Path) -> None:
    shipped = (settings.REFERENCE_DATA / "services.csv").read_bytes()
    lines = shipped.split(b"\n")
    lines[1] = lines[1].replace(b"Dubai", b"Dub\xff\xfe", 1)
    (tmp_path / "services.csv").write_bytes(b"\n".join(lines))
    report = load(SYSTEM, tmp_path)[0]
    assert [line for line, _reason in report.rejected] == [2]
    assert report.unchanged == 376


def test_a_load_that_breaks_half_way_leaves_nothing(world: World) -> None:
    fields = {"kind": "helpline", "name": "Sound", "as_of": "2024", "confidence": "high"}
    sound = ServiceRow("KE", "ke-sound", fields, [ChannelRow("phone", "116")])
    # The channel breaks a constraint after the services were written.
    broken = ServiceRow("KE", "ke-broken", {**fields, "name": "Broken"}, [ChannelRow("pigeon", "coo")])
    events = Event.objects.count()
    with pytest.raises(IntegrityError):
        load_services(SYSTEM, [sound, broken])
    assert not Service.objects.filter(slug__in=["ke-sound", "ke-broken"]).exists()
    assert Event.objects.count() == events


@pytest.mark.parametrize("name", ["visitor", "eve", "ben", "vic", "ada"])
def test_only_the_system_loads(world: World, name: str) -> None:
    with pytest.raises(NotAllowed):
        load_services(world.actor(name), [])
