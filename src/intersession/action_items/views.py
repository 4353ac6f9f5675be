"""Action items: all of them, one, writing one down, and saying what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.action_items import actions, queries
from intersession.action_items.forms import ItemForm, NoteForm, OutcomeForm, ReasonForm, read_chosen
from intersession.action_items.models import TONES, ActionItem, State
from intersession.atlas.tables import csv_response
from intersession.kit.pages import back, page
from intersession.kit.paging import pages_of, with_query

SIZE = 50


@allow("action_items.view_item")
@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """Every action item of every session, what is overdue first."""
    actor = request.actor  # type: ignore[attr-defined]
    chosen = read_chosen(request.GET)
    found = queries.items(actor, chosen)
    pages = pages_of(request, found.count(), SIZE)
    counted = queries.counts(actor)
    states = [
        (
            state.label,
            counted.get(state, 0),
            state.value in chosen.get("state", ()),
            with_query(
                request, state=None if state.value in chosen.get("state", ()) else [state.value], page=None
            ),
        )
        for state in State
        if counted.get(state)
    ]
    context = {
        "rows": [row(each) for each in found[pages.offset : pages.offset + SIZE]],
        "pages": pages,
        "states": states,
        "is_narrowed": bool(chosen),
        "query": request.GET.urlencode(),
        "may_propose": actor.holds("action_items.propose_item"),
    }
    return page(request, "action_items/items.html", context)


def row(item: ActionItem) -> tuple[ActionItem, object, str]:
    """An item in a list, with its state in words and the tone of that."""
    state = State(item.state)  # type: ignore[attr-defined]
    return item, state.label, TONES[state]


@allow("action_items.view_item")
@require_safe
def items_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    head = ("what", "state", "organisation", "due_on", "agreed_on", "session", "paper", "outcome", "address")
    rows = [
        (
            each.what,
            each.state,  # type: ignore[attr-defined]
            each.organisation.name if each.organisation else "",
            each.due_on or "",
            each.agreed_on,
            each.meeting.title if each.meeting else "",
            each.paper.title if each.paper else "",
            each.outcome or each.dropped_because,
            request.build_absolute_uri(each.get_absolute_url()),
        )
        for each in queries.items(request.actor, read_chosen(request.GET))  # type: ignore[attr-defined]
    ]
    return csv_response("action-items", head, rows)


@allow("action_items.view_item")
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: where it comes from, who does it, how far it is, what came of it."""
    return shown(request, queries.item_for(request.actor, pk))  # type: ignore[attr-defined]


def shown(request: HttpRequest, found: ActionItem, status: int = 200, **wrong: forms.Form) -> HttpResponse:
    """The page of an item, with the form as it was sent where something is wrong."""
    actor = request.actor  # type: ignore[attr-defined]
    is_open = found.done_at is None and found.dropped_at is None
    context: dict[str, Any] = {
        "item": found,
        "state": State(found.state).label,  # type: ignore[attr-defined]
        "tone": TONES[State(found.state)],  # type: ignore[attr-defined]
        "notes": queries.notes_of(found),
        "may_confirm": is_open and found.confirmed_at is None and actor.holds("action_items.confirm_item"),
        "may_note": is_open and actor.may("action_items.add_note", found),
        "may_finish": is_open
        and found.confirmed_at is not None
        and actor.may("action_items.finish_item", found),
        "may_drop": is_open and actor.holds("action_items.drop_item"),
        "note_form": NoteForm(),
        "outcome_form": OutcomeForm(),
        "reason_form": ReasonForm(),
        "trail": [(reverse("action_items:items"), _("Action items")), ("", found.what)],
        **wrong,
    }
    return page(request, "action_items/item.html", context, status=status)


@allow("action_items.propose_item")
def propose_item(request: HttpRequest) -> HttpResponse:
    """Write down what was agreed. An address may bring words of a passage along."""
    actor = request.actor  # type: ignore[attr-defined]
    given = ("session", "source_words", "source_path", "agreed_on", "language")
    first = {name: request.GET[name][:1000] for name in given if name in request.GET}
    form = ItemForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_item(actor, form.agreed)
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(
                request,
                _("It is on record.") if made.confirmed_at else _("Thank you. The secretariat confirms it."),
            )
            return redirect(made)
    return page(request, "action_items/propose.html", {"form": form}, status=400 if form.errors else 200)


@allow("action_items.confirm_item")
@require_POST
def confirm_item(request: HttpRequest, pk: int) -> HttpResponse:
    """It was agreed."""
    found = queries.item_for(request.actor, pk)  # type: ignore[attr-defined]
    actions.confirm_item(request.actor, found)  # type: ignore[attr-defined]
    return back(request, found.get_absolute_url())


@allow("action_items.add_note")
@require_POST
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is."""
    return said(request, pk, "note_form", NoteForm(request.POST), actions.add_note)


@allow("action_items.finish_item")
@require_POST
def finish_item(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done."""
    return said(request, pk, "outcome_form", OutcomeForm(request.POST), actions.finish_item)


@allow("action_items.drop_item")
@require_POST
def drop_item(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be done."""
    return said(request, pk, "reason_form", ReasonForm(request.POST), actions.drop_item)


def said(
    request: HttpRequest, pk: int, name: str, form: forms.Form, act: Callable[..., object]
) -> HttpResponse:
    """Do what a form of the page says, or show it again with what is wrong."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.item_for(actor, pk)
    if form.is_valid():
        try:
            act(actor, found, *form.cleaned_data.values())
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect(found)
    return shown(request, found, status=400, **{name: form})


def told(form: forms.Form, refusal: Refused | ValidationError) -> None:
    """Say on the form what an action refused."""
    form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal.sentence))
