"""Who stands by a paper, one commitment, and committing."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import count_use, limit
from intersession.atlas.maps import WorldMap, map_values
from intersession.atlas.tables import csv_response
from intersession.commitments import actions, queries
from intersession.commitments.forms import CommitForm, EvidenceForm, OfferForm, ReasonForm, told
from intersession.commitments.lights import TONES, light_words
from intersession.commitments.models import Commitment
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.papers.models import Paper, Version
from intersession.papers.queries import paper_for
from intersession.people.models import StakeholderGroup
from intersession.places.names import place_name

SIZE = 50
STEPS = (
    ("many", "solid", gettext_lazy("Three organisations or more")),
    ("some", "stripes", gettext_lazy("Two organisations")),
    ("one", "light", gettext_lazy("One organisation")),
    ("none", "empty", gettext_lazy("Nobody")),
)
OFFERS_PER_HOUR, LETTERS_PER_DAY = 5, 3


def public_paper(request: HttpRequest, slug: str) -> Paper:
    """A paper with a public version; 404 else, for drafts too: nothing can be committed to there."""
    found = paper_for(request.actor, slug)  # type: ignore[attr-defined]
    if found.first_published_at is None:
        raise Http404(_("There is no paper at this address, or it is not public yet."))
    return found


def by_country(counts: dict[str, int]) -> WorldMap:
    """The world by how many organisations of a country stand by a paper."""
    steps = {
        code: "many" if number > 2 else "some" if number == 2 else "one" for code, number in counts.items()
    }
    return WorldMap(_("Who stands by it, by country"), map_values(STEPS, steps))


@allow("commitments.view_commitment")
@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """Who stands by a paper: sums, and every commitment with its light."""
    actor = request.actor  # type: ignore[attr-defined]
    found = public_paper(request, slug)
    lines = queries.lines_of(queries.of_paper(found))
    sums = queries.sums_of(lines)
    pages = pages_of(request, len(lines), SIZE)
    own = queries.living_of(actor, found)
    open_to = queries.open_version(found)
    context = {
        "paper": found,
        "is_adopted_kind": queries.is_adopted_kind(found),
        "sums": sums,
        "groups": [(StakeholderGroup(group).label, number) for group, number in sums.groups],
        "countries": [(place_name(code), number) for code, number in sums.countries],
        "lights": [(light.label, TONES[light], number) for light, number in sums.lights.items()],
        "light_words": light_words(),
        "map": by_country(dict(sums.countries)) if sums.total else None,
        "lines": lines[pages.offset : pages.offset + SIZE],
        "pages": pages,
        "ended": queries.ended_of(found),
        "open_to": open_to,
        "own": own,
        "may_commit": actor.holds("commitments.commit") and open_to is not None and own is None,
    }
    return page(request, "commitments/paper.html", context)


@allow("commitments.view_commitment")
@require_safe
def paper_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a table."""
    found = public_paper(request, slug)
    head = (
        "organisation",
        "group",
        "country",
        "version",
        "parts",
        "for_newest_version",
        "will_do",
        "by_when",
        "since",
        "last_evidence",
        "light",
    )
    rows = [
        (
            line.commitment.organisation.name,
            line.commitment.organisation.stakeholder_group,
            line.commitment.organisation.place_id,
            line.commitment.version.number,
            " · ".join(line.parts),
            "no" if line.standing.is_for_earlier else "yes",
            line.commitment.will_do,
            line.commitment.by_when or "",
            line.commitment.made_at.date(),
            line.shown_on or "",
            line.light.value,
        )
        for line in queries.lines_of(queries.of_paper(found))
    ]
    return csv_response(f"{found.slug}-commitments", head, rows)


@allow("commitments.view_commitment")
@require_safe
def commitment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One commitment: what, for which version, by when, and what shows it."""
    return shown(request, queries.commitment_for(slug, pk))


def shown(
    request: HttpRequest,
    found: Commitment,
    *,
    evidence_form: EvidenceForm | None = None,
    end_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a commitment, with the forms as they were sent where something is wrong."""
    line = queries.line_of(found)
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "line": line,
        "commitment": found,
        "paper": found.paper,
        "is_adopted_kind": queries.is_adopted_kind(found.paper),
        "evidence": queries.evidence_of(found),
        "may_change": found.ended_at is None and actor.may("commitments.change_commitment", found),
        "evidence_form": evidence_form or EvidenceForm(),
        "end_form": end_form or ReasonForm(),
        "light_words": light_words(),
    }
    return page(request, "commitments/commitment.html", context, status=status)


def adopted_version(found: Paper) -> Version:
    """The version that can be committed to; 404 with a sentence else."""
    version = queries.open_version(found)
    if version is None:
        raise Http404(_("The members have not adopted this paper yet, so nobody can commit to it."))
    return version


@allow("commitments.commit")
def commit(request: HttpRequest, slug: str) -> HttpResponse:
    """Commit the organisation one acts for."""
    found = public_paper(request, slug)
    version = adopted_version(found)
    form = CommitForm(request.POST if request.method == "POST" else None, parts=queries.parts_of(version))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.commit(request.actor, version, form.words)  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Thank you. It is public now."))
            return redirect(made.get_absolute_url())
    context = {"paper": found, "version": version, "form": form, "before": None}
    context["is_adopted_kind"] = queries.is_adopted_kind(found)
    return page(request, "commitments/commit.html", context, status=400 if form.errors else 200)


@allow("commitments.change_commitment")
def renew_commitment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Commit to the newest version instead."""
    before = queries.commitment_for(slug, pk)
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.may("commitments.change_commitment", before):
        raise Http404(_("This commitment is not your organisation’s to change."))
    version = adopted_version(before.paper)
    first = {"will_do": before.will_do, "language": before.language, "parts": before.parts}
    form = CommitForm(
        request.POST if request.method == "POST" else None, parts=queries.parts_of(version), initial=first
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.renew_commitment(actor, before, version, form.words)
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Thank you. It is for the newest version now."))
            return redirect(made.get_absolute_url())
    context = {"paper": before.paper, "version": version, "form": form, "before": before}
    context["is_adopted_kind"] = queries.is_adopted_kind(before.paper)
    return page(request, "commitments/commit.html", context, status=400 if form.errors else 200)


@allow("commitments.change_commitment")
@require_POST
def keep_commitment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Stay with the earlier version."""
    found = queries.commitment_for(slug, pk)
    actions.keep_commitment(request.actor, found)  # type: ignore[attr-defined]
    messages.success(request, _("It stays with the earlier version, and says so."))
    return redirect(found.get_absolute_url())


@allow("commitments.change_commitment")
@require_POST
def end_commitment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End it, with a reason."""
    found = queries.commitment_for(slug, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.end_commitment(request.actor, found, form.cleaned_data["reason"])  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect(found.get_absolute_url())
    return shown(request, found, end_form=form, status=400)


@allow("commitments.change_commitment")
@require_POST
def add_evidence(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say what was done."""
    found = queries.commitment_for(slug, pk)
    form = EvidenceForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.add_evidence(
                request.actor,  # type: ignore[attr-defined]
                found,
                said["text"],
                said["shown_on"],
                url=said["url"],
                resource=said["resource"],
            )
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect(found.get_absolute_url())
    return shown(request, found, evidence_form=form, status=400)


@allow("commitments.send_offer", anonymous_post=True)
def send_offer(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for organisations that are no members."""
    found = public_paper(request, slug)
    version = adopted_version(found)
    form = OfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if not form.is_from_a_program:
                limit(request, "offer", times=OFFERS_PER_HOUR, seconds=3600)
                count_use(
                    "offer-letter", form.cleaned_data["email"].lower(), times=LETTERS_PER_DAY, seconds=86400
                )
                actions.send_offer(request.actor, version, form.offered, form.words)  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect("commitments:offer_sent")
    context = {"paper": found, "version": version, "form": form}
    context["is_adopted_kind"] = queries.is_adopted_kind(found)
    return page(request, "commitments/offer.html", context, status=400 if form.errors else 200)


@allow("commitments.send_offer")
@require_safe
def offer_sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail."""
    return page(request, "commitments/offer_sent.html")


@allow("commitments.send_offer", anonymous_post=True)
def confirm_offer(request: HttpRequest, token: str) -> HttpResponse:
    """The page a mailed link leads to."""
    offer = queries.offer_of(token)
    if request.method == "POST":
        actions.confirm_offer(request.actor, offer)  # type: ignore[attr-defined]
        return redirect("commitments:confirm_offer", token)
    response = page(request, "commitments/confirm.html", {"offer": offer})
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
