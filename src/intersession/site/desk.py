"""The desk of the offices, and everybody's own page: what waits, and whose move it is."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.following.queries import followed_by
from intersession.kit.pages import page
from intersession.library.queries import own_resources
from intersession.pages.queries import has_ended_tour
from intersession.people.queries import mandates_held_by, offices_of, took_second_step
from intersession.site.desks import MOST, ShownList, list_called, total_of, what_waits

# Of what a person's organisation shared, so much stands on their page.
SHARED = 5


def lists_of(request: HttpRequest, *, is_personal: bool) -> list[ShownList]:
    """All lists, or the one that is asked for by its name."""
    actor = request.actor  # type: ignore[attr-defined]
    name = request.GET.get("list")
    if name is None:
        return what_waits(actor, is_personal=is_personal)
    found = list_called(actor, name, is_personal=is_personal)
    if found is None:
        raise Http404(_("There is no such list, or it is not yours to see."))
    return [found]


def waiting_context(request: HttpRequest, *, is_personal: bool) -> dict[str, object]:
    """What the lists of waiting things are shown with."""
    lists = lists_of(request, is_personal=is_personal)
    return {
        "lists": [each for each in lists if each.total],
        "empty": [each for each in lists if not each.total],
        "total": total_of(lists),
        "is_one_list": "list" in request.GET,
        "most": MOST,
    }


@allow("site.view_desk")
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the offices whoever asks holds, the oldest first."""
    return page(request, "site/desk.html", waiting_context(request, is_personal=False))


@allow("site.view_own_page")
@never_cache
@require_safe
def own_page(request: HttpRequest) -> HttpResponse:
    """What waits for a person, for whom they act, what they follow and what they shared."""
    actor = request.actor  # type: ignore[attr-defined]
    context = waiting_context(request, is_personal=True)
    if not context["is_one_list"]:
        context |= {
            "offices": offices_of(actor.person),
            "mandates": mandates_held_by(actor.person),
            "took_second_step": took_second_step(request),
            "followed": followed_by(actor),
            "may_share": actor.holds("library.submit_resource"),
            "shared": list(own_resources(actor)[:SHARED]) if actor.holds("library.submit_resource") else [],
            "may_desk": actor.holds("site.view_desk"),
            "offers_tour": not has_ended_tour(actor.person),
        }
    return page(request, "site/own_page.html", context)
