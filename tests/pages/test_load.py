"""First texts are loaded once; what the coalition makes of them stays."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from intersession.access.actor import SYSTEM
from intersession.audit.models import Event
from intersession.pages.actions import Text, write_page
from intersession.pages.load import first_texts, load
from intersession.pages.models import Page, PageKind, PageVersion
from tests.world import World

NOWHERE = Path()


def test_there_is_a_text_of_each_needed_page_in_each_language() -> None:
    there = {(each.kind.value, each.text.language) for each in first_texts()}
    kinds = {kind.value for kind in PageKind} - {"other"}
    assert there == {(kind, code) for kind in kinds for code, _name in settings.LANGUAGES}
    assert all(each.text.title and not each.text.title.startswith("#") for each in first_texts())


def test_loading_again_changes_nothing(world: World) -> None:
    about = Page.objects.get(slug="about")
    write_page(world.actor("ada"), about, Text("en", "Ours", "Ours alone."), based_on=1)
    events, versions = Event.objects.count(), PageVersion.objects.count()
    (report,) = load(SYSTEM, NOWHERE)
    assert (report.added, report.unchanged) == (0, len(first_texts()))
    assert (Event.objects.count(), PageVersion.objects.count()) == (events, versions)


def test_a_text_that_is_missing_is_added(world: World) -> None:
    PageVersion.objects.filter(page__slug="about", language="fr").delete()
    (report,) = load(SYSTEM, NOWHERE)
    assert report.added == 1
    assert PageVersion.objects.get(page__slug="about", language="fr").number == 1


def test_no_first_text_holds_an_address_of_anybody() -> None:
    assert not any("@" in each.text.source for each in first_texts())
