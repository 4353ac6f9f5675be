"""Papers: the list, the text, its versions and their differences."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.kit.facets import facet
from intersession.kit.languages import language_name
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.papers import queries
from intersession.papers.forms import read_chosen, sponsor_groups
from intersession.papers.models import Kind, Paper, State
from intersession.papers.standing import adopted_version, shown_version, standing_of

SIZE = 20
WORDS: dict[str, tuple[object, Callable[[str], object]]] = {
    "kind": (_("Kind"), lambda value: Kind(value).label),
    "state": (_("State"), lambda value: State(value).label),
    "language": (_("Language"), language_name),
}


@allow("papers.view_paper")
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """Every paper one may see, with filters."""
    actor = request.actor  # type: ignore[attr-defined]
    chosen = read_chosen(request.GET)
    counts = queries.filter_counts(actor, chosen)
    found = queries.papers(actor, chosen)
    pages = pages_of(request, found.count(), SIZE)
    context = {
        "facets": [
            facet(request, name, label, counts[name], words, is_open=name != "language")
            for name, (label, words) in WORDS.items()
        ],
        "papers": found[pages.offset : pages.offset + SIZE],
        "pages": pages,
        "may_propose": actor.holds("papers.propose_paper"),
    }
    return page(request, "papers/papers.html", context)


@allow("papers.view_paper")
@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest public version (or, for those who write it, the draft), where it stands, what comes next."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.paper_for(actor, slug)
    versions = queries.versions_of(found)
    draft = queries.draft_of(actor, found)
    shown = shown_version(found, versions) or draft
    latest = versions[0] if versions else None
    context = {
        "paper": found,
        "versions": versions,
        "draft": draft,
        "adopted": adopted_version(versions),
        "standing": standing_of(found, latest, draft),
        "text": queries.text_of(shown) if shown else None,
        "way": queries.way_of(found),
        "steps": queries.steps_of(found),
        "sponsors": queries.sponsors_of(found),
        "sponsor_groups": sponsor_groups(),
        "next_moves": queries.next_moves(found),
        "may_move": actor.may("papers.move_paper", found),
        "may_sponsor": may_sponsor(request, found),
    }
    return page(request, "papers/paper.html", context)


def may_sponsor(request: HttpRequest, found: Paper) -> bool:
    """Whether a button to stand behind the proposal makes sense for this reader."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.holds("papers.sponsor_paper") or actor.organisation is None:
        return False
    is_open = found.state in (State.DRAFT, State.COMMENTS, State.REVISION)
    return is_open and actor.organisation.pk != found.organisation_id


@allow("papers.view_paper")
@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One public version, as it was and will stay."""
    found = queries.paper_for(request.actor, slug)  # type: ignore[attr-defined]
    shown = queries.version_for(found, number)
    versions = queries.versions_of(found)
    context = {
        "paper": found,
        "versions": versions,
        "adopted": adopted_version(versions),
        "text": queries.text_of(shown),
    }
    return page(request, "papers/version.html", context)


@allow("papers.view_paper")
@require_safe
def compare(request: HttpRequest, slug: str, old: int, new: int) -> HttpResponse:
    """What changed between two public versions, inline or side by side."""
    found = queries.paper_for(request.actor, slug)  # type: ignore[attr-defined]
    before, after = queries.version_for(found, old), queries.version_for(found, new)
    versions = queries.versions_of(found)
    context = {
        "paper": found,
        "versions": versions,
        "adopted": adopted_version(versions),
        "difference": queries.difference(before, after),
        "is_side_by_side": request.GET.get("view") == "side",
        "is_whole": request.GET.get("all") == "1",
    }
    return page(request, "papers/compare.html", context)


@allow("papers.view_paper")
@require_safe
def choose_versions(request: HttpRequest, slug: str) -> HttpResponse:
    """From the two chosen numbers to the page that compares them, the older one first."""
    found = queries.paper_for(request.actor, slug)  # type: ignore[attr-defined]
    numbers = [str(version.number) for version in queries.versions_of(found)]
    usual = {"old": numbers[min(1, len(numbers) - 1)], "new": numbers[0]} if numbers else {}
    chosen = [request.GET.get(name, usual.get(name, "")) for name in ("old", "new")]
    if not set(chosen) <= set(numbers):
        raise Http404(_("This paper has no such public version."))
    old, new = sorted(int(number) for number in chosen)
    return redirect("papers:compare", slug, old, new)
