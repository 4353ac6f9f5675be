"""Sharing one resource: where it is from, the form, its overlaps, and handing it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.actor import Actor
from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import limit
from intersession.kit.pages import page
from intersession.library import queries as library
from intersession.library.entries import stated_of
from intersession.library.models import Resource
from intersession.library.permissions import publishes_at_once
from intersession.library.rows import KINDS
from intersession.library.words import FIELD_NAMES
from intersession.overlaps.engine import overlaps_of
from intersession.overlaps.sketch import Overlap, Sketch
from intersession.safety.actions import take_in
from intersession.safety.queries import file_by_key
from intersession.safety.reading import reading_of
from intersession.sharing import actions, looking, queries
from intersession.sharing.forms import (
    AddressForm,
    Answer,
    BatchForm,
    FileForm,
    ShareForm,
    answers_in,
    sketch_of,
)

LOOKS_PER_HOUR = 60
OVERLAPS_PER_MINUTE = 90


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@dataclass(frozen=True, slots=True)
class Shown:
    """An overlap on the page, with the answer given so far."""

    overlap: Overlap
    url: str
    kind: object
    answer: Answer
    fault: str = ""


@allow("sharing.share_resource")
@never_cache
@require_safe
def share(request: HttpRequest) -> HttpResponse:
    """How would you like to share?"""
    return show_ways(request)


def show_ways(request: HttpRequest, status: int = 200, **unfinished: Any) -> HttpResponse:
    """The ways to share; a form that came back with errors is shown as it was sent."""
    context = {
        "address_form": AddressForm(),
        "file_form": FileForm(),
        "batch_form": BatchForm(),
        "batches": queries.open_batches(actor_of(request))[:10],
        "publishes_at_once": publishes_at_once(actor_of(request)),
        **unfinished,
    }
    return page(request, "sharing/share.html", context, status=status)


@allow("sharing.share_resource")
@require_POST
def look_up(request: HttpRequest) -> HttpResponse:
    """Look at what is behind an address, and go on to the form with what was found."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return show_ways(request, status=400, address_form=form)
    limit(request, "look-up", times=LOOKS_PER_HOUR, seconds=3600)
    name = looking.keep(request, looking.proposals_for(form.cleaned_data["address"]))
    return redirect(f"{reverse('sharing:share_resource')}?proposed={name}")


@allow("sharing.share_resource")
@require_POST
def share_file(request: HttpRequest) -> HttpResponse:
    """Take a file in, and go on to the form with what its text says."""
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            stored = take_in(actor_of(request), form.cleaned_data["file"])
        except Refused as refusal:
            form.add_error("file", ValidationError(refusal.sentence))  # type: ignore[arg-type]
        else:
            found = looking.of_file(stored, reading_of(stored))
            name = looking.keep(request, found, stored.key)
            return redirect(f"{reverse('sharing:share_resource')}?proposed={name}")
    return show_ways(request, status=400, file_form=form)


@allow("sharing.share_resource")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share_resource(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The form of a new resource or of a draft: look at overlaps, save as a draft, or hand in."""
    actor = actor_of(request)
    draft = library.resource_for(actor, slug) if slug else None
    if draft is not None and not actor.may("library.edit_resource", draft):
        return redirect(draft)
    held = stated_of(draft) if draft else None
    name = request.POST.get("proposed") or request.GET.get("proposed", "")
    kept = looking.kept(request, name[:40])
    proposed = dict(kept.get("values", {}))
    if request.method != "POST":
        initial = proposed if draft is None else _initial(held or {})
        form = ShareForm(initial=initial, held=held, proposed=frozenset(proposed))
        sketch = sketch_of(_as_query(request, initial))
        return _show_form(request, form, kept, name, _shown(actor, draft, sketch, {}), draft)
    form = ShareForm(request.POST, held=held, proposed=frozenset())
    then = request.POST.get("then", "draft")
    is_sound = form.is_valid()
    sketch = queries.sketch_of(form.entry()) if is_sound else sketch_of(request.POST)
    shown = _shown(actor, draft, sketch, request.POST, is_asked=then == "submit")
    if is_sound and then in ("draft", "submit"):
        try:
            done = _done(
                request, actor, form, draft, shown, submit=then == "submit", file_key=kept.get("file", "")
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if done is not None:
                looking.forget(request, name[:40])
                return done
    status = 400 if form.errors else 200
    return _show_form(request, form, kept, name, shown, draft, status)


def _done(
    request: HttpRequest,
    actor: Actor,
    form: ShareForm,
    draft: Resource | None,
    shown: Sequence[Shown] | None,
    *,
    submit: bool,
    file_key: str,
) -> HttpResponse | None:
    """Share what was typed, and say so; None when an overlap waits for an answer."""
    shown = shown or []
    # If it is one of them, nothing is doubled, whatever the others are.
    is_same = any(each.answer.what == "same" for each in shown)
    if submit and not is_same and any(each.fault for each in shown):
        form.add_error(None, _("Some of this may be in the library already. Say of each what it is."))
        return None
    by_key = queries.listed_by_key(actor, [each.overlap.key for each in shown])
    answered = [(by_key[each.overlap.key], each.answer) for each in shown if each.overlap.key in by_key]
    same = next((resource for resource, answer in answered if answer.what == "same"), None)
    note = form.cleaned_data["note"]
    if submit and same is not None:
        names = actions.join_resource(actor, same, form.entry(), note)
        words = ", ".join(str(FIELD_NAMES[name]) for name in names if name in FIELD_NAMES)
        told = _("Thank you. We proposed what it lacked: %(fields)s.") % {"fields": words}
        messages.success(
            request, told if names else _("The library knew all of this already. Nothing was changed.")
        )
        return redirect(same)
    relation = next(
        (
            (resource, answer.what)
            for resource, answer in answered
            if answer.what in ("translation", "version")
        ),
        None,
    )
    distinct = [(resource, answer.because) for resource, answer in answered if answer.what == "distinct"]
    answers = actions.Answers(relation, tuple(pair for pair in distinct if pair[1]))
    stored = file_by_key(file_key) if file_key else None
    resource = actions.share_resource(
        actor, form.entry(), answers, submit=submit, note=note, draft=draft, stored=stored
    )
    if not submit:
        messages.success(request, _("Kept as a draft. Only your organisation and the secretariat see it."))
        return redirect("sharing:share_draft", resource.slug)
    told = _("It is in the library.") if resource.is_published else _("Submitted. The desk will look at it.")
    messages.success(request, told)
    return redirect(resource)


def _show_form(
    request: HttpRequest,
    form: ShareForm,
    kept: Any,
    name: str,
    shown: Sequence[Shown] | None,
    draft: Resource | None,
    status: int = 200,
) -> HttpResponse:
    trail = [(reverse("sharing:share"), _("Share a resource")), ("", str(draft) if draft else _("New"))]
    context = {
        "form": form,
        "said": kept.get("said", []),
        "has_proposals": bool(kept.get("values")) and request.method != "POST",
        "has_file": bool(kept.get("file")),
        "proposed": name[:40],
        "overlaps": shown or [],
        "has_looked": shown is not None,
        "draft": draft,
        "publishes_at_once": publishes_at_once(actor_of(request)),
        "trail": trail,
    }
    return page(request, "sharing/share_resource.html", context, status=status)


def _initial(held: dict[str, Any]) -> dict[str, Any]:
    names = library.names_of(held["publishers"], held["concepts"], [])
    return ShareForm.initial_of(held, names)


def _as_query(request: HttpRequest, values: dict[str, Any]) -> Any:
    query = request.GET.copy()
    query.clear()
    for name, value in values.items():
        query[name] = str(value or "")
    return query


def _shown(
    actor: Actor, draft: Resource | None, sketch: Sketch, typed: Any, *, is_asked: bool = False
) -> list[Shown] | None:
    """The overlaps with what was typed, with the answers; None when nobody could look."""
    without = frozenset({str(draft.pk)}) if draft else frozenset()
    found = overlaps_of(sketch, without=without)
    if not found.has_looked:
        return None
    answers = answers_in(typed, [overlap.key for overlap in found.overlaps])
    prefix = f"/{get_language()}"
    return [
        Shown(
            overlap,
            f"{prefix}{overlap.path}",
            KINDS.get(overlap.form, ""),
            answers[overlap.key],
            answers[overlap.key].fault if is_asked and overlap.is_likely else "",
        )
        for overlap in found.overlaps
    ]


@allow("sharing.share_resource")
@never_cache
@require_POST
def overlaps(request: HttpRequest) -> HttpResponse:
    """What overlaps with what is in the form just now: a part of the page, for the script."""
    limit(request, "overlaps", times=OVERLAPS_PER_MINUTE, seconds=60)
    actor = actor_of(request)
    slug = request.POST.get("draft", "")[:120]
    draft = library.resource_for(actor, slug) if slug else None
    shown = _shown(actor, draft, sketch_of(request.POST), request.POST)
    return page(request, "sharing/overlaps.html", {"overlaps": shown or [], "has_looked": shown is not None})
