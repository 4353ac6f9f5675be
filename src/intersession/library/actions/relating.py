"""Hanging translations and versions of one work together, and taking them apart again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.library.models import RelationKind, Resource, ResourceRelation, Work
from intersession.library.queries import kin_of


@transaction.atomic
def relate_resources(actor: Actor, resource: Resource, other: Resource, kind: str) -> ResourceRelation:
    """Say that a resource is a translation or a version of another. Both then show all of the same work.

    The actor must be able to edit `resource` and to see `other`.
    """
    resource, other = _locked(resource, other)
    actor.require("library.edit_resource", resource)
    actor.require("library.view_resource", other)
    if kind not in RelationKind.values:
        raise Refused(_("Say whether it is a translation or a version."))
    if resource.pk == other.pk:
        raise Refused(_("A resource cannot be a translation or a version of itself."))
    if other.is_withdrawn or resource.is_withdrawn:
        raise Refused(_("One of the two was withdrawn."))
    if ResourceRelation.objects.filter(resource=resource).exists():
        raise Refused(_("It is already said of which work this is. Take that back first."))
    if resource.work_id is not None and resource.work_id == other.work_id:
        raise Refused(_("Both are of the same work already."))
    relation = ResourceRelation(resource=resource, other=other, kind=kind)
    relation.save()
    _join(resource, other)
    record(actor, Verb.RESOURCES_RELATED, resource, kind=kind, other=other.pk)
    return relation


@transaction.atomic
def part_resource(actor: Actor, resource: Resource) -> Resource:
    """Take back of which work a resource is. What hangs on it goes with it."""
    resource, _same = _locked(resource, resource)
    actor.require("library.edit_resource", resource)
    relation = ResourceRelation.objects.filter(resource=resource).first()
    if relation is None:
        raise Refused(_("Nothing is said of which work this is."))
    relation.delete()
    mine = kin_of(resource)
    rest = Resource.objects.filter(work_id=resource.work_id).exclude(pk__in=mine)
    Resource.objects.filter(pk__in=mine).update(work=Work.objects.create() if len(mine) > 1 else None)
    if rest.count() == 1:
        rest.update(work=None)
    record(actor, Verb.RESOURCES_PARTED, resource, other=relation.other_id)
    return Resource.objects.get(pk=resource.pk)


def _locked(resource: Resource, other: Resource) -> tuple[Resource, Resource]:
    """Both, locked in the order of their keys, so that two people who relate the same two do not wait for ever."""
    found = {
        each.pk: each
        for each in Resource.objects.select_for_update().filter(pk__in=[resource.pk, other.pk]).order_by("pk")
    }
    return found[resource.pk], found[other.pk]


def _join(resource: Resource, other: Resource) -> None:
    """One work for both and for all that hang together with either."""
    work_id = other.work_id or resource.work_id or Work.objects.create().pk
    joined = Resource.objects.filter(pk__in=[resource.pk, other.pk])
    for left in {resource.work_id, other.work_id} - {None, work_id}:
        joined |= Resource.objects.filter(work_id=left)
    joined.update(work_id=work_id)
