"""The coalition's own pages: read, compared, and written by the secretariat."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.kit.markdown import to_html
from intersession.kit.pages import page as answer
from intersession.kit.paging import pages_of
from intersession.pages import actions, queries
from intersession.pages.comparing import parts_between
from intersession.pages.contact import with_form
from intersession.pages.forms import AddForm, CompareForm, ReasonForm, TextForm
from intersession.pages.models import Page, PageKind, PageVersion

VERSIONS_ON_A_PAGE = 50
type Trail = list[tuple[str, object]]


def trail(*steps: tuple[str, object]) -> Trail:
    """Where one is, beginning with the list of the coalition's pages."""
    return [(reverse("pages:pages"), _("The coalition")), *steps]


def language_or_404(language: str) -> str:
    """A language of the interface."""
    if language not in dict(settings.LANGUAGES):
        raise Http404(_("Pages are written in the languages of this site only."))
    return language


@allow("pages.view_page")
@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """Every page of the coalition; for those who write them, what each says in which language."""
    actor = request.actor  # type: ignore[attr-defined]
    may_write = actor.holds("pages.write_page")
    context = {
        "pages": queries.all_pages(actor),
        "withdrawn": queries.all_pages(actor, withdrawn=True) if may_write else [],
        "may_write": may_write,
        "languages": settings.LANGUAGES,
    }
    return answer(request, "pages/pages.html", context)


@allow("pages.view_page")
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What the page says now, in the reader's language or the nearest there is; 410 once it is withdrawn."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.page_for(actor, slug)
    shown = queries.shown(found)
    context: dict[str, Any] = {
        "shown": shown,
        "trail": trail(("", shown.version.title)),
        "may_write": actor.holds("pages.write_page"),
        "may_withdraw": found.kind == PageKind.OTHER and actor.holds("pages.withdraw_page"),
        "language": get_language(),
    }
    if found.withdrawn_at:
        return answer(request, "pages/withdrawn.html", context, status=410)
    if found.kind == PageKind.CONTACT:
        context |= with_form()
    return answer(request, "pages/page.html", context)


@allow("pages.view_page")
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """All versions of a language, and what differs between two of them."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.page_for(actor, slug)
    shown = queries.shown(found)
    language = language_or_404(request.GET.get("language") or shown.version.language)
    versions = queries.versions_of(found, language)
    paging = pages_of(request, versions.count(), VERSIONS_ON_A_PAGE)
    listed = list(versions[paging.offset : paging.offset + VERSIONS_ON_A_PAGE])
    context = {
        "shown": shown,
        "language": language,
        "languages": sorted(shown.newest),
        "versions": listed,
        "pages": paging,
        "compared": compared(request, found, language, listed),
        "may_write": actor.holds("pages.write_page"),
        "trail": trail((found.get_absolute_url(), shown.version.title), ("", _("History"))),
    }
    return answer(request, "pages/history.html", context)


def compared(
    request: HttpRequest, found: Page, language: str, listed: list[PageVersion]
) -> dict[str, object] | None:
    """The two versions asked for and what differs; the newest two when none were, nothing when there is one."""
    if "older" in request.GET or "newer" in request.GET:
        form = CompareForm({**request.GET.dict(), "language": language})
        if not form.is_valid():
            raise Http404(_("Choose two versions of this page by their numbers."))
        numbers = sorted((form.cleaned_data["older"], form.cleaned_data["newer"]))
    elif len(listed) > 1:
        numbers = [listed[1].number, listed[0].number]
    else:
        return None
    older, newer = (queries.version_for(found, language, number) for number in numbers)
    return {
        "older": older,
        "newer": newer,
        "parts": parts_between((older.title, older.source), (newer.title, newer.source)),
    }


@allow("pages.view_page")
@require_safe
def version(request: HttpRequest, slug: str, language: str, number: int) -> HttpResponse:
    """What the page said once."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.page_for(actor, slug)
    shown = queries.shown(found)
    context = {
        "shown": shown,
        "version": queries.version_for(found, language, number),
        "newest": shown.newest.get(language),
        "may_write": actor.holds("pages.write_page"),
        "trail": trail(
            (found.get_absolute_url(), shown.version.title),
            (f"{reverse('pages:history', args=[slug])}?language={language}", _("History")),
            ("", _("Version %(number)s") % {"number": number}),
        ),
    }
    return answer(request, "pages/version.html", context)


@allow("pages.write_page")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write_page(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Write what the page says in a language; looked at first, if one likes."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.page_for(actor, slug)
    newest = queries.newest_version(found, language_or_404(language))
    context: dict[str, Any] = {"page": found, "language": language, "newest": newest}
    shown = queries.shown(found).version
    context["shown"] = newest or shown
    context["trail"] = trail((found.get_absolute_url(), shown.title), ("", _("Write")))
    if request.method != "POST":
        initial = (
            {"based_on": newest.number, "title": newest.title, "source": newest.source} if newest else {}
        )
        form = TextForm(initial={"based_on": 0, **initial}, language=language)
        return answer(request, "pages/write_page.html", {**context, "form": form})
    form = TextForm(request.POST, language=language)
    status = 400
    if form.is_valid():
        if "preview" in request.POST:
            context["preview"] = preview(form)
            status = 200
        else:
            try:
                written = actions.write_page(actor, found, form.text, based_on=form.cleaned_data["based_on"])
            except actions.Overtaken as overtaken:
                context |= both(overtaken, form)
                form = upon(overtaken.newest, request, language)
                status = 409
            except Refused as refusal:
                form.add_error(None, str(refusal.sentence))
            else:
                messages.success(request, _("Saved as version %(number)s.") % {"number": written.number})
                return redirect(found)
    return answer(request, "pages/write_page.html", {**context, "form": form}, status=status)


def preview(form: TextForm) -> dict[str, str | SafeString]:
    """How the text will look."""
    return {"title": form.text.title, "html": to_html(form.text.source, top=3)}


def both(overtaken: actions.Overtaken, form: TextForm) -> dict[str, object]:
    """What somebody else saved meanwhile, and what differs from what was typed here."""
    newest = overtaken.newest
    return {
        "overtaken": newest,
        "sentence": overtaken.sentence,
        "parts": parts_between((newest.title, newest.source), (form.text.title.strip(), form.text.source)),
    }


def upon(newest: PageVersion, request: HttpRequest, language: str) -> TextForm:
    """The form as typed, now resting on the version that came between: saving again is a decision."""
    data = request.POST.copy()
    data["based_on"] = str(newest.number)
    return TextForm(data, language=language)


@allow("pages.add_page")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_page(request: HttpRequest) -> HttpResponse:
    """Add a page beside those every coalition needs."""
    actor = request.actor  # type: ignore[attr-defined]
    language = get_language() or settings.LANGUAGE_CODE
    form = AddForm(request.POST or None, language=language, initial={"based_on": 0})
    context: dict[str, Any] = {"trail": trail(("", _("Add a page"))), "language": language}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            if "preview" in request.POST:
                context["preview"] = preview(form)
                status = 200
            else:
                try:
                    return redirect(actions.add_page(actor, form.cleaned_data["slug"], form.text))
                except Refused as refusal:
                    form.add_error("slug", str(refusal.sentence))
    return answer(request, "pages/add_page.html", {**context, "form": form}, status=status)


@allow("pages.write_page")
@require_POST
def restore_version(request: HttpRequest, slug: str, language: str, number: int) -> HttpResponse:
    """Say again what an earlier version said."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.page_for(actor, slug)
    restored = actions.restore_version(actor, queries.version_for(found, language, number))
    messages.success(request, _("Saved as version %(number)s.") % {"number": restored.number})
    return redirect(f"{reverse('pages:history', args=[slug])}?language={language}")


@allow("pages.withdraw_page")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask why, then take a further page away."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.page_for(actor, slug)
    shown = queries.shown(found)
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.withdraw_page(actor, found, form.cleaned_data["because"])
                return redirect(found)
            except Refused as refusal:
                form.add_error(None, str(refusal.sentence))
    steps = trail((found.get_absolute_url(), shown.version.title), ("", _("Withdraw")))
    context = {"shown": shown, "form": form, "trail": steps}
    return answer(request, "pages/withdraw_page.html", context, status=status)


@allow("pages.withdraw_page")
@require_POST
def return_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a withdrawn page back."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.page_for(actor, slug)
    actions.return_page(actor, found)
    return redirect(found)
