"""Finding who knows: what is understood of a question, how answers are ranked, who is shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intersession.access.actor import VISITOR
from intersession.directory.asking import Part, Question, understand
from intersession.directory.expertise import shown_people, who_knows
from intersession.library.models import Resource, ResourceConcept
from intersession.members.models import (
    OrganisationConcept,
    OrganisationLanguage,
    OrganisationPlace,
    PersonConcept,
    PersonLanguage,
)
from intersession.people.models import Mandate, Organisation, Person
from intersession.vocabulary.models import Concept
from tests.world import World, make_organisation, make_person

PAGE = "/en/expertise/"


def parts(text: str) -> set[tuple[str, str]]:
    return {(part.sort, part.value) for part in understand(text).parts}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "who knows about age assurance in Latin America, in Spanish",
            {("concept", "age-assurance"), ("place", "419"), ("language", "es")},
        ),
        (
            "¿Quién sabe sobre verificación de edad en América Latina?",
            {("concept", "age-verification"), ("place", "419")},
        ),
        ("sextortion, Kenya, Swahili", {("concept", "sextortion"), ("place", "KE"), ("language", "sw")}),
        ("grooming in French Polynesia", {("concept", "grooming"), ("place", "PF")}),
        ("grooming in the Pacific", {("concept", "grooming"), ("place", "009")}),
        ("من يعرف عن الخصوصية بالإسبانية", {("concept", "privacy"), ("language", "es")}),
        ("Qui connaît la vie privée en Afrique", {("place", "002"), ("concept", "privacy")}),
        ("zebras", {("word", "zebras")}),
        ("who knows about", set()),
        ("", set()),
    ],
)
def test_a_question_is_understood_in_parts(world: World, text: str, expected: set[tuple[str, str]]) -> None:
    found = parts(text)
    assert expected <= found
    assert {pair for pair in found if pair[0] != "word"} == {pair for pair in expected if pair[0] != "word"}


HOSTILE = [
    "a" * 20_000,
    "\x00\x07\u202e",
    "%" * 300,
    "' OR 1=1 --",
    "🦄" * 50,
    "<script>alert(1)</script>",
    "((((",
    "\\",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_question_is_taken_calmly(client: Client, world: World, text: str) -> None:
    response = client.get(PAGE, {"q": text, "topic": text, "without": text})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("query", ["place=Atlantis", "language=xx-nobody", "concept=nothing", "place=ke"])
def test_a_field_that_names_what_does_not_exist_is_not_found(
    client: Client, world: World, query: str
) -> None:
    response = client.get(f"{PAGE}?{query}")
    assert response.status_code == 404
    assert 'class="lead"' in response.content.decode()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_no_text_breaks_the_understanding(world: World, text: str) -> None:
    question = understand(text)
    assert len(question.parts) <= 8
    for part in question.parts:
        assert part.key not in {each.key for each in question.without([part.key]).parts}


def question(**values: list[str]) -> Question:
    return Question(tuple(Part(sort, value) for sort, chosen in values.items() for value in chosen))


ASKED = question(concept=["age-assurance"], place=["419"], language=["es"])


def body(
    slug: str, *, concepts: Any = (), languages: Any = (), places: Any = (), **changes: Any
) -> Organisation:
    made = make_organisation(slug, name=slug, place_id=changes.pop("place_id", "DE"), **changes)
    for concept in concepts:
        OrganisationConcept.objects.create(organisation=made, concept_id=concept)
    for language in languages:
        OrganisationLanguage.objects.create(organisation=made, language=language)
    for place in places:
        OrganisationPlace.objects.create(organisation=made, place_id=place)
    return made


def order(asked: Question = ASKED) -> list[str]:
    return [one.who.slug for one in who_knows(VISITOR, asked).organisations]


def test_more_parts_come_first_then_nearer_knowledge_then_the_alphabet(world: World) -> None:
    body("d-only-topic", concepts=["age-assurance"])
    body("c-all-but-broader", concepts=["child-online-protection"], languages=["es"], place_id="CL")
    body("b-all-narrower", concepts=["age-verification"], languages=["es"], places=["CL"])
    body("a-all-exact", concepts=["age-assurance"], languages=["es"], place_id="BR")
    body("a-twin-exact", concepts=["age-assurance"], languages=["es"], place_id="AR")
    body("e-no-topic", languages=["es"], place_id="CL")
    found = [slug for slug in order() if slug[1] == "-"]
    assert found == ["a-all-exact", "a-twin-exact", "b-all-narrower", "c-all-but-broader", "d-only-topic"]


def test_an_answer_says_why_and_what_it_lacks(client: Client, world: World) -> None:
    body("chile-house", concepts=["age-assurance"], languages=["fr"], place_id="CL")
    text = client.get(PAGE, {"q": "age assurance in Latin America, in Spanish"}).content.decode()
    assert "says it knows: age assurance" in text
    assert "works in: Chile" in text
    assert "does not say it works in the language" in text
    assert "None of them meets all of the question" in text


def test_a_chip_takes_its_part_away(client: Client, world: World) -> None:
    text = client.get(PAGE, {"q": "grooming in Kenya"}).content.decode()
    assert "without=place.KE" in text
    fewer = client.get(PAGE, {"q": "grooming in Kenya", "without": "place.KE"}).content.decode()
    assert "without=concept.grooming" in fewer
    assert "Place: Kenya" not in fewer


def test_where_nobody_knows_the_page_says_so_and_names_the_nearest(client: Client, world: World) -> None:
    body("lima-house", languages=["es"], place_id="PE")
    text = client.get(PAGE, {"concept": "loot-box", "place": "PE"}).content.decode()
    assert "Nobody on record says they know about this" in text
    assert "lima-house" in text
    assert "Topics that organisations say they know" in text or not OrganisationConcept.objects.exists()


def test_words_of_no_vocabulary_are_looked_for_as_they_are(world: World) -> None:
    body("zoo", summary="We keep zebras safe.")
    assert order(question(word=["zebras"])) == ["zoo"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_knowing_one_more_thing_asked_for_never_lowers_a_rank(world: World, data: st.DataObject) -> None:
    """Among others with anything to say: adding a concept, a language or a place asked for only ever helps."""
    concepts = ["age-assurance", "age-verification", "age-estimation", "child-online-protection", "grooming"]
    Organisation.objects.filter(slug__startswith="rank-").delete()
    some = st.sets(st.sampled_from(concepts))
    for number in range(5):
        body(
            f"rank-{number}",
            concepts=data.draw(some),
            languages=data.draw(st.sets(st.sampled_from(["es", "fr"]))),
            place_id=data.draw(st.sampled_from(["CL", "DE", "ZZ"])),
        )
    asked = question(
        concept=sorted(data.draw(st.sets(st.sampled_from(concepts), min_size=1, max_size=2))),
        place=["419"],
        language=["es"],
    )
    mine = Organisation.objects.get(slug=f"rank-{data.draw(st.integers(0, 4))}")
    before = order(asked)
    added = data.draw(st.sampled_from(asked.concepts))
    OrganisationConcept.objects.get_or_create(organisation=mine, concept_id=added)
    after = order(asked)
    assert mine.slug in after
    if mine.slug in before:
        assert after.index(mine.slug) <= before.index(mine.slug)


def expert(
    name: str, *, concepts: Any = (), organisation: Organisation | None = None, **changes: Any
) -> Person:
    person = make_person(name, **{"shows_name": True, **changes})
    for concept in concepts:
        PersonConcept.objects.create(person=person, concept_id=concept)
    if organisation:
        Mandate.objects.create(person=person, organisation=organisation, role="observer")
    return person


def test_only_people_who_agreed_and_take_part_are_shown(client: Client, world: World) -> None:
    knows = ["loot-box"]
    expert("agreed", concepts=knows, organisation=world.organisation)
    expert("silent", concepts=knows, organisation=world.organisation, shows_name=False)
    expert("stranger", concepts=knows)
    expert("closed", concepts=knows, organisation=world.organisation, is_active=False)
    text = client.get(PAGE, {"q": "loot box"}).content.decode()
    assert "Agreed" in text
    assert not {"Silent<", "Stranger", "Closed"} & {
        name for name in ("Silent<", "Stranger", "Closed") if name in text
    }
    assert "@cast.example" not in text


def test_people_are_ranked_by_the_same_rule(world: World) -> None:
    near = expert("near", concepts=["age-verification"], organisation=world.organisation)
    exact = expert("exact", concepts=["age-assurance"], organisation=world.organisation)
    speaks = expert("speaks", concepts=["age-verification"], organisation=world.organisation)
    PersonLanguage.objects.create(person=speaks, language="es")
    people = [one.who.pk for one in who_knows(VISITOR, ASKED).people]
    assert people == [speaks.pk, exact.pk, near.pk]


def test_people_who_are_not_shown_are_in_no_answer_whatever_is_asked(world: World) -> None:
    hidden = expert("hidden", concepts=["grooming"], organisation=world.organisation, shows_name=False)
    assert hidden not in shown_people()


def test_the_page_asks_the_same_of_the_database_for_one_answer_and_for_many(
    client: Client, world: World
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE, {"q": "loot box in Kenya in Swahili"}).status_code == 200
        return len(captured)

    body("knows-0", concepts=["loot-box"], languages=["sw"], place_id="KE")
    expert("knower0", concepts=["loot-box"], organisation=world.organisation)
    asked()
    one = asked()
    for number in range(1, 15):
        body(f"knows-{number}", concepts=["loot-box"], languages=["sw"], place_id="KE")
        expert(f"knower{number}", concepts=["loot-box"], organisation=world.organisation)
    assert asked() == one <= 20


def test_every_concept_of_the_vocabulary_is_understood_by_its_english_label(world: World) -> None:
    lost = []
    for concept in Concept.objects.prefetch_related("labels"):
        label = next(each.text for each in concept.labels.all() if each.language == "en")
        if concept.pk not in understand(f"who knows about {label}").concepts:
            lost.append(concept.pk)
    assert lost == []


def test_what_an_organisation_shared_about_a_topic_is_a_reason(client: Client, world: World) -> None:
    quiet = body("quiet-sharer", place_id="KE")
    resource = Resource.objects.listed().order_by("pk")[0]
    ResourceConcept.objects.get_or_create(
        resource=resource, concept_id="loot-box", defaults={"because": "choice"}
    )
    Resource.objects.filter(pk=resource.pk).update(contributed_for=quiet, contributed_by=world.people["ben"])
    asked = question(concept=["loot-box"])
    (one,) = who_knows(VISITOR, asked).organisations
    assert (one.who, one.shared, one.points) == (quiet, 1, 1)
    assert "shared 1 resource about it" in client.get(PAGE, {"concept": "loot-box"}).content.decode()
    Resource.objects.filter(pk=resource.pk).update(withdrawn_at=timezone.now(), withdrawn_because="Outdated")
    assert who_knows(VISITOR, asked).organisations == []
