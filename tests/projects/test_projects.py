"""Who does what, where, when and for whom: entering, joining, merging, telling apart, and what is proposed as joint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from intersession.access.actor import VISITOR
from intersession.access.errors import NotAllowed, Refused
from intersession.decisions.actions import conclude_decision
from intersession.overlaps.sketch import Nearness
from intersession.projects import actions, documents, queries, sheets
from intersession.projects.forms import ProjectForm, sketch_of
from intersession.projects.models import Link, Part, Project, State
from intersession.projects.nearness import near, sketch_of_project
from intersession.projects.queries import Wanted
from tests.overlaps.conftest import index_home, own_index
from tests.overlaps.test_engine import put
from tests.papers.making import decided
from tests.projects.making import ENTRY, a_question, make_list, make_project, make_proposal
from tests.world import World

__all__ = ["index_home", "own_index", "put"]

TYPED = {
    "title": "Les enseignants reconnaissent le grooming",
    "language": "fr",
    "concepts": "grooming",
    "places": "Kenya",
    "starts_on": "2026-03-01",
    "ends_on": "2026-11-30",
    "audiences": ["teachers"],
    "then": "enter",
}


def test_whoever_acts_for_a_member_enters_a_project_and_nobody_else(world: World) -> None:
    made = make_project(world, "chi")
    assert (made.organisation, made.is_fictional) == (world.organisation, True)
    assert [(part.organisation, part.leads) for part in made.parts.all()] == [(world.organisation, True)]
    for name in ("ada", "eve", "visitor"):
        with pytest.raises(NotAllowed):
            actions.enter_project(world.actor(name), ENTRY)


def test_nobody_changes_or_ends_what_another_organisation_entered(world: World) -> None:
    made, theirs = make_project(world), make_project(world, "lou", title="Night shifts")
    lou = world.actor("lou")
    for attempt in (
        lambda: actions.change_project(lou, made, ENTRY),
        lambda: actions.withdraw_project(lou, made, "Not ours."),
        lambda: actions.merge_project(lou, made, theirs, "The same."),
        lambda: actions.link_projects(lou, made, theirs),
        lambda: actions.tell_apart(lou, made, theirs, "Another one."),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_an_organisation_named_by_others_takes_part_only_by_its_own_word(world: World) -> None:
    made = make_project(world, others=("Lake Signal (fictional)", "A school in no register"))
    named = Part.objects.get(project=made, organisation=world.other)
    assert named.confirmed_at is None
    assert queries.parts_of(world.other).count() == 0
    actions.join_project(world.actor("lou"), made)
    assert queries.parts_of(world.other).count() == 1
    with pytest.raises(Refused, match="already"):
        actions.join_project(world.actor("lea"), made)
    # Stating it anew without the name does not undo what the organisation said itself.
    actions.change_project(world.actor("ben"), made, ENTRY)
    assert queries.parts_of(world.other).count() == 1
    actions.leave_project(world.actor("lou"), made)
    assert queries.parts_of(world.other).count() == 0
    with pytest.raises(Refused, match="Withdraw it"):
        actions.leave_project(world.actor("ben"), made)


def test_somebody_else_may_lead(world: World) -> None:
    made = make_project(world, led_by="Lake Signal (fictional)", others=("Lake Signal (fictional)",))
    assert {(str(part), part.leads) for part in made.parts.all()} == {
        ("Harbour Lights (fictional)", False),
        ("Lake Signal (fictional)", True),
    }


@given(
    start=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    length=st.none() | st.integers(0, 2000),
    today=st.dates(date(2019, 1, 1), date(2035, 1, 1)),
)
@settings(max_examples=50)
def test_a_project_is_planned_then_running_then_ended(start: date, length: int | None, today: date) -> None:
    end = None if length is None else start + timedelta(days=length)
    states = [
        Project(starts_on=start, ends_on=end).state_on(day) for day in (today, today + timedelta(days=1))
    ]
    order = [State.PLANNED, State.RUNNING, State.ENDED]
    assert order.index(states[0]) <= order.index(states[1])
    assert (states[0] is State.RUNNING) == (start <= today and (end is None or today <= end))


def test_what_is_merged_stays_readable_and_leads_to_the_other(world: World, client: Client) -> None:
    ours, theirs = (
        make_project(world),
        make_project(world, "lou", title="Docentes contra el grooming", language="es"),
    )
    into = actions.merge_project(world.actor("ben"), ours, theirs, "The same training.")
    ours.refresh_from_db()
    assert (ours.state, ours.merged_into) == (State.MERGED, into)
    assert {part.organisation for part in theirs.parts.all()} == {world.organisation, world.other}
    page = client.get(f"/en/projects/{ours.slug}/")
    assert page.status_code == 200
    assert f"/en/projects/{theirs.slug}/" in page.text
    assert [each.key for each in documents.documents(None)] == [str(theirs.pk)]
    for attempt in (
        lambda: actions.change_project(world.actor("ben"), ours, ENTRY),
        lambda: actions.join_project(world.actor("lou"), ours),
        lambda: actions.merge_project(world.actor("lou"), theirs, ours, "Back."),
        lambda: make_proposal(world, ours),
    ):
        with pytest.raises(Refused):
            attempt()


def test_what_is_distinct_says_why_once(world: World) -> None:
    ours, theirs = make_project(world), make_project(world, "lou", title="Night shifts")
    ben = world.actor("ben")
    with pytest.raises(Refused, match="Say in some words"):
        actions.tell_apart(ben, ours, theirs, "  ")
    actions.tell_apart(ben, ours, theirs, "Theirs is for parents.")
    for one, other, name in ((ours, theirs, "ben"), (theirs, ours, "lou")):
        with pytest.raises(Refused, match="already"):
            actions.tell_apart(world.actor(name), one, other, "Again.")
    (said,) = queries.said_of(theirs)
    assert (said.other, said.because) == (ours, "Theirs is for parents.")


# ── overlaps ────────────────────────────────────────────────────────────────────────────────────


def indexed(put: Callable[..., None], *projects: Project) -> None:
    put(
        *(
            documents.document(each)
            for each in queries.with_all(Project.objects.filter(pk__in=[p.pk for p in projects]))
        )
    )


@pytest.mark.usefixtures("own_index")
def test_a_twin_in_another_language_is_found_by_what_both_are_about(
    world: World, put: Callable[..., None]
) -> None:
    there = make_project(world, "lou", title="Programa para escuelas", summary="", language="es")
    indexed(put, there)
    form = ProjectForm({**TYPED, "title": "Une formation", "concepts": "grooming, digital-literacy"})
    assert form.is_valid(), form.errors
    (overlap,) = near(sketch_of(form.entry())).overlaps
    assert (overlap.key, overlap.nearness) == (str(there.pk), Nearness.TRANSLATION)
    assert "both: digital literacy, grooming, Kenya, 2026, Teachers and educators" in overlap.reasons


@pytest.mark.usefixtures("own_index")
@pytest.mark.parametrize(
    ("changes", "overlaps"),
    [
        ({}, True),
        ({"places": ("CL",)}, False),
        ({"starts_on": date(2010, 1, 1), "ends_on": date(2011, 1, 1)}, False),
        ({"concepts": ("encryption",)}, False),
    ],
)
def test_theme_place_and_time_together_overlap(
    world: World, put: Callable[..., None], changes: dict[str, Any], overlaps: bool
) -> None:
    there = make_project(
        world,
        "lou",
        title="Xylophone quartz",
        summary="",
        audiences=(),
        **{"concepts": ("grooming",), **changes},
    )
    indexed(put, there)
    ours = make_project(world, title="Umbrella", summary="", audiences=())
    found = near(sketch_of_project(queries.project_for(VISITOR, ours.slug)))
    assert bool(found.overlaps) == overlaps


@pytest.mark.usefixtures("own_index")
def test_the_form_asks_what_a_likely_overlap_is_before_anything_is_entered(
    world: World, put: Callable[..., None], sign_in: Callable[[str], Client]
) -> None:
    there = make_project(
        world, "lou", title="Los docentes reconocen el grooming", language="es", concepts=("grooming",)
    )
    indexed(put, there)
    browser, key = sign_in("ben"), str(there.pk)
    typed = {**TYPED, "concepts": "grooming", "url": ""}
    there.url = "https://example.org/training"
    Project.objects.filter(pk=there.pk).update(url=there.url)
    indexed(put, there)
    typed["url"] = there.url
    asked = browser.post("/en/projects/enter/", typed)
    assert asked.status_code == 400
    assert "Say what it is" in asked.text
    assert "enseignants" in asked.text
    assert Project.objects.count() == 1
    short = browser.post(
        "/en/projects/enter/", {**typed, f"answer-{key}": "distinct", f"because-{key}": "no"}
    )
    assert short.status_code == 400
    apart = {f"answer-{key}": "distinct", f"because-{key}": "Ours is for pupils, not for teachers."}
    assert browser.post("/en/projects/enter/", {**typed, **apart}).status_code == 302
    assert Link.objects.get().because == "Ours is for pupils, not for teachers."
    joined = browser.post("/en/projects/enter/", {**typed, f"answer-{key}": "join"})
    assert joined.url == f"/en/projects/{there.slug}/"  # type: ignore[attr-defined]
    assert Project.objects.count() == 2
    assert there.parts.filter(organisation=world.organisation, confirmed_at__isnull=False).exists()


@pytest.mark.usefixtures("own_index")
def test_gaps_and_crowds_show_while_one_types(world: World, sign_in: Callable[[str], Client]) -> None:
    make_project(world, "lou")
    answer = sign_in("ben").post("/en/projects/enter/overlaps/", {**TYPED, "places": "Kenya, Chile"})
    assert "A gap: nobody works on grooming in Chile then." in answer.text
    assert "grooming in Kenya: 1 project then." in answer.text
    for broken in ({"title": "\x00" * 20, "starts_on": "2026-99-99", "places": ",,,"}, {}):
        assert sign_in("ben").post("/en/projects/enter/overlaps/", broken).status_code == 200


# ── lists ───────────────────────────────────────────────────────────────────────────────────────

SHEET = (
    "title,language,concepts,countries,from,until,for_whom,colour\n"
    "Formation des enseignants,fr,grooming,KE; Uganda,2026,2027,teachers; parents,red\n"
    "=HYPERLINK(1),en,grooming,KE,2026,,,\n"
    "No place,en,,,soon,,,\n"
)
IATI = """<?xml version="1.0" encoding="UTF-8"?>
<iati-activities version="2.03"><iati-activity xml:lang="fr"><iati-identifier>XM-EX-1</iati-identifier>
<reporting-org ref="XM-EX"><narrative>Phare (fictif)</narrative></reporting-org>
<title><narrative>Contre le grooming au Kenya</narrative><narrative xml:lang="en">Against grooming</narrative></title>
<description><narrative>Deux cents enseignants.</narrative></description>
<participating-org role="4"><narrative>Lake Signal (fictional)</narrative></participating-org>
<activity-date type="1" iso-date="2025-01-01"/><activity-date type="2" iso-date="2026-02-01"/>
<activity-date type="3" iso-date="2027-12-31"/><recipient-country code="KE"/><sector><narrative>x</narrative></sector>
</iati-activity></iati-activities>"""


def upload(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_a_sheet_is_read_row_by_row_and_only_what_is_chosen_is_entered(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    browser = sign_in("ben")
    read = browser.post("/en/projects/lists/", {"batch": upload("list.csv", SHEET)})
    assert read.status_code == 302
    address = read.url  # type: ignore[attr-defined]
    page = browser.get(address).text
    assert "colour" in page
    assert "A cell holds a formula" in page
    assert page.count('name="choose"') == 1
    assert browser.post(address, {"choose": ["2"]}).status_code == 302
    made = Project.objects.get()
    assert {place.code for place in made.places.all()} == {"KE", "UG"}
    assert (made.starts_on, made.ends_on) == (date(2026, 1, 1), date(2027, 12, 31))
    assert {each.who for each in made.audiences.all()} == {"teachers", "parents"}
    assert browser.post(address, {"choose": ["2"]}).status_code == 409
    assert browser.post(address, {"choose": ["4"]}).status_code == 409
    assert Project.objects.count() == 1
    assert sign_in("lou").get(address).status_code == 404


def test_iati_activities_are_read_as_if_somebody_had_typed_them(world: World) -> None:
    read = sheets.read(upload("activities.xml", IATI))
    ((_line, typed, faults),) = read.rows
    form = ProjectForm(typed)
    assert form.is_valid(), form.errors
    entry = form.entry(identifier=typed["identifier"], origin=read.origin)
    made = actions.enter_project(world.actor("ben"), entry)
    assert (made.title, made.language, made.starts_on) == (
        "Contre le grooming au Kenya",
        "fr",
        date(2026, 2, 1),
    )
    assert [concept.pk for concept in made.concepts.all()] == ["grooming"]
    assert not faults
    assert made.parts.filter(organisation=world.other).exists()
    with pytest.raises(Refused, match="already"):
        actions.enter_project(world.actor("ben"), entry)


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><iati-activities>&b;</iati-activities>',
        "<iati-activities><iati-activity></iati-activities>",
        "<html><body>no</body></html>",
        "<" * 500,
        "name,colour\na,b\n",
        "",
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(text: str, db: None) -> None:
    with pytest.raises(Refused):
        sheets.read(upload("file.xml", text))


def test_a_list_of_another_is_nobodys_to_take_or_forget(world: World) -> None:
    batch = make_list(world)
    for attempt in (
        lambda: actions.take_rows(world.actor("lou"), batch, {}),
        lambda: actions.discard_list(world.actor("chi"), batch),
    ):
        with pytest.raises(NotAllowed):
            attempt()


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", ["/en/projects/", "/en/projects/list.csv", "/en/projects/grid/"])
def test_pages_ask_the_same_for_one_project_and_for_many(world: World, client: Client, path: str) -> None:
    make_project(world)
    client.get(path)
    once = queries_of(client, path)
    for number in range(4):
        make_project(world, "lou", title=f"Another {number}", places=("UG", "CL"), audiences=("parents",))
    assert queries_of(client, path) == once


@pytest.mark.usefixtures("own_index")
def test_the_list_is_narrowed_by_everything_a_project_says(world: World, client: Client) -> None:
    make_project(world, title="Ours alone")
    make_project(
        world, "lou", title="Theirs alone", language="es", places=("CL",), concepts=("sexting",),
        audiences=("parents",), starts_on=date(2010, 1, 1), ends_on=date(2011, 1, 1),
    )  # fmt: skip
    for query in (
        "concept=grooming", "country=KE", "audience=teachers", "organisation=harbour-lights", "language=en",
        "concept=grooming&country=KE&language=en",
    ):  # fmt: skip
        text = client.get(f"/en/projects/?{query}").text
        assert "Ours alone" in text
        assert "Theirs alone" not in text
    assert "Theirs alone" in client.get("/en/projects/?state=ended").text
    assert client.get("/en/projects/?state=gone").status_code == 404
    counts = queries.filter_counts(VISITOR, Wanted())
    assert dict(counts["concept"])["sexting"] == 1


def test_what_is_downloaded_can_be_sent_in_again(world: World, client: Client) -> None:
    make_project(world, places=("KE", "UG"))
    text = client.get("/en/projects/list.csv").content.decode()
    ((_line, typed, _faults),) = sheets.read(upload("again.csv", text)).rows
    form = ProjectForm(typed)
    assert form.is_valid(), form.errors
    entry = form.entry()
    assert (set(entry.places), set(entry.concepts)) == ({"KE", "UG"}, set(ENTRY.concepts))
    assert (entry.title, entry.ends_on, entry.audiences) == (
        ENTRY.title,
        ENTRY.ends_on,
        list(ENTRY.audiences),
    )


def test_the_matrix_shows_crowded_and_empty_cells_of_a_year(world: World, client: Client) -> None:
    for number in range(3):
        make_project(world, title=f"Training {number}", concepts=("grooming",))
    make_project(world, concepts=("sexting",), places=("CL",))
    make_project(world, concepts=("grooming",), places=("CL",), starts_on=date(2030, 1, 1), ends_on=None)
    found = queries.grid(VISITOR, 2026)
    assert found.cells == {("grooming", "KE"): 3, ("sexting", "CL"): 1}
    page = client.get("/en/projects/grid/?year=2026").text
    assert 'data-level="crowded"' in page
    assert "2 of 4 cells are empty." in page
    table = client.get("/en/projects/grid.csv?year=2026").content.decode().splitlines()
    assert table[1].split(",")[2:] == ["3", "0"]
    assert client.get("/en/projects/grid/?year=x").status_code == 404


# ── joint projects ──────────────────────────────────────────────────────────────────────────────


def test_only_the_secretariat_proposes_and_at_most_two_a_year(world: World) -> None:
    made = [make_project(world, title=f"Training {number}") for number in range(3)]
    with pytest.raises(NotAllowed):
        actions.propose_joint(world.actor("ben"), made[0], 2026, "Together.", a_question())
    make_proposal(world, made[0])
    with pytest.raises(Refused, match="already"):
        make_proposal(world, made[0])
    make_proposal(world, made[1])
    with pytest.raises(Refused, match="Two projects"):
        make_proposal(world, made[2])
    with pytest.raises(Refused, match="does not run"):
        make_proposal(world, made[2], 2040)


@pytest.mark.parametrize(("answer", "is_adopted"), [("yes", True), ("no", False)])
def test_the_members_make_a_project_joint(
    world: World, client: Client, answer: str, is_adopted: bool
) -> None:
    project = make_project(world)
    question = a_question(method="majority")
    proposal = actions.propose_joint(world.actor("ada"), project, 2026, "Together.", question)
    assert proposal.decision.subject_url == f"/projects/{project.slug}/"
    assert "joint project of 2026" not in client.get(f"/en/projects/{project.slug}/").text
    decision = decided(world, proposal.decision, ben=answer, lou=answer)
    conclude_decision(world.actor("ada"), decision, "Written.")
    (again,) = queries.joint_projects(VISITOR, 2026)
    assert again.is_adopted == is_adopted
    assert ("joint project of 2026" in client.get(f"/en/projects/{project.slug}/").text) == is_adopted
