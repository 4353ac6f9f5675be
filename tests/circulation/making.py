"""What was passed on, for tests, made through the same actions as in real life."""

from __future__ import annotations

from django.utils import timezone

from intersession.circulation import actions
from intersession.circulation.actions import Recipient, Work
from intersession.circulation.models import Dispatch, Mention, SignOnLink
from intersession.papers.models import Paper
from tests.commitments.making import adopted
from tests.world import World

MINISTRY = "Ministry of Lakes (fictional)"
ACT = Work(url="https://law.example/act", title="An act (fictional)")


def make_link(world: World, paper: Paper | None = None) -> SignOnLink:
    """Harbour Lights passes a link on."""
    return actions.make_sign_on_link(world.actor("ben"), paper or adopted(world), "Newsletter of May")


def make_dispatch(world: World, paper: Paper | None = None, name: str = MINISTRY) -> Dispatch:
    """Harbour Lights sent the paper to a ministry."""
    return actions.record_dispatch(
        world.actor("ben"), paper or adopted(world), Recipient(None, name), "en", timezone.now().date()
    )


def make_mention(world: World, paper: Paper | None = None) -> Mention:
    """Harbour Lights found the paper in an act."""
    return actions.add_mention(
        world.actor("ben"), paper or adopted(world), ACT, "as the coalition asks", 2026
    )


def a_link(world: World) -> tuple[str, int]:
    """The address of a link."""
    link = make_link(world)
    return link.paper.slug, link.pk


def a_dispatch(world: World) -> tuple[str, int]:
    """The address of something that was sent."""
    dispatch = make_dispatch(world)
    return dispatch.paper.slug, dispatch.pk


def a_mention(world: World) -> tuple[str, int]:
    """The address of a citation."""
    mention = make_mention(world)
    return mention.paper.slug, mention.pk
