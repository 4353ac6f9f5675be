"""Two people who answer one comment at the same moment: one disposition is kept, the other is told."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.roles import Role
from intersession.audit.chain import verify
from intersession.papers.models import Block, Paper, Version
from intersession.places.models import Place
from intersession.reviews.actions import answer_comment
from intersession.reviews.models import Comment, Disposition
from tests.helplines.test_races import at_once, one_was_refused
from tests.world import make_organisation, make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


def test_of_two_dispositions_at_once_one_is_kept() -> None:
    if not Place.objects.filter(code="KE").exists():
        Place.objects.create(code="KE", kind="country", name_en="Kenya")
    people = [make_person(name) for name in ("mo-answers", "zu-answers")]
    now = timezone.now()
    paper = Paper.objects.create(
        slug="a-paper",
        kind="position",
        title="A paper (fictional)",
        language="en",
        purpose="To be raced for.",
        state_since=now,
        proposed_by=people[0],
        organisation=make_organisation("race-lights"),
    )
    version = Version.objects.create(paper=paper, number=1)
    block = Block.objects.create(version=version, position=0, kind="paragraph", text="Words.", html="")
    comment = Comment.objects.create(
        version=version, key=block.key, text="Other words.", person=people[0], at=now
    )
    actors = [Actor(person, None, frozenset({Role.SECRETARIAT, Role.VISITOR})) for person in people]
    results = at_once([partial(answer_comment, actor, comment, "not", "No.", 0) for actor in actors])
    assert one_was_refused(results)
    assert Disposition.objects.filter(comment=comment).count() == 1
    assert verify().is_whole
