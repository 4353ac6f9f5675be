"""A law: whatever was changed in whatever order, a restored revision states exactly what it stated."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.library.making import make_entry
from tests.world import World

from intersession.access.actor import SYSTEM
from intersession.access.errors import Refused
from intersession.library.actions import draft_resource, load_resources, restore_revision, revise_resource
from intersession.library.entries import stated_of
from intersession.library.models import Resource, ResourceRevision
from intersession.library.queries import revision_of, whole

LINE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
CHANGE = st.fixed_dictionaries(
    {},
    optional={
        "title": LINE,
        "title_en": LINE,
        "title_language": st.sampled_from(["en", "fr", "ar"]),
        "year": st.none() | st.integers(1800, 2100),
        "notes": st.text(st.characters(exclude_categories=["C"]), max_size=20),
        "summary": st.text(st.characters(exclude_categories=["C"]), max_size=20),
        "url": st.sampled_from(["", "https://paths.example/a", "http://paths.example/b?c=d#e"]),
        "publishers": st.lists(st.sampled_from("abc"), unique=True).map(
            lambda each: tuple((slug, slug.upper(), False) for slug in each)
        ),
        "languages": st.lists(st.sampled_from(["en", "fr", "sw", "zh"]), min_size=1, unique=True).map(tuple),
        "places": st.lists(st.sampled_from(["KE", "TZ", "ZZ"]), unique=True).map(tuple),
        "audiences": st.lists(st.sampled_from(["parents", "industry"]), unique=True).map(tuple),
        "topics": st.lists(st.sampled_from(["grooming", "ai", "csam"]), unique=True).map(tuple),
        "concepts": st.dictionaries(
            st.sampled_from(["grooming", "csam"]), st.sampled_from(["topic", "title", "choice"])
        ),
    },
)


def now(resource: Resource) -> dict[str, Any]:
    return stated_of(whole(Resource.objects.filter(pk=resource.pk)).get())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGE | st.integers(1, 6), min_size=1, max_size=6), is_loaded=st.booleans())
def test_restoring_a_revision_states_exactly_what_it_stated(
    world: World, changes: list[dict[str, Any] | int], is_loaded: bool
) -> None:
    ada = world.actor("ada")
    with transaction.atomic():
        if is_loaded:
            load_resources(SYSTEM, [make_entry("restored")])
            resource = Resource.objects.get(slug="restored")
        else:
            resource = draft_resource(ada, make_entry("restored"))
        stated = [now(resource)]
        for change in changes:
            try:
                if isinstance(change, int):
                    restore_revision(ada, resource, change)
                else:
                    revise_resource(ada, resource, make_entry(**change))
            except Refused:
                continue
            if now(resource) != stated[-1]:
                stated.append(now(resource))
        count = ResourceRevision.objects.filter(resource=resource).count()
        assert max(count, 1) == len(stated)
        for number, expected in enumerate(stated, start=1):
            found = revision_of(whole(Resource.objects.filter(pk=resource.pk)).get(), number)
            assert found is not None
            assert found.stated == expected
            if now(resource) != expected:
                restore_revision(ada, resource, number)
            assert now(resource) == expected
        transaction.set_rollback(True)
