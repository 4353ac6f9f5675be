"""What partner sites take: frame, JSON, QR code."""

from __future__ import annotations

import re

from django.test import Client

from intersession.helplines.models import Outcome
from tests.helplines.making import make_channel, make_check, make_service
from tests.world import World


def test_the_frame_may_stand_on_any_site_and_only_the_frame(client: Client, world: World) -> None:
    frame = client.get("/en/help/ke/embed/")
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "default-src 'none'" in frame["Content-Security-Policy"]
    assert "script-src" not in frame["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame
    page = client.get("/en/help/ke/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_the_frame_is_small_plain_and_whole(client: Client, world: World) -> None:
    page = client.get("/en/help/ke/embed/").content.decode()
    assert len(page) < 8_000
    assert "<script" not in page
    assert 'href="tel:116"' in page
    assert 'href="tel:999"' in page
    assert "Not yet checked by us." in page
    assert page.count("takeitdown.ncmec.org") >= 1
    for link in re.findall(r'<a href="http[^>]*>', page):
        assert 'rel="noopener noreferrer"' in link
        assert 'target="_blank"' in link
    assert client.get("/en/help/xx/embed/").status_code == 404


def test_json_says_what_the_page_says(client: Client, world: World) -> None:
    service = make_service(place_id="TV", name="Harbour Line")
    check = make_check(make_channel(service, value="0800 111", hours="24/7"), world.people["vic"])
    response = client.get("/fr/help/tv.json")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"] == "application/json"
    said = response.json()
    assert said["version"] == 1
    assert said["country"] == {"code": "TV", "name": "Tuvalu"}
    assert said["language"] == "fr"
    assert said["emergency"]["numbers"] == ["911"]
    talk = next(need for need in said["needs"] if need["need"] == "talk")
    assert (talk["none_known"], talk["unsure"], talk["worldwide"]) == (False, False, [])
    assert talk["services"][0]["channels"][0] == {
        "medium": "phone",
        "value": "0800 111",
        "link": "tel:0800111",
        "note": None,
        "hours": "24/7",
        "languages": ["en"],
        "last_check": {"on": str(check.at.date()), "how": "phone", "outcome": Outcome.WORKS},
    }
    report = next(need for need in said["needs"] if need["need"] == "report")
    assert report["none_known"]
    assert report["worldwide"]


def test_json_of_an_unknown_country_is_an_error_any_site_can_read(client: Client, world: World) -> None:
    response = client.get("/en/help/xx.json")
    assert response.status_code == 404
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.json()["error"]


def test_the_qr_code_is_a_picture_of_the_short_address(client: Client, world: World) -> None:
    response = client.get("/en/help/ke/qr.svg")
    assert response["Content-Type"] == "image/svg+xml"
    picture = response.content.decode()
    assert "/h/ke</title>" in picture
    assert "<script" not in picture
    assert client.get("/en/help/xx/qr.svg").status_code == 404


def test_the_page_for_partners_names_every_way_and_every_field(client: Client, world: World) -> None:
    page = client.get("/en/help/partners/").content.decode()
    for way in ("/h/ke", "/en/help/ke/qr.svg", "/en/help/ke/embed/", "/en/help/ke.json"):
        assert way in page
    said = client.get("/en/help/ke.json").json()
    talk = next(need for need in said["needs"] if need["need"] == "talk")
    service = talk["services"][0]
    names = {*said, *said["emergency"], *talk, *service, *service["channels"][0]} - {"channels", "page"}
    undocumented = [name for name in names if name not in page]
    assert undocumented in ([], ["short_address"]) or set(undocumented) <= {"language", "short_address"}
