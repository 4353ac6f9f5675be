"""What is asked of whom, in which language, and whether what was answered is an answer to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.surveys.models import LONGEST_ANSWER, Kind, Question, Questionnaire

type Answers = dict[str, Any]
LARGEST_NUMBER = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the reader's language, as far as somebody worded it there."""

    question: Question
    text: str
    hint: str
    options: Sequence[str]
    lines: Sequence[str]
    language: str
    condition: str = ""

    @property
    def key(self) -> str:
        return self.question.key

    def label_of(self, place: int) -> str:
        """What an answer says: the option, or the step of a scale with the words of its end."""
        if self.question.kind != Kind.SCALE:
            return self.options[place]
        ends = {self.question.least: 0, self.question.most: 1}
        words = self.options[ends[place]] if place in ends and len(self.options) > ends[place] else ""
        return f"{place} ({words})" if words else str(place)


def places_of(question: Question) -> range:
    """What can be chosen, as numbers: the places of the list, or the steps of a scale."""
    return question.steps if question.kind == Kind.SCALE else range(len(question.options))


def parts_of(questionnaire: Questionnaire, questions: Iterable[Question]) -> dict[str, str]:
    """Every text of a questionnaire that can be worded in another language, by its part."""
    found = {"title": questionnaire.title}
    if questionnaire.intro:
        found["intro"] = questionnaire.intro
    for each in questions:
        found[each.key] = each.text
        if each.hint:
            found[f"{each.key}.hint"] = each.hint
        for name in ("options", "lines"):
            found |= {f"{each.key}.{name}.{place}": text for place, text in enumerate(getattr(each, name))}
    return found


def asked_in(
    questions: Sequence[Question], wordings: Mapping[str, str], source: str, language: str
) -> list[Asked]:
    """The questions with these wordings; what nobody worded stays in the source language."""
    found: dict[int, Asked] = {}
    for each in questions:
        parts = {
            name: [
                wordings.get(f"{each.key}.{name}.{place}", text)
                for place, text in enumerate(getattr(each, name))
            ]
            for name in ("options", "lines")
        }
        text = wordings.get(each.key, each.text)
        before = found.get(each.asked_after_id or 0)
        condition = ""
        if before is not None:
            condition = _("Only if you answered “%(answer)s” to question %(number)s.") % {
                "answer": "” / “".join(before.label_of(place) for place in each.asked_if),
                "number": before.question.number,
            }
        hint = wordings.get(f"{each.key}.hint", each.hint)
        said_in = language if each.key in wordings else source
        found[each.pk] = Asked(each, text, hint, parts["options"], parts["lines"], said_in, condition)
    return list(found.values())


def is_asked(question: Question, answers: Mapping[str, Any], by_pk: Mapping[int, Question]) -> bool:
    """Whether these answers lead to the question. What was not asked itself leads nowhere."""
    if question.asked_after_id is None:
        return True
    before = by_pk[question.asked_after_id]
    given = answers.get(before.key)
    chosen = given if isinstance(given, list) else [given]
    return bool(set(chosen) & set(question.asked_if)) and is_asked(before, answers, by_pk)


def faults_in(
    questions: Sequence[Question], answers: Mapping[str, Any], *, is_draft: bool = False
) -> dict[str, str]:
    """What is wrong with the answers, by question; empty if they may be kept. A draft may leave anything open.

    An answer to a question that was not asked is wrong, not dropped: whoever gave it must see that it does not count.
    """
    by_pk = {each.pk: each for each in questions}
    faults = {
        key: _("There is no such question.") for key in answers if key not in {each.key for each in questions}
    }
    for each in questions:
        given = answers.get(each.key)
        if given in (None, "", [], {}):
            if not is_draft and each.is_required and is_asked(each, answers, by_pk):
                faults[each.key] = _("This question needs an answer.")
        elif not is_asked(each, answers, by_pk):
            faults[each.key] = _(
                "This is only asked after another answer. Take it away, or change what you answered above."
            )
        elif fault := _fault(each, given, is_draft=is_draft):
            faults[each.key] = fault
    return faults


def _is_place(question: Question, given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and given in places_of(question)


def _fault(question: Question, given: Any, *, is_draft: bool) -> str:
    wrong = _("Choose from what is offered.")
    match question.kind:
        case Kind.ONE | Kind.SCALE:
            return "" if _is_place(question, given) else wrong
        case Kind.SEVERAL:
            if not isinstance(given, list) or not all(_is_place(question, each) for each in given):
                return wrong
            if question.most is not None and len(set(given)) > question.most:
                return ngettext("Choose at most %(most)s.", "Choose at most %(most)s.", question.most) % {
                    "most": question.most
                }
            return "" if len(set(given)) == len(given) else wrong
        case Kind.MATRIX:
            known = {str(place) for place in range(len(question.lines))}
            if not isinstance(given, dict) or not set(given) <= known:
                return wrong
            if not all(_is_place(question, each) for each in given.values()):
                return wrong
            return (
                _("Answer every line.")
                if question.is_required and not is_draft and set(given) != known
                else ""
            )
        case Kind.NUMBER:
            return _number_fault(question, given)
        case _:
            longest = question.most or LONGEST_ANSWER
            if not isinstance(given, str):
                return wrong
            if len(given) > longest:
                return _("At most %(most)s letters.") % {"most": longest}
            return ""


def _number_fault(question: Question, given: Any) -> str:
    if not isinstance(given, int) or isinstance(given, bool):
        return _("Write a whole number.")
    least = -LARGEST_NUMBER if question.least is None else question.least
    most = LARGEST_NUMBER if question.most is None else question.most
    if not least <= given <= most:
        return _("A number from %(least)s to %(most)s.") % {"least": least, "most": most}
    return ""


def kept(answers: Mapping[str, Any]) -> Answers:
    """The answers without the empty ones."""
    return {key: given for key, given in answers.items() if given not in (None, "", [], {})}
