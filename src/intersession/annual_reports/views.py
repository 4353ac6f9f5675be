"""Annual reports as page, PDF, Word and one page; writing and publishing them."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.actor import Actor
from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import limit
from intersession.annual_reports import actions, queries
from intersession.annual_reports.forms import PeriodForm, TextsForm
from intersession.annual_reports.models import AnnualReport, Sort
from intersession.annual_reports.writing import booklet_of, period_of
from intersession.formats.booklets import Booklet, as_pdf, as_summary, as_word
from intersession.kit.languages import language_name
from intersession.kit.pages import page
from intersession.kit.paging import pages_of
from intersession.safety.running import Failed
from intersession.safety.sentences import sentence
from intersession.safety.serving import ALONE, PRIVATE, PUBLIC, attachment, serve

SIZE = 30
FILES_AN_HOUR = 120
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def language_of() -> str:
    """The language of the page that is asked for."""
    return get_language() or settings.LANGUAGE_CODE


@allow("annual_reports.view_annual_report")
@require_safe
def annual_reports(request: HttpRequest) -> HttpResponse:
    """Every annual report, the latest period first."""
    found = queries.annual_reports(actor_of(request))
    pages = pages_of(request, found.count(), SIZE)
    rows = [(each, period_of(each)) for each in found[pages.offset : pages.offset + SIZE]]
    may_write = actor_of(request).holds("annual_reports.write_annual_report")
    context = {"rows": rows, "pages": pages, "may_write": may_write}
    return page(request, "annual_reports/annual_reports.html", context)


@allow("annual_reports.view_annual_report")
@require_safe
def annual_report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report, computed now or as it was frozen."""
    found = queries.annual_report_for(actor_of(request), pk)
    context = {
        "report": found,
        "booklet": booklet_of(found, language_of()),
        "may_write": actor_of(request).may("annual_reports.write_annual_report", found),
        "may_publish": found.last_on <= timezone.now().date(),
        "trail": [(reverse("annual_reports:annual_reports"), _("Annual reports"))],
    }
    return page(request, "annual_reports/annual_report.html", context)


@allow("annual_reports.view_annual_report")
@require_safe
def annual_report_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The whole report as PDF."""
    return printed(request, pk, Sort.WHOLE)


@allow("annual_reports.view_annual_report")
@require_safe
def annual_summary_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One page for the plenary."""
    return printed(request, pk, Sort.SUMMARY)


def printed(request: HttpRequest, pk: int, sort: Sort) -> HttpResponseBase:
    """A kept PDF; of a draft, one made for whoever writes it."""
    found = queries.annual_report_for(actor_of(request), pk)
    if found.is_public:
        kept = queries.annual_file_of(found, language_of(), sort)
        if kept is not None:
            return serve(request, kept.file, is_public=True)
        return being_made(request, found)
    limit(request, "annual-report", times=FILES_AN_HOUR, seconds=3600)
    booklet = booklet_of(found, language_of())
    try:
        made = as_summary(booklet) if sort == Sort.SUMMARY else as_pdf(booklet)
    except Failed as failure:
        raise Refused(sentence(failure.why, failure.fact)) from failure
    return as_file(HttpResponse(made, content_type="application/pdf"), found, booklet, "pdf")


@never_cache
def being_made(request: HttpRequest, found: AnnualReport) -> HttpResponse:
    """The page that says that the PDF is on its way."""
    response = page(request, "reports/being_made.html", {"report": found}, status=202)
    response["Retry-After"] = "15"
    return response


@allow("annual_reports.view_annual_report")
@require_safe
def annual_report_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a Word file. Of a published one, the same bytes each time."""
    found = queries.annual_report_for(actor_of(request), pk)
    limit(request, "annual-report", times=FILES_AN_HOUR, seconds=3600)
    booklet = booklet_of(found, language_of())
    return as_file(HttpResponse(as_word(booklet), content_type=DOCX), found, booklet, "docx")


def as_file(response: HttpResponse, found: AnnualReport, booklet: Booklet, ending: str) -> HttpResponse:
    """To be kept, not shown; nothing in it may act."""
    response["Content-Disposition"] = attachment(f"{booklet.name}.{ending}")
    response["X-Content-Type-Options"], response["Content-Security-Policy"] = "nosniff", ALONE
    response["Cache-Control"] = PUBLIC if found.is_public else PRIVATE
    return response


@allow("annual_reports.write_annual_report")
@require_http_methods(["GET", "HEAD", "POST"])
def begin_annual_report(request: HttpRequest) -> HttpResponse:
    """Begin a report of any period."""
    year = timezone.now().year
    form = PeriodForm(
        request.POST or None, initial={"first_on": date(year, 1, 1), "last_on": date(year, 12, 31)}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.begin_annual_report(actor_of(request), said["first_on"], said["last_on"])
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return redirect(made)
    context = {"form": form}
    return page(request, "annual_reports/begin.html", context, status=400 if form.errors else 200)


@allow("annual_reports.write_annual_report")
@require_http_methods(["GET", "HEAD", "POST"])
def write_annual_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The coalition's own words, in one language at a time."""
    found = queries.annual_report_for(actor_of(request), pk)
    language = request.GET.get("language", "") or language_of()
    codes = [code for code, _name in settings.LANGUAGES]
    if language not in codes:
        raise Http404(_("The site does not speak this language."))
    held = {place: texts.get(language, "") for place, texts in queries.texts_of(found).items()}
    form = TextsForm(request.POST or None, texts=held)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_annual_report(actor_of(request), found, language, form.texts)
        except (Refused, ValidationError) as refusal:
            form.add_error(None, str(refusal.sentence) if isinstance(refusal, Refused) else refusal)
        else:
            messages.success(request, _("It is written down."))
            return redirect(found)
    context = {
        "report": found,
        "form": form,
        "language": language_name(language),
        "languages": [(code, language_name(code)) for code in codes if code != language],
        "trail": [
            (reverse("annual_reports:annual_reports"), _("Annual reports")),
            (found.get_absolute_url(), period_of(found)),
            ("", _("Write")),
        ],
    }
    return page(request, "annual_reports/write.html", context, status=400 if form.errors else 200)


@allow("annual_reports.write_annual_report")
@require_POST
def publish_annual_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze it."""
    found = queries.annual_report_for(actor_of(request), pk)
    actions.publish_annual_report(actor_of(request), found)
    messages.success(request, _("It is public now, and does not change any more."))
    return redirect(found)
