"""What translators type, and the files they bring."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.kit.fields import Paragraphs, language_choices
from intersession.kit.languages import language_name
from intersession.papers.models import LONGEST_BLOCK
from intersession.translations.queries import TranslatedBlock
from intersession.translations.standing import Standing
from intersession.translations.xliff import MOST_BYTES

FILTERS = ("todo", *(str(standing) for standing in Standing))


def known_language(tag: str) -> str:
    """A language somebody can translate into; 404 with a sentence else."""
    if tag not in dict(language_choices()):
        raise Http404(_("There is no language “%s” here.") % tag[:20])
    return tag


def read_filter(value: str) -> str:
    """What is shown of the table; 404 with a sentence for something else."""
    if value and value not in FILTERS:
        raise Http404(_("One of the filters in this address does not exist."))
    return value


class OfferForm(forms.Form):
    """The text of one block in another language."""

    text = Paragraphs(label=gettext_lazy("Translation"), max_length=LONGEST_BLOCK, rows=4)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000, required=False)
    has_read_machine = forms.BooleanField(
        label=gettext_lazy("I compared the machine's text with the original and answer for it"),
        required=False,
    )
    is_machine = forms.BooleanField(label=gettext_lazy("A machine translated this"), required=False)

    def __init__(self, part: TranslatedBlock, language: str, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{part.key}_%s")
        kwargs.setdefault("initial", {"text": part.previous.text if part.previous else "", "seen": part.seen})
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.label = _("Translation into %(language)s") % {"language": language_name(language)}
        text.widget.attrs.update({"lang": language, "rows": 2 if part.is_title else _rows(part.source_text)})
        if not (part.previous and part.previous.is_machine):
            del self.fields["has_read_machine"]


def _rows(text: str) -> int:
    return min(14, max(3, len(text) // 60 + 1, text.count("\n") + 1))


class BatchForm(forms.Form):
    """A file of a translator's tool."""

    file = forms.FileField(
        label=gettext_lazy("XLIFF file"),
        help_text=gettext_lazy(
            "XLIFF 2.0 or 2.1, up to 10 megabytes. You see every row before anything is written."
        ),
        allow_empty_file=True,
        max_length=400,
    )
    is_machine = forms.BooleanField(label=gettext_lazy("A machine made this translation"), required=False)

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than %s megabytes.") % (MOST_BYTES // 1_000_000)
            )
        return upload
