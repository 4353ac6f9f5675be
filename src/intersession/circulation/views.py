"""The page of a paper's circulation: its kit, links to sign on, who was sent what, where it is cited."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import count_use, limit
from intersession.circulation import actions, queries
from intersession.circulation.forms import DispatchForm, LinkForm, MentionForm, ReasonForm
from intersession.circulation.models import Dispatch, Mention, SignOnLink
from intersession.circulation.sheets import stands
from intersession.commitments.forms import OfferForm, told
from intersession.commitments.queries import is_adopted_kind
from intersession.commitments.views import LETTERS_PER_DAY, OFFERS_PER_HOUR, public_paper
from intersession.formats.languages import languages_of
from intersession.kit.pages import back, page
from intersession.kit.paging import pages_of
from intersession.papers.models import Paper

SIZE = 50


@allow("circulation.view_circulation")
@require_safe
def circulation(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything one needs to pass a paper on."""
    return shown(request, public_paper(request, slug))


def shown(
    request: HttpRequest,
    paper: Paper,
    *,
    link_form: LinkForm | None = None,
    mention_form: MentionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a form as it was sent where something is wrong."""
    actor = request.actor  # type: ignore[attr-defined]
    version = queries.passed_on(paper)
    if version is not None:
        version.paper = paper
    may_pass_on = actor.holds("circulation.pass_on")
    today = timezone.now().date()
    badge = f"{settings.SITE_URL}{reverse('circulation:badge', args=[paper.slug])}"
    address = f"{settings.SITE_URL}{paper.get_absolute_url()}"
    context = {
        "paper": paper,
        "version": version,
        "languages": languages_of(version) if version else [],
        "badge_code": format_html(
            '<a href="{}"><img src="{}" alt="{}"></a>', address, badge, _("How this paper stands")
        ),
        "is_adopted_kind": is_adopted_kind(paper),
        "stands": stands(paper)[0],
        "may_pass_on": may_pass_on and version is not None,
        "links": [
            (each, queries.is_open(each, today), f"{settings.SITE_URL}{each.get_absolute_url()}")
            for each in (queries.links_of(actor, paper) if actor.holds("circulation.end_link") else [])
        ],
        "link_form": link_form or LinkForm(),
        "mentions": queries.mentions_of(paper),
        "citing": queries.citing_papers(paper),
        "may_add_mention": may_pass_on,
        "may_remove": actor.holds("circulation.remove_mention"),
        "mention_form": mention_form or MentionForm(),
    }
    return page(request, "circulation/circulation.html", context, status=status)


@allow("circulation.pass_on")
@require_POST
def make_sign_on_link(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a link that can be passed on."""
    paper = public_paper(request, slug)
    form = LinkForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.make_sign_on_link(request.actor, paper, said["purpose"], said["closes_on"])  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("The link is ready to be passed on."))
            return redirect("circulation:circulation", paper.slug)
    return shown(request, paper, link_form=form, status=400)


@allow("circulation.end_link")
@require_POST
def end_sign_on_link(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """End a link."""
    actor = request.actor  # type: ignore[attr-defined]
    link = get_object_or_404(SignOnLink, actor.scope("circulation.end_link"), paper__slug=slug, pk=pk)
    actions.end_sign_on_link(actor, link)
    messages.success(request, _("Nobody signs by this link from now on."))
    return redirect("circulation:circulation", slug)


@allow("circulation.view_dispatches")
@never_cache
def dispatches(request: HttpRequest, slug: str) -> HttpResponse:
    """Who was sent which version, and writing down a further one."""
    actor = request.actor  # type: ignore[attr-defined]
    paper = public_paper(request, slug)
    may_pass_on = actor.holds("circulation.pass_on") and queries.passed_on(paper) is not None
    form = DispatchForm(
        request.POST if request.method == "POST" else None, initial={"to": request.GET.get("to", "")[:300]}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.record_dispatch(actor, paper, said["to"], said["language"], said["sent_on"], said["note"])
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("It is written down."))
            return redirect("circulation:dispatches", paper.slug)
    found = queries.dispatches_of(actor, paper)
    pages = pages_of(request, found.count(), SIZE)
    newest = queries.passed_on(paper)
    context = {
        "paper": paper,
        "newest": newest,
        "dispatches": found[pages.offset : pages.offset + SIZE],
        "pages": pages,
        "form": form,
        "may_pass_on": may_pass_on,
        "own": actor.organisation,
    }
    return page(request, "circulation/dispatches.html", context, status=400 if form.errors else 200)


@allow("circulation.settle_dispatch")
@require_POST
def settle_dispatch(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The newer version need not be sent."""
    actor = request.actor  # type: ignore[attr-defined]
    scope = actor.scope("circulation.settle_dispatch")
    actions.settle_dispatch(actor, get_object_or_404(Dispatch, scope, paper__slug=slug, pk=pk))
    return back(request, reverse("circulation:dispatches", args=[slug]))


@allow("circulation.pass_on")
@require_POST
def add_mention(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down where the paper is cited."""
    paper = public_paper(request, slug)
    form = MentionForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.add_mention(request.actor, paper, said["found"], said["words"], said["year"])  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            messages.success(request, _("Thank you. It is in the list now."))
            return redirect("circulation:circulation", paper.slug)
    return shown(request, paper, mention_form=form, status=400)


@allow("circulation.remove_mention")
def remove_mention(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a citation out of the list, with a reason."""
    actor = request.actor  # type: ignore[attr-defined]
    scope = actor.scope("circulation.remove_mention")
    mention = get_object_or_404(Mention, scope, paper__slug=slug, pk=pk, removed_at__isnull=True)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_mention(actor, mention, form.cleaned_data["reason"])
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect("circulation:circulation", slug)
    context = {"paper": mention.paper, "mention": mention, "form": form}
    return page(request, "circulation/remove.html", context, status=400 if form.errors else 200)


@allow("circulation.sign_on", anonymous_post=True)
def sign_on(request: HttpRequest, token: str) -> HttpResponse:
    """The page a link leads to: what the paper is, and the form to stand by it."""
    link = queries.link_for(token)
    paper = link.paper
    version = queries.passed_on(paper)
    is_open = version is not None and queries.is_open(link, timezone.now().date())
    form = OfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and is_open and version is not None and form.is_valid():
        try:
            if not form.is_from_a_program:
                limit(request, "offer", times=OFFERS_PER_HOUR, seconds=3600)
                address = form.cleaned_data["email"].lower()
                count_use("offer-letter", address, times=LETTERS_PER_DAY, seconds=86400)
                actions.sign_on(request.actor, link, version, form.offered, form.words)  # type: ignore[attr-defined]
        except (Refused, ValidationError) as refusal:
            told(form, refusal)
        else:
            return redirect("commitments:offer_sent")
    context = {
        "paper": paper,
        "version": version,
        "link": link,
        "is_open": is_open,
        "stands": stands(paper)[0],
        "form": form,
        "is_adopted_kind": is_adopted_kind(paper),
        "languages": languages_of(version) if version else [],
    }
    response = page(request, "circulation/sign_on.html", context, status=400 if form.errors else 200)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
