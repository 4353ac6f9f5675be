"""What people write about the plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intersession.kit.fields import OneLine, Paragraphs, language_choices
from intersession.people.models import Organisation
from intersession.plan.actions import Aim, Noted, Task
from intersession.plan.models import LONGEST_TEXT, Going, Objective, Undertaking
from intersession.plan.queries import upper_objectives
from intersession.projects.forms import day_field
from intersession.projects.models import Project


class InLanguage(forms.Form):
    """A form whose text is in a language that is named."""

    language = forms.ChoiceField(label=_("Language you write in"), choices=language_choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": get_language() or "en", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class ObjectiveForm(InLanguage):
    """What the coalition wants."""

    title = OneLine(label=_("The objective in one line"), max_length=300)
    text = Paragraphs(label=_("More about it"), required=False, max_length=LONGEST_TEXT, rows=4)
    parent = forms.ModelChoiceField(
        label=_("Under which objective"),
        required=False,
        queryset=Objective.objects.none(),
        empty_label=_("none"),
    )
    field_order = ("title", "text", "language", "parent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)
        parent.queryset = upper_objectives()

    @property
    def aim(self) -> Aim:
        told = self.cleaned_data
        return Aim(told["title"], told["language"], told["text"], told["parent"])


class UndertakingForm(InLanguage):
    """What is done for an objective."""

    title = OneLine(label=_("What is done, in one line"), max_length=300)
    text = Paragraphs(label=_("More about it"), required=False, max_length=LONGEST_TEXT, rows=4)
    starts_on = day_field(_("From"))
    ends_on = day_field(_("Until"))
    lead = forms.ModelChoiceField(
        label=_("Who leads"),
        required=False,
        queryset=Organisation.objects.none(),
        empty_label=_("nobody yet"),
    )
    project = forms.ModelChoiceField(
        label=_("Project it belongs to"),
        required=False,
        queryset=Project.objects.none(),
        empty_label=_("none"),
    )
    indicator = OneLine(
        label=_("What shows that it is reached"),
        required=False,
        max_length=300,
        help_text=_("For example: teachers trained."),
    )
    baseline = forms.IntegerField(
        label=_("Where it begins"), required=False, min_value=0, max_value=2_000_000_000
    )
    target = forms.IntegerField(label=_("Target"), required=False, min_value=1, max_value=2_000_000_000)
    field_order = (
        "title", "text", "language", "starts_on", "ends_on", "lead", "project", "indicator", "baseline", "target",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset in (
            ("lead", Organisation.objects.members().order_by("name")),
            ("project", Project.objects.living().order_by("title")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", _("It cannot end before it starts."))
        return cleaned

    @property
    def task(self) -> Task:
        told = self.cleaned_data
        return Task(
            **{name: told[name] for name in self.fields if name != "baseline"}, baseline=told["baseline"] or 0
        )

    @staticmethod
    def initial_of(undertaking: Undertaking) -> dict[str, Any]:
        """What the form shows of one that is there."""
        return {name: getattr(undertaking, name) for name in UndertakingForm.base_fields}


class NoteForm(InLanguage):
    """How it goes."""

    going = forms.ChoiceField(label=_("How does it go?"), choices=Going.choices, widget=forms.RadioSelect)
    text = Paragraphs(label=_("In a sentence or two"), max_length=LONGEST_TEXT, rows=3)
    value = forms.IntegerField(
        label=_("What the indicator stands at"), required=False, min_value=0, max_value=2_000_000_000
    )
    field_order = ("going", "text", "value", "language")

    def __init__(self, *args: Any, is_measured: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_measured:
            del self.fields["value"]

    @property
    def noted(self) -> Noted:
        told = self.cleaned_data
        return Noted(told["going"], told["text"], told["language"], told.get("value"))


class CloseForm(forms.Form):
    """Why it is given up."""

    because = Paragraphs(label=_("Why it is given up"), max_length=500, rows=3)
