"""A member's pages: what was shared, changing it, handing it in, its history, its kin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.actor import Actor
from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.library import actions, queries
from intersession.library.attached import Attached
from intersession.library.contribution_forms import (
    ChangeForm,
    DeskForm,
    NoteForm,
    RelateForm,
    ResourceForm,
    RestoreForm,
)
from intersession.library.differences import Difference, between, keys_of
from intersession.library.entries import Stated, stated_of, whole_stated
from intersession.library.models import Resource, ResourceRevision
from intersession.library.permissions import publishes_at_once
from intersession.people.models import Organisation, Person

ON_A_PAGE = 20


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def person_shown(actor: Actor, person: Person | None, organisation: Organisation | None) -> str:
    """The name of who did something, for readers who may know it: colleagues, the desk, and whoever they agreed to."""
    if person is None:
        return ""
    is_colleague = organisation is not None and organisation == actor.organisation
    if person.shows_name or is_colleague or person == actor.person or actor.holds("library.return_resource"):
        return str(person)
    return ""


def trail_of(resource: Resource, last: str) -> list[tuple[str, str]]:
    return [
        (reverse("library:resources"), _("Library")),
        (resource.get_absolute_url(), resource.title),
        ("", last),
    ]


@allow("library.submit_resource")
@never_cache
@require_safe
def own_resources(request: HttpRequest) -> HttpResponse:
    """What was shared for the organisation one acts for, and the changes one proposed."""
    actor = actor_of(request)
    found = queries.own_resources(actor)
    pages = pages_of(request, found.count(), ON_A_PAGE)
    resources = list(found[pages.offset : pages.offset + ON_A_PAGE])
    answers = queries.last_answers(each for each in resources if each.returned_at)
    rows = [(each, answers.get(each.pk) if each.returned_at else None) for each in resources]
    return page(
        request,
        "library/own_resources.html",
        {"pages": pages, "rows": rows, "changes": queries.own_changes(actor)[:ON_A_PAGE]},
    )


@allow("library.edit_resource")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_resource(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what a resource states: at once for those who may, else as a proposal to the desk."""
    actor = actor_of(request)
    resource = queries.resource_for(actor, slug)
    held = stated_of(resource)
    may_edit = actor.may("library.edit_resource", resource)
    sort = DeskForm if actor.holds("library.publish_resource") else ChangeForm
    conflict: list[Difference] = []
    if request.method == "POST":
        form: ChangeForm = sort(request.POST, held=held)
        if form.is_valid():
            try:
                _change(actor, resource, form, at_once=may_edit)
            except actions.Conflict as refusal:
                # The next try is made on what holds now; what was typed stays in the form.
                conflict = _differences(held, form.entry().stated())
                form = sort(_on_newest(request, resource), held=held)
                form.add_error(None, str(refusal.sentence))
            except Refused as refusal:
                form.add_error(None, str(refusal.sentence))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                told = (
                    _("Saved.")
                    if may_edit
                    else _("Your change waits at the desk. You will find its answer under “What we shared”.")
                )
                messages.success(request, told)
                return redirect(resource)
    else:
        form = sort(initial=_initial(held, resource), held=held)
    context = {
        "resource": resource,
        "form": form,
        "may_edit": may_edit,
        "conflict": conflict,
        "trail": trail_of(resource, _("Change")),
    }
    return page(
        request, "library/change.html", context, status=409 if conflict else 400 if form.errors else 200
    )


def _change(actor: Actor, resource: Resource, form: ChangeForm, *, at_once: bool) -> None:
    entry, note, base = form.entry(resource.slug), form.cleaned_data["note"], form.cleaned_data["base"]
    if at_once:
        actions.revise_resource(actor, resource, entry, note, base)
    else:
        actions.propose_change(actor, resource, entry, note, base)


def _initial(held: Stated, resource: Resource) -> dict[str, object]:
    names = queries.names_of(*keys_of([held]))
    return ResourceForm.initial_of(held, names) | {"base": queries.newest_number(resource)}


def _on_newest(request: HttpRequest, resource: Resource) -> object:
    typed = request.POST.copy()
    typed["base"] = str(queries.newest_number(resource))
    return typed


def _differences(before: Stated, after: Stated) -> list[Difference]:
    return between(before, after, queries.names_of(*keys_of([whole_stated(before), whole_stated(after)])))


@allow("library.submit_resource")
@require_POST
def submit_resource(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand a draft in. What cannot be handed in yet leads to where it is mended."""
    actor = actor_of(request)
    resource = queries.resource_for(actor, slug)
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        submitted = actions.submit_resource(actor, resource, note)
    except Refused as refusal:
        messages.error(request, str(refusal.sentence), extra_tags="warning")
        return redirect(resource)
    told = _("It is in the library.") if submitted.is_published else _("Submitted. The desk will look at it.")
    messages.success(request, told)
    return redirect(submitted)


@allow("library.submit_resource")
@require_POST
def take_back_submission(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a submission a draft again."""
    actor = actor_of(request)
    resource = queries.resource_for(actor, slug)
    actions.take_back_submission(actor, resource)
    messages.success(request, _("It is a draft again."))
    return redirect(resource)


@dataclass(frozen=True, slots=True)
class Shown:
    """A revision on the page of the history."""

    revision: ResourceRevision
    person: str
    differences: Sequence[Difference]
    is_first: bool
    is_newest: bool


@allow("library.view_resource")
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every revision, the newest first, each with what it changed."""
    actor = actor_of(request)
    resource = queries.resource_for(actor, slug)
    stored = queries.revisions_of(resource)
    total = stored.count()
    pages = pages_of(request, max(1, total), ON_A_PAGE)
    # One more than is shown: the oldest of a page is compared with the one before it.
    revisions = list(stored[pages.offset : pages.offset + ON_A_PAGE + 1]) or [
        queries.first_revision(resource)
    ]
    names = queries.names_of(*keys_of(each.stated for each in revisions))
    shown = []
    for place, revision in enumerate(revisions[:ON_A_PAGE]):
        before = revisions[place + 1] if place + 1 < len(revisions) else None
        shown.append(
            Shown(
                revision,
                person_shown(actor, revision.person, revision.organisation),
                between(before.stated, revision.stated, names) if before else (),
                is_first=before is None,
                is_newest=pages.offset + place == 0,
            )
        )
    return page(
        request,
        "library/history_page.html",
        {
            "resource": resource,
            "shown": shown,
            "pages": pages,
            "may_edit": not resource.is_withdrawn and actor.may("library.edit_resource", resource),
            "trail": trail_of(resource, _("History")),
        },
    )


@allow("library.edit_resource")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def restore_revision(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show what restoring would change, then do it."""
    actor = actor_of(request)
    resource = queries.resource_for(actor, slug)
    revision = queries.revision_of(resource, number)
    if revision is None:
        raise Http404(_("There is no such revision."))
    form = RestoreForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.restore_revision(actor, resource, number, form.cleaned_data["note"])
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Restored. What it stated until now is in the history, too."))
            return redirect("library:history", resource.slug)
    context = {
        "resource": resource,
        "revision": revision,
        "form": form,
        "differences": _differences(stated_of(resource), revision.stated),
        "trail": trail_of(resource, _("Restore")),
    }
    return page(request, "library/restore.html", context, status=400 if form.errors else 200)


@allow("library.edit_resource")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def relate_resources(request: HttpRequest, slug: str) -> HttpResponse:
    """Say of which other resource this is a translation or a version."""
    actor = actor_of(request)
    resource = queries.resource_for(actor, slug)
    form = RelateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _relate(actor, resource, form)
        except Http404:
            form.add_error("other", _("The library holds no resource at this address."))
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Both pages now show the other."))
            return redirect(resource)
    context = {"resource": resource, "form": form, "trail": trail_of(resource, _("Translation or version"))}
    return page(request, "library/relate.html", context, status=400 if form.errors else 200)


def _relate(actor: Actor, resource: Resource, form: Form) -> None:
    assert isinstance(form, RelateForm)
    other = queries.resource_for(actor, form.slug())
    actions.relate_resources(actor, resource, other, form.cleaned_data["kind"])


@allow("library.edit_resource")
@require_POST
def part_resource(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back of which work a resource is."""
    actor = actor_of(request)
    resource = queries.resource_for(actor, slug)
    actions.part_resource(actor, resource)
    messages.success(request, _("Taken back."))
    return redirect(resource)


@allow("library.submit_resource")
@require_POST
def take_back_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own proposal off the desk."""
    actor = actor_of(request)
    actions.take_back_change(actor, queries.own_change(actor, pk))
    messages.success(request, _("Your proposal was taken back."))
    return redirect("library:own_resources")


def standing_of(actor: Actor, resource: Resource) -> dict[str, object]:
    """What the page of a resource says of how it came and what may be done with it."""
    is_waiting = (
        resource.submitted_at is not None and resource.returned_at is None and not resource.is_published
    )
    may_edit = not resource.is_withdrawn and actor.may("library.edit_resource", resource)
    may_submit = may_edit and not resource.is_published and actor.may("library.submit_resource", resource)
    answers = queries.last_answers([resource]) if resource.returned_at else {}
    kin = queries.kin(actor, resource)
    by_whom = (resource.contributed_by, resource.contributed_for)
    return {
        "contributor": person_shown(actor, *by_whom),
        "is_waiting": is_waiting,
        "answer": answers.get(resource.pk),
        "may_edit": may_edit,
        "may_propose": not may_edit
        and resource.is_published
        and not resource.is_withdrawn
        and actor.holds("library.propose_change"),
        "submit_form": NoteForm() if may_submit and not is_waiting else None,
        "may_take_back": may_submit and is_waiting,
        "publishes_at_once": publishes_at_once(actor),
        "open_submission": queries.open_submission_of(resource)
        if is_waiting and actor.holds("library.return_resource")
        else None,
        "kin": kin,
        "files": [Attached.of(resource, file) for file in resource.files.all()],
        "hangs_on_another": any(each.is_above for each in kin),
    }
