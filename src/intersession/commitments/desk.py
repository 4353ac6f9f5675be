"""The desk for what those who are no members offer."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.commitments import actions, queries
from intersession.commitments.forms import ReasonForm, VerifyForm, told
from intersession.commitments.models import Offer
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.members.queries import organisations_like
from intersession.people.models import Organisation, StakeholderGroup
from intersession.places.names import place_name

SIZE = 10


@allow("commitments.answer_offer")
@never_cache
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """Confirmed offers that wait, the oldest first."""
    return shown(request)


def shown(
    request: HttpRequest, wrong: dict[int, ReasonForm | VerifyForm] | None = None, status: int = 200
) -> HttpResponse:
    """The list, with a form as it was sent where something is wrong."""
    waiting = queries.offers_waiting()
    pages = pages_of(request, waiting.count(), SIZE)
    rows = []
    for offer in waiting[pages.offset : pages.offset + SIZE]:
        sent = (wrong or {}).get(offer.pk)
        rows.append(
            {
                "offer": offer,
                "group": StakeholderGroup(offer.stakeholder_group).label,
                "country": place_name(offer.place_id),
                "verify": sent if isinstance(sent, VerifyForm) else VerifyForm(records=records_like(offer)),
                "decline": sent if isinstance(sent, ReasonForm) else ReasonForm(auto_id=f"id_{offer.pk}_%s"),
            }
        )
    return page(request, "commitments/offers.html", {"rows": rows, "pages": pages}, status=status)


def records_like(offer: Offer) -> list[tuple[str, str]]:
    """Records the organisation may have already."""
    return [
        (each.organisation.slug, each.organisation.name)
        for each in organisations_like([offer.name], "", offer.url)
    ]


def offer_for(pk: int) -> Offer:
    """A confirmed offer; 404 with a sentence else."""
    found = Offer.objects.filter(pk=pk, confirmed_at__isnull=False).first()
    if found is None:
        raise Http404(_("There is no such offer."))
    return found


@allow("commitments.answer_offer")
@require_POST
def verify_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a commitment of it."""
    offer = offer_for(pk)
    form = VerifyForm(request.POST, records=records_like(offer))
    if form.is_valid():
        into = Organisation.objects.filter(slug=form.cleaned_data["into"]).first()
        try:
            made = actions.verify_offer(request.actor, offer, into)  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Verified: %s.") % made.organisation)
            return redirect("commitments:offers")
    return shown(request, {offer.pk: form}, status=400)


@allow("commitments.answer_offer")
@require_POST
def decline_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline it with a reason."""
    offer = offer_for(pk)
    form = ReasonForm(request.POST, auto_id=f"id_{offer.pk}_%s")
    if form.is_valid():
        try:
            actions.decline_offer(request.actor, offer, form.cleaned_data["reason"])  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Declined. The reason was mailed."))
            return redirect("commitments:offers")
    return shown(request, {offer.pk: form}, status=400)
