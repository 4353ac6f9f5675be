"""The files of a resource: adding and taking off, reading a page, and the bytes behind the library's own door."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.library import actions, queries
from intersession.library.attached import Attached
from intersession.library.contribution_forms import FileForm
from intersession.library.contributions import actor_of, trail_of
from intersession.safety.actions import take_in
from intersession.safety.serving import serve


@allow("library.edit_resource")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attach_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a file in and add it to a resource."""
    actor = actor_of(request)
    resource = queries.resource_for(actor, slug)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        try:
            # Asked before the file is looked at, which takes seconds.
            actor.require("library.edit_resource", resource)
            stored = take_in(actor, form.cleaned_data["file"])
            actions.attach_file(actor, resource, stored, form.cleaned_data["language"])
        except Refused as refusal:
            form.add_error("file", str(refusal.sentence))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The file is there. Its words are read in the background."))
            return redirect(resource)
    context = {"resource": resource, "form": form, "trail": trail_of(resource, _("Add a file"))}
    return page(request, "library/attach.html", context, status=400 if form.errors else 200)


@allow("library.edit_resource")
@require_POST
def detach_file(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Take a file off a resource."""
    actor = actor_of(request)
    file = queries.file_for(actor, slug, key)
    actions.detach_file(actor, file)
    messages.success(request, _("Taken off. Restoring an earlier revision brings it back."))
    return redirect(file.resource)


@allow("library.edit_resource")
@require_POST
def read_file_again(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Have a file read once more."""
    actor = actor_of(request)
    file = queries.file_for(actor, slug, key)
    actions.read_file_again(actor, file)
    messages.success(request, _("It is read once more, in the background."))
    return redirect(file.resource)


@allow("library.view_resource")
@require_safe
def file(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The words of a file, a page at a time: what the search found, for who cannot open the file, too."""
    actor = actor_of(request)
    found = queries.file_for(actor, slug, key)
    pages = pages_of(request, max(1, found.page_count), 1)
    context = {
        "resource": found.resource,
        "attached": Attached.of(found.resource, found),
        "file": found,
        "pages": pages,
        "words": queries.page_of(found, pages.number),
        "trail": [
            (reverse("library:resources"), _("Library")),
            (found.resource.get_absolute_url(), found.resource.title),
            ("", found.stored.name),
        ],
    }
    return page(request, "library/file.html", context)


@allow("library.view_resource")
@require_safe
def download(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """The file itself. What is in the library may be kept by caches; drafts never."""
    found = queries.file_for(actor_of(request), slug, key)
    is_public = found.resource.is_published and not found.resource.is_withdrawn and found.detached_at is None
    return serve(request, found.stored, is_public=is_public)
