"""Organisations on pages."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from intersession.access.actor import VISITOR
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.directory import queries
from intersession.directory.queries import FILTERS, Wanted
from intersession.members.models import OrganisationConcept, OrganisationLanguage
from intersession.people.models import Mandate, Organisation, OrganisationAlias, Person, Proxy
from tests.world import World, make_organisation, make_person

LIST = "/en/organisations/"


def names(client: Client, **query: Any) -> list[str]:
    text = client.get(LIST, query).content.decode()
    return re.findall(r'<h2 class="title-3"><a href="/en/organisations/[^"]+/"[^>]*>([^<]+)</a>', text)


def test_being_named_is_not_shown_as_being_a_member(client: Client, world: World) -> None:
    text = client.get(reverse("directory:organisation", args=["thorn"])).content.decode()
    assert "Seen in the coalition’s records" in text
    assert "not the same as being a member today" in text
    claim = reverse("joining:apply_as_organisation") + "?claims=thorn"
    assert claim in text
    assert "Thorn" in client.get(claim).content.decode()
    member = client.get(reverse("directory:organisation", args=[world.organisation.slug])).content.decode()
    assert "Member of the coalition" in member
    assert "not the same as being a member" not in member
    assert "?claims=" not in member


@pytest.mark.parametrize("words", ["ECPAT", "ecpat international", "telefonica", "Telefónica", "TdH"])
def test_names_acronyms_and_missing_accents_are_found(client: Client, world: World, words: str) -> None:
    assert len(names(client, q=words)) == 1


def test_filters_narrow_and_their_counts_are_true(client: Client, world: World) -> None:
    text = client.get(LIST, {"group": "academia"}).content.decode()
    assert "2 organisations" in text
    assert len(names(client, group="academia")) == 2
    assert len(names(client, group=["academia", "youth"])) == 4
    assert names(client, group="academia", country="FJ") == []


@pytest.mark.parametrize(
    "query",
    [
        "group=wizards",
        "region=999",
        "country=ke",
        "country=QQ",
        "relation=x",
        "concept=no-such-concept",
        "language=qqq",
        "activity=asleep",
        "un_group=x",
        "page=99",
        "page=x",
        "group=%00",
    ],
)
def test_a_filter_that_does_not_exist_is_not_found_and_says_so(
    client: Client, world: World, query: str
) -> None:
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 404
    assert 'class="lead"' in response.content.decode()


@pytest.mark.parametrize(
    "words", ["a" * 10_000, "\x00\x07", "%" * 50, "' OR 1=1 --", "AND OR NOT", "🦄", "<script>"]
)
def test_any_words_are_taken_calmly(client: Client, world: World, words: str) -> None:
    response = client.get(LIST, {"q": words})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode().replace('<script src="', "")


def test_a_name_in_another_script_is_found_as_written_and_as_it_sounds(client: Client, world: World) -> None:
    make_organisation(
        "inqadh-al-tifl", name="إنقاذ الطفل", name_language="ar", name_en="Save the Child Cairo"
    )
    OrganisationAlias.objects.create(
        organisation=Organisation.objects.get(slug="inqadh-al-tifl"), name="Спасите ребёнка"
    )
    for words in ("إنقاذ", "save the child cairo", "inqadh", "Спасите"):
        assert names(client, q=words) == ["إنقاذ الطفل"], words


def test_an_exact_acronym_comes_before_names_that_only_hold_it(client: Client, world: World) -> None:
    make_organisation("aaa-ziz-group", name="A ziz group")
    make_organisation("ziz", name="Zebra", acronym="ZIZ")
    assert names(client, q="ziz")[0] == "Zebra"


def test_every_count_is_what_choosing_the_value_leaves(world: World) -> None:
    organisation = world.organisation
    OrganisationConcept.objects.create(organisation=organisation, concept_id="grooming")
    OrganisationLanguage.objects.create(organisation=organisation, language="sw")
    for wanted in (
        Wanted(),
        Wanted("a", {"group": ["civil-society"]}),
        Wanted("", {"region": ["002", "ZZ"]}),
    ):
        counts = queries.counts(VISITOR, wanted)
        assert counts.total == queries.organisations(VISITOR, wanted).count()
        for name in FILTERS:
            for value, number in counts.values[name]:
                chosen = Wanted(wanted.words, {**wanted.chosen, name: [value]})
                assert queries.organisations(VISITOR, chosen).count() == number, (name, value)


def test_active_is_who_did_something_lately_that_anybody_may_see(world: World) -> None:
    asked = {"activity": ["active"]}
    slugs = set(queries.organisations(VISITOR, Wanted("", asked)).values_list("slug", flat=True))
    assert world.organisation.slug not in slugs
    record_something(world, Verb.LETTER_SENT)
    assert not queries.organisations(VISITOR, Wanted("", asked)).filter(pk=world.organisation.pk)
    record_something(world, Verb.RESOURCE_PUBLISHED)
    assert queries.organisations(VISITOR, Wanted("", asked)).filter(pk=world.organisation.pk)


def record_something(world: World, verb: Verb) -> None:
    with transaction.atomic():
        record(world.actor("ben"), verb, world.organisation)


def test_what_was_merged_is_listed_once_and_its_page_leads_on(client: Client, world: World) -> None:
    make_organisation("old-lights", name="Old Lights", merged_into=world.organisation)
    assert names(client, q="lights") == [world.organisation.name]
    text = client.get("/en/organisations/old-lights/").content.decode()
    assert "Merged into another organisation" in text
    assert f"/organisations/{world.organisation.slug}/" in text


def test_a_name_of_a_person_stands_on_the_page_only_where_they_agreed(client: Client, world: World) -> None:
    path = reverse("directory:organisation", args=[world.organisation.slug])
    Person.objects.filter(pk=world.people["ben"].pk).update(name="Benedikt Visible", shows_name=True)
    Person.objects.filter(pk=world.people["chi"].pk).update(name="Chiara Hidden")
    text = client.get(path).content.decode()
    assert "Benedikt Visible" in text
    assert "Chiara Hidden" not in text
    assert "1 person who is not named" in text
    assert "@cast.example" not in text


def test_whoever_left_or_is_erased_is_not_named(client: Client, world: World) -> None:
    path = reverse("directory:organisation", args=[world.organisation.slug])
    Person.objects.filter(pk=world.people["ben"].pk).update(name="Benedikt Visible", shows_name=True)
    Mandate.objects.filter(person=world.people["ben"]).update(ends_at=timezone.now())
    assert "Benedikt Visible" not in client.get(path).content.decode()


def test_a_proxy_in_force_is_shown_on_both_pages_without_a_hidden_name(client: Client, world: World) -> None:
    until = timezone.now() + timedelta(days=5)
    Proxy.objects.create(organisation=world.organisation, holder_organisation=world.other, ends_at=until)
    given = client.get(reverse("directory:organisation", args=[world.organisation.slug])).content.decode()
    held = client.get(reverse("directory:organisation", args=[world.other.slug])).content.decode()
    assert "Its vote is held by" in given
    assert "It holds the vote of" in held
    Proxy.objects.all().delete()
    holder = make_person("hideaway")
    Person.objects.filter(pk=holder.pk).update(name="Hidden Holder")
    Proxy.objects.create(organisation=world.organisation, holder_person=holder, ends_at=until)
    text = client.get(reverse("directory:organisation", args=[world.organisation.slug])).content.decode()
    assert "Its vote is held by" in text
    assert "Hidden Holder" not in text


def test_a_former_member_is_called_so_with_its_dates(client: Client, world: World) -> None:
    make_organisation("gone", name="Gone", member_until=date(2024, 3, 1))
    text = client.get("/en/organisations/gone/").content.decode()
    assert "Former member of the coalition" in text
    assert "2024" in text


def read(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_lists_for_programs_hold_what_the_page_lists(client: Client, world: World) -> None:
    query = {"group": "academia"}
    lines = read(client.get(f"{LIST}organisations.csv", query)).decode("utf-8-sig")
    rows = list(csv.DictReader(lines.splitlines()))
    found = json.loads(read(client.get(f"{LIST}organisations.json", query)))
    assert len(rows) == len(found["organisations"]) == 2
    assert {row["name"] for row in rows} == set(names(client, **query))
    assert rows[0]["standing"] == "seen"


def test_a_spreadsheet_never_runs_a_name(client: Client, world: World) -> None:
    Organisation.objects.filter(slug="thorn").update(name="=HYPERLINK(1)")
    text = read(client.get(f"{LIST}organisations.csv", {"q": "thorn"})).decode()
    assert "'=HYPERLINK(1)" in text


def test_programs_read_an_organisation_on_its_page_and_nothing_breaks_out(
    client: Client, world: World
) -> None:
    Organisation.objects.filter(slug="thorn").update(summary="</script><script>alert(1)</script>")
    text = client.get("/en/organisations/thorn/").content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert block
    said = json.loads(block[1])
    assert said["@type"] == "Organization"
    assert said["description"].startswith("</script>")
    assert "<script>alert" not in text


def test_new_members_come_as_a_feed_the_newest_first(client: Client, world: World) -> None:
    make_organisation("newest", name="Newest", member_since=date(2025, 1, 1))
    text = client.get(f"{LIST}new.atom").content.decode()
    assert text.index("Newest") < text.index("Harbour Lights")
    assert "Thorn" not in text


def test_the_page_of_an_organisation_asks_the_same_however_much_it_says(client: Client, world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("directory:organisation", args=[world.organisation.slug]))
        return len(captured)

    for number in range(2):
        fill(world.organisation, number)
    few = asked()
    for number in range(2, 12):
        fill(world.organisation, number)
    assert asked() == few <= 20


def fill(organisation: Organisation, number: int) -> None:
    concepts = sorted(queries.known_concepts())
    OrganisationConcept.objects.create(organisation=organisation, concept_id=concepts[number])
    OrganisationLanguage.objects.create(
        organisation=organisation,
        language=("en", "fr", "es", "ar")[number % 4] if number < 4 else f"q{number}",
    )
    OrganisationAlias.objects.create(organisation=organisation, name=f"Name {number}")
    person = make_person(f"agent{number}", shows_name=number % 2 == 0)
    Mandate.objects.create(person=person, organisation=organisation, role="delegate")
    other = make_organisation(f"other-{number}", name=f"Other {number}")
    ends_at = timezone.now() + timedelta(days=9)
    Proxy.objects.create(organisation=other, holder_organisation=organisation, ends_at=ends_at)
    make_organisation(f"merged-{number}", name=f"Merged {number}", merged_into=organisation)


def test_the_list_asks_the_same_of_the_database_for_one_row_and_for_many(
    client: Client, world: World
) -> None:
    def asked(**query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST, query)
        return len(queries)

    one = asked(q="thorn")
    for number in range(40):
        make_organisation(f"thorn-{number}", name=f"Thorn {number}")
    assert asked(q="thorn") == one <= 12


def test_a_page_without_an_organisation_is_not_found(client: Client, world: World) -> None:
    assert client.get("/en/organisations/nobody-at-all/").status_code == 404


def test_a_name_is_never_taken_for_markup(client: Client, world: World) -> None:
    Organisation.objects.filter(slug="thorn").update(name='<b>"Thorn"</b> & co')
    text = client.get(reverse("directory:organisation", args=["thorn"])).content.decode()
    assert "<b>" not in text
    assert "&lt;b&gt;" in text
