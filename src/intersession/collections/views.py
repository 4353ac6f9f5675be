"""The pages of collections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.collections import actions, queries
from intersession.collections.forms import AnnotationForm, CollectionForm, MoveForm, WithdrawForm
from intersession.collections.models import Collection
from intersession.differences.compare import Block, Fate, compare
from intersession.kit.facets import facet
from intersession.kit.fields import clean_line
from intersession.kit.languages import language_name
from intersession.kit.markdown import to_html
from intersession.kit.pages import page
from intersession.kit.paging import pages_of, with_query
from intersession.library.models import Resource
from intersession.library.queries import resource_for

SIZE = 20
ITEMS = 50
LONGEST_WORDS = 200


def trail_to(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(reverse("collections:collections"), _("Collections")), *more]


def said(error: ValidationError | Refused) -> list[str]:
    """The sentences of what a model or an action refused."""
    return error.messages if isinstance(error, ValidationError) else [str(error.sentence)]


@allow("collections.view_collection")
@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    """Public collections, and those of one's own organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    words = clean_line(request.GET.get("q", ""))[:LONGEST_WORDS]
    only_own = request.GET.get("own") == "1" and actor.organisation is not None
    chosen = [
        value
        for value in request.GET.getlist("language")
        if value.isascii() and value.isprintable() and len(value) <= 12
    ]
    found = queries.listed(actor, languages=chosen, only_own=only_own, words=words)
    pages = pages_of(request, found.count(), SIZE)
    counts = dict(queries.language_counts(actor, only_own=only_own, words=words))
    counted = [*counts.items(), *((value, 0) for value in chosen if value not in counts)]
    context = {
        "words": words,
        "chosen": chosen,
        "only_own": only_own,
        "own_url": with_query(request, own=None if only_own else "1", page=None),
        "facets": [facet(request, "language", _("Language"), counted, language_name, is_open=True)],
        "pages": pages,
        "found": found[pages.offset : pages.offset + SIZE],
        "may_make": actor.organisation is not None and actor.holds("collections.make_collection"),
        "everything_url": reverse("collections:collections"),
    }
    return page(request, "collections/collections.html", context)


@allow("collections.view_collection")
@require_safe
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """One collection; a tombstone with status 410 when it was withdrawn."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.collection_for(actor, slug)
    context: dict[str, Any] = {"collection": found, "trail": trail_to(("", found.title))}
    if found.is_withdrawn:
        context["may_reinstate"] = found.is_public and actor.holds("collections.reinstate_collection")
        return page(request, "collections/withdrawn.html", context, status=410)
    total = queries.size_of(found)
    pages = pages_of(request, total, ITEMS)
    is_own = actor.organisation is not None and found.organisation_id == actor.organisation.pk
    context |= {
        "description": to_html(found.description, top=2, notes="d"),
        "total": total,
        "pages": pages,
        "lines": queries.lines_of(actor, found, pages.offset, ITEMS, total),
        "source": source_of(request, found),
        "may_edit": is_own and actor.holds("collections.edit_collection"),
        "may_withdraw": (is_own or found.is_public) and actor.may("collections.withdraw_collection", found),
        "may_copy": found.is_public
        and actor.organisation is not None
        and actor.holds("collections.copy_collection"),
    }
    return page(request, "collections/collection.html", context)


def source_of(request: HttpRequest, found: Collection) -> Collection | None:
    """What it was copied from, if this reader may know of it."""
    source = found.copied_from
    return source if source is not None and source.is_public else None


def form_page(request: HttpRequest, form: Form, title: str, button: str, **more: Any) -> HttpResponse:
    """A page with one form."""
    context = {"form": form, "heading": title, "button": button, **more}
    return page(request, "collections/form.html", context, status=400 if form.errors else 200)


@allow("collections.make_collection")
@require_http_methods(["GET", "HEAD", "POST"])
def make_collection(request: HttpRequest) -> HttpResponse:
    """A new collection; with `resource` in the address, that resource is its first."""
    actor = request.actor  # type: ignore[attr-defined]
    slug = request.POST.get("resource", "") or request.GET.get("resource", "")
    first = resource_for(actor, slug) if slug else None
    form = CollectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_collection(actor, **form.cleaned_data)
            if first is not None:
                actions.add_resource(actor, made, first)
        except (Refused, ValidationError) as error:
            for sentence in said(error):
                form.add_error(None, sentence)
        else:
            messages.success(request, _("The collection is made. Add resources to it from their pages."))
            return redirect(made)
    return form_page(
        request,
        form,
        _("A new collection"),
        _("Make it"),
        trail=trail_to(("", _("A new collection"))),
        away=reverse("collections:collections"),
        first=first,
        organisation=actor.organisation,
    )


@allow("collections.edit_collection")
@require_http_methods(["GET", "HEAD", "POST"])
def change_collection(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the words; who was overtaken sees both texts and decides."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.collection_for(actor, slug)
    actor.require("collections.edit_collection", found)
    form = CollectionForm(request.POST if request.method == "POST" else None, collection=found)
    runs = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_collection(actor, found, version_in(request), **form.cleaned_data)
        except actions.Overtaken as overtaken:
            found = queries.collection_for(actor, slug)
            runs = differing(found.description, form.cleaned_data["description"])
            form.add_error(None, str(overtaken.sentence))
        except (Refused, ValidationError) as error:
            for sentence in said(error):
                form.add_error(None, sentence)
        else:
            messages.success(request, _("Changed."))
            return redirect(found)
    return form_page(
        request,
        form,
        _("Change the collection"),
        _("Save"),
        trail=trail_to((found.get_absolute_url(), found.title), ("", _("Change"))),
        away=found.get_absolute_url(),
        version=found.version,
        other_title=found.title if runs is not None else "",
        other_text=found.description,
        runs=runs,
    )


def differing(theirs: str, mine: str) -> list[tuple[Fate, str]]:
    """What differs between two texts, run by run."""
    pieces = compare([Block("", theirs)], [Block("", mine)]).pieces
    return [
        (run.fate, run.old_text if run.fate == Fate.REMOVED else run.new_text)
        for piece in pieces
        for run in piece.runs
    ]


def version_in(request: HttpRequest) -> int:
    """The version a form was made from; 0, which is none, for what is no number."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


@allow("collections.edit_collection")
@require_http_methods(["GET", "HEAD", "POST"])
def annotate_item(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say why a resource is in the collection."""
    actor = request.actor  # type: ignore[attr-defined]
    item = queries.item_for(actor, slug, pk)
    actor.require("collections.edit_collection", item.collection)
    form = AnnotationForm(
        request.POST if request.method == "POST" else None, initial={"annotation": item.annotation}
    )
    runs = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.annotate_item(actor, item, version_in(request), form.cleaned_data["annotation"])
        except actions.Overtaken as overtaken:
            item = queries.item_for(actor, slug, pk)
            runs = differing(item.annotation, form.cleaned_data["annotation"])
            form.add_error(None, str(overtaken.sentence))
        except (Refused, ValidationError) as error:
            for sentence in said(error):
                form.add_error(None, sentence)
        else:
            return to_item(item.collection, item.pk, item.position)
    return form_page(
        request,
        form,
        _("Why it is in the collection"),
        _("Save"),
        trail=trail_to((item.collection.get_absolute_url(), item.collection.title), ("", _("Annotation"))),
        away=item.collection.get_absolute_url(),
        version=item.version,
        first=item.resource,
        other_text=item.annotation,
        runs=runs,
    )


def to_item(found: Collection, pk: int, position: int) -> HttpResponse:
    """Back to the item on its page of the collection."""
    number = (position - 1) // ITEMS + 1
    query = f"?page={number}" if number > 1 else ""
    return redirect(f"{found.get_absolute_url()}{query}#item-{pk}")


@allow("collections.edit_collection")
@require_POST
def move_item(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put an item one up, one down, or at a place."""
    actor = request.actor  # type: ignore[attr-defined]
    item = queries.item_for(actor, slug, pk)
    steps = {"up": item.position - 1, "down": item.position + 1}
    to = steps.get(request.POST.get("step", ""))
    if to is None:
        form = MoveForm(request.POST)
        if not form.is_valid():
            messages.warning(request, _("Type the number of a place, such as 1."))
            return to_item(item.collection, item.pk, item.position)
        to = form.cleaned_data["to"]
    moved = actions.move_item(actor, item, to)
    return to_item(item.collection, moved.pk, moved.position)


@allow("collections.edit_collection")
@require_POST
def take_out(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a resource out of a collection."""
    actor = request.actor  # type: ignore[attr-defined]
    item = queries.item_for(actor, slug, pk)
    actions.take_out(actor, item)
    messages.success(request, _("Taken out: %(title)s.") % {"title": item.resource.title})
    return redirect(item.collection)


@allow("collections.copy_collection")
@require_POST
def copy_collection(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a public collection one's own."""
    actor = request.actor  # type: ignore[attr-defined]
    copy = actions.copy_collection(actor, queries.collection_for(actor, slug))
    messages.success(request, _("This copy is your organisation’s own. Change it as you like."))
    return redirect(copy)


@allow("collections.withdraw_collection")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_collection(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask why, then take the collection out of use."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.collection_for(actor, slug)
    actor.require("collections.withdraw_collection", found)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_collection(actor, found, form.cleaned_data["because"])
            return redirect(found)
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
    return form_page(
        request,
        form,
        _("Withdraw the collection"),
        _("Withdraw"),
        trail=trail_to((found.get_absolute_url(), found.title), ("", _("Withdraw"))),
        away=found.get_absolute_url(),
        tone="danger",
    )


@allow("collections.reinstate_collection")
@require_POST
def reinstate_collection(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a withdrawn collection back."""
    actor = request.actor  # type: ignore[attr-defined]
    return redirect(actions.reinstate_collection(actor, queries.collection_for(actor, slug)))


@allow("collections.edit_collection")
@require_http_methods(["GET", "HEAD", "POST"])
def add_resource(request: HttpRequest) -> HttpResponse:
    """The collections a resource of the library can be put into, each with a button."""
    actor = request.actor  # type: ignore[attr-defined]
    asked = request.POST if request.method == "POST" else request.GET
    if not asked.get("resource"):
        return redirect("library:resources")
    resource = collectable(request, asked["resource"])
    if request.method == "POST":
        found = queries.collection_for(actor, asked.get("collection", ""))
        item = actions.add_resource(actor, found, resource)
        messages.success(request, _("Added to “%(title)s”.") % {"title": found.title})
        return to_item(found, item.pk, item.position)
    own = queries.own_collections(actor, resource)
    pages = pages_of(request, own.count(), SIZE)
    context = {
        "resource": resource,
        "organisation": actor.organisation,
        "pages": pages,
        "own": own[pages.offset : pages.offset + SIZE],
        "trail": [
            (reverse("library:resources"), _("Library")),
            (resource.get_absolute_url(), resource.title),
            ("", _("Add to a collection")),
        ],
    }
    return page(request, "collections/add_resource.html", context)


def collectable(request: HttpRequest, slug: str) -> Resource:
    """A resource of the library that was not withdrawn."""
    found = resource_for(request.actor, slug)  # type: ignore[attr-defined]
    if found.is_withdrawn:
        raise Http404(_("This resource was withdrawn, so it cannot be collected."))
    return found
