"""Text in, typed values out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from intersession.kit.languages import direction_of
from intersession.pages.actions import Text
from intersession.pages.models import LONGEST_MESSAGE, LONGEST_TEXT

# Words of addresses that pages of the room itself use.
TAKEN = ("add",)


class TextForm(forms.Form):
    """What a page shall say in one language."""

    title = forms.CharField(label=_("Title"), max_length=200)
    source = forms.CharField(
        label=_("Text"),
        help_text=_(
            "In Markdown: a blank line between paragraphs, ## before a heading, - before each point of a list, "
            "[words](address) for a link. Tables and footnotes work; pictures and HTML do not."
        ),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22}),
    )
    note = forms.CharField(
        label=_("What did you change?"),
        help_text=_("Shown in the page’s history."),
        max_length=200,
        required=False,
    )
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        for name in ("title", "source"):
            self.fields[name].widget.attrs |= {"lang": language, "dir": direction_of(language)}

    def clean_source(self) -> str:
        """The text with line ends of one kind."""
        source = str(self.cleaned_data["source"]).replace("\r\n", "\n").replace("\r", "\n")
        if not source.strip():
            raise forms.ValidationError(_("Write something, even if it is short."))
        return source

    @property
    def text(self) -> Text:
        """What was typed, once it is valid."""
        kept = self.cleaned_data
        return Text(self.language, kept["title"], kept["source"], kept["note"])


class AddForm(TextForm):
    """A further page: its address, its first language, and what it says."""

    slug = forms.CharField(
        label=_("Address"),
        help_text=_("The last part of the page’s address: small Latin letters, digits and hyphens."),
        max_length=60,
        validators=[
            RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small letters, digits and hyphens."))
        ],
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("slug", "title", "source", "note")

    def clean_slug(self) -> str:
        """An address that nothing else of the room uses."""
        slug = str(self.cleaned_data["slug"])
        if slug in TAKEN:
            raise forms.ValidationError(_("This address is taken. Choose another."))
        return slug


class ReasonForm(forms.Form):
    """Why a page goes."""

    because = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("Published: the page’s address says so in your words."),
        max_length=500,
    )


class CompareForm(forms.Form):
    """Two versions of a language."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    older = forms.IntegerField(min_value=1, max_value=10**6)
    newer = forms.IntegerField(min_value=1, max_value=10**6)


class MessageForm(forms.Form):
    """What somebody wants to tell or ask the coalition."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your mail address"),
        help_text=_("Only if you want an answer. It is used for nothing else."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    text = forms.CharField(
        label=_("Your message"),
        min_length=5,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    # People do not see this field; programs that fill in every field do.
    second_text = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_from_a_program(self) -> bool:
        """Whether the field nobody sees was filled in."""
        return bool(self.cleaned_data.get("second_text"))


class AnswerForm(forms.Form):
    """The answer to a message, or what was done about it."""

    answer = forms.CharField(max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, is_mailed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = _("Your answer") if is_mailed else _("What was done")
        self.fields["answer"].help_text = (
            _("It is mailed to whoever wrote.")
            if is_mailed
            else _("No address was left, so nothing is mailed.")
        )
