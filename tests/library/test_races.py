"""Two people at the same moment, on two connections: nothing is answered twice and nothing is lost."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from tests.helplines.test_races import at_once, one_was_refused
from tests.library.making import make_entry
from tests.world import make_organisation, make_person

from intersession.access.actor import Actor
from intersession.access.roles import Role
from intersession.audit.chain import verify
from intersession.library.actions import (
    Conflict,
    draft_resource,
    propose_change,
    publish_change,
    publish_resource,
    relate_resources,
    return_change,
    return_resource,
    revise_resource,
    submit_resource,
)
from intersession.library.models import Resource, ResourceRevision, Submission
from intersession.people.models import Organisation, Person
from intersession.places.models import Place
from intersession.vocabulary.models import Concept

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture
def cast() -> tuple[Actor, Actor, Actor]:
    """Two of the desk and a member. These tests empty the database, so they bring their own rows."""
    for code in ("KE", "UG"):
        if not Place.objects.filter(code=code).exists():
            Place.objects.create(code=code, kind="country", name_en=code)
    Concept.objects.get_or_create(pk="grooming")
    people = [
        Person.objects.filter(email__startswith=name).first() or make_person(name)
        for name in ("mo", "zu", "ida")
    ]
    organisation = Organisation.objects.filter(slug="racers").first() or make_organisation("racers")
    desk = frozenset({Role.SECRETARIAT, Role.VISITOR})
    return (
        Actor(people[0], None, desk),
        Actor(people[1], None, desk),
        Actor(people[2], organisation, frozenset({Role.MEMBER, Role.VISITOR})),
    )


def a_draft(actor: Actor, slug: str = "") -> Resource:
    return draft_resource(actor, make_entry(slug))


def test_a_submission_is_answered_once(cast: tuple[Actor, Actor, Actor]) -> None:
    mo, zu, ida = cast
    resource = submit_resource(ida, a_draft(ida))
    results = at_once(
        [partial(publish_resource, mo, resource), partial(return_resource, zu, resource, "More, please.")]
    )
    assert one_was_refused(results)
    submission = Submission.objects.get(resource=resource)
    assert (submission.published_at is None) != (submission.returned_at is None)
    assert verify().is_whole


def test_a_resource_is_submitted_once(cast: tuple[Actor, Actor, Actor]) -> None:
    ida = cast[2]
    resource = a_draft(ida)
    results = at_once([partial(submit_resource, ida, resource), partial(submit_resource, ida, resource)])
    assert one_was_refused(results)
    assert Submission.objects.filter(resource=resource).count() == 1


def test_a_change_is_answered_once(cast: tuple[Actor, Actor, Actor]) -> None:
    mo, zu, ida = cast
    resource = publish_resource(mo, submit_resource(ida, a_draft(ida)))
    change = propose_change(ida, resource, make_entry(year=2020))
    results = at_once([partial(publish_change, mo, change), partial(return_change, zu, change, "No.")])
    assert one_was_refused(results)


def test_of_two_revisions_of_the_same_field_the_later_is_told_and_of_others_both_stay(
    cast: tuple[Actor, Actor, Actor],
) -> None:
    mo, zu, ida = cast
    resource = a_draft(ida)
    clash = at_once(
        [
            partial(revise_resource, actor, resource, make_entry(year=year), "", 1)
            for actor, year in ((mo, 2001), (zu, 2002))
        ]
    )
    assert one_was_refused(clash)
    assert sum(isinstance(result, Conflict) for result in clash) == 1
    both = at_once(
        [
            partial(revise_resource, mo, resource, make_entry(license="CC0"), "", 1),
            partial(revise_resource, zu, resource, make_entry(notes="Checked."), "", 1),
        ]
    )
    assert not any(isinstance(result, Exception) for result in both), both
    resource.refresh_from_db()
    assert (resource.license, resource.notes) == ("CC0", "Checked.")
    assert resource.year in (2001, 2002)
    numbers = ResourceRevision.objects.filter(resource=resource).values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4]
    assert verify().is_whole


def test_two_relations_the_other_way_round_do_not_wait_for_ever(cast: tuple[Actor, Actor, Actor]) -> None:
    mo, zu, _ida = cast
    one, other = a_draft(mo, "race-one"), a_draft(mo, "race-other")
    results = at_once(
        [
            partial(relate_resources, mo, one, other, "translation"),
            partial(relate_resources, zu, other, one, "translation"),
        ]
    )
    assert one_was_refused(results)


def test_two_drafts_of_one_title_get_two_addresses(cast: tuple[Actor, Actor, Actor]) -> None:
    mo, zu, _ida = cast
    results = at_once([partial(a_draft, mo), partial(a_draft, zu)])
    assert not any(isinstance(result, Exception) for result in results), results
    assert len(set(Resource.objects.values_list("slug", flat=True))) == Resource.objects.count() == 2
