"""What people write on the live page."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intersession.action_items.forms import day
from intersession.kit.fields import OneLine, Paragraphs, language_choices
from intersession.live.actions import LONGEST_CAPTION, LONGEST_CHAT
from intersession.live.models import LONGEST_QUESTION
from intersession.live.queries import organisation_named
from intersession.people.models import Organisation


class Keyed(forms.Form):
    """A form whose sending has a key of its own, so that it arrives once however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    language = forms.ChoiceField(label=_("Language you write in"), choices=language_choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        first = {"key": uuid4(), "language": get_language() or "en"}
        kwargs["initial"] = {**first, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def sent_as(self) -> UUID:
        """The key it was sent under."""
        found: UUID = self.cleaned_data["key"]
        return found


class QuestionForm(Keyed):
    """A question."""

    text = OneLine(
        label=_("Your question"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    field_order = ("text", "language", "key")


class RoomQuestionForm(QuestionForm):
    """A question of somebody in the room."""

    name = OneLine(label=_("Who asks in the room"), max_length=200)
    field_order = ("name", "text", "language", "key")  # type: ignore[assignment]


class ChatForm(Keyed):
    """A line of the chat."""

    text = OneLine(label=_("Write in the chat"), max_length=LONGEST_CHAT)
    language = forms.CharField(max_length=12, widget=forms.HiddenInput)  # type: ignore[assignment]
    field_order = ("text", "language", "key")


class DecisionForm(Keyed):
    """What was decided."""

    text = OneLine(label=_("What the session decided"), max_length=1000)
    field_order = ("text", "language", "key")


class NamedOrganisation(OneLine):
    """A listed organisation by its very name."""

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        found: Organisation | None = organisation_named(said)
        if said and found is None:
            raise ValidationError(_("No organisation is listed under this name."))
        return found


class ActionForm(Keyed):
    """What was agreed."""

    what = OneLine(label=_("What is to be done"), max_length=500)
    organisation = NamedOrganisation(label=_("Which organisation does it"), max_length=300, required=False)
    due_on = day(_("By when"), required=False)
    field_order = ("what", "organisation", "due_on", "language", "key")

    def clean_due_on(self) -> Any:
        """A day to come."""
        found = self.cleaned_data["due_on"]
        if found is not None and found < timezone.now().date():
            raise ValidationError(_("It cannot be due before it was agreed."))
        return found


class HandForm(forms.Form):
    """A hand in the room."""

    name = OneLine(label=_("Who wants to speak in the room"), max_length=200)
    organisation = NamedOrganisation(label=_("Organisation"), max_length=300, required=False)


class PollForm(forms.Form):
    """One question with choices."""

    question = OneLine(label=_("What everybody is asked"), max_length=300)
    choices = Paragraphs(label=_("Choices, one on each line"), max_length=1700, rows=3)
    language = forms.ChoiceField(label=_("Language you write in"), choices=language_choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": get_language() or "en", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class CaptionForm(forms.Form):
    """A piece of captions."""

    chunk = forms.IntegerField(label=_("Number of the piece"), min_value=1, max_value=900_000)
    text = OneLine(
        label=_("What is said"),
        max_length=LONGEST_CAPTION,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language that is spoken"), choices=language_choices)
