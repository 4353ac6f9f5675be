"""What people write about questions."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intersession.kit.fields import OneLine, Paragraphs, language_choices
from intersession.members.forms import ConceptsField, PlacesField
from intersession.questions.actions import MOST_RESOURCES
from intersession.questions.models import LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE

MARKDOWN = _("You can use Markdown: *emphasis*, lists, [links](https://example.org).")
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}")


class QuestionForm(forms.Form):
    """What an organisation wants to know."""

    title = OneLine(
        label=_("Your question"),
        max_length=LONGEST_TITLE,
        help_text=_(
            "In one sentence, in whatever language you write it. For example: Who has a code of conduct?"
        ),
    )
    language = forms.ChoiceField(label=_("Language you write in"), choices=language_choices)
    text = Paragraphs(
        label=_("What one should know to answer it"),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("Everybody can read this. Name no child and no case; quote nothing harmful."),
    )
    places = PlacesField(
        label=_("Countries it is about"),
        help_text=_("By name, with commas between them, such as Kenya, Brazil."),
    )
    concepts = ConceptsField(
        label=_("What it is about"),
        help_text=_("The question is suggested to members who know about these."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": get_language() or "en"}
        super().__init__(*args, **kwargs)


class AnswerForm(forms.Form):
    """What an organisation knows."""

    text = Paragraphs(label=_("Your answer"), max_length=LONGEST_TEXT, help_text=MARKDOWN, rows=7)
    language = forms.ChoiceField(label=_("Language you write in"), choices=language_choices)
    resources = forms.CharField(
        label=_("Resources of the library"),
        help_text=_("The addresses of their pages, a line each."),
        required=False,
        max_length=MOST_RESOURCES * 400,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": get_language() or "en"}
        super().__init__(*args, **kwargs)

    def clean_resources(self) -> list[str]:
        """The slugs of the resources whose addresses stand there."""
        slugs = [slug_in(line) for line in self.cleaned_data["resources"].splitlines() if line.strip()]
        if len(slugs) > MOST_RESOURCES:
            raise forms.ValidationError(
                _("An answer links at most %(most)s resources."), params={"most": MOST_RESOURCES}
            )
        return list(dict.fromkeys(slugs))


def slug_in(line: str) -> str:
    """The slug of a resource in the address of its page, with or without site and language, or the slug itself."""
    try:
        parts = urlsplit(line.strip()).path.strip("/").split("/")
    except ValueError:
        parts = []
    if SLUG.fullmatch(parts[-1] if parts else "") and (len(parts) == 1 or parts[-2] == "library"):
        return parts[-1]
    raise forms.ValidationError(
        _("“%(line)s” is not the address of a resource of the library."), params={"line": line.strip()[:80]}
    )


class CloseForm(forms.Form):
    """Why a question is closed."""

    because = Paragraphs(
        label=_("Why is it closed?"),
        help_text=_("Everybody can read this. It takes no more answers then; what was answered stays."),
        max_length=LONGEST_REASON,
        rows=3,
    )


class WithdrawForm(forms.Form):
    """Why a question or an answer is withdrawn."""

    because = Paragraphs(
        label=_("Why is it withdrawn?"),
        help_text=_("Everybody can read this, and the withdrawn words no more. Name no person."),
        max_length=LONGEST_REASON,
        rows=3,
    )
