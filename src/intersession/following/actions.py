"""Every write of following. The log keeps that somebody began or stopped, never what it was."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.record import record, record_many
from intersession.audit.verbs import Verb
from intersession.following.followables import named, normal_key
from intersession.following.models import Follow
from intersession.people.models import Person

MOST = 500


def _locked(actor: Actor) -> Person:
    """The person, held until the end: two changes of one list wait for each other."""
    if actor.person is None:
        raise NotAllowed("following.follow")
    found: Person = Person.objects.select_for_update(no_key=True).get(pk=actor.person.pk)
    return found


@transaction.atomic
def follow(actor: Actor, kind: str, key: str) -> Follow:
    """Put a thing on one's list. Following it again changes nothing."""
    actor.require("following.follow")
    person = _locked(actor)
    key = normal_key(kind, key)
    if key not in named(actor, kind, [key]):
        raise Refused(_("There is nothing here to follow."))
    already: Follow | None = Follow.objects.filter(person=person, kind=kind, key=key).first()
    if already is not None:
        return already
    if Follow.objects.filter(person=person).count() >= MOST:
        raise Refused(
            _("You follow %(most)s things already. Stop following some of them first.") % {"most": MOST}
        )
    new: Follow = Follow.objects.create(person=person, kind=kind, key=key)
    record(actor, Verb.FOLLOWING_BEGUN, new, kind=kind)
    return new


@transaction.atomic
def unfollow(actor: Actor, follow: Follow) -> None:
    """Take a thing off one's list. Stopping again changes nothing."""
    _locked(actor)
    found = Follow.objects.filter(pk=follow.pk).first()
    if found is None:
        return
    actor.require("following.follow", found)
    record(actor, Verb.FOLLOWING_ENDED, found, kind=found.kind)
    found.delete()


@transaction.atomic
def unfollow_all(actor: Actor) -> int:
    """Empty one's list; returns how many things were on it."""
    person = _locked(actor)
    actor.require("following.follow")
    found = list(Follow.objects.filter(person=person))
    if found:
        record_many(actor, Verb.FOLLOWING_ENDED, [(each, {"kind": each.kind}) for each in found])
        Follow.objects.filter(pk__in=[each.pk for each in found]).delete()
    return len(found)
