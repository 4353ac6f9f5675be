"""For whom somebody acts: chosen by themselves, kept in the session, weighed anew at every request."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.requests import ACTING_FOR, AS_MYSELF
from intersession.kit.pages import back, page
from intersession.people.sessions import rotate


@allow("members.act_for")
@never_cache
def acting(request: HttpRequest) -> HttpResponse:
    """The organisations one may act for, and the one chosen; a POST chooses another, or none."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        wanted = request.POST.get("for", "")
        chosen = next((each for each in actor.choices if each.slug == wanted), None)
        if chosen is None and wanted != "":
            raise Refused(_("You hold no mandate for this organisation now."))
        # Another key for the session: whoever knew the old one does not act for the new organisation.
        rotate(request)
        request.session[ACTING_FOR] = chosen.pk if chosen else AS_MYSELF
        if chosen:
            messages.success(request, _("You act for %(organisation)s now.") % {"organisation": chosen.name})
        else:
            messages.success(request, _("You act for yourself now."))
        return back(request, reverse("site:home"))
    return page(request, "members/acting.html", {"actor": actor, "next": request.GET.get("next", "")})
