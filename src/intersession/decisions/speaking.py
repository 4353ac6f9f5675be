"""Pages of those who speak: voting, being recused, objecting, answering, remarking."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.decisions import queries, roll, voices
from intersession.decisions.forms import (
    VOTE_FIELDS,
    AnswerForm,
    ConcernForm,
    OrganisationForm,
    RemarkForm,
    VoteForm,
    add_errors,
)
from intersession.decisions.guiding import done, step
from intersession.decisions.models import Decision, State
from intersession.decisions.receipts import new_receipt
from intersession.decisions.standing import standing_of
from intersession.decisions.views import trail_of
from intersession.kit.pages import page
from intersession.people.models import Organisation


def chosen(found: list[roll.Voice], key: int) -> Organisation:
    """The organisation a form names; the forms offer only those that are there."""
    return next(voice.organisation for voice in found if voice.organisation.pk == key)


@allow("decisions.cast_vote")
@never_cache
@sensitive_post_parameters("position", "receipt", "instead_of")
def cast_vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Vote, or vote anew. A secret ballot is answered with its receipt, which is shown here and kept nowhere."""
    actor = request.actor  # type: ignore[attr-defined]
    decision = queries.decision_for(actor, slug)
    standing = standing_of(actor, decision, timezone.now())
    if request.method == "POST" and not standing.voices and standing.state == State.OPEN:
        raise PermissionDenied
    form = VoteForm(
        standing.rules,
        standing.voices,
        request.POST if request.method == "POST" else None,
        initial={"receipt": new_receipt(), **first_vote(decision, standing.voices)},
    )
    if request.method == "POST" and form.is_valid():
        organisation = chosen(standing.voices, form.cleaned_data["organisation"])
        try:
            voices.cast_vote(actor, decision, organisation, said_in(form))
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        except ValidationError as error:
            add_errors(form, error, VOTE_FIELDS)
        else:
            if decision.is_secret:
                # Not redirected: whatever remembered the receipt for the next page would tie it to the voter.
                context = {
                    "decision": decision,
                    "question": standing.question,
                    "receipt": form.cleaned_data["receipt"],
                    "trail": trail_of(decision, _("Your receipt")),
                }
                return page(request, "decisions/receipt.html", context)
            messages.success(request, _("Your vote is in. Until voting closes you may vote anew."))
            return redirect(decision)
    context = {
        "decision": decision,
        "standing": standing,
        "form": form,
        "trail": trail_of(decision, _("Vote")),
        "is_open": standing.state == State.OPEN,
    }
    return page(request, "decisions/vote.html", context, status=400 if form.errors else 200)


def first_vote(decision: Decision, found: list[roll.Voice]) -> dict[str, Any]:
    """The form of somebody who has voted shows what they said."""
    if len(found) != 1 or found[0].voter.vote is None:
        return {}
    return {"position": found[0].voter.vote.position, "reason": found[0].voter.vote.reason}


def said_in(form: VoteForm) -> voices.Said:
    """What the form says."""
    said = form.cleaned_data
    why, what = said.get("concern_reason", "").strip(), said.get("concern_resolution", "").strip()
    return voices.Said(
        position=said["position"],
        reason=said.get("reason", ""),
        concern=voices.Concern(why, what) if why or what else None,
        receipt=said.get("receipt", ""),
        instead_of=said.get("instead_of", ""),
    )


@allow("decisions.cast_vote")
@never_cache
def recuse_voter(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that an organisation leaves the count."""
    actor = request.actor  # type: ignore[attr-defined]
    decision = queries.decision_for(actor, slug)
    found = roll.voices_on(decision, actor)
    form = OrganisationForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        organisation = chosen(found, form.cleaned_data["organisation"])
        if done(form, lambda: voices.recuse_voter(actor, decision, organisation)) is not None:
            messages.success(request, _("Recorded. A vote takes it back."))
            return redirect(decision)
    words: dict[str, object] = {
        "title": _("Be recused"),
        "lead": _(
            "For an organisation with a stake of its own in the answer. It leaves every count; this is public."
        ),
        "button": _("Be recused"),
    }
    return step(request, decision, form, words)


@allow("decisions.raise_objection")
@never_cache
def raise_objection(request: HttpRequest, slug: str) -> HttpResponse:
    """Object, beside the vote."""
    actor = request.actor  # type: ignore[attr-defined]
    decision = queries.decision_for(actor, slug)
    found = roll.voices_on(decision, actor)
    form = ConcernForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        organisation = chosen(found, said["organisation"])
        concern = voices.Concern(said["reason"], said["resolution"])
        if done(form, lambda: voices.raise_objection(actor, decision, organisation, concern)) is not None:
            messages.success(request, _("Your objection stands. The facilitator answers it."))
            return redirect(decision)
    words: dict[str, object] = {
        "title": _("Object"),
        "lead": _(
            "An objection is public, is answered, and stays in what is published unless you call it resolved."
        ),
        "button": _("Raise this objection"),
    }
    return step(request, decision, form, words)


@allow("decisions.add_remark")
@require_POST
def add_remark(request: HttpRequest, slug: str) -> HttpResponse:
    """Say something. It counts nowhere."""
    actor = request.actor  # type: ignore[attr-defined]
    decision = queries.decision_for(actor, slug)
    form = RemarkForm(decision.current_rules, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        act = voices.add_remark
        if done(form, lambda: act(actor, decision, said["text"], said.get("position", ""))) is not None:
            messages.success(request, _("Your remark is there."))
            return redirect(f"{decision.get_absolute_url()}#remarks")
    words: dict[str, object] = {
        "title": _("Remark"),
        "lead": _("Anybody who is signed in may speak. Remarks do not count."),
        "button": _("Send the remark"),
    }
    return step(request, decision, form, words)


@allow("decisions.answer_objection")
@never_cache
def answer_objection(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Answer an objection."""
    actor = request.actor  # type: ignore[attr-defined]
    objection = queries.objection_for(actor, slug, pk)
    decision = queries.decision_for(actor, slug)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        if done(form, lambda: voices.answer_objection(actor, objection, answer)) is not None:
            messages.success(request, _("Answered. The objector has the word."))
            return redirect(f"{decision.get_absolute_url()}#objection-{objection.pk}")
    words: dict[str, object] = {
        "title": _("Answer an objection"),
        "lead": "",
        "button": _("Answer"),
        "objection": objection,
    }
    return step(request, decision, form, words)


@allow("decisions.settle_objection")
@never_cache
def settle_objection(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The objector's word on the answer: resolved, or sustained."""
    actor = request.actor  # type: ignore[attr-defined]
    objection = queries.objection_for(actor, slug, pk)
    decision = queries.decision_for(actor, slug)
    if request.method == "POST":
        is_resolved = request.POST.get("verdict") == "resolved"
        if not is_resolved and request.POST.get("verdict") != "sustained":
            raise Refused(_("Say whether the objection is resolved or sustained."))
        voices.settle_objection(actor, objection, is_resolved=is_resolved)
        messages.success(
            request, _("Called resolved.") if is_resolved else _("Sustained: it stays in what is published.")
        )
        return redirect(f"{decision.get_absolute_url()}#objection-{objection.pk}")
    context = {
        "decision": decision,
        "question": queries.worded(decision),
        "objection": objection,
        "trail": trail_of(decision, _("Your objection")),
    }
    return page(request, "decisions/settle.html", context)
