"""Every write of collections."""

from __future__ import annotations

from typing import Any

from anyascii import anyascii
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.collections.models import Collection, Item
from intersession.collections.queries import slugs_like
from intersession.library.models import Resource
from intersession.people.models import Organisation

MOST_ITEMS = 500
MOST_COLLECTIONS = 500
RESERVED = frozenset({"new", "add"})


class Overtaken(Refused):
    """Somebody else changed the same words meanwhile. Nothing was written; both texts are still there."""


def _told(collection: Collection, verb: Verb) -> Verb:
    """What the log says in public of a public collection, it keeps to itself of an organisation's own."""
    return verb if collection.is_public else Verb.OWN_COLLECTION_CHANGED


def _held(collection: Collection) -> Collection:
    """The collection, held until the end: changes of one collection wait for each other."""
    found: Collection = Collection.objects.select_for_update(no_key=True).get(pk=collection.pk)
    return found


def _touched(collection: Collection, *names: str) -> None:
    collection.changed_at = timezone.now()
    collection.save(update_fields=["changed_at", *names])


def _acting_for(actor: Actor) -> Organisation:
    if actor.organisation is None:
        raise Refused(_("A collection belongs to an organisation, and you act for none."))
    found: Organisation = Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation.pk)
    return found


def _stored(collection: Collection) -> Collection:
    """Checked and written under an address nobody has."""
    base = slugify(anyascii(collection.title))[:90].strip("-") or "collection"
    taken = slugs_like(base) | RESERVED
    for number in range(1, len(taken) + 20):
        collection.slug = base if number == 1 else f"{base}-{number}"
        if collection.slug in taken:
            continue
        collection.full_clean(exclude=["slug"])
        try:
            with transaction.atomic():
                collection.save()
        except IntegrityError:
            # Taken between the two lines: the next one.
            collection.pk = None
            continue
        return collection
    raise Refused(_("Too many collections have this title. Choose another one."))


def _room_left(organisation: Organisation) -> None:
    if Collection.objects.standing().filter(organisation=organisation).count() >= MOST_COLLECTIONS:
        raise Refused(
            _("An organisation can have %(most)s collections. Withdraw some you no longer need.")
            % {"most": MOST_COLLECTIONS}
        )


@transaction.atomic
def make_collection(
    actor: Actor, title: str, language: str, description: str = "", *, is_public: bool = False
) -> Collection:
    """A new collection of the organisation acted for."""
    actor.require("collections.make_collection")
    organisation = _acting_for(actor)
    _room_left(organisation)
    collection = _stored(
        Collection(
            title=title.strip(),
            language=language,
            description=description.strip(),
            organisation=organisation,
            made_by=actor.person,
            published_at=timezone.now() if is_public else None,
        )
    )
    record(actor, _told(collection, Verb.COLLECTION_PUBLISHED), collection, title=collection.title)
    return collection


@transaction.atomic
def change_collection(
    actor: Actor,
    collection: Collection,
    seen: int,
    *,
    title: str,
    language: str,
    description: str,
    is_public: bool,
) -> Collection:
    """Change the words, or make it public. `seen` is the version that was changed: a later one overtakes it."""
    collection = _held(collection)
    actor.require("collections.edit_collection", collection)
    _still_standing(collection)
    if collection.version != seen:
        raise Overtaken(_("Somebody else changed this collection while you wrote. Nothing of yours is lost."))
    if collection.is_public and not is_public:
        raise Refused(
            _("What was public is not hidden again. Withdraw it with a reason if it should not be used.")
        )
    changes: dict[str, Any] = {}
    fields = {"title": title.strip(), "language": language, "description": description.strip()}
    for name, value in fields.items():
        if getattr(collection, name) != value:
            changes[name] = {"from": getattr(collection, name), "to": value}
            setattr(collection, name, value)
    becomes_public = is_public and not collection.is_public
    if not changes and not becomes_public:
        return collection
    if becomes_public:
        collection.published_at = timezone.now()
    collection.full_clean()
    collection.version += 1
    _touched(collection, "version", "published_at", *fields)
    verb = Verb.COLLECTION_PUBLISHED if becomes_public else _told(collection, Verb.COLLECTION_CHANGED)
    # What was said before it became public stays between those who wrote it.
    facts = {"title": collection.title} if becomes_public else {"changes": changes}
    record(actor, verb, collection, **facts)
    return collection


def _still_standing(collection: Collection) -> None:
    if collection.is_withdrawn:
        raise Refused(_("This collection was withdrawn, so nothing in it can be changed."))


@transaction.atomic
def add_resource(actor: Actor, collection: Collection, resource: Resource, annotation: str = "") -> Item:
    """Put a resource of the library at the end of a collection."""
    collection = _held(collection)
    actor.require("collections.edit_collection", collection)
    _still_standing(collection)
    if not Resource.objects.listed().filter(actor.scope("library.view_resource"), pk=resource.pk).exists():
        raise Refused(_("Only a resource that is in the library can be collected."))
    items = Item.objects.filter(collection=collection)
    if items.filter(resource=resource).exists():
        raise Refused(_("This resource is in the collection already."))
    count = items.count()
    if count >= MOST_ITEMS:
        raise Refused(_("A collection holds %(most)s resources. Start another one.") % {"most": MOST_ITEMS})
    item = Item(
        collection=collection,
        resource=resource,
        position=count + 1,
        annotation=annotation.strip(),
        added_by=actor.person,
    )
    item.full_clean()
    item.save()
    _touched(collection)
    record(actor, _told(collection, Verb.COLLECTION_CHANGED), collection, added=resource.slug)
    return item


@transaction.atomic
def annotate_item(actor: Actor, item: Item, seen: int, annotation: str) -> Item:
    """Say why a resource is in the collection. `seen` is the version of the annotation that was changed."""
    collection, item = _held_item(item)
    actor.require("collections.edit_collection", collection)
    _still_standing(collection)
    if item.version != seen:
        raise Overtaken(_("Somebody else changed this annotation while you wrote. Nothing of yours is lost."))
    before, item.annotation = item.annotation, annotation.strip()
    if before == item.annotation:
        return item
    item.version += 1
    item.full_clean(exclude=["position"])
    item.save(update_fields=["annotation", "version"])
    _touched(collection)
    facts = {"annotated": item.resource.slug, "from": before, "to": item.annotation}
    record(actor, _told(collection, Verb.COLLECTION_CHANGED), collection, **facts)
    return item


def _held_item(item: Item) -> tuple[Collection, Item]:
    """The collection, held, and the item as it is now. Refused when it was taken out meanwhile."""
    collection = _held(Collection(pk=item.collection_id))
    now: Item | None = Item.objects.select_related("resource").filter(pk=item.pk).first()
    if now is None:
        raise Refused(_("This resource is no longer in the collection."))
    return collection, now


@transaction.atomic
def move_item(actor: Actor, item: Item, to: int) -> Item:
    """Put an item at a place, counted from 1; those between move up or down by one. Too far means the end."""
    collection, item = _held_item(item)
    actor.require("collections.edit_collection", collection)
    _still_standing(collection)
    items = list(Item.objects.filter(collection=collection).order_by("position"))
    order = [each for each in items if each.pk != item.pk]
    order.insert(max(1, min(to, len(items))) - 1, item)
    if _lay(order):
        _touched(collection)
        item.refresh_from_db(fields=["position"])
        record(
            actor,
            _told(collection, Verb.COLLECTION_CHANGED),
            collection,
            moved=item.resource.slug,
            to=item.position,
        )
    return item


def _lay(order: list[Item]) -> bool:
    """Give the items the places 1 to N in this order; whether any moved.

    Two steps through places below nought: both databases refuse a place that is taken even for a moment.
    """
    moved = [(item, place) for place, item in enumerate(order, start=1) if item.position != place]
    if not moved:
        return False
    Item.objects.filter(pk__in=[item.pk for item, _place in moved]).update(position=-F("position"))
    for item, place in moved:
        item.position = place
    Item.objects.bulk_update([item for item, _place in moved], ["position"], batch_size=200)
    return True


@transaction.atomic
def take_out(actor: Actor, item: Item) -> Collection:
    """Take a resource out of a collection. The log keeps what had been said of it."""
    collection, item = _held_item(item)
    actor.require("collections.edit_collection", collection)
    _still_standing(collection)
    slug, annotation = item.resource.slug, item.annotation
    item.delete()
    _lay(list(Item.objects.filter(collection=collection).order_by("position")))
    _touched(collection)
    record(
        actor, _told(collection, Verb.COLLECTION_CHANGED), collection, taken_out=slug, annotation=annotation
    )
    return collection


@transaction.atomic
def copy_collection(actor: Actor, collection: Collection) -> Collection:
    """Make a public collection one's own: a new one of the organisation acted for, not public, to go on from."""
    source = _held(collection)
    actor.require("collections.copy_collection", source)
    organisation = _acting_for(actor)
    if source.is_withdrawn:
        raise Refused(_("This collection was withdrawn, so it cannot be copied."))
    _room_left(organisation)
    copy = _stored(
        Collection(
            title=source.title,
            language=source.language,
            description=source.description,
            organisation=organisation,
            made_by=actor.person,
            copied_from=source,
        )
    )
    seen = Item.objects.filter(collection=source, resource__in=Resource.objects.listed()).order_by("position")
    Item.objects.bulk_create(
        Item(
            collection=copy,
            resource_id=item.resource_id,
            position=place,
            annotation=item.annotation,
            added_by=actor.person,
        )
        for place, item in enumerate(seen, start=1)
    )
    record(actor, Verb.OWN_COLLECTION_CHANGED, copy, copied_from=source.slug)
    return copy


@transaction.atomic
def withdraw_collection(actor: Actor, collection: Collection, because: str) -> Collection:
    """Take a collection out of use. Its address stays and says why, to those who could see it."""
    collection = _held(collection)
    actor.require("collections.withdraw_collection", collection)
    if collection.is_withdrawn:
        raise Refused(_("This collection was withdrawn already."))
    if not because.strip():
        raise Refused(_("Say why it is withdrawn."))
    collection.withdrawn_at, collection.withdrawn_because = timezone.now(), because.strip()
    collection.full_clean()
    _touched(collection, "withdrawn_at", "withdrawn_because")
    record(
        actor,
        _told(collection, Verb.COLLECTION_WITHDRAWN),
        collection,
        withdrawn_because=collection.withdrawn_because,
    )
    return collection


@transaction.atomic
def reinstate_collection(actor: Actor, collection: Collection) -> Collection:
    """Put a withdrawn collection back as it was."""
    collection = _held(collection)
    actor.require("collections.reinstate_collection", collection)
    if not collection.is_withdrawn:
        raise Refused(_("This collection is not withdrawn."))
    before = collection.withdrawn_because
    collection.withdrawn_at, collection.withdrawn_because = None, ""
    _touched(collection, "withdrawn_at", "withdrawn_because")
    record(actor, _told(collection, Verb.COLLECTION_REINSTATED), collection, withdrawn_before_because=before)
    return collection
