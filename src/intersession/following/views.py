"""The page behind every follow button, and a person's own list."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.doors import allow
from intersession.following import actions, queries
from intersession.following.followables import FOLLOWABLES, Named, named, normal_key
from intersession.kit.pages import back, page


def thing_asked(request: HttpRequest, kind: str, key: str) -> tuple[str, Named]:
    """(normal key, name) of the thing an address or a form speaks of; 404 with a sentence for none."""
    normal = normal_key(kind, key)
    found = named(request.actor, kind, [normal]).get(normal) if normal else None  # type: ignore[attr-defined]
    if found is None:
        raise Http404(_("There is nothing here to follow. Open its page again and follow it from there."))
    return normal, found


@allow("following.ask_to_follow")
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """What following means, and the button that does it. Without a thing in the address: the list, or sign-in."""
    actor = request.actor  # type: ignore[attr-defined]
    asked = request.POST if request.method == "POST" else request.GET
    if not asked.get("kind") and not asked.get("key"):
        return redirect("following:following")
    kind = asked.get("kind", "")
    key, thing = thing_asked(request, kind, asked.get("key", ""))
    here = f"{reverse('following:follow')}?{urlencode({'kind': kind, 'key': key})}"
    if request.method == "POST":
        actions.follow(actor, kind, key)
        messages.success(request, _("You follow this now."))
        return redirect(here)
    context = {
        "kind": kind,
        "key": key,
        "kind_label": FOLLOWABLES[kind].label,
        "thing": thing,
        "follow": None if actor.is_visitor else queries.follow_of(actor, kind, key),
        "sign_in_url": f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': here})}",
    }
    return page(request, "following/follow.html", context)


@allow("following.follow")
@never_cache
@require_safe
def following(request: HttpRequest) -> HttpResponse:
    """Everything this person follows."""
    followed = queries.followed_by(request.actor)  # type: ignore[attr-defined]
    context = {"followed": followed, "total": sum(len(each.lines) for each in followed)}
    return page(request, "following/following.html", context)


@allow("following.follow")
@never_cache
@require_safe
def following_json(request: HttpRequest) -> HttpResponse:
    """The same to take away."""
    lines = [
        {
            "kind": group.kind,
            "key": line.follow.key,
            "title": str(line.thing.title) if line.thing else None,
            "url": f"{settings.SITE_URL}{line.thing.url}" if line.thing else None,
            "since": line.follow.since.isoformat(),
        }
        for group in queries.followed_by(request.actor)  # type: ignore[attr-defined]
        for line in group.lines
    ]
    response = JsonResponse({"following": lines}, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="following.json"'
    return response


@allow("following.follow")
@require_POST
def unfollow(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop following one thing. What is not on this person's list is left alone without a word."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.own_follow(actor, pk)
    if found is not None:
        actions.unfollow(actor, found)
        messages.success(request, _("You no longer follow this."))
    return back(request, reverse("following:following"))


@allow("following.follow")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unfollow_all(request: HttpRequest) -> HttpResponse:
    """Ask once, then empty the list."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        stopped = actions.unfollow_all(actor)
        sentence = ngettext(
            "You no longer follow %(count)s thing.", "You no longer follow %(count)s things.", stopped
        )
        messages.success(request, sentence % {"count": stopped})
        return redirect("following:following")
    return page(request, "following/unfollow_all.html", {"total": queries.own_follows(actor).count()})
