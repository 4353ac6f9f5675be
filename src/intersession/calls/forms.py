"""What people type about calls and ideas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from intersession.calls.actions import Entry, Terms
from intersession.calls.models import (
    HIGHEST,
    LONGEST_NOTE,
    LONGEST_SUMMARY,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LOWEST,
    Call,
    Fate,
    Idea,
    Kind,
    OpenTo,
    Rating,
    ShowsOthers,
)
from intersession.decisions.forms import Moment
from intersession.kit.fields import OneLine, Paragraphs, language_choices
from intersession.members.forms import ConceptsField, PlacesField
from intersession.people.models import Person
from intersession.surveys.forms import Lines
from intersession.surveys.models import Questionnaire


class CallForm(forms.Form):
    """Everything somebody should know before they answer."""

    title = OneLine(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    kind = forms.ChoiceField(label=gettext_lazy("What it asks for"), choices=Kind)
    text = Paragraphs(
        label=gettext_lazy("What is asked, of whom, and what it is for"), max_length=LONGEST_TEXT, rows=8
    )
    language = forms.ChoiceField(label=gettext_lazy("Language you write in"), choices=settings.LANGUAGES)
    year = forms.IntegerField(label=gettext_lazy("Year it belongs to"), min_value=2007, max_value=2100)
    opens_at = Moment(label=gettext_lazy("Opens"), help_text=gettext_lazy("By the clock of UTC."))
    closes_at = Moment(
        label=gettext_lazy("Closes"), help_text=gettext_lazy("By the clock of UTC, at the minute.")
    )
    questionnaire = forms.ModelChoiceField(
        Questionnaire.objects.none(),
        label=gettext_lazy("Questionnaire"),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("A survey consists of it; ideas answer it beside title and summary."),
    )
    open_to = forms.ChoiceField(label=gettext_lazy("Who may answer"), choices=OpenTo)
    is_one_each = forms.BooleanField(label=gettext_lazy("One from each"), required=False)
    is_private = forms.BooleanField(
        label=gettext_lazy("Private until decided"),
        required=False,
        help_text=gettext_lazy("Else everybody reads an idea as soon as it is submitted."),
    )
    is_review_anonymous = forms.BooleanField(
        label=gettext_lazy("Reviewed without names"),
        required=False,
        help_text=gettext_lazy("Reviewers do not see who wrote, and authors do not see who reviewed."),
    )
    shows_others = forms.ChoiceField(
        label=gettext_lazy("How withdrawn and declined ideas stay on record"), choices=ShowsOthers
    )
    criteria = Lines(
        label=gettext_lazy("Criteria"),
        required=False,
        max_length=2000,
        rows=4,
        help_text=gettext_lazy("By what ideas are scored from 1 to 5; a line each. A survey needs none."),
    )

    def __init__(self, *args: Any, call: Call | None = None, **kwargs: Any) -> None:
        first: dict[str, Any] = {
            "language": get_language() or "en",
            "year": timezone.now().year,
            "is_private": True,
        }
        if call is not None:
            first = {name: getattr(call, name) for name in self.base_fields}
        super().__init__(*args, **{**kwargs, "initial": first})
        field = self.fields["questionnaire"]
        assert isinstance(field, forms.ModelChoiceField)
        free = Questionnaire.objects.filter(opened_at__isnull=True, call__isnull=True)
        if call is not None and call.questionnaire_id is not None:
            free |= Questionnaire.objects.filter(pk=call.questionnaire_id)
        field.queryset = free

    @property
    def terms(self) -> Terms:
        """What was said."""
        return Terms(**self.cleaned_data)


class IdeaForm(forms.Form):
    """An idea on one page."""

    title = OneLine(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    summary = Paragraphs(
        label=gettext_lazy("What it is about"),
        max_length=LONGEST_SUMMARY,
        required=False,
        rows=6,
        help_text=gettext_lazy("In plain words. Name no child and no case."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language you write in"), choices=language_choices)
    places = PlacesField(
        label=gettext_lazy("Countries it is about"),
        required=False,
        help_text=gettext_lazy("By name, with commas between them, such as Kenya, Brazil."),
    )
    concepts = ConceptsField(label=gettext_lazy("Concepts"))

    def __init__(self, *args: Any, idea: Idea | None = None, **kwargs: Any) -> None:
        first: dict[str, Any] = {"language": get_language() or "en"}
        if idea is not None:
            first = {name: getattr(idea, name) for name in ("title", "summary", "language")}
            first["concepts"] = [line.concept_id for line in idea.concept_lines.all()]
            first["places"] = [line.place_id for line in idea.place_lines.all()]
        super().__init__(*args, **{**kwargs, "initial": first})

    def entry(self, answers: dict[str, Any]) -> Entry:
        """What was said, with the answers to the call's own questions."""
        return Entry(**self.cleaned_data, answers=answers)


class RatingForm(forms.Form):
    """A score by each criterion, and why."""

    comment = Paragraphs(
        label=gettext_lazy("Why"),
        max_length=LONGEST_SUMMARY,
        rows=4,
        help_text=gettext_lazy("The author reads this without your name, once all is told."),
    )

    def __init__(self, *args: Any, call: Call, rating: Rating | None = None, **kwargs: Any) -> None:
        first = {"comment": rating.comment} if rating is not None else {}
        super().__init__(*args, **{**kwargs, "initial": first})
        self.names = [f"score{place}" for place in range(len(call.criteria))]
        scale = [(score, str(score)) for score in range(LOWEST, HIGHEST + 1)]
        for place, (name, criterion) in enumerate(zip(self.names, call.criteria, strict=True)):
            self.fields[name] = forms.TypedChoiceField(
                label=criterion,
                choices=scale,
                coerce=int,
                widget=forms.RadioSelect(attrs={"class": "score"}),
                initial=rating.scores[place] if rating is not None and len(rating.scores) > place else None,
                help_text=_("1 is the least, 5 the most.") if place == 0 else "",
            )
        self.order_fields([*self.names, "comment"])

    @property
    def scores(self) -> list[int]:
        """In the order of the criteria."""
        return [self.cleaned_data[name] for name in self.names]


class ConflictForm(forms.Form):
    """Why somebody does not score an idea."""

    reason = OneLine(
        label=gettext_lazy("Why you should not score it"),
        max_length=500,
        help_text=gettext_lazy("Only the secretariat reads this."),
    )


class AppointForm(forms.Form):
    """Who is asked to review."""

    email = forms.EmailField(label=gettext_lazy("Mail address of the reviewer"), max_length=254)

    def clean_email(self) -> Person:
        """The person of the address."""
        found: Person | None = Person.objects.filter(
            email=self.cleaned_data["email"].lower(), is_active=True
        ).first()
        if found is None:
            raise forms.ValidationError(_("Nobody here has this address."))
        return found


class ExtendForm(forms.Form):
    """A later end."""

    closes_at = Moment(
        label=gettext_lazy("New end"), help_text=gettext_lazy("By the clock of UTC, at the minute.")
    )


class DecideForm(forms.Form):
    """What becomes of an idea."""

    fate = forms.ChoiceField(label=gettext_lazy("What becomes of it"), required=False)
    into = forms.TypedChoiceField(
        label=gettext_lazy("Merged into"), required=False, coerce=int, empty_value=None
    )
    told = Paragraphs(
        label=gettext_lazy("What the author is told"), required=False, max_length=LONGEST_NOTE, rows=2
    )

    def __init__(self, *args: Any, idea: Idea, others: list[Idea], **kwargs: Any) -> None:
        into = idea.merged_into.number if idea.merged_into is not None else ""
        first = {"fate": idea.fate, "told": idea.told, "into": into}
        super().__init__(*args, **{**kwargs, "initial": first, "auto_id": f"id_{idea.number}_%s"})
        for name, choices in (
            ("fate", [("", _("Not decided yet")), *Fate.choices]),
            ("into", [("", "–"), *((each.number, f"{each.number}. {each.title}") for each in others)]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
