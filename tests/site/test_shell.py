"""The shell around every page: languages, links, what machines read, and no cookie."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.world import World

LANGUAGES = ("en", "fr", "es", "ar")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def attributes(text: str, rel: str) -> dict[str, str]:
    return dict(re.findall(rf'<link rel="{rel}" hreflang="([^"]+)" href="([^"]+)">', text))


def test_a_page_names_its_sisters_in_every_language(client: Client, world: World) -> None:
    text = client.get("/fr/organisations/?group=academia").content.decode()
    sisters = attributes(text, "alternate")
    assert set(sisters) == {*LANGUAGES, "x-default"}
    assert sisters["ar"] == f"{settings.SITE_URL}/ar/organisations/?group=academia"
    assert sisters["x-default"] == f"{settings.SITE_URL}/organisations/?group=academia"
    assert f'<link rel="canonical" href="{settings.SITE_URL}/fr/organisations/">' in text


def test_an_address_without_a_language_leads_to_the_readers_own(client: Client, world: World) -> None:
    response = client.get("/organisations/?group=academia", headers={"accept-language": "sw,ar;q=0.8"})
    assert response.headers["Location"] == "/ar/organisations/?group=academia"
    assert "Accept-Language" in response.headers["Vary"]
    assert (
        client.get("/organisations/", headers={"accept-language": "ja"}).headers["Location"]
        == "/en/organisations/"
    )


def test_a_visitor_is_given_no_cookie_anywhere(client: Client, world: World) -> None:
    for name in (
        "site:home",
        "helplines:choose_country",
        "directory:organisations",
        "atlas:countries",
        "site:patterns",
    ):
        response = client.get(reverse(name))
        assert response.status_code == 200
        assert not response.cookies, name
    assert not client.cookies


def test_everything_the_shell_links_to_is_there(client: Client, world: World) -> None:
    text = client.get("/en/").content.decode()
    shell = text.split("<main", 1)[0] + text.split("</main>", 1)[1]
    for address in sorted(set(re.findall(r'href="(/[^"]*)"', shell))):
        if address.startswith(settings.STATIC_URL):
            continue
        assert client.get(address).status_code == 200, address


def test_a_link_preview_says_what_the_page_is(client: Client, world: World) -> None:
    text = client.get(reverse("directory:organisation", args=["thorn"])).content.decode()
    assert re.search(r'<meta property="og:title" content="Thorn · [^"]+">', text)
    assert re.search(r'<meta property="og:description" content="Thorn: [^"]+">', text)
    assert re.search(r'<meta property="og:image" content="http[^"]+card[^"]*\.png">', text)


def test_robots_are_shown_the_sitemap_and_kept_from_desks(client: Client, db: None) -> None:
    response = client.get("/robots.txt")
    text = response.content.decode()
    assert response.headers["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    assert "Disallow: /*/desk/" in text


def test_the_sitemap_names_pages_that_are_there_in_all_languages(client: Client, world: World) -> None:
    index = ET.fromstring(client.get("/sitemap.xml").content)
    parts = [each.text or "" for each in index.iter(f"{SITEMAP}loc")]
    assert len(parts) == 12
    listed: list[str] = []
    for part in parts:
        found = ET.fromstring(client.get(part.removeprefix(settings.SITE_URL)).content)
        locations = [
            (each.text or "").removeprefix(settings.SITE_URL) for each in found.iter(f"{SITEMAP}loc")
        ]
        assert len(locations) % len(LANGUAGES) == 0
        listed += locations
        assert client.get(locations[-1]).status_code == 200, locations[-1]
    assert len(listed) == len(set(listed))
    assert {f"/{language}/help/ke/" for language in LANGUAGES} <= set(listed)


@pytest.mark.parametrize("name", ["help-0", "help-99", "help-99999999999999999999", "nothing-1", "pages-2"])
def test_a_part_of_the_sitemap_that_is_not_there_is_not_found(client: Client, db: None, name: str) -> None:
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_the_policy_lets_nothing_in_from_elsewhere(client: Client, world: World) -> None:
    policy = client.get("/en/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
