"""From draft to the library: who may, when, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.library.making import make_entry, make_resource
from tests.world import World

from intersession.access.actor import SYSTEM, VISITOR, Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.models import Event
from intersession.library.actions import (
    Conflict,
    draft_resource,
    load_resources,
    propose_change,
    publish_change,
    publish_resource,
    restore_revision,
    return_change,
    return_resource,
    revise_resource,
    submit_resource,
    take_back_submission,
    withdraw_resource,
)
from intersession.library.entries import stated_of
from intersession.library.models import Publisher, Resource, ResourceRevision, State, Submission
from intersession.library.queries import resource_for, whole

OTHERS = ["visitor", "eve", "lou", "obi", "vic", "vera"]


def a_draft(actor: Actor, **changes: Any) -> Resource:
    return draft_resource(actor, make_entry("", **changes))


def now(resource: Resource) -> Resource:
    found: Resource = whole(Resource.objects.filter(pk=resource.pk)).get()
    return found


def trust(world: World) -> Actor:
    """Ben, once the desk has said that his organisation is trusted."""
    world.organisation.is_trusted = True
    world.organisation.save()
    return world.actor("ben")


def test_a_draft_says_who_shares_it_for_whom_and_only_they_and_the_desk_see_it(world: World) -> None:
    draft = a_draft(world.actor("ben"))
    assert (draft.contributed_by, draft.contributed_for) == (world.people["ben"], world.organisation)
    assert draft.state is State.DRAFT
    for name in ("ben", "chi", "ada"):
        assert resource_for(world.actor(name), draft.slug) == draft
    for name in OTHERS:
        assert not world.actor(name).may("library.view_resource", draft)
    assert not Event.objects.latest("id").is_public


@pytest.mark.parametrize("name", ["visitor", "eve", "obi", "vic"])
def test_who_acts_for_no_member_drafts_nothing(world: World, name: str) -> None:
    with pytest.raises(NotAllowed):
        a_draft(world.actor(name))
    assert not Resource.objects.filter(published_at=None).exists()


def test_an_address_is_made_of_the_title_once_and_is_never_another_ones(world: World) -> None:
    ben = world.actor("ben")
    first, second = a_draft(ben), a_draft(ben)
    assert (first.slug, second.slug) == (
        "safe-paths-a-guide-for-coaches-2024",
        "safe-paths-a-guide-for-coaches-2024-2",
    )
    revised = revise_resource(ben, first, make_entry(title="Safer paths", title_en="Safer paths"))
    assert revised.slug == first.slug


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"kind": "poem"}, "kind"),
        ({"year": 1066}, "year"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"doi": "https://doi.org/10.1/x"}, "doi"),
        ({"isbn": "123"}, "isbn"),
        ({"languages": ()}, "languages"),
        ({"languages": ("english",)}, "languages"),
        ({"languages": ("en", "en")}, "languages"),
        ({"places": ("XX",)}, "places"),
        ({"places": ("K\x00",)}, "places"),
        ({"audiences": ("cats",)}, "audiences"),
        ({"topics": ("weather",)}, "topics"),
        ({"concepts": {"unheard-of": "choice"}}, "concepts"),
        ({"concepts": {"grooming": "whim"}}, "concepts"),
        ({"publishers": (("", "", False),)}, "publishers"),
    ],
)
def test_an_entry_with_a_fault_writes_nothing_and_names_the_field(
    world: World, changes: dict[str, Any], field: str
) -> None:
    before = (Resource.objects.count(), Publisher.objects.count(), Event.objects.count())
    with pytest.raises(ValidationError) as refused:
        a_draft(world.actor("ben"), **changes)
    assert field in refused.value.message_dict
    assert (Resource.objects.count(), Publisher.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_of_another_organisation_touches_a_draft(world: World, name: str) -> None:
    draft = a_draft(world.actor("ben"))
    actor = world.actor(name)
    acts: list[Callable[[], object]] = [
        lambda: revise_resource(actor, draft, make_entry(title="Taken over")),
        lambda: submit_resource(actor, draft),
        lambda: take_back_submission(actor, draft),
        lambda: restore_revision(actor, draft, 1),
        lambda: publish_resource(actor, draft),
        lambda: return_resource(actor, draft, "No."),
        lambda: propose_change(actor, draft, make_entry(title="Taken over")),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert now(draft).title == draft.title


def test_a_member_who_acts_for_another_organisation_leaves_their_own_first_one_alone(world: World) -> None:
    draft = a_draft(world.actor("ben"))
    ben_elsewhere = Actor(world.people["ben"], world.other, world.actor("lou").roles)
    with pytest.raises(NotAllowed):
        revise_resource(ben_elsewhere, draft, make_entry(title="Taken over"))


def test_a_submission_is_published_by_the_desk_once(world: World) -> None:
    ben, ada = world.actor("ben"), world.actor("ada")
    resource = submit_resource(ben, a_draft(ben), "Please look.")
    assert resource.state is State.SUBMITTED
    assert list(Resource.objects.waiting()) == [resource]
    with pytest.raises(Refused, match="already"):
        submit_resource(ben, resource)
    with pytest.raises(NotAllowed):
        publish_resource(ben, resource)
    published = publish_resource(ada, resource, number=1)
    assert published.state is State.PUBLISHED
    assert VISITOR.may("library.view_resource", resource)
    submission = Submission.objects.get(resource=resource)
    assert (submission.answered_by, submission.note) == (world.people["ada"], "Please look.")
    assert submission.published_at is not None
    acts: list[Callable[[], object]] = [
        lambda: publish_resource(ada, resource),
        lambda: return_resource(ada, resource, "No."),
        lambda: submit_resource(ben, resource),
        lambda: take_back_submission(ben, resource),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()


def test_what_changed_under_the_desks_eyes_is_not_published_unseen(world: World) -> None:
    ben, ada = world.actor("ben"), world.actor("ada")
    resource = submit_resource(ben, a_draft(ben))
    revise_resource(ben, resource, make_entry(title="Something else"))
    with pytest.raises(Refused, match="while you read"):
        publish_resource(ada, resource, number=1)
    assert publish_resource(ada, resource, number=2).title == "Something else"


def test_a_returned_resource_says_why_can_be_mended_and_submitted_again(world: World) -> None:
    ben, ada = world.actor("ben"), world.actor("ada")
    resource = submit_resource(ben, a_draft(ben))
    with pytest.raises(Refused, match="should be changed"):
        return_resource(ada, resource, "  ")
    resource = return_resource(ada, resource, "Which year is it of?")
    assert resource.state is State.RETURNED
    assert list(Resource.objects.returned()) == [resource]
    assert list(Resource.objects.waiting()) == []
    revise_resource(ben, resource, make_entry(year=2023), "The year is on page 2.")
    assert submit_resource(ben, resource).state is State.SUBMITTED
    # The first answer stays.
    assert list(Submission.objects.values_list("answer", flat=True)) == ["Which year is it of?", ""]
    assert publish_resource(ada, resource).state is State.PUBLISHED


def test_the_desk_publishes_no_draft_over_its_contributors_head(world: World) -> None:
    ben, ada = world.actor("ben"), world.actor("ada")
    draft = a_draft(ben)
    with pytest.raises(Refused, match="does not wait"):
        publish_resource(ada, draft)
    return_resource(ada, submit_resource(ben, draft), "More, please.")
    with pytest.raises(Refused, match="does not wait"):
        publish_resource(ada, draft)
    assert publish_resource(ada, a_draft(ada)).state is State.PUBLISHED


def test_a_submission_can_be_taken_back_before_it_is_answered(world: World) -> None:
    ben = world.actor("ben")
    resource = submit_resource(ben, a_draft(ben))
    assert take_back_submission(ben, resource).state is State.DRAFT
    with pytest.raises(Refused):
        return_resource(world.actor("ada"), resource, "No.")


def test_what_cannot_be_found_anywhere_is_not_submitted(world: World) -> None:
    ben = world.actor("ben")
    draft = a_draft(ben, url="")
    with pytest.raises(Refused, match="link"):
        submit_resource(ben, draft)
    revise_resource(ben, draft, make_entry(url="", isbn="9780306406157"))
    assert submit_resource(ben, draft).state is State.SUBMITTED


def test_a_trusted_organisation_publishes_at_once_unless_the_setting_says_no(
    world: World, settings: Any
) -> None:
    ben = trust(world)
    resource = submit_resource(ben, a_draft(ben))
    assert resource.state is State.PUBLISHED
    assert Submission.objects.get(resource=resource).answered_by is None
    revised = revise_resource(ben, resource, make_entry(title="Safer paths"))
    assert revised.title == "Safer paths"
    settings.TRUSTED_PUBLISH_AT_ONCE = False
    with pytest.raises(NotAllowed):
        revise_resource(ben, resource, make_entry(title="Safest paths"))
    assert submit_resource(ben, a_draft(ben)).state is State.SUBMITTED


def test_trust_reaches_what_the_organisation_shared_and_nothing_else(world: World) -> None:
    ben = trust(world)
    lou = world.actor("lou")
    theirs = publish_resource(world.actor("ada"), submit_resource(lou, a_draft(lou)))
    for resource in (theirs, make_resource()):
        with pytest.raises(NotAllowed):
            revise_resource(ben, resource, make_entry(title="Taken over"))


def test_a_change_to_what_is_published_is_proposed_and_taken_in_under_its_authors_name(world: World) -> None:
    ben, ada = world.actor("ben"), world.actor("ada")
    resource = make_resource()
    with pytest.raises(NotAllowed):
        revise_resource(ben, resource, make_entry(year=2023))
    change = propose_change(ben, resource, make_entry(year=2023), "See the cover.")
    assert now(resource).year == 2024
    assert publish_change(ada, change).year == 2023
    first, second = ResourceRevision.objects.filter(resource=resource)
    assert (first.person, first.stated["year"]) == (None, 2024)
    assert (second.person, second.organisation, second.note) == (
        world.people["ben"],
        world.organisation,
        "See the cover.",
    )
    assert second.accepted_by == world.people["ada"]
    for act in (lambda: publish_change(ada, change), lambda: return_change(ada, change, "No.")):
        with pytest.raises(Refused, match="answered"):
            act()


def test_a_returned_change_leaves_the_resource_and_the_note_stays(world: World) -> None:
    ben, ada = world.actor("ben"), world.actor("ada")
    resource = make_resource()
    change = propose_change(ben, resource, make_entry(year=2023))
    with pytest.raises(NotAllowed):
        publish_change(ben, change)
    with pytest.raises(Refused):
        return_change(ada, change, "")
    assert return_change(ada, change, "The cover says 2024.").answer == "The cover says 2024."
    assert now(resource).year == 2024
    assert not ResourceRevision.objects.filter(resource=resource).exists()


def test_a_later_proposal_of_a_person_replaces_the_earlier_one_and_others_stay(world: World) -> None:
    resource = make_resource()
    first = propose_change(world.actor("ben"), resource, make_entry(year=2022))
    other = propose_change(world.actor("lou"), resource, make_entry(license="CC BY 4.0"))
    second = propose_change(world.actor("ben"), resource, make_entry(year=2023))
    assert list(Submission.objects.open()) == [other, second]
    with pytest.raises(Refused):
        publish_change(world.actor("ada"), first)
    # Both are taken in: the second was made before the first changed anything, and of other fields.
    publish_change(world.actor("ada"), other)
    assert (publish_change(world.actor("ada"), second).license, now(resource).year) == ("CC BY 4.0", 2023)


def test_a_proposal_that_changes_nothing_or_a_draft_is_refused(world: World) -> None:
    ben = world.actor("ben")
    with pytest.raises(Refused, match="Nothing"):
        propose_change(ben, make_resource(), make_entry())
    with pytest.raises(NotAllowed):
        propose_change(ben, a_draft(ben), make_entry(year=2023))


def test_two_changes_of_other_fields_are_both_kept_and_of_the_same_field_the_later_is_told(
    world: World,
) -> None:
    ben, chi = world.actor("ben"), world.actor("chi")
    draft = a_draft(ben)
    revise_resource(ben, draft, make_entry(year=2022), base=1)
    merged = revise_resource(chi, draft, make_entry(license="CC BY 4.0"), base=1)
    assert (merged.year, merged.license) == (2022, "CC BY 4.0")
    with pytest.raises(Conflict, match="year") as told:
        revise_resource(chi, draft, make_entry(year=2021), base=1)
    assert told.value.fields == ["year"]
    assert told.value.stated["year"] == 2022
    assert now(draft).year == 2022
    # Who says the same as the other is in no conflict.
    assert revise_resource(chi, draft, make_entry(year=2022), base=1).license == "CC BY 4.0"
    assert ResourceRevision.objects.filter(resource=draft).count() == 3


def test_nothing_changed_leaves_no_revision(world: World) -> None:
    ben = world.actor("ben")
    draft = a_draft(ben)
    revise_resource(ben, draft, make_entry())
    assert ResourceRevision.objects.filter(resource=draft).count() == 1


def test_a_withdrawn_resource_is_not_changed(world: World) -> None:
    ada = world.actor("ada")
    resource = withdraw_resource(ada, make_resource(), "It is wrong.")
    for act in (
        lambda: revise_resource(ada, resource, make_entry(year=2023)),
        lambda: restore_revision(ada, resource, 1),
        lambda: propose_change(world.actor("ben"), resource, make_entry(year=2023)),
    ):
        with pytest.raises(Refused, match="withdrawn"):
            act()


def test_a_load_keeps_no_revision_of_what_is_new_and_two_of_what_changed_first(world: World) -> None:
    resource = make_resource()
    assert not ResourceRevision.objects.exists()
    load_resources(SYSTEM, [make_entry(year=2023)])
    load_resources(SYSTEM, [make_entry(year=2023)])
    load_resources(SYSTEM, [make_entry(year=2022)])
    rows = ResourceRevision.objects.filter(resource=resource).values_list("number", "stated__year")
    assert list(rows) == [(1, 2024), (2, 2023), (3, 2022)]


def test_a_load_leaves_alone_what_a_person_corrected_or_shared(world: World) -> None:
    resource = make_resource()
    revise_resource(world.actor("ada"), resource, make_entry(year=2020))
    shared = a_draft(world.actor("ben"), title="Mine", title_en="Mine")
    report = load_resources(
        SYSTEM, [make_entry(year=2023), make_entry(shared.slug, title="Theirs", title_en="Theirs")]
    )
    assert (report.changed, report.unchanged) == (0, 2)
    assert (now(resource).year, now(shared).title) == (2020, "Mine")
    assert now(shared).state is State.DRAFT


def test_a_restored_revision_is_a_new_one_and_says_of_which(world: World) -> None:
    ada = world.actor("ada")
    resource = make_resource()
    first = stated_of(now(resource))
    revise_resource(ada, resource, make_entry(year=2020, publishers=(("other", "Other", False),), places=()))
    restored = restore_revision(ada, resource, 1, "The first was right.")
    assert stated_of(restored) == first
    newest = ResourceRevision.objects.filter(resource=resource).latest("number")
    assert (newest.number, newest.restored_from, newest.note) == (3, 1, "The first was right.")
    with pytest.raises(Refused, match="already"):
        restore_revision(ada, resource, 1)
    with pytest.raises(Refused, match="no such"):
        restore_revision(ada, resource, 9)
