"""Writing a paper: proposing, editing blocks, naming changes, and moving it on."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.kit.pages import page
from intersession.papers import actions, queries
from intersession.papers.forms import (
    AskForm,
    BlockForm,
    ChangesForm,
    MoveForm,
    ProposeForm,
    SupersedeForm,
    sponsor_groups,
)
from intersession.papers.models import Paper, Version
from intersession.papers.workflow import MOVES, Move


def draft_for(request: HttpRequest, slug: str) -> tuple[Paper, Version]:
    """A paper and its draft, for those who may edit it; 403 for those who may only read."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.paper_for(actor, slug)
    actor.require("papers.edit_paper", found)
    draft = queries.draft_of(actor, found)
    assert draft
    return found, draft


@allow("papers.propose_paper")
def propose_paper(request: HttpRequest) -> HttpResponse:
    """Begin a paper."""
    form = ProposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_paper(request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error("source", str(refusal.sentence))
        except ValidationError as fault:
            form.add_error(None, fault)
        else:
            return redirect("papers:draft", made.slug)
    context = {"form": form, "sponsor_groups": sponsor_groups()}
    return page(request, "papers/propose_paper.html", context, status=400 if form.errors else 200)


@allow("papers.edit_paper")
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft with a way to edit each block."""
    found, version = draft_for(request, slug)
    context = {
        "paper": found,
        "draft": version,
        "text": queries.text_of(version),
        "claims": queries.claims_on(version),
        "changes": queries.changes_of(version),
        "is_open": found.state in ("draft", "revision"),
    }
    return page(request, "papers/draft.html", context)


@allow("papers.edit_paper")
def revise_block(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Edit one block. Who saves second sees both texts."""
    found, version = draft_for(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    block = queries.block_for(version, key)
    conflict = None
    if request.method == "POST":
        form = BlockForm(request.POST)
        if form.is_valid():
            try:
                actions.revise_block(
                    actor, found, key, form.cleaned_data["source"], form.cleaned_data["revision"] or 0
                )
            except actions.Conflict as refusal:
                conflict = refusal.block
                form = BlockForm({"source": form.cleaned_data["source"], "revision": conflict.revision})
                form.add_error(None, str(refusal.sentence))
            except Refused as refusal:
                form.add_error("source", str(refusal.sentence))
            else:
                return redirect(f"{found.get_absolute_url()}draft/#{key}")
    else:
        form = BlockForm(initial={"source": block.text, "revision": block.revision})
    claim = queries.claims_on(version).get(key)
    context = {
        "paper": found,
        "edited": block,
        "form": form,
        "conflict": conflict,
        "claim": claim if claim and claim.person_id != actor.person.pk else None,
        "holds_claim": bool(claim and claim.person_id == actor.person.pk),
    }
    return page(
        request, "papers/revise_block.html", context, status=409 if conflict else 400 if form.errors else 200
    )


@allow("papers.edit_paper")
@require_POST
def claim_block(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Tell the others that one is editing this block."""
    found, version = draft_for(request, slug)
    queries.block_for(version, key)
    other = actions.claim_block(request.actor, found, key)  # type: ignore[attr-defined]
    if other:
        messages.warning(request, _("%(name)s is editing this paragraph already.") % {"name": other.person})
    return redirect("papers:revise_block", slug, key)


@allow("papers.edit_paper")
def add_blocks(request: HttpRequest, slug: str, after: str = "") -> HttpResponse:
    """Add paragraphs behind one, or at the beginning."""
    found, version = draft_for(request, slug)
    form = BlockForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            blocks = actions.add_blocks(request.actor, found, after, form.cleaned_data["source"])  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error("source", str(refusal.sentence))
        else:
            return redirect(f"{found.get_absolute_url()}draft/#{blocks[0].key}")
    before = queries.block_for(version, after) if after else None
    context = {"paper": found, "before": before, "form": form}
    return page(request, "papers/add_blocks.html", context, status=400 if form.errors else 200)


@allow("papers.edit_paper")
@require_POST
def remove_block(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Take a block out of the draft."""
    found, version = draft_for(request, slug)
    block = queries.block_for(version, key)
    sent = request.POST.get("revision", "")
    actions.remove_block(
        request.actor,  # type: ignore[attr-defined]
        found,
        key,
        int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else block.revision,
    )
    messages.success(request, _("The paragraph is out of the draft. Earlier versions keep it."))
    return redirect("papers:draft", slug)


@allow("papers.edit_paper")
@require_POST
def move_block(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Let a block change places with its neighbour."""
    found, _version = draft_for(request, slug)
    actions.move_block(request.actor, found, key, request.POST.get("down") == "1")  # type: ignore[attr-defined]
    return redirect(f"{found.get_absolute_url()}draft/#{key}")


@allow("papers.edit_paper")
def name_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what each change does."""
    found, version = draft_for(request, slug)
    changes = queries.changes_of(version)
    form = ChangesForm(
        changes, request.POST if request.method == "POST" else None, initial={"summary": version.summary}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_changes(request.actor, found, form.classes, form.cleaned_data["summary"])  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("The changes are named. A second person checks them next."))
            return redirect("papers:name_changes", slug)
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "paper": found,
        "draft": version,
        "form": form,
        "may_check": version.change_class is not None
        and version.checked_by_id is None
        and version.classified_by_id != actor.person.pk,
    }
    return page(request, "papers/name_changes.html", context, status=400 if form.errors else 200)


@allow("papers.check_changes")
@require_POST
def check_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Confirm the named changes as a second person."""
    actor = request.actor  # type: ignore[attr-defined]
    actions.check_changes(actor, queries.paper_for(actor, slug))
    messages.success(request, _("You checked the changes."))
    return redirect("papers:name_changes", slug)


@allow("papers.sponsor_paper")
@require_POST
def sponsor_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """Stand behind a proposal for one's organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.paper_for(actor, slug)
    actions.sponsor_paper(actor, found)
    messages.success(request, _("Your organisation stands behind this proposal now."))
    return redirect(found)


def form_for(move: Move, paper: Paper, sent: QueryDict | None) -> MoveForm:
    """What a move asks for."""
    if move.asks_members:
        return AskForm(sent)
    return SupersedeForm(paper, sent) if move.needs_successor else MoveForm(sent)


@allow("papers.move_paper")
def move_paper(request: HttpRequest, slug: str, move: str) -> HttpResponse:
    """Make a move, with its reason where it needs one."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.paper_for(actor, slug)
    wanted = MOVES.get(move)
    if wanted is None or found.state not in wanted.start:
        raise Refused(_("From where this paper stands, that is not the next step."))
    form = form_for(wanted, found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        question = form.question(found) if isinstance(form, AskForm) else None
        try:
            actions.move_paper(
                actor,
                found,
                move,
                reason=form.cleaned_data["reason"],
                question=question,
                successor=form.cleaned_data.get("successor"),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return redirect(found)
    lacking = next((each.lacking for each in queries.next_moves(found) if each.move is wanted), [])
    context = {"paper": found, "move": wanted, "lacking": lacking, "form": form}
    return page(request, "papers/move_paper.html", context, status=400 if form.errors else 200)
