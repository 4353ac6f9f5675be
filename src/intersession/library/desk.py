"""The desk of the library: what members handed in, the oldest first, and its answer."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.library import actions, queries
from intersession.library.attached import Attached
from intersession.library.contribution_forms import ReturnForm
from intersession.library.contributions import actor_of
from intersession.library.differences import between, keys_of
from intersession.library.entries import stated_of, whole_stated
from intersession.library.models import Submission
from intersession.library.rows import facts

ON_A_PAGE = 25


@allow("library.return_resource")
@never_cache
@require_safe
def submissions(request: HttpRequest) -> HttpResponse:
    """Everything that waits, the oldest first."""
    waiting = queries.waiting_submissions()
    pages = pages_of(request, waiting.count(), ON_A_PAGE)
    now = timezone.now()
    rows = [
        (each, (now - each.submitted_at).days) for each in waiting[pages.offset : pages.offset + ON_A_PAGE]
    ]
    trail = [("", _("Submissions"))]
    return page(request, "library/submissions.html", {"pages": pages, "rows": rows, "trail": trail})


@allow("library.return_resource")
@never_cache
@require_safe
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """One submission: what it states, or what it would change, and its answer."""
    return _show(request, queries.submission_for(pk), ReturnForm())


def _show(request: HttpRequest, found: Submission, form: Form, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    resource = queries.resource_for(actor, found.resource.slug)
    held = stated_of(resource)
    newest = queries.newest_number(resource)
    earlier = queries.revision_of(resource, found.base)
    # A change is compared with what it was made on; a mended submission with what it was handed in as.
    before, after = (earlier.stated if earlier else held), (found.proposed if found.is_change else held)
    stated = [whole_stated(before), whole_stated(after)]
    names = queries.names_of(*keys_of(stated))
    context = {
        "submission": found,
        "resource": resource,
        "facts": facts(resource),
        "files": [Attached.of(resource, file) for file in resource.files.all()],
        "kin": queries.kin(actor, resource),
        "differences": between(before, after, names),
        "has_moved_on": found.is_change and newest != found.base,
        "number": newest,
        "form": form,
        "earlier": [each for each in queries.submissions_of(resource) if each.pk != found.pk],
        "trail": [(reverse("library:submissions"), _("Submissions")), ("", resource.title)],
    }
    return page(request, "library/submission.html", context, status=status)


@allow("library.publish_resource")
@require_POST
def publish_submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a submission in: the resource into the library, or the change into the resource."""
    actor = actor_of(request)
    found = queries.submission_for(pk)
    number = request.POST.get("number", "")
    try:
        if found.is_change:
            actions.publish_change(actor, found)
        else:
            seen = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else None
            actions.publish_resource(actor, found.resource, seen)
    except Refused as refusal:
        messages.warning(request, str(refusal.sentence))
        return redirect("library:submission", pk)
    messages.success(request, _("In the library: %(title)s.") % {"title": found.resource.title})
    return redirect("library:submissions")


@allow("library.return_resource")
@require_POST
def return_submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a submission back with a note."""
    actor = actor_of(request)
    found = queries.submission_for(pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            if found.is_change:
                actions.return_change(actor, found, form.cleaned_data["note"])
            else:
                actions.return_resource(actor, found.resource, form.cleaned_data["note"])
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(
                request, _("Returned with your note: %(title)s.") % {"title": found.resource.title}
            )
            return redirect("library:submissions")
    return _show(request, found, form, status=400)
