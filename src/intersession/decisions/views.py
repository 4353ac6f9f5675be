"""Pages about decisions that anybody may read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.access.limits import limit
from intersession.ballots.methods import METHODS, rules_for
from intersession.ballots.words import METHOD_ABOUT, METHOD_NAMES, position_name, side_words, what_is_needed
from intersession.decisions import counting, queries, roll
from intersession.decisions.files import record_bytes
from intersession.decisions.forms import ReceiptForm, RemarkForm
from intersession.decisions.models import Decision, State
from intersession.decisions.receipts import hash_of
from intersession.decisions.standing import standing_of
from intersession.decisions.words import group_name
from intersession.kit.pages import page
from intersession.kit.paging import pages_of

ON_A_PAGE = 20
VOTES_ON_A_PAGE = 50
REMARKS_SHOWN = 50
RECEIPTS_PER_HOUR = 60


def trail_of(decision: Decision | None = None, here: str = "") -> list[tuple[str, str]]:
    """The way to a page: decisions, the decision, the page."""
    trail = [(reverse("decisions:decisions"), _("Decisions"))]
    if decision is not None:
        trail.append((decision.get_absolute_url() if here else "", queries.worded(decision).title))
    return [*trail, ("", here)] if here else trail


@allow("decisions.view_decision")
@never_cache
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision, or those of one state. Not kept in any cache: states change by the clock."""
    actor = request.actor  # type: ignore[attr-defined]
    asked = request.GET.get("state", "")
    if asked and asked not in State.values:
        raise Http404(_("Decisions have no such state."))
    now = timezone.now()
    found = queries.listed(actor, asked, now)
    pages = pages_of(request, found.count(), ON_A_PAGE)
    rows = [
        {
            "decision": each,
            "question": queries.worded(each),
            "state": each.state_at(now),
            "method": METHOD_NAMES[each.method],
        }
        for each in found[pages.offset : pages.offset + ON_A_PAGE]
    ]
    shown = [state for state in State if state != State.DRAFT or actor.holds("decisions.propose_decision")]
    context = {
        "rows": rows,
        "pages": pages,
        "asked": asked,
        "states": shown,
        "may_propose": actor.holds("decisions.propose_decision"),
    }
    return page(request, "decisions/decisions.html", context)


@allow("decisions.view_decision")
@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """The ways to agree, in words computed from the data they are counted with."""
    rows = []
    for method in METHODS.values():
        rules = rules_for(method)
        rows.append(
            {
                "key": method.key,
                "name": METHOD_NAMES[method.key],
                "about": METHOD_ABOUT[method.key],
                "positions": [
                    (position_name(each.key), side_words(each.side) if rules.decides else "")
                    for each in rules.positions
                ],
                "needed": what_is_needed(rules),
                "may_be_secret": method.may_be_secret,
            }
        )
    return page(request, "decisions/methods.html", {"rows": rows, "trail": trail_of(here=_("Ways to agree"))})


@allow("decisions.view_decision")
@never_cache
@require_safe
def decision(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a decision stands: what is needed to pass, whose move it is, what was said, what came of it."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.decision_for(actor, slug)
    now = timezone.now()
    standing = standing_of(actor, found, now)
    remarks = queries.remarks_of(found)
    is_open = standing.state == State.OPEN
    speaks = standing.state in (State.ANNOUNCED, State.OPEN) and actor.holds("decisions.add_remark")
    context = {
        "decision": found,
        "standing": standing,
        "trail": trail_of(found),
        "groups": [group_name(key) for key in found.groups],
        "extensions": list(found.extensions.all()),
        "wordings": list(found.wordings.all()),
        "events": queries.events_of(found),
        "remarks": [
            {"remark": each, "position": position_name(each.position) if each.position else ""}
            for each in remarks[:REMARKS_SHOWN]
        ],
        "remarks_count": remarks.count(),
        "remark_form": RemarkForm(standing.rules) if speaks else None,
        "may_vote": is_open and bool(standing.voices),
        "may_edit": standing.state == State.DRAFT and actor.may("decisions.edit_decision", found),
        "may_announce": standing.state == State.DRAFT and actor.holds("decisions.announce_decision"),
        "may_extend": standing.state in (State.ANNOUNCED, State.OPEN)
        and actor.holds("decisions.extend_decision"),
        "may_withdraw": standing.state in (State.DRAFT, State.ANNOUNCED, State.OPEN)
        and actor.holds("decisions.withdraw_decision"),
        "may_answer": standing.state in (State.OPEN, State.CLOSED)
        and actor.may("decisions.answer_objection", found),
        "may_conclude": standing.state == State.CLOSED and actor.may("decisions.conclude_decision", found),
        "may_review": found.review_on is not None and actor.may("decisions.review_decision", found),
        "may_settle": standing.state in (State.OPEN, State.CLOSED),
    }
    return page(request, "decisions/decision.html", context)


@allow("decisions.view_decision")
@never_cache
@require_safe
def votes(request: HttpRequest, slug: str) -> HttpResponse:
    """The roll: who has spoken, and in an open ballot whose count may be seen, what they said."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.decision_for(actor, slug)
    is_counted = found.opened_at is not None and counting.may_see_tally(found, roll.voices_on(found, actor))
    voters = queries.roll_of(found)
    pages = pages_of(request, voters.count(), VOTES_ON_A_PAGE)
    shows_votes = is_counted and not found.is_secret
    rows = [
        {
            "voter": voter,
            "group": group_name(voter.group),
            "together": [each.organisation.name for each in voter.counted_along.all()],
            "position": position_name(voter.vote.position) if shows_votes and voter.vote else "",
            "vote": voter.vote if shows_votes else None,
        }
        for voter in voters[pages.offset : pages.offset + VOTES_ON_A_PAGE]
    ]
    context = {
        "decision": found,
        "question": queries.worded(found),
        "rows": rows,
        "pages": pages,
        "shows_votes": shows_votes,
        "trail": trail_of(found, _("Who has spoken")),
    }
    return page(request, "decisions/votes.html", context)


@allow("decisions.view_decision")
@require_safe
def record_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The record of a closed decision as a file that can be checked without this site."""
    found = queries.decision_for(request.actor, slug)  # type: ignore[attr-defined]
    kept = queries.newest_record(found)
    if kept is None:
        raise Http404(_("The record of a decision is written when voting closes."))
    response = HttpResponse(record_bytes(kept), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.json"'
    return response


@allow("decisions.check_receipt", anonymous_post=True)
@never_cache
def check_receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether a secret ballot is in the urn, and after closing how it was counted. The receipt is not kept."""
    found = queries.decision_for(request.actor, slug)  # type: ignore[attr-defined]
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {
        "decision": found,
        "question": queries.worded(found),
        "form": form,
        "trail": trail_of(found, _("Check a receipt")),
    }
    if request.method == "POST" and form.is_valid():
        limit(request, "receipt", times=RECEIPTS_PER_HOUR, seconds=3600)
        ballot = counting.secret_ballot(found, hash_of(form.cleaned_data["receipt"]))
        context["was_asked"] = True
        context["is_there"] = ballot is not None
        if ballot is not None and found.closed_at is not None:
            context["position"] = position_name(ballot)
    return page(request, "decisions/check_receipt.html", context, status=400 if form.errors else 200)
