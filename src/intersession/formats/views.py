"""Papers as files, to take along."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import count_use, limit
from intersession.formats import actions, queries
from intersession.formats.models import PaperSize
from intersession.formats.printing import printed
from intersession.formats.writers import WRITERS
from intersession.kit.pages import page
from intersession.papers import queries as papers
from intersession.papers.models import Version
from intersession.safety.running import Failed
from intersession.safety.sentences import sentence
from intersession.safety.serving import ALONE, PRIVATE, PUBLIC, attachment, serve

FILES_AN_HOUR, ORDERS_AN_HOUR, DRAFTS_AN_HOUR = 240, 30, 60


@allow("papers.view_paper")
@require_safe
def files(request: HttpRequest, slug: str) -> HttpResponse:
    """Every file of a paper: of its versions, in their languages, and the PDFs that were made before."""
    actor = request.actor  # type: ignore[attr-defined]
    paper = papers.paper_for(actor, slug)
    context = {
        "paper": paper,
        "downloads": queries.downloads_of(actor, paper),
        "may_import": actor.may("papers.edit_paper", paper),
    }
    return page(request, "formats/files.html", context)


@allow("papers.view_paper")
@require_safe
def paper_file(request: HttpRequest, slug: str, number: int, ending: str) -> HttpResponseBase:
    """A version as a file. A PDF that has not been made yet has a page that says so."""
    version = queries.version_for(request.actor, slug, number)  # type: ignore[attr-defined]
    language = queries.language_for(version, request.GET.get("language", ""))
    if ending == "pdf":
        return draft_pdf(request, version, language) if version.is_draft else pdf(request, version, language)
    if ending not in WRITERS:
        raise Http404(_("Papers are not written in this format."))
    writer = WRITERS[ending]
    document = queries.document_of(version, language)
    etag = f'"{document.fingerprint[:32]}.{ending}"'
    if etag in request.headers.get("If-None-Match", "").replace("W/", "").split(", "):
        return with_headers(HttpResponse(status=304), version, etag, f"{document.name}.{ending}")
    limit(request, "paper-file", times=FILES_AN_HOUR, seconds=3600)
    response = HttpResponse(writer.written(document), content_type=writer.media_type)
    return with_headers(response, version, etag, f"{document.name}.{ending}")


def pdf(request: HttpRequest, version: Version, language: str) -> HttpResponseBase:
    """The PDF of a public version as it stands, or an earlier one by its fingerprint."""
    size = size_asked_for(request.GET.get("size", ""))
    fingerprint = request.GET.get("printout", "")
    if fingerprint:
        printout = queries.printout_for(version, fingerprint, language, size)
        return serve(request, printout.file, is_public=True)
    kept = queries.printout_of(version, language, size)
    if kept is not None:
        return serve(request, kept.file, is_public=True)
    return being_made(request, version, language, size)


@never_cache
def being_made(request: HttpRequest, version: Version, language: str, size: str) -> HttpResponse:
    """The page that says where an order stands."""
    context = {
        "paper": version.paper,
        "version": version,
        "language": language,
        "size": size,
        "order": queries.order_of(version, language, size),
        "address": address_of(version, language, size),
    }
    response = page(request, "formats/being_made.html", context, status=202)
    response["Retry-After"] = "5"
    return response


def draft_pdf(request: HttpRequest, version: Version, language: str) -> HttpResponseBase:
    """A draft, printed for one of its writers and not kept."""
    actor = request.actor  # type: ignore[attr-defined]
    count_use("draft-pdf", f"person:{actor.person.pk}", times=DRAFTS_AN_HOUR, seconds=3600)
    document = queries.document_of(version, language)
    try:
        with printed(document, size_asked_for(request.GET.get("size", ""))) as file:
            response = HttpResponse(file.read(), content_type="application/pdf")
    except Failed as failure:
        raise Refused(sentence(failure.why, failure.fact)) from failure
    return with_headers(response, version, f'"{document.fingerprint[:32]}"', f"{document.name}.pdf")


@allow("formats.order_printout", anonymous_post=True)
@require_POST
def order_printout(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Have a PDF made, and look where it will be."""
    actor = request.actor  # type: ignore[attr-defined]
    version = queries.version_for(actor, slug, number)
    language = queries.language_for(version, request.POST.get("language", ""))
    size = size_asked_for(request.POST.get("size", ""))
    limit(request, "paper-pdf", times=ORDERS_AN_HOUR, seconds=3600)
    actions.order_printout(actor, version, language, size)
    return redirect(address_of(version, language, size))


def address_of(version: Version, language: str, size: str) -> str:
    """Where the PDF is, or will be."""
    asked: dict[str, Any] = {"size": size}
    if language != version.paper.language:
        asked["language"] = language
    path = reverse("formats:paper_file", args=[version.paper.slug, version.number, "pdf"])
    return f"{path}?{urlencode(asked)}"


def size_asked_for(asked: str) -> str:
    """A size of paper; 404 with a sentence for one we do not print on."""
    if asked and asked not in PaperSize.values:
        raise Http404(_("There is no such size of paper here."))
    return asked or PaperSize.A4


def with_headers(response: Any, version: Version, etag: str, name: str) -> HttpResponseBase:
    """What every file says of itself: to be kept, not shown; nothing in it may act."""
    response["Content-Disposition"] = attachment(name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ALONE
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["ETag"] = etag
    response["Cache-Control"] = PRIVATE if version.is_draft else PUBLIC
    return response
