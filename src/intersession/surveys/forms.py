"""What the secretariat writes into a questionnaire, and the form that is made of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from intersession.access.errors import Refused
from intersession.kit.fields import OneLine, Paragraphs
from intersession.kit.languages import language_name
from intersession.surveys.actions import CONDITIONS, Asking, Head
from intersession.surveys.asked import Answers, Asked, faults_in, kept, places_of
from intersession.surveys.models import (
    FEWEST,
    LONGEST_ANSWER,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Kind,
    Question,
    Questionnaire,
    ResultsFor,
    TextsFor,
)


def told(form: forms.Form, refusal: Refused | ValidationError) -> None:
    """Say on the form what an action refused."""
    if isinstance(refusal, ValidationError):
        known = hasattr(refusal, "error_dict")
        named = (
            {name: each for name, each in refusal.error_dict.items() if name in form.fields} if known else {}
        )
        for name, each in named.items():
            form.add_error(name, each)
        if not named:
            form.add_error(None, refusal.messages)
        return
    form.add_error(None, str(refusal.sentence))


class HeadForm(forms.Form):
    """What it is called, and what is promised of its results."""

    title = OneLine(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    language = forms.ChoiceField(label=gettext_lazy("Language you write in"), choices=settings.LANGUAGES)
    intro = Paragraphs(label=gettext_lazy("What it is for"), max_length=LONGEST_TEXT, required=False, rows=4)
    is_anonymous = forms.BooleanField(
        label=gettext_lazy("Anonymous, for good"),
        required=False,
        help_text=gettext_lazy(
            "Who answered is known; what they answered is kept without name or time. Nobody can change that later."
        ),
    )
    fewest = forms.IntegerField(
        label=gettext_lazy("In anonymous results, hide numbers below"),
        min_value=FEWEST,
        max_value=100,
        initial=FEWEST,
    )
    results_for = forms.ChoiceField(
        label=gettext_lazy("Who sees the results after closing"), choices=ResultsFor
    )
    texts_for = forms.ChoiceField(label=gettext_lazy("Who reads answers in words"), choices=TextsFor)

    def __init__(self, *args: Any, questionnaire: Questionnaire | None = None, **kwargs: Any) -> None:
        names = ("title", "language", "intro", "is_anonymous", "fewest", "results_for", "texts_for")
        first: dict[str, Any] = {"language": get_language() or "en"}
        if questionnaire is not None:
            first = {name: getattr(questionnaire, name) for name in names}
            first["fewest"] = max(FEWEST, questionnaire.fewest)
        super().__init__(*args, **{**kwargs, "initial": first})

    @property
    def head(self) -> Head:
        """What was said."""
        return Head(**self.cleaned_data)


class Lines(Paragraphs):
    """Texts, a line each."""

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(super().to_python(value)).split("\n") if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))


class AskingForm(forms.Form):
    """A question as it is written."""

    text = OneLine(label=gettext_lazy("The question"), max_length=500)
    kind = forms.ChoiceField(label=gettext_lazy("What it is answered with"), choices=Kind)
    hint = OneLine(label=gettext_lazy("A hint"), max_length=500, required=False)
    is_required = forms.BooleanField(label=gettext_lazy("Needs an answer"), required=False)
    options = Lines(
        label=gettext_lazy("Answers to choose from"),
        required=False,
        max_length=6000,
        help_text=gettext_lazy("A line each. For a scale: the words of its two ends."),
        rows=4,
    )
    lines = Lines(
        label=gettext_lazy("Lines that are answered alike"), required=False, max_length=6000, rows=3,
        help_text=gettext_lazy("A line each. Only where several lines have the same answers."),
    )  # fmt: skip
    least = forms.IntegerField(
        label=gettext_lazy("The least"), required=False,
        help_text=gettext_lazy("The first step of a scale, or the smallest number."),
    )  # fmt: skip
    most = forms.IntegerField(
        label=gettext_lazy("The most"), required=False,
        help_text=gettext_lazy(
            "The last step of a scale, the greatest number, how many may be chosen, or the letters of a text."
        ),
    )  # fmt: skip
    asked_after = forms.TypedChoiceField(
        label=gettext_lazy("Asked only after a certain answer to"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    asked_if = Lines(
        label=gettext_lazy("Which answer"),
        required=False,
        max_length=6000,
        help_text=gettext_lazy("As it stands there; a line each if several will do."),
        rows=2,
    )

    def __init__(
        self, *args: Any, questions: Sequence[Question], question: Question | None = None, **kwargs: Any
    ) -> None:
        self.before = {
            each.number: each
            for each in questions
            if each.kind in CONDITIONS and (question is None or each.number < question.number)
        }
        super().__init__(*args, **{**kwargs, "initial": _first(question) if question else {}})
        field = self.fields["asked_after"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            ("", _("Asked of everybody")),
            *((number, f"{number}. {each.text}") for number, each in self.before.items()),
        ]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        before = self.before.get(said.get("asked_after") or 0)
        if before is None:
            said["asked_if"] = []
            return said
        known = {words: place for place, words in _answers_of(before).items()}
        unknown = [line for line in said.get("asked_if", []) if line.casefold() not in known]
        if unknown:
            self.add_error(
                "asked_if", _("Not an answer to that question: %(answer)s.") % {"answer": unknown[0]}
            )
        said["asked_if"] = [
            known[line.casefold()] for line in said.get("asked_if", []) if line.casefold() in known
        ]
        return said

    @property
    def asking(self) -> Asking:
        """What was said."""
        return Asking(**self.cleaned_data)


def _answers_of(question: Question) -> dict[int, str]:
    if question.kind == Kind.SCALE:
        return {place: str(place) for place in places_of(question)}
    return {place: text.casefold() for place, text in enumerate(question.options)}


def _first(question: Question) -> dict[str, Any]:
    names = ("text", "kind", "hint", "is_required", "options", "lines", "least", "most")
    first = {name: getattr(question, name) for name in names}
    if question.asked_after is not None:
        words = dict(enumerate(question.asked_after.options))
        is_scale = question.asked_after.kind == Kind.SCALE
        first["asked_after"] = question.asked_after.number
        first["asked_if"] = [str(each) if is_scale else words[each] for each in question.asked_if]
    return first


class WordingForm(forms.Form):
    """Every text of a questionnaire in another language."""

    def __init__(self, *args: Any, parts: dict[str, str], wordings: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {part.replace(".", "-"): part for part in parts}
        for name, part in self.parts.items():
            self.fields[name] = Paragraphs(
                label=parts[part],
                required=False,
                max_length=LONGEST_TEXT,
                rows=1,
                initial=wordings.get(part, ""),
            )

    @property
    def texts(self) -> dict[str, str]:
        """What was written, by part."""
        return {part: self.cleaned_data[name] for name, part in self.parts.items()}


class LanguageForm(forms.Form):
    """Which language it is worded in."""

    language = forms.ChoiceField(label=gettext_lazy("Language"))

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (code, language_name(code))
            for code, _name in settings.LANGUAGES
            if code != questionnaire.language
        ]


@dataclass(frozen=True, slots=True)
class Group:
    """A question with its fields: one, or one for each line of a matrix."""

    asked: Asked
    fields: Sequence[forms.BoundField]


class AnswersForm(forms.Form):
    """The form of a questionnaire. Every question stands there; which count is said beside them and checked after."""

    def __init__(
        self,
        *args: Any,
        asked: Sequence[Asked],
        answers: Answers | None = None,
        is_draft: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked, self.is_draft = asked, is_draft
        for each in asked:
            given = (answers or {}).get(each.key)
            for name, field in _fields_of(each, given):
                self.fields[name] = field

    @property
    def groups(self) -> list[Group]:
        """The questions with their fields."""
        return [
            Group(
                each,
                [self[name] for name in self.fields if name == each.key or name.startswith(f"{each.key}-")],
            )
            for each in self.asked
        ]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors:
            questions = [each.question for each in self.asked]
            self.add_faults(faults_in(questions, self._gathered(said), is_draft=self.is_draft))
        return said

    def add_faults(self, faults: dict[str, str]) -> None:
        """Say beside each question what is wrong."""
        for key, fault in faults.items():
            self.add_error(
                key if key in self.fields else f"{key}-0" if f"{key}-0" in self.fields else None, fault
            )

    @property
    def answers(self) -> Answers:
        """What was answered, as actions take it."""
        return kept(self._gathered(self.cleaned_data))

    def _gathered(self, said: dict[str, Any]) -> Answers:
        found: Answers = {}
        for each in self.asked:
            if each.question.kind == Kind.MATRIX:
                lines = {str(place): said.get(f"{each.key}-{place}") for place in range(len(each.lines))}
                found[each.key] = {place: given for place, given in lines.items() if given is not None}
            else:
                found[each.key] = said.get(each.key)
        return kept(found)


def _fields_of(asked: Asked, given: Any) -> list[tuple[str, forms.Field]]:
    question = asked.question
    choices: list[tuple[Any, str]] = [(place, asked.label_of(place)) for place in places_of(question)]
    # A radio button cannot be taken back; so where one may leave it open, that is an answer of its own.
    may_skip = not question.is_required or question.asked_after_id is not None
    open_choices = [*choices, ("", _("No answer"))] if may_skip else choices
    match question.kind:
        case Kind.ONE | Kind.SCALE:
            return [(asked.key, _radio(asked.text, open_choices, given))]
        case Kind.MATRIX:
            chosen = given if isinstance(given, dict) else {}
            return [
                (f"{asked.key}-{place}", _radio(line, open_choices, chosen.get(str(place))))
                for place, line in enumerate(asked.lines)
            ]
        case Kind.SEVERAL:
            return [
                (
                    asked.key,
                    forms.TypedMultipleChoiceField(
                        label=asked.text,
                        choices=choices,
                        coerce=int,
                        required=False,
                        widget=forms.CheckboxSelectMultiple,
                        initial=given,
                    ),
                )
            ]
        case Kind.NUMBER:
            return [
                (
                    asked.key,
                    forms.IntegerField(label=asked.text, required=False, initial=given, localize=False),
                )
            ]
        case _:
            longest = question.most or LONGEST_ANSWER
            return [
                (
                    asked.key,
                    Paragraphs(label=asked.text, required=False, max_length=longest, initial=given, rows=3),
                )
            ]


def _radio(label: str, choices: list[tuple[Any, str]], given: Any) -> forms.Field:
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        initial="" if given is None else given,
    )
