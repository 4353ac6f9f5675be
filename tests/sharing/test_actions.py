"""Who may share what, when, and that nothing is half-written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.models import Event
from intersession.library.entries import Entry
from intersession.library.models import Resource, ResourceRelation, Submission
from intersession.sharing.actions import (
    Answers,
    begin_batch,
    choose_rows,
    commit_batch,
    discard_batch,
    join_resource,
    say_distinct,
    share_resource,
)
from intersession.sharing.entries import form_of, joined_entry
from intersession.sharing.models import Batch, BatchRow, Distinction
from intersession.sharing.tables import ReadBatch, ReadRow, read
from tests.sharing.making import CSV, TYPED, upload
from tests.world import World

pytestmark = pytest.mark.django_db


def entry_of(**changes: Any) -> Entry:
    form = form_of({**TYPED, **changes})
    assert form.is_valid(), form.errors
    return form.entry()


def a_resource(**conditions: Any) -> Resource:
    found = Resource.objects.listed().filter(**conditions).order_by("pk").first()
    assert found is not None
    return found


@pytest.fixture
def ben(world: World) -> Actor:
    return world.actor("ben")


@pytest.fixture
def batch(ben: Actor) -> Batch:
    return begin_batch(ben, "list.csv", read(upload(CSV)))


def test_a_member_shares_with_the_answers_to_overlaps(ben: Actor) -> None:
    other, near = a_resource(title_language="fr"), a_resource(title_language="en")
    answers = Answers((other, "translation"), ((near, "Ours is for parents, theirs for schools."),))
    resource = share_resource(ben, entry_of(), answers, submit=True, note="Please look.")
    assert resource.state == "submitted"
    assert resource.contributed_for == ben.organisation
    assert ResourceRelation.objects.get(resource=resource).other == other
    assert Distinction.objects.get(resource=resource).because.startswith("Ours is for parents")
    note = Submission.objects.get(resource=resource).note
    assert "Please look." in note
    assert "theirs for schools" in note


def test_when_one_step_is_refused_nothing_is_kept(ben: Actor) -> None:
    before = Resource.objects.count(), Event.objects.count()
    answers = Answers(distinct=((a_resource(), "   "),))
    with pytest.raises(Refused):
        share_resource(ben, entry_of(), answers, submit=True)
    assert (Resource.objects.count(), Event.objects.count()) == before


def test_a_draft_is_gone_on_with(ben: Actor) -> None:
    draft = share_resource(ben, entry_of(), submit=False)
    later = share_resource(ben, entry_of(year="2024"), submit=True, draft=draft)
    assert (later.pk, later.year, later.state) == (draft.pk, 2024, "submitted")


@pytest.mark.parametrize("name", ["visitor", "eve", "obi", "vic"])
def test_who_is_no_member_shares_nothing(name: str, world: World) -> None:
    with pytest.raises(NotAllowed):
        share_resource(world.actor(name), entry_of(), submit=False)
    with pytest.raises(NotAllowed):
        begin_batch(world.actor(name), "list.csv", ReadBatch([ReadRow(2, TYPED)]))


def test_another_organisation_cannot_go_on_with_a_draft(ben: Actor, world: World) -> None:
    draft = share_resource(ben, entry_of(), submit=False)
    with pytest.raises(NotAllowed):
        share_resource(world.actor("lou"), entry_of(), submit=True, draft=draft)
    with pytest.raises(NotAllowed):
        say_distinct(world.actor("lou"), draft, a_resource(), "They are other works.")


def test_the_later_reason_for_being_distinct_holds(ben: Actor) -> None:
    draft, other = share_resource(ben, entry_of(), submit=False), a_resource()
    say_distinct(ben, draft, other, "First words.")
    say_distinct(ben, draft, other, "Better words.")
    assert [each.because for each in Distinction.objects.all()] == ["Better words."]


def test_joining_proposes_what_the_library_lacks_and_changes_nothing_else(ben: Actor) -> None:
    resource = a_resource(license="", title_language="en")
    names = join_resource(ben, resource, entry_of())
    assert "license" in names
    assert not {"title", "title_language", "kind", "confidence"} & set(names)
    submission = Submission.objects.get(resource=resource, is_change=True)
    assert submission.proposed["license"] == "CC BY 4.0"
    assert submission.proposed["title"] == resource.title


def test_joining_what_is_known_already_proposes_nothing(ben: Actor) -> None:
    entry = entry_of()
    assert joined_entry(entry, entry).stated() == entry.stated()
    lacking = replace(entry, places=())
    assert joined_entry(lacking, entry).places == ("SN",)


def test_a_batch_waits_with_its_sound_rows_chosen(batch: Batch) -> None:
    rows = list(BatchRow.objects.filter(batch=batch))
    assert [(row.line, row.is_sound, row.is_chosen) for row in rows] == [(2, True, True), (3, True, True)]
    assert not Resource.objects.filter(title__contains="quokka").exists()


def test_a_row_with_a_fault_cannot_be_chosen(ben: Actor) -> None:
    found = read(upload("title,kind,languages\nQuokka report for schools,spaceship,en\n"))
    batch = begin_batch(ben, "list.csv", found)
    choose_rows(ben, batch, {2: (True, "")})
    row = BatchRow.objects.get(batch=batch)
    assert (row.is_sound, row.is_chosen) == (False, False)


@pytest.mark.usefixtures("index_home")
def test_what_the_library_has_is_not_chosen_and_needs_a_reason(ben: Actor) -> None:
    held = a_resource(url__startswith="https://", title_language="en")
    text = f"title,kind,languages,url\nQuokkas and nothing else here,report,en,{held.url}\n"
    batch = begin_batch(ben, "list.csv", read(upload(text)))
    assert not BatchRow.objects.get(batch=batch).is_chosen
    choose_rows(ben, batch, {2: (True, "")})
    with pytest.raises(Refused, match="Line 2"):
        commit_batch(ben, batch, submit=False)
    choose_rows(ben, batch, {2: (True, "A chapter of it, published apart.")})
    (resource,) = commit_batch(ben, batch, submit=True)
    assert "A chapter of it" in Submission.objects.get(resource=resource).note


def test_a_batch_is_shared_once(ben: Actor, batch: Batch) -> None:
    made = commit_batch(ben, batch, submit=False)
    assert {resource.state for resource in made} == {"draft"}
    assert [row.resource for row in BatchRow.objects.filter(batch=batch)] == made
    with pytest.raises(Refused, match="already"):
        commit_batch(ben, batch, submit=False)
    assert Resource.objects.filter(contributed_for=ben.organisation).count() == 2


def test_one_bad_row_and_none_is_shared(ben: Actor, batch: Batch) -> None:
    BatchRow.objects.filter(batch=batch, line=3).update(typed={"title": "Without a kind"})
    before = Resource.objects.count(), Event.objects.count()
    with pytest.raises(Refused, match="Line 3"):
        commit_batch(ben, batch, submit=True)
    assert (Resource.objects.count(), Event.objects.count()) == before
    batch.refresh_from_db()
    assert batch.is_open


def test_without_a_chosen_row_nothing_is_shared(ben: Actor, batch: Batch) -> None:
    choose_rows(ben, batch, {2: (False, ""), 3: (False, "")})
    with pytest.raises(Refused, match="No row"):
        commit_batch(ben, batch, submit=False)


@pytest.mark.parametrize("name", ["chi", "lou", "ada", "eve"])
def test_nobody_touches_the_batch_of_another(name: str, batch: Batch, world: World) -> None:
    stranger = world.actor(name)
    for act in (
        lambda: choose_rows(stranger, batch, {2: (False, "")}),
        lambda: commit_batch(stranger, batch, submit=False),
        lambda: discard_batch(stranger, batch),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert BatchRow.objects.get(batch=batch, line=2).is_chosen


def test_a_person_of_two_organisations_sees_the_batch_only_for_the_one(
    ben: Actor, batch: Batch, world: World
) -> None:
    with pytest.raises(NotAllowed):
        commit_batch(replace(ben, organisation=world.other), batch, submit=False)


def test_an_expired_batch_is_refused_and_swept_away_by_the_next(ben: Actor, batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refused, match="expired"):
        commit_batch(ben, batch, submit=False)
    begin_batch(ben, "other.csv", read(upload(CSV)))
    assert not Batch.objects.filter(pk=batch.pk).exists()


def test_ten_lists_may_wait(ben: Actor) -> None:
    for number in range(10):
        begin_batch(ben, f"{number}.csv", ReadBatch([ReadRow(2, TYPED)]))
    with pytest.raises(Refused, match="ten lists"):
        begin_batch(ben, "more.csv", ReadBatch([ReadRow(2, TYPED)]))


def test_discarding_forgets_the_list_and_keeps_what_was_made_of_it(ben: Actor, batch: Batch) -> None:
    made = commit_batch(ben, batch, submit=False)
    discard_batch(ben, batch)
    assert not Batch.objects.exists()
    assert Resource.objects.filter(pk__in=[resource.pk for resource in made]).count() == 2


def test_an_entry_with_a_fault_raises_it(ben: Actor) -> None:
    with pytest.raises(ValidationError):
        share_resource(ben, replace(entry_of(), places=("XX",)), submit=False)
