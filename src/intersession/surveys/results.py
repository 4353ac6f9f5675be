"""Results of a closed questionnaire: counts, means and texts, with what must not be seen left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from intersession.kit.charts import Row, Rows
from intersession.surveys.asked import Asked, is_asked, places_of
from intersession.surveys.hiding import shown, shown_of
from intersession.surveys.models import Kind, Question


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of one question, or of one line of a matrix. None is a hidden number."""

    label: str
    cells: Sequence[tuple[str, int | None]]

    def rows(self, why: str) -> Rows:
        """The same as named bars."""
        return Rows.of(
            self.label, [Row(name, number, why=why if number is None else "") for name, number in self.cells]
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What one question came to."""

    asked: Asked
    # How many were asked it; None where that is hidden, and then everything is.
    total: int | None
    tables: Sequence[Table] = ()
    mean: str = ""
    texts: Sequence[str] = ()
    notes: Sequence[str] = field(default_factory=tuple)
    charts: Sequence[Rows] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """All of it. `total` is None where fewer answered than may be shown."""

    total: int | None
    fewest: int
    results: Sequence[Result]


def results_of(
    asked: Sequence[Asked], answers: Sequence[Mapping[str, Any]], fewest: int, *, with_texts: bool
) -> Results:
    """Count. A question that is asked after another one is shown only if the answers it follows from are."""
    hides = fewest > 1
    if hides and len(answers) < fewest:
        return Results(None, fewest, [Result(each, None) for each in asked])
    by_pk = {each.question.pk: each.question for each in asked}
    found: dict[int, Result] = {}
    seen: dict[int, dict[int, int | None]] = {}
    for each in asked:
        question = each.question
        led = [given for given in answers if is_asked(question, given, by_pk)]
        before = seen.get(question.asked_after_id or 0)
        follows = before is None or all(before.get(place) is not None for place in question.asked_if)
        # Of two answers that may be given together the number asked would tell how many gave both, or neither.
        parent = by_pk.get(question.asked_after_id or 0)
        if parent is not None and parent.kind == Kind.SEVERAL and len(question.asked_if) > 1:
            follows = False
        # How many were asked is the sum of the answers it follows from: if one of these is hidden, so is all of this.
        if hides and (not follows or len(led) < fewest):
            found[question.pk], seen[question.pk] = Result(each, None), {}
            continue
        found[question.pk], seen[question.pk] = _result(each, led, fewest, with_texts=with_texts)
    return Results(len(answers), fewest, list(found.values()))


def _result(
    asked: Asked, led: Sequence[Mapping[str, Any]], fewest: int, *, with_texts: bool
) -> tuple[Result, dict[int, int | None]]:
    question, total = asked.question, len(led)
    given = [answers[asked.key] for answers in led if asked.key in answers]
    match question.kind:
        case Kind.ONE | Kind.SCALE:
            cells, by_place = _table(asked, given, total, fewest)
            whole = all(number is not None for _name, number in cells)
            mean = _mean(given) if question.kind == Kind.SCALE and whole and given else ""
            return _made(asked, total, [Table(asked.text, cells)], fewest, mean=mean), by_place
        case Kind.SEVERAL if question.most == 1:
            cells, by_place = _table(asked, [each[0] for each in given if each], total, fewest)
            return _made(asked, total, [Table(asked.text, cells)], fewest), by_place
        case Kind.SEVERAL:
            counts = Counter(place for each in given for place in each)
            seen = {place: shown_of(counts[place], total, fewest) for place in places_of(question)}
            if fewest > 1 and _tells_who_gave_two(question, counts.total() - total, fewest):
                seen = dict.fromkeys(seen)
            cells = [(asked.label_of(place), number) for place, number in seen.items()]
            notes = [_("Several answers were possible, so they add up to more.")]
            return _made(asked, total, [Table(asked.text, cells)], fewest, notes=notes), seen
        case Kind.MATRIX:
            tables = []
            for place, line in enumerate(asked.lines):
                of_line = [each[str(place)] for each in given if str(place) in each]
                tables.append(Table(line, _table(asked, of_line, total, fewest)[0]))
            return _made(asked, total, tables, fewest), {}
        case Kind.NUMBER:
            cells = _answered(asked, len(given), total, fewest)
            # A mean of few numbers tells single ones, and one at a bound tells all: none where answers are hidden.
            mean = _mean(given) if given and fewest <= 1 else ""
            return _made(asked, total, [Table(asked.text, cells)], fewest, mean=mean), {}
        case _:
            cells = _answered(asked, len(given), total, fewest)
            # In the order of the alphabet: the order of another question would tell who wrote both.
            may = with_texts and cells[0][1] is not None
            return _made(
                asked, total, [Table(asked.text, cells)], fewest, texts=sorted(given) if may else ()
            ), {}


def _tells_who_gave_two(question: Question, beyond: int, fewest: int) -> bool:
    """Whether what is shown adds up to how few gave two answers: everybody gave one, and nobody more than two."""
    at_most_two = len(question.options) == 2 or question.most == 2
    return question.is_required and at_most_two and beyond < fewest


def _table(
    asked: Asked, given: Sequence[int], total: int, fewest: int
) -> tuple[list[tuple[str, int | None]], dict[int, int | None]]:
    """Counts by what was chosen; where one could leave it open, those who did are a cell of their own."""
    places = list(places_of(asked.question))
    counts = Counter(given)
    numbers = [counts[place] for place in places]
    names = [asked.label_of(place) for place in places]
    if not asked.question.is_required:
        numbers.append(total - len(given))
        names.append(_("No answer"))
    told = shown(numbers, fewest)
    return list(zip(names, told, strict=True)), dict(zip(places, told, strict=False))


def _answered(asked: Asked, number: int, total: int, fewest: int) -> list[tuple[str, int | None]]:
    if asked.question.is_required:
        return [(_("Answered"), number)]
    told = shown([number, total - number], fewest)
    return [(_("Answered"), told[0]), (_("No answer"), told[1])]


def _mean(given: Sequence[int]) -> str:
    return f"{sum(given) / len(given):.1f}"


def _made(
    asked: Asked,
    total: int,
    tables: Sequence[Table],
    fewest: int,
    *,
    mean: str = "",
    texts: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Result:
    why = _("not shown")
    return Result(asked, total, tables, mean, texts, notes, [table.rows(why) for table in tables])
