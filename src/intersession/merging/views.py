"""The page on which the secretariat merges records, and undoes it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from intersession.access.doors import allow
from intersession.kit.fields import clean_line
from intersession.kit.pages import page
from intersession.merging import actions, queries


@allow("merging.merge_organisations")
@never_cache
def merge_organisations(request: HttpRequest, slug: str) -> HttpResponse:
    """Look for the other record, see what would move, merge."""
    actor = request.actor  # type: ignore[attr-defined]
    kept = queries.organisation_for(actor, slug)
    if request.method == "POST":
        merged = queries.organisation_for(actor, request.POST.get("merged", "")[:120])
        actions.merge_organisations(actor, kept, merged)
        messages.success(request, _("Merged. It can be undone for thirty days."))
        return redirect("merging:merge_organisations", slug)
    words = clean_line(request.GET.get("q", ""))[:300]
    context = {
        "organisation": kept,
        "words": words,
        "found": [(each, queries.mandates_of(each)) for each in queries.candidates(kept, words)],
        "merges": queries.merges_of(kept),
    }
    return page(request, "merging/merge.html", context)


@allow("merging.undo_merge")
@require_POST
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Part them again."""
    actor = request.actor  # type: ignore[attr-defined]
    merge = actions.undo_merge(actor, queries.merge_for(actor, pk))
    messages.success(request, _("The merge is undone."))
    return redirect("merging:merge_organisations", merge.kept.slug)
