"""Two clicks at the same moment, on two connections: the list holds a thing once."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from intersession.access.actor import Actor
from intersession.access.roles import Role
from intersession.audit.chain import verify
from intersession.following.actions import follow, unfollow
from intersession.following.models import Follow
from intersession.places.models import Place
from tests.helplines.test_races import at_once
from tests.world import make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


def test_one_thing_followed_twice_at_once_is_followed_once() -> None:
    if not Place.objects.filter(code="KE").exists():
        Place.objects.create(code="KE", kind="country", name_en="Kenya")
    actor = Actor(make_person("fay"), None, frozenset({Role.VISITOR, Role.PERSON}))
    results = at_once([partial(follow, actor, "country", "KE")] * 3)
    assert not any(isinstance(result, Exception) for result in results)
    assert Follow.objects.count() == 1
    results = at_once([partial(unfollow, actor, Follow.objects.get())] * 2)
    assert results == [None, None]
    assert not Follow.objects.exists()
    assert verify().is_whole
