"""Forms that need no cookie take nothing from another site, whoever is signed in there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.test_doors import DOORS, SAMPLES
from tests.world import World

EXEMPT = sorted(name for name, view in DOORS.items() if getattr(view, "csrf_exempt", False))
ELSEWHERE: tuple[dict[str, str], ...] = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    # Its word goes before an Origin that looks right.
    {"sec-fetch-site": "cross-site", "origin": "http://localhost"},
    {"origin": "https://elsewhere.example"},
    {"origin": "null"},
    {},
)


def test_there_are_such_forms() -> None:
    assert "joining:apply_as_organisation" in EXEMPT
    assert "helplines:suggest_correction" in EXEMPT


@pytest.mark.parametrize("name", EXEMPT)
@pytest.mark.parametrize("who", ["visitor", "ada"])
def test_a_form_from_elsewhere_is_refused(name: str, who: str, world: World) -> None:
    path = reverse(name, args=SAMPLES[name](world) if name in SAMPLES else ())
    browser = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    if who != "visitor":
        browser.force_login(world.people[who])
    for headers in ELSEWHERE:
        assert browser.post(path, headers=headers).status_code == 403, headers
    assert browser.post(path, headers={"sec-fetch-site": "same-origin"}).status_code != 403
