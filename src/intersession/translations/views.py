"""Reading a paper in another language, and translating it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from intersession.access.actor import Actor
from intersession.access.doors import allow
from intersession.access.errors import Refused
from intersession.access.limits import limit
from intersession.differences.compare import Block, Run, compare
from intersession.kit.fields import language_choices
from intersession.kit.languages import language_name
from intersession.kit.pages import page
from intersession.kit.paging import pages_of, with_query
from intersession.papers.forms import AskForm
from intersession.papers.models import Paper, Version
from intersession.papers.queries import paper_for
from intersession.papers.queries import text_of as original_of
from intersession.translations import actions, queries, xliff
from intersession.translations.forms import BatchForm, OfferForm, known_language, read_filter
from intersession.translations.outlines import DONE, outlines_of
from intersession.translations.preview import rows_of
from intersession.translations.queries import TranslatedBlock, TranslatedText
from intersession.translations.words import lost

ON_A_PAGE = 30
ROWS_ON_A_PAGE = 100
BATCHES_PER_HOUR = 30


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined]


def place_of(request: HttpRequest, slug: str, number: int, language: str) -> tuple[Paper, Version]:
    """The paper and its public version, for a language it is not written in; 404 with a sentence else."""
    paper = paper_for(actor_of(request), slug)
    return paper, queries.version_to_translate(paper, number, known_language(language))


@allow("translations.view_translation")
@require_safe
def languages(request: HttpRequest, slug: str) -> HttpResponse:
    """Every language of a paper with how far it is; members choose one to translate into."""
    actor = actor_of(request)
    paper = paper_for(actor, slug)
    version = queries.newest_version(paper)
    if version is None:
        raise Http404(_("This paper has no public version yet. It is translated once it is published."))
    wanted = request.GET.get("into", "")
    if wanted:
        queries.version_to_translate(paper, version.number, known_language(wanted))
        return redirect("translations:work", slug, version.number, wanted)
    context = {
        "paper": paper,
        "version": version,
        "texts": outlines_of(version),
        "may_offer": actor.holds("translations.offer_translation"),
        "choices": [choice for choice in language_choices() if choice[0] != paper.language],
    }
    return page(request, "translations/languages.html", context)


@allow("translations.view_translation")
@require_safe
def reading(request: HttpRequest, slug: str, number: int, language: str) -> HttpResponse:
    """A version in another language, by itself or beside the original."""
    actor = actor_of(request)
    paper, version = place_of(request, slug, number, language)
    text = queries.text_of(version, language)
    if not text.progress.begun:
        raise Http404(_("Nobody has translated this version into this language yet."))
    newest = queries.newest_version(paper)
    context = {
        "paper": paper,
        "version": version,
        "newest": newest,
        "text": text,
        "progress": text.progress,
        "original": original_of(version),
        "is_beside": request.GET.get("beside") == "1",
        "may_offer": actor.holds("translations.offer_translation"),
    }
    return page(request, "translations/reading.html", context)


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A block as translators see it: what it was made from, what changed since, what got lost."""

    part: TranslatedBlock
    number: int
    form: OfferForm
    changed: list[Run]
    lost: list[str]


def row_of(part: TranslatedBlock, number: int, language: str, form: OfferForm | None = None) -> WorkRow:
    """A row with its form: a fresh one, or one with what was typed."""
    before = part.previous.source if part.previous else None
    changed: list[Run] = []
    if before is not None and part.source is not None and before.text != part.source.text:
        pieces = compare([Block(part.key, before.text)], [Block(part.key, part.source.text)]).pieces
        changed = [run for piece in pieces for run in piece.runs]
    missing = lost(part.source_text, part.text) if part.is_translated else []
    return WorkRow(part, number, form or OfferForm(part, language), changed, missing)


@allow("translations.offer_translation")
@never_cache
@require_safe
def work(request: HttpRequest, slug: str, number: int, language: str) -> HttpResponse:
    """The table translators work in: each block with its translation, its standing, and a form."""
    actor = actor_of(request)
    paper, version = place_of(request, slug, number, language)
    shown = read_filter(request.GET.get("show", ""))
    text = queries.text_of(version, language)
    numbered = list(enumerate(text.everything))
    if shown == "todo":
        numbered = [each for each in numbered if each[1].standing not in DONE]
    elif shown:
        numbered = [each for each in numbered if each[1].standing == shown]
    pages = pages_of(request, len(numbered), ON_A_PAGE)
    context = {
        "paper": paper,
        "version": version,
        "newest": queries.newest_version(paper),
        "text": text,
        "progress": text.progress,
        "shown": shown,
        "filters": filters_of(request, text),
        "rows": [
            row_of(part, at, language) for at, part in numbered[pages.offset : pages.offset + ON_A_PAGE]
        ],
        "pages": pages,
        "query": request.GET.urlencode(),
        "knows": queries.knows(actor, language),
        "may_ask": actor.holds("translations.ask_members"),
    }
    return page(request, "translations/work.html", context)


def filters_of(request: HttpRequest, text: TranslatedText) -> list[tuple[object, int, str, str]]:
    """(label, how many, name, address) of each part of the table one can choose."""
    progress = text.progress
    chosen: list[tuple[object, int, str]] = [
        (_("All"), progress.total, ""),
        (_("To do"), progress.needing, "todo"),
        *((standing.label, count, str(standing)) for standing, count in progress.lines()),
    ]
    return [
        (label, count, name, with_query(request, show=name or None, page=None))
        for label, count, name in chosen
    ]


@allow("translations.offer_translation")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer_translation(request: HttpRequest, slug: str, number: int, language: str, key: str) -> HttpResponse:
    """Translate one block. What was typed stays when something needs another look."""
    actor = actor_of(request)
    paper, version = place_of(request, slug, number, language)
    text = queries.text_of(version, language)
    part = queries.part_of(text, key)
    other = None
    form = None
    if request.method == "POST":
        form = OfferForm(part, language, request.POST)
        if form.is_valid():
            typed = form.cleaned_data
            try:
                actions.offer_translation(
                    actor,
                    version,
                    language,
                    key,
                    typed["text"],
                    seen=typed["seen"] or 0,
                    is_machine=typed["is_machine"],
                    has_read_machine=typed.get("has_read_machine", False),
                )
            except actions.Conflict as refusal:
                other = refusal.translation
                kept = {**request.POST.dict(), "seen": str(other.number)}
                form = OfferForm(part, language, kept)
                form.add_error(None, str(refusal.sentence))
            except Refused as refusal:
                form.add_error("text", str(refusal.sentence))
            else:
                return redirect(after_offer(request, paper, version, language, key))
    at = next(number for number, each in enumerate(text.everything) if each.key == key)
    context = {
        "paper": paper,
        "version": version,
        "text": text,
        "row": row_of(part, at, language, form),
        "other": other,
        "earlier": queries.earlier_texts(text, key),
    }
    status = 409 if other else 400 if form and form.errors else 200
    return page(request, "translations/block.html", context, status=status)


def after_offer(request: HttpRequest, paper: Paper, version: Version, language: str, key: str) -> str:
    """Back to the table as it was filtered, at the block just written."""
    table = redirect("translations:work", paper.slug, version.number, language)["Location"]
    query = request.POST.get("query", "")
    # The block may have left the filter, and with it the page may be gone: the filter stays, the page does not.
    shown = "todo" if "show=todo" in query else ""
    messages.success(request, _("Saved."))
    return f"{table}?show={shown}" if shown else f"{table}?{page_query(query)}#{key}"


def page_query(query: str) -> str:
    """The page of the table, if the form came from a further one."""
    name, _sign, value = query.partition("=")
    is_page = name == "page" and value.isascii() and value.isdigit() and len(value) < 5
    return f"page={value}" if is_page else ""


@allow("translations.check_translation")
@require_POST
def check_translation(request: HttpRequest, slug: str, number: int, language: str) -> HttpResponse:
    """Say that the whole text is right."""
    paper, version = place_of(request, slug, number, language)
    actions.check_translation(actor_of(request), version, language, request.POST.get("hash", ""))
    messages.success(request, _("You checked this translation."))
    return redirect("translations:reading", paper.slug, version.number, language)


@allow("translations.offer_translation")
@never_cache
@require_safe
def export(request: HttpRequest, slug: str, number: int, language: str) -> HttpResponse:
    """The version with what is translated, as XLIFF 2.1."""
    paper, version = place_of(request, slug, number, language)
    text = queries.text_of(version, language)
    units = tuple(
        xliff.Unit(
            key=each.key,
            source=each.source_text,
            target=each.previous.text if each.previous else "",
            is_machine=bool(each.previous and each.previous.is_machine),
            is_confirmed=each.standing in DONE,
            notes=(f"{each.key} · {each.kind}", str(each.standing.label)),
        )
        for each in text.everything
    )
    data = xliff.write(xliff.File(paper.language, language, units), f"{paper.slug}/{version.number}")
    response = HttpResponse(data, content_type="application/xliff+xml")
    name = f"{paper.slug}-{version.number}-{language}.xlf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@allow("translations.import_translations")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin_batch(request: HttpRequest, slug: str, number: int, language: str) -> HttpResponse:
    """Bring a translator's file and go on to its preview."""
    paper, version = place_of(request, slug, number, language)
    form = BatchForm(request.POST, request.FILES) if request.method == "POST" else BatchForm()
    if request.method == "POST" and form.is_valid():
        limit(request, "translations", times=BATCHES_PER_HOUR, seconds=3600)
        upload = form.cleaned_data["file"]
        try:
            batch = actions.begin_batch(
                actor_of(request),
                version,
                language,
                upload.name or "",
                xliff.read(upload.read()),
                is_machine=form.cleaned_data["is_machine"],
            )
        except xliff.NotRead as fault:
            form.add_error("file", fault.sentence)
        except Refused as refusal:
            form.add_error("file", str(refusal.sentence))
        else:
            return redirect("translations:batch", slug, number, language, batch.pk)
    context = {"paper": paper, "version": version, "language": language, "form": form}
    return page(request, "translations/begin_batch.html", context, status=400 if form.errors else 200)


@allow("translations.import_translations")
@never_cache
@require_safe
def batch(request: HttpRequest, slug: str, number: int, language: str, pk: int) -> HttpResponse:
    """What taking the file over would do, row by row."""
    paper, version = place_of(request, slug, number, language)
    found = queries.batch_for(actor_of(request), version, language, pk)
    text = queries.text_of(version, language)
    rows = rows_of(text, found.units)
    pages = pages_of(request, len(rows), ROWS_ON_A_PAGE)
    context = {
        "paper": paper,
        "version": version,
        "language": language,
        "batch": found,
        "text_hash": text.outline.fingerprint,
        "rows": rows[pages.offset : pages.offset + ROWS_ON_A_PAGE],
        "taken": sum(row.is_taken for row in rows),
        "left": sum(not row.is_taken for row in rows),
        "machine": sum(row.is_taken and row.is_machine for row in rows),
        "changed": sum(row.is_taken and row.changed_under for row in rows),
        "pages": pages,
    }
    return page(request, "translations/batch.html", context)


@allow("translations.import_translations")
@require_POST
def take_batch(request: HttpRequest, slug: str, number: int, language: str, pk: int) -> HttpResponse:
    """Take the file over."""
    _paper, version = place_of(request, slug, number, language)
    actor = actor_of(request)
    found = queries.batch_for(actor, version, language, pk)
    try:
        taken = actions.take_batch(actor, found, request.POST.get("hash", ""))
    except Refused as refusal:
        messages.warning(request, str(refusal.sentence))
        return redirect("translations:batch", slug, number, language, pk)
    said = ngettext("%(count)s paragraph is taken over.", "%(count)s paragraphs are taken over.", taken)
    messages.success(request, said % {"count": taken})
    return redirect("translations:work", slug, number, language)


@allow("translations.import_translations")
@require_POST
def discard_batch(request: HttpRequest, slug: str, number: int, language: str, pk: int) -> HttpResponse:
    """Put the file away."""
    _paper, version = place_of(request, slug, number, language)
    actor = actor_of(request)
    actions.discard_batch(actor, queries.batch_for(actor, version, language, pk))
    messages.success(request, _("The file is put away; nothing of it was taken over."))
    return redirect("translations:work", slug, number, language)


@allow("translations.ask_members")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_members(request: HttpRequest, slug: str, number: int, language: str) -> HttpResponse:
    """Put the text in this language to the members."""
    paper, version = place_of(request, slug, number, language)
    form = AskForm(request.POST if request.method == "POST" else None)
    del form.fields["reason"]
    if request.method == "POST" and form.is_valid():
        words = {
            "title": queries.text_of(version, language).title.text[:140],
            "language": language_name(language),
        }
        question = replace(
            form.question(paper),
            title=_("Shall the coalition adopt “%(title)s” in this language too: %(language)s?") % words,
        )
        try:
            decision = actions.ask_members(actor_of(request), version, language, question)
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return redirect(decision)
    context = {
        "paper": paper,
        "version": version,
        "language": language,
        "name": language_name(language),
        "form": form,
    }
    return page(request, "translations/ask_members.html", context, status=400 if form.errors else 200)
