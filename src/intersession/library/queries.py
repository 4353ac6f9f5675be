"""What pages ask about resources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, F, Max, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.audit.models import Event
from intersession.audit.record import subject_label
from intersession.library.entries import Entry, stated_of
from intersession.library.models import (
    FilePage,
    Publisher,
    Resource,
    ResourceConcept,
    ResourceFile,
    ResourceLanguage,
    ResourcePlace,
    ResourcePublisher,
    ResourceRelation,
    ResourceRevision,
    Submission,
)
from intersession.library.permissions import of_own_organisation
from intersession.places.models import Place
from intersession.vocabulary.models import Concept, Label, OtherLabel

RELATED = 6
# A concept half the library stands under says nothing about kinship.
COMMONEST_TELLING = 400
LONGEST_SLUG = 90


@dataclass(frozen=True, slots=True)
class Lines:
    """What stands beside a title in a list: names of publishers, codes of places and languages."""

    publishers: list[str]
    places: list[str]
    languages: list[str]


def lines_of(resources: Iterable[Resource]) -> dict[int, Lines]:
    """The lines of each resource. Three queries, however many; plain values, since a list shows hundreds."""
    found = {resource.pk: Lines([], [], []) for resource in resources}
    publishers = ResourcePublisher.objects.order_by("position").values_list("resource_id", "publisher__name")
    for key, name in publishers.filter(resource__in=found):
        found[key].publishers.append(name)
    for key, code in ResourcePlace.objects.values_list("resource_id", "place_id").filter(resource__in=found):
        found[key].places.append(code)
    languages = ResourceLanguage.objects.order_by("position").values_list("resource_id", "language")
    for key, language in languages.filter(resource__in=found):
        found[key].languages.append(language)
    return found


def whole(resources: QuerySet[Resource]) -> QuerySet[Resource]:
    """With everything a resource page, a download or the index shows."""
    return (
        resources.prefetch_related(
            Prefetch("publisher_lines", ResourcePublisher.objects.select_related("publisher")),
            Prefetch("language_lines", ResourceLanguage.objects.order_by("position")),
            "places",
            "audience_lines",
            "topic_lines",
            "concept_lines",
            Prefetch(
                "files",
                ResourceFile.objects.filter(detached_at__isnull=True).select_related("stored").order_by("pk"),
            ),
        )
        .select_related("contributed_by", "contributed_for")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def with_pages(resources: QuerySet[Resource]) -> QuerySet[Resource]:
    """Whole ones also with the words of their files: for the index alone, which reads them all."""
    return resources.prefetch_related("files__pages")


def bare(resources: QuerySet[Resource]) -> QuerySet[Resource]:
    """With its own columns only; `lines_of` brings what a list shows beside them."""
    return resources.fetch_mode(settings.PAGE_FETCH_MODE)


def resources_in_order(
    actor: Actor, keys: Iterable[int], bring: Callable[[QuerySet[Resource]], QuerySet[Resource]] = bare
) -> list[Resource]:
    """The listed resources of these keys, in this order; those no longer listed are left out."""
    order = list(keys)
    found = bring(seen_by(actor).filter(pk__in=order)).in_bulk()
    return [found[key] for key in order if key in found]


def seen_by(actor: Actor) -> QuerySet[Resource]:
    """What this actor sees in lists."""
    seen: QuerySet[Resource] = Resource.objects.listed().filter(actor.scope("library.view_resource"))
    return seen


def resource_for(actor: Actor, slug: str) -> Resource:
    """The resource at an address, withdrawn or not, with everything; 404 with a sentence for none."""
    found = whole(Resource.objects.filter(actor.scope("library.view_resource"), slug=slug)).first()
    if found is None:
        raise Http404(_("The library holds no resource at this address."))
    return found


def related_to(actor: Actor, resource: Resource) -> list[Resource]:
    """Up to six resources that share concepts or publishers; what is shared by few counts more.

    Three queries and those of the list: how common each concept and publisher is, who shares the telling
    ones, and the resources.
    """
    shared: Counter[int] = Counter()
    concepts = [line.concept_id for line in resource.concept_lines.all()]
    publishers = [line.publisher_id for line in resource.publisher_lines.all()]
    for lines, column, values, weight in (
        (ResourceConcept.objects, "concept_id", concepts, 600),
        (ResourcePublisher.objects, "publisher_id", publishers, 400),
    ):
        commonness = dict(
            lines.filter(**{f"{column}__in": values}).values_list(column).annotate(rows=Count("pk"))
        )
        telling = [value for value in values if 1 < commonness.get(value, 0) <= COMMONEST_TELLING]
        pairs = lines.filter(**{f"{column}__in": telling}).values_list("resource_id", column)
        for key, value in pairs:
            shared[key] += weight // commonness[value]
    del shared[resource.pk]
    best = [key for key, _score in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))]
    return resources_in_order(actor, best[: RELATED * 2])[:RELATED]


def concepts_of(resource: Resource) -> list[Concept]:
    """The concepts a resource is filed under, with the labels a page shows."""
    keys = [line.concept_id for line in resource.concept_lines.all()]
    return list(Concept.objects.filter(pk__in=keys).prefetch_related("labels"))


def events_of(resource: Resource) -> list[Event]:
    """What happened to a resource, the newest first. Public events only."""
    return list(
        Event.objects.filter(
            subject_type=subject_label(Resource), subject_id=str(resource.pk), is_public=True
        ).order_by("-id")[:20]
    )


def last_changes(resources: Iterable[Resource]) -> dict[int, datetime]:
    """When each resource last changed, by the log. One query."""
    keys = [str(resource.pk) for resource in resources]
    rows = (
        Event.objects.filter(subject_type=subject_label(Resource), subject_id__in=keys, is_public=True)
        .values_list("subject_id")
        .annotate(last=Max("at"))
    )
    return {int(key): at for key, at in rows}


def known_publishers(names: Iterable[str]) -> frozenset[str]:
    """Those of the names that publishers have."""
    return frozenset(Publisher.objects.filter(name__in=list(names)).values_list("name", flat=True))


def every_place_code() -> frozenset[str]:
    return frozenset(Place.objects.values_list("code", flat=True))


def every_label() -> Iterator[tuple[str, str]]:
    """(concept, label) for every label of the vocabulary, in every language, deprecated ones too."""
    yield from Label.objects.values_list("concept_id", "text")
    yield from OtherLabel.objects.values_list("concept_id", "text")


def known_slugs() -> dict[tuple[str, str, int | None], str]:
    """The slug of each resource by what tells it from the others: title, first publisher, year."""
    rows = Resource.objects.filter(Q(publisher_lines__position=0) | Q(publisher_lines__isnull=True))
    columns = rows.values_list("title", "publisher_lines__publisher__slug", "year", "slug")
    return {(title, publisher or "", year): slug for title, publisher, year, slug in columns}


def slug_of(title_en: str, year: object) -> str:
    """The address made of an English title, with the year where the title does not hold it."""
    slug = slugify(title_en)
    if len(slug) > LONGEST_SLUG:
        slug = slug[:LONGEST_SLUG].rsplit("-", 1)[0]
    return f"{slug}-{year}" if slug and year and str(year) not in slug.split("-") else slug


def free_slug(entry: Entry) -> str:
    """The entry's own address, or one made of its title that nobody has. Once given it never changes."""
    told = entry.plain()
    wanted = entry.slug or slug_of(told["title_en"], told["year"]) or "resource"
    taken = set(Resource.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)


def newest_number(resource: Resource) -> int:
    """The number of the newest revision. What was loaded and never changed has one: the first."""
    return ResourceRevision.objects.filter(resource=resource).aggregate(newest=Max("number"))["newest"] or 1


def revision_of(resource: Resource, number: int) -> ResourceRevision | None:
    """A revision by its number; the first of what was loaded and never changed is made of what it states.

    Needs the resource with everything (`whole`) for that.
    """
    found: ResourceRevision | None = (
        ResourceRevision.objects.filter(resource=resource, number=number)
        .select_related("person", "organisation", "accepted_by")
        .first()
    )
    if found is None and number == 1:
        return first_revision(resource)
    return found


def first_revision(resource: Resource) -> ResourceRevision:
    """What a resource that never changed has as its only revision."""
    return ResourceRevision(
        resource=resource,
        number=1,
        stated=stated_of(resource),
        at=resource.published_at or resource.created_at,
    )


def kin_of(resource: Resource) -> set[int]:
    """The keys of all that hang together with a resource by what is said of them, itself included."""
    pairs = ResourceRelation.objects.filter(resource__work_id=resource.work_id)
    near: dict[int, set[int]] = {}
    for one, other in pairs.values_list("resource_id", "other_id") if resource.work_id else ():
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    found, left = {resource.pk}, [resource.pk]
    while left:
        fresh = near.get(left.pop(), set()) - found
        found |= fresh
        left += fresh
    return found


@dataclass(frozen=True, slots=True)
class Names:
    """What publishers, concepts and files are called, by what revisions call them."""

    publishers: dict[str, str]
    concepts: dict[str, str]
    files: dict[int, str]


def names_of(publishers: Iterable[str], concepts: Iterable[str], files: Iterable[int]) -> Names:
    """The names for a comparison, at most four queries."""
    labelled = Concept.objects.filter(pk__in=list(concepts)).prefetch_related("labels")
    return Names(
        dict(Publisher.objects.filter(slug__in=list(publishers)).values_list("slug", "name")),
        {concept.pk: concept.label for concept in labelled},
        dict(ResourceFile.objects.filter(pk__in=list(files)).values_list("pk", "stored__name")),
    )


def revisions_of(resource: Resource) -> QuerySet[ResourceRevision]:
    """The stored history, the newest first; empty for what was loaded and never changed."""
    return (
        ResourceRevision.objects.filter(resource=resource)
        .select_related("person", "organisation", "accepted_by")
        .order_by("-number")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )


def waiting_submissions() -> QuerySet[Submission]:
    """What waits at the desk, the oldest first."""
    found: QuerySet[Submission] = (
        Submission.objects.open()
        .select_related("resource", "submitted_by", "submitted_for")
        .order_by("submitted_at", "pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    return found


def submission_for(pk: int) -> Submission:
    """A submission, answered or not; 404 with a sentence for none."""
    found: Submission | None = (
        Submission.objects.filter(pk=pk)
        .select_related("resource", "submitted_by", "submitted_for", "answered_by")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such submission."))
    return found


def submissions_of(resource: Resource) -> list[Submission]:
    """Everything that was handed in of a resource, the newest first."""
    return list(
        Submission.objects.filter(resource=resource)
        .select_related("submitted_by", "submitted_for", "answered_by")
        .order_by("-submitted_at", "-pk")[:20]
    )


def own_resources(actor: Actor) -> QuerySet[Resource]:
    """What was shared for the organisation the actor acts for: what is not published yet first."""
    found: QuerySet[Resource] = Resource.objects.filter(of_own_organisation(actor)).select_related(
        "contributed_by"
    )
    return found.order_by(F("published_at").desc(nulls_first=True), "-created_at", "-pk").fetch_mode(
        settings.PAGE_FETCH_MODE
    )


def own_changes(actor: Actor) -> QuerySet[Submission]:
    """Changes this person proposed for the organisation they act for, the newest first."""
    found: QuerySet[Submission] = Submission.objects.filter(
        is_change=True, submitted_by=actor.person, submitted_for=actor.organisation
    ).select_related("resource")
    return found.order_by("-submitted_at", "-pk").fetch_mode(settings.PAGE_FETCH_MODE)


def own_change(actor: Actor, pk: int) -> Submission:
    """A change this person proposed; 404 with a sentence for none."""
    found = own_changes(actor).filter(pk=pk).first()
    if found is None:
        raise Http404(_("You proposed no such change."))
    return found


def open_submission_of(resource: Resource) -> Submission | None:
    """The submission by which a resource waits."""
    found: Submission | None = Submission.objects.open().filter(resource=resource, is_change=False).first()
    return found


def returned_to(actor: Actor) -> QuerySet[Resource]:
    """What the desk gave back to this person for the organisation they act for, the longest ago first."""
    found: QuerySet[Resource] = Resource.objects.returned().filter(
        of_own_organisation(actor), contributed_by=actor.person
    )
    return found.order_by("returned_at", "pk").fetch_mode(settings.PAGE_FETCH_MODE)


def last_answers(resources: Iterable[Resource]) -> dict[int, Submission]:
    """The last answer each of these was returned with. One query."""
    answered = Submission.objects.filter(
        resource__in=list(resources), is_change=False, returned_at__isnull=False
    )
    return {each.resource_id: each for each in answered.order_by("returned_at")}


@dataclass(frozen=True, slots=True)
class Kin:
    """Another resource of the same work. `relation` says how it hangs on this one, or this one on it."""

    resource: Resource
    relation: ResourceRelation | None
    is_above: bool


def kin(actor: Actor, resource: Resource) -> list[Kin]:
    """The other translations and versions of the same work that this actor sees. Two queries, or none."""
    if resource.work_id is None:
        return []
    seen = Resource.objects.filter(
        actor.scope("library.view_resource"), work_id=resource.work_id, withdrawn_at__isnull=True
    ).exclude(pk=resource.pk)
    relations = ResourceRelation.objects.filter(resource__work_id=resource.work_id)
    above = {each.other_id: each for each in relations if each.resource_id == resource.pk}
    below = {each.resource_id: each for each in relations if each.other_id == resource.pk}
    others = bare(seen.order_by(F("year").desc(nulls_last=True), "title_en", "pk"))
    return [Kin(each, above.get(each.pk) or below.get(each.pk), each.pk in above) for each in others]


def resource_by_key(actor: Actor, pk: int) -> Resource | None:
    """The resource with this key, if this actor may see it."""
    found: Resource | None = Resource.objects.filter(actor.scope("library.view_resource"), pk=pk).first()
    return found


def file_for(actor: Actor, slug: str, key: str) -> ResourceFile:
    """A file of a resource by its key, for who may have it; 404 with a sentence for everybody else.

    What was taken off or belongs to a withdrawn resource is for the desk alone.
    """
    found: ResourceFile | None = (
        ResourceFile.objects.filter(
            stored__key=key,
            resource__in=Resource.objects.filter(actor.scope("library.view_resource"), slug=slug),
        )
        .select_related("stored", "resource")
        .first()
    )
    is_gone = found is not None and (found.detached_at is not None or found.resource.is_withdrawn)
    if found is None or (is_gone and not actor.holds("library.return_resource")):
        raise Http404(_("There is no such file here."))
    return found


def page_of(file: ResourceFile, number: int) -> FilePage | None:
    """The words on a page of a file; nothing for a page without words."""
    return FilePage.objects.filter(file=file, number=number).first()
