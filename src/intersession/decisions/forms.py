"""Text in, typed values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from intersession.ballots.methods import (
    MAJORITIES,
    METHODS,
    OVERALLS,
    QUORUMS,
    Abstentions,
    Reasons,
    Rules,
)
from intersession.ballots.methods import Objection as Carries
from intersession.ballots.words import (
    METHOD_ABOUT,
    METHOD_NAMES,
    THRESHOLD_NAMES,
    position_name,
    side_words,
)
from intersession.decisions.models import Decision, Visibility
from intersession.decisions.roll import Voice
from intersession.people.models import Organisation, StakeholderGroup

USUAL = ("", _("As usual with this method"))
NO_POSITION = ("", _("No position"))


class Moment(forms.DateTimeField):
    """A moment, typed and read in UTC."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(UTC) if hasattr(value, "astimezone") and value.tzinfo else value


def thresholds(names: Iterable[str]) -> list[tuple[str, Any]]:
    """Choices of a number, the method's usual one first."""
    return [USUAL, *((name, THRESHOLD_NAMES[name]) for name in names)]


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class QuestionForm(forms.Form):
    """A question and the rules it is decided by."""

    title = forms.CharField(
        label=_("The question, in one sentence"),
        help_text=_("So that every answer you offer is an answer to it."),
        max_length=200,
    )
    text = forms.CharField(
        label=_("What exactly is decided"),
        help_text=_("The full text, or what changes and why. It is frozen when the question is announced."),
        max_length=20_000,
        widget=area(10),
    )
    language = forms.ChoiceField(label=_("Language you write in"), choices=settings.LANGUAGES)
    method = forms.ChoiceField(
        label=_("How it is decided"),
        widget=forms.RadioSelect,
        choices=[(key, METHOD_NAMES[key]) for key in METHODS],
    )
    groups = forms.MultipleChoiceField(
        label=_("Who may vote"),
        help_text=_("Member organisations of these groups. None ticked means all groups."),
        choices=StakeholderGroup.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    quorum = forms.ChoiceField(
        label=_("How many must take part"), choices=thresholds(QUORUMS), required=False
    )
    majority = forms.ChoiceField(
        label=_("How many must be in favour"), choices=thresholds(MAJORITIES), required=False
    )
    overall = forms.ChoiceField(
        label=_("How many must be in favour over all groups together"),
        help_text=_("Only for a majority in each stakeholder group."),
        choices=thresholds(OVERALLS),
        required=False,
    )
    abstentions = forms.ChoiceField(
        label=_("What an abstention does"),
        choices=[
            (Abstentions.ASIDE.value, _("Counts as taking part, neither for nor against")),
            (Abstentions.AGAINST.value, _("Counts as taking part, and as not in favour")),
        ],
    )
    reasons = forms.ChoiceField(
        label=_("Does a vote say why?"),
        choices=[
            (Reasons.OPTIONAL.value, _("If it likes")),
            (Reasons.REQUIRED.value, _("Always")),
            (Reasons.NONE.value, _("No")),
        ],
    )
    is_secret = forms.BooleanField(
        label=_("The ballot is secret"),
        help_text=_("Only for majorities. It cannot be made open later."),
        required=False,
    )
    visibility = forms.TypedChoiceField(
        label=_("Who sees the count while voting is open"),
        help_text=_("Once announced, this can be made stricter, never looser."),
        choices=Visibility.choices,
        coerce=int,
    )
    opens_at = Moment(
        label=_("Opens (UTC)"), help_text=_("Leave empty to open when it is announced."), required=False
    )
    closes_at = Moment(label=_("Closes (UTC)"))

    @property
    def about_methods(self) -> list[tuple[object, object]]:
        """Every method by name, and what it is."""
        return [(METHOD_NAMES[key], METHOD_ABOUT[key]) for key in METHODS]


def first_values(decision: Decision) -> dict[str, Any]:
    """What the form of a draft holds."""
    return {name: getattr(decision, name) for name in QuestionForm.base_fields}


class WordingForm(forms.Form):
    """The question in a further language."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    title = forms.CharField(label=_("The question, in one sentence"), max_length=200)
    text = forms.CharField(label=_("What exactly is decided"), max_length=20_000, widget=area(10))


class VoteForm(forms.Form):
    """An organisation's voice: a position, why, and an objection where the position carries one."""

    organisation = forms.TypedChoiceField(label=_("You vote for"), coerce=int)
    position = forms.ChoiceField(label=_("Your position"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why"), max_length=4000, widget=area(3))
    concern_reason = forms.CharField(
        label=_("Your objection: why?"),
        help_text=_("A reason about the text, which others can check; not a person, not a taste."),
        max_length=8000,
        required=False,
        widget=area(3),
    )
    concern_resolution = forms.CharField(
        label=_("What would resolve it?"),
        help_text=_("What would have to change so that you no longer object."),
        max_length=8000,
        required=False,
        widget=area(3),
    )
    instead_of = forms.CharField(
        label=_("Receipt of the ballot to replace"),
        help_text=_("Only if the organisation has voted already and wants to change its vote."),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    receipt = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, rules: Rules, voices: Sequence[Voice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.choices = [(voice.organisation.pk, self.named(voice)) for voice in voices]
        position: Any = self.fields["position"]
        position.choices = [
            (
                each.key,
                f"{position_name(each.key)} · {side_words(each.side)}"
                if rules.decides
                else position_name(each.key),
            )
            for each in rules.positions
        ]
        if rules.is_secret or rules.reasons == Reasons.NONE:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = rules.reasons == Reasons.REQUIRED
        if rules.is_secret or all(each.objection == Carries.NONE for each in rules.positions):
            del self.fields["concern_reason"], self.fields["concern_resolution"]
        if not rules.is_secret:
            del self.fields["receipt"], self.fields["instead_of"]

    @staticmethod
    def named(voice: Voice) -> str:
        """The organisation, and the right by which one votes for it."""
        return f"{voice.organisation.name} ({voice.by.label})"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        why, what = cleaned.get("concern_reason", ""), cleaned.get("concern_resolution", "")
        if bool(why.strip()) != bool(what.strip()):
            missing = "concern_resolution" if why.strip() else "concern_reason"
            self.add_error(missing, _("An objection says why, and what would resolve it."))
        return cleaned


# What an action names otherwise than the form does.
VOTE_FIELDS = {"concern": "concern_reason"}


class ConcernForm(forms.Form):
    """An objection beside the vote."""

    organisation = forms.TypedChoiceField(label=_("You object for"), coerce=int)
    reason = forms.CharField(
        label=_("Why do you object?"),
        help_text=_("A reason about the text, which others can check; not a person, not a taste."),
        max_length=8000,
        widget=area(4),
    )
    resolution = forms.CharField(
        label=_("What would resolve it?"),
        help_text=_("What would have to change so that you no longer object."),
        max_length=8000,
        widget=area(4),
    )

    def __init__(self, voices: Sequence[Voice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.choices = [(voice.organisation.pk, VoteForm.named(voice)) for voice in voices]


class OrganisationForm(forms.Form):
    """For which organisation, and nothing else."""

    organisation = forms.TypedChoiceField(label=_("Who is recused"), coerce=int)

    def __init__(self, voices: Sequence[Voice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.choices = [(voice.organisation.pk, VoteForm.named(voice)) for voice in voices]


class AnswerForm(forms.Form):
    """The answer to an objection."""

    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("Published beside the objection. It is given once; the objector then has the word."),
        max_length=8000,
        widget=area(5),
    )


class RemarkForm(forms.Form):
    """What somebody says to a question."""

    position = forms.ChoiceField(label=_("Where you stand"), required=False)
    text = forms.CharField(label=_("Your remark"), max_length=4000, widget=area(3))

    def __init__(self, rules: Rules, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        position: Any = self.fields["position"]
        position.choices = [NO_POSITION, *((each.key, position_name(each.key)) for each in rules.positions)]
        if rules.is_secret:
            del self.fields["position"]


class ExtensionForm(forms.Form):
    """A later closing, and why."""

    closes_at = Moment(label=_("Closes now (UTC)"))
    reason = forms.CharField(
        label=_("Why later?"), help_text=_("Published with the question."), max_length=1000, widget=area(2)
    )


class ReasonForm(forms.Form):
    """Why a question is withdrawn."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("Published: the page of the question says so in your words."),
        max_length=1000,
        widget=area(3),
    )


class OutcomeForm(forms.Form):
    """What was decided, in words."""

    statement = forms.CharField(
        label=_("The outcome"),
        help_text=_("What was decided, and what happens next. The count stands beside it."),
        max_length=10_000,
        widget=area(6),
    )
    review_on = forms.DateField(
        label=_("Comes back for review on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ReviewForm(forms.Form):
    """What was found on the day of review."""

    note = forms.CharField(label=_("What was found"), max_length=4000, widget=area(4))
    next_on = forms.DateField(
        label=_("Comes back again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ReceiptForm(forms.Form):
    """A receipt, as it was shown."""

    receipt = forms.CharField(
        label=_("Your receipt"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )


class AffiliationForm(forms.Form):
    """Which organisation belongs to which."""

    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    head = forms.ModelChoiceField(label=_("Belongs to"), queryset=Organisation.objects.none())
    source = forms.CharField(
        label=_("Where it says so"), help_text=_("An address or a document."), max_length=500
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("organisation", "head"):
            field: Any = self.fields[name]
            field.queryset = Organisation.objects.members().order_by("name")


def add_errors(form: forms.Form, error: ValidationError, names: dict[str, str] | None = None) -> None:
    """Put what an action found wrong where the form can show it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        place = (names or {}).get(name, name)
        form.add_error(place if place in form.fields else None, errors)
