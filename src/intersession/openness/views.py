"""How open the coalition is, and the survey answered."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intersession.access.doors import allow
from intersession.atlas.tables import csv_response
from intersession.kit.pages import page
from intersession.openness import queries
from intersession.openness.models import Snapshot, Standing
from intersession.openness.queries import Measure
from intersession.openness.survey import survey as questions
from intersession.openness.words import STANDINGS


def history_of(measure: Measure, snapshots: list[Snapshot]) -> list[tuple[object, object, str, str]]:
    """(day, standing in words, tone, figures) of a measure, the newest first."""
    rows: list[tuple[object, object, str, str]] = []
    for each in snapshots:
        said = dict(each.measures.get(measure.key, {}))
        if not said:
            continue
        label, tone = STANDINGS[Standing(said.pop("standing"))]
        figures = " · ".join(str(value) for value in said.values() if value is not None)
        rows.append((each.day, label, tone, figures))
    return rows


@allow("openness.view_openness")
@require_safe
def openness(request: HttpRequest) -> HttpResponse:
    """Every line with how it is counted, what came out, and how it was."""
    lines = queries.measures()
    snapshots = queries.history()
    context = {
        "lines": [(each, history_of(each, snapshots)) for each in lines],
        "breaches": [each for each in lines if each.standing == Standing.BREACH],
        "often": queries.contributions(),
        "now": timezone.now(),
        "since": snapshots[-1].day if snapshots else None,
    }
    return page(request, "openness/openness.html", context)


@allow("openness.view_openness")
@require_safe
def openness_json(request: HttpRequest) -> HttpResponse:
    """The same for programs."""
    found = [
        {
            "key": each.key,
            "title": each.title,
            "how": each.how,
            "says": each.says,
            "standing": each.standing.value,
            "figures": each.figures,
            "pages": [request.build_absolute_uri(url) for url, _words in each.links],
        }
        for each in queries.measures()
    ]
    return JsonResponse({"computed_at": timezone.now().isoformat(), "measures": found})


@allow("openness.view_openness")
@require_safe
def survey(request: HttpRequest) -> HttpResponse:
    """The survey, answered; a page to print."""
    return page(request, "openness/survey.html", {"questions": questions(), "now": timezone.now()})


@allow("openness.view_openness")
@require_safe
def survey_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    rows = [
        (each.key, each.question, "; ".join(each.answer), each.rests_on, request.build_absolute_uri(each.url))
        for each in questions()
    ]
    return csv_response("survey", ("key", _("question"), _("answer"), _("rests on"), _("page")), rows)


@allow("openness.view_openness")
@require_safe
def survey_json(request: HttpRequest) -> HttpResponse:
    """The same for programs."""
    found = [
        {
            "key": each.key,
            "question": each.question,
            "answer": each.answer,
            "rests_on": each.rests_on,
            "page": request.build_absolute_uri(each.url),
        }
        for each in questions()
    ]
    return JsonResponse({"answered_at": timezone.now().isoformat(), "questions": found})
