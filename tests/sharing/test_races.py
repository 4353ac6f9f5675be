"""The same list shared twice at the same moment: one of them makes its resources, the other is told."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from django.db import connection

from intersession.access.requests import actor_of
from intersession.audit.chain import verify
from intersession.library.models import Resource
from intersession.people.models import Mandate, MandateRole
from intersession.places.models import Place
from intersession.sharing.actions import begin_batch, commit_batch, discard_batch
from intersession.sharing.tables import ReadBatch, ReadRow
from tests.helplines.test_races import at_once, one_was_refused
from tests.world import make_organisation, make_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


def test_a_list_is_shared_once_however_often_it_is_sent() -> None:
    if not Place.objects.filter(code="KE").exists():
        Place.objects.create(code="KE", kind="country", name_en="Kenya")
    person, organisation = make_person("mia"), make_organisation("mias-house")
    Mandate.objects.create(person=person, organisation=organisation, role=MandateRole.REPRESENTATIVE)
    actor = actor_of(person, two_step=False)
    typed = {"title": "Quokkas of the far hills", "title_language": "en", "kind": "report", "languages": "en"}
    rows = [ReadRow(line, {**typed, "title": f"{typed['title']}, part {line}"}) for line in (2, 3)]
    batch = begin_batch(actor, "list.csv", ReadBatch(rows))
    results = at_once([partial(commit_batch, replace(actor), batch, submit=False) for _ in range(2)])
    assert one_was_refused(results)
    assert Resource.objects.filter(contributed_for=organisation).count() == 2
    assert verify().is_whole
    discard_batch(actor, batch)
