"""A list as a file, a list as a feed, a resource as a citation: for programs and other programs' users."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.library import citations
from intersession.library.forms import Unreadable, read
from intersession.library.listings import everything, listing
from intersession.library.metadata import address_of
from intersession.library.models import Resource
from intersession.library.queries import last_changes, resource_for
from intersession.library.rows import rows_of
from intersession.search.query import BadQuery

FEED_SIZE = 30
# A spreadsheet runs a cell that begins so; an apostrophe makes it text again.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = (
    "slug", "title", "title_language", "title_en", "kind", "publishers", "year", "languages", "places",
    "audiences", "topics", "concepts", "url", "license", "source_url", "source_words", "as_of", "confidence",
    "notes", "page", "listed_on",
)  # fmt: skip

type View = Callable[..., HttpResponseBase]


def refusing_in_plain_text(view: View) -> View:
    """Programs are told what is wrong with their address in one line, with status 400."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (Unreadable, BadQuery) as refusal:
            return plain(f"{refusal.sentence}\n", status=400)

    return told


def plain(text: str, *, status: int = 200, content_type: str = "text/plain") -> HttpResponse:
    return HttpResponse(text, status=status, content_type=f"{content_type}; charset=utf-8")


def strictly_read(request: HttpRequest) -> Any:
    """What the address asks. A field we do not know is refused: a program would take the wrong rows home."""
    asked = read(request.GET)
    if asked.strangers:
        raise Unreadable(_("The library has no filter “%(name)s”.") % {"name": asked.strangers[0]})
    return asked.wanted


def record_of(resource: Resource) -> dict[str, Any]:
    """A resource as programs take it home: codes, not words, and always source, date and confidence."""
    return {
        "slug": resource.slug,
        "title": resource.title,
        "title_language": resource.title_language,
        "title_en": resource.title_en,
        "kind": resource.kind,
        "publishers": [line.publisher.name for line in resource.publisher_lines.all()],
        "year": resource.year,
        "languages": [line.language for line in resource.language_lines.all()],
        "places": sorted(place.code for place in resource.places.all()),
        "audiences": sorted(line.audience for line in resource.audience_lines.all()),
        "topics": sorted(line.topic for line in resource.topic_lines.all()),
        "concepts": sorted(line.concept_id for line in resource.concept_lines.all()),
        "url": resource.url,
        "license": resource.license,
        "source_url": resource.source_url,
        "source_words": resource.source_words,
        "as_of": resource.as_of,
        "confidence": resource.confidence,
        "notes": resource.notes,
        "page": address_of(resource),
        "listed_on": resource.published_at.date().isoformat() if resource.published_at else None,
    }


def cell(value: Any) -> str:
    """A value as a spreadsheet cell that is never run as a formula."""
    if value is None:
        return ""
    text = ";".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


@allow("library.view_resource")
@require_safe
@refusing_in_plain_text
def resources_csv(request: HttpRequest) -> HttpResponseBase:
    """Everything the address lists, as CSV with a header, in UTF-8 with the mark spreadsheets look for."""
    found = everything(request.actor, strictly_read(request))  # type: ignore[attr-defined]

    def lines() -> Iterator[str]:
        writer = csv.writer(Echo())
        yield "\ufeff" + writer.writerow(COLUMNS)
        for resource in found:
            record = record_of(resource)
            yield writer.writerow([cell(record[name]) for name in COLUMNS])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="library.csv"'
    return response


@allow("library.view_resource")
@require_safe
@refusing_in_plain_text
def resources_json(request: HttpRequest) -> HttpResponseBase:
    """Everything the address lists, as JSON."""
    found = everything(request.actor, strictly_read(request))  # type: ignore[attr-defined]

    def parts() -> Iterator[str]:
        yield '{"resources":['
        for number, resource in enumerate(found):
            yield ("," if number else "") + json.dumps(record_of(resource), ensure_ascii=False)
        yield "]}"

    return StreamingHttpResponse(parts(), content_type="application/json; charset=utf-8")


class ResourceFeed(Atom1Feed):
    """An Atom feed whose titles keep their own language; everything around them is the reader's."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["words"], {"xml:lang": self.feed["language"]})

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["title_language"]}


@allow("library.view_resource")
@require_safe
@refusing_in_plain_text
def feed(request: HttpRequest) -> HttpResponse:
    """What the address lists as an Atom feed: the resources that were added last."""
    wanted = strictly_read(request)
    newest = listing(request.actor, wanted.sorted_by("added"), 0, FEED_SIZE).resources  # type: ignore[attr-defined]
    changed = last_changes(newest)
    query = request.GET.urlencode()
    home = reverse("library:resources")
    atom = ResourceFeed(
        title=f"{settings.COALITION['short_name']}: {_('Library')}"
        + (f" · {wanted.text}" if wanted.text else ""),
        link=f"{settings.SITE_URL}{home}" + (f"?{query}" if query else ""),
        description=_("Resources as they come into the library."),
        language=get_language() or "en",
        feed_url=f"{settings.SITE_URL}{request.get_full_path()}",
        author_name=str(settings.COALITION["name"]),
    )
    for shown in rows_of(newest):
        resource = shown.resource
        at = resource.published_at or timezone.now()
        atom.add_item(
            title=resource.title,
            link=address_of(resource),
            description="",
            # The same entry in every language of the interface, so it is read once.
            unique_id=get_tag_uri(f"{settings.SITE_URL}/library/{resource.slug}/", at),
            pubdate=at,
            updateddate=changed.get(resource.pk, at),
            categories=[str(shown.kind)],
            author_name=", ".join(shown.publishers) or None,
            title_language=resource.title_language,
            words=" · ".join(
                part
                for part in (
                    resource.title_en if resource.has_english_title else "",
                    str(shown.kind),
                    str(resource.year or ""),
                    shown.places,
                    shown.languages,
                )
                if part
            ),
        )
    return plain(atom.writeString("utf-8"), content_type="application/atom+xml")


FORMS: dict[str, tuple[str, Callable[[Resource], str]]] = {
    "bib": ("application/x-bibtex", citations.bibtex),
    "ris": ("application/x-research-info-systems", citations.ris),
    "csl.json": (
        "application/vnd.citationstyles.csl+json",
        lambda resource: json.dumps([citations.csl(resource)], ensure_ascii=False, indent=2) + "\n",
    ),
    "txt": (
        "text/plain",
        lambda resource: "".join(f"{cited.label}\n{cited.line}\n\n" for cited in citations.lines(resource)),
    ),
}


@allow("library.view_resource")
@require_safe
def cite(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """A resource as a citation to keep. What was withdrawn is not cited any more: 410 with the reason."""
    if form not in FORMS:
        raise Http404(_("Citations come as .bib, .ris, .csl.json and .txt."))
    resource = resource_for(request.actor, slug)  # type: ignore[attr-defined]
    if resource.is_withdrawn:
        sentence = _("This resource was withdrawn: %(because)s") % {"because": resource.withdrawn_because}
        return plain(f"{sentence}\n", status=410)
    content_type, write = FORMS[form]
    response = plain(write(resource), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{resource.slug}.{form}"'
    return response
