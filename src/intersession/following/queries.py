"""What a person follows, with the names of things as that person may see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from intersession.access.actor import Actor
from intersession.following.followables import FOLLOWABLES, Named, named
from intersession.following.models import Follow


@dataclass(frozen=True, slots=True)
class Followed:
    """One line of the list. No `thing`: it is gone, or this person may see it no longer."""

    follow: Follow
    thing: Named | None


@dataclass(frozen=True, slots=True)
class FollowedKind:
    """What somebody follows of one kind, the newest first."""

    kind: str
    label: object
    lines: list[Followed]


def own_follows(actor: Actor) -> QuerySet[Follow]:
    """The rows of this person; nobody else's, whatever offices are held."""
    rows: QuerySet[Follow] = Follow.objects.filter(actor.scope("following.follow"), person=actor.person)
    return rows.order_by("-since", "-pk")


def followed_by(actor: Actor) -> list[FollowedKind]:
    """Everything this person follows, by kind in the order of their names. Queries grow with kinds, not rows."""
    by_kind: dict[str, list[Follow]] = {}
    for follow in own_follows(actor):
        by_kind.setdefault(follow.kind, []).append(follow)
    found = []
    for kind, follows in by_kind.items():
        things = named(actor, kind, [follow.key for follow in follows])
        label = FOLLOWABLES[kind].label if kind in FOLLOWABLES else kind
        lines = [Followed(follow, things.get(follow.key)) for follow in follows]
        found.append(FollowedKind(kind, label, lines))
    return sorted(found, key=lambda each: str(each.label))


def follow_of(actor: Actor, kind: str, key: str) -> Follow | None:
    """This person's row for a thing, if they follow it."""
    return own_follows(actor).filter(kind=kind, key=key).first()


def own_follow(actor: Actor, pk: int) -> Follow | None:
    """A row of this person's list."""
    return own_follows(actor).filter(pk=pk).first()
