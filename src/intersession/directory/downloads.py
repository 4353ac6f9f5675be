"""Lists and tables as files and feeds, for programs and offices."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.atlas.tables import csv_response, safe
from intersession.directory import queries
from intersession.directory.coverage import (
    SHARES,
    Year,
    coverage_of,
    first_seen_by_year,
    membership_history,
    table_rows,
)
from intersession.directory.forms import read_wanted
from intersession.directory.metadata import COLUMNS, address_of, cells_of, record_of

FEED_SIZE = 30


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


@allow("directory.view_organisation")
@require_safe
def organisations_csv(request: HttpRequest) -> HttpResponseBase:
    """Everything the address lists, as CSV with a header, in UTF-8."""
    found = queries.everything(request.actor, read_wanted(request.GET))  # type: ignore[attr-defined]

    def lines() -> Iterator[str]:
        writer = csv.writer(Echo())
        yield "\ufeff" + writer.writerow(COLUMNS)
        for organisation, its in found:
            yield writer.writerow([safe(cell) for cell in cells_of(record_of(organisation, its))])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="organisations.csv"'
    return response


@allow("directory.view_organisation")
@require_safe
def organisations_json(request: HttpRequest) -> HttpResponseBase:
    """Everything the address lists, as JSON."""
    found = queries.everything(request.actor, read_wanted(request.GET))  # type: ignore[attr-defined]

    def parts() -> Iterator[str]:
        yield '{"organisations":['
        for number, (organisation, its) in enumerate(found):
            yield ("," if number else "") + json.dumps(record_of(organisation, its), ensure_ascii=False)
        yield "]}"

    return StreamingHttpResponse(parts(), content_type="application/json; charset=utf-8")


@allow("directory.view_organisation")
@require_safe
def organisation_json(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation for programs."""
    found = queries.organisation_for(request.actor, slug)  # type: ignore[attr-defined]
    lines = queries.lines_of([found.pk])[found.pk]
    return JsonResponse(record_of(found, lines), json_dumps_params={"ensure_ascii": False})


@allow("directory.view_organisation")
@require_safe
def new_members(request: HttpRequest) -> HttpResponse:
    """The members who joined last, as an Atom feed."""
    home = reverse("directory:organisations")
    atom = Atom1Feed(
        title=f"{settings.COALITION['short_name']}: {_('New members')}",
        link=f"{settings.SITE_URL}{home}",
        description=_("Organisations that joined the coalition, the newest first."),
        language=get_language() or "en",
        feed_url=f"{settings.SITE_URL}{request.get_full_path()}",
        author_name=str(settings.COALITION["name"]),
    )
    for organisation in queries.new_members(request.actor, FEED_SIZE):  # type: ignore[attr-defined]
        at = datetime.combine(organisation.member_since or date.min, time(), UTC)
        place, group = organisation.place.name, organisation.get_stakeholder_group_display()
        atom.add_item(
            title=organisation.name,
            link=address_of(organisation),
            description=f"{group} · {place}",
            # The same entry in every language of the interface, so it is read once.
            unique_id=get_tag_uri(f"{settings.SITE_URL}/organisations/{organisation.slug}/", at),
            pubdate=at,
            updateddate=at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@allow("directory.view_coverage")
@require_safe
def coverage_csv(request: HttpRequest) -> HttpResponse:
    """Who is there, by place, group and standing."""
    header = (
        "place", "region_m49", "subregion_m49", "un_group", "stakeholder_group", "standing", "is_fictional",
        "organisations",
    )  # fmt: skip
    return csv_response("coverage", header, table_rows(coverage_of(request.actor)))  # type: ignore[attr-defined]


@allow("directory.view_coverage")
@require_safe
def coverage_history_csv(request: HttpRequest) -> HttpResponse:
    """Members at the end of each year, and whom the records name for the first time in it, by UN group."""
    actor = request.actor  # type: ignore[attr-defined]
    header = (
        "measure",
        "year",
        *(group or "in-no-group" for group in SHARES),
        "total",
        "beyond_weog_percent",
    )

    def rows(measure: str, years: list[Year]) -> Iterator[tuple[object, ...]]:
        for each in years:
            share = "" if each.share is None else each.share
            yield (measure, each.year, *each.cells, each.total, share)

    found = [
        *rows("members at the end of the year", membership_history(actor)),
        *rows("first named in the records", first_seen_by_year(actor)),
    ]
    return csv_response("coverage-history", header, found)
