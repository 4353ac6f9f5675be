"""What a member types to share: an address, a file, a list of rows, or everything by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.library.contribution_forms import ResourceForm
from intersession.library.forms import clean
from intersession.overlaps.sketch import Sketch
from intersession.search.sameness import address_key

LONGEST_REASON = 500
FEWEST_WORDS_OF_A_REASON = 10


class AddressForm(forms.Form):
    """A link, a DOI or an ISBN."""

    address = forms.CharField(
        label=gettext_lazy("Link, DOI or ISBN"),
        help_text=gettext_lazy(
            "We look at the page and propose title, language, year and publisher from what it says."
        ),
        max_length=1000,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "inputmode": "url"}),
    )

    def clean_address(self) -> str:
        address = clean(self.cleaned_data["address"])
        if not address_key(address):
            raise ValidationError(
                _(
                    "This is neither a web address (https://…), nor a DOI (10.…), nor an ISBN whose last digit fits."
                )
            )
        return address


class FileForm(forms.Form):
    """A file to share."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "PDF, Word (DOCX), OpenDocument text, pictures, CSV or plain text. It is checked and written anew."
        ),
        allow_empty_file=True,
        max_length=400,
    )


class BatchForm(forms.Form):
    """A file with many rows."""

    batch = forms.FileField(
        label=gettext_lazy("List"),
        help_text=gettext_lazy(
            "CSV, XLSX, RIS or BibTeX, up to 200 rows. You see each row before anything is shared."
        ),
        allow_empty_file=True,
        max_length=400,
    )


class ShareForm(ResourceForm):
    """A resource as a member types it, with a word to the desk. `proposed` are fields somebody else filled in."""

    note = forms.CharField(
        label=gettext_lazy("A word to the desk"),
        help_text=gettext_lazy("Not published."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, proposed: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in proposed & self.fields.keys():
            field = self.fields[name]
            field.help_text = _("Proposed: please check. %(hint)s") % {"hint": field.help_text}
            field.widget.attrs["data-proposed"] = "true"


def sketch_of(typed: QueryDict) -> Sketch:
    """What was typed so far, sound or not. Anything may be missing; nothing is believed."""

    def text(name: str, longest: int) -> str:
        return clean(typed.get(name, "")[:longest])

    year = text("year", 8)
    languages = text("title_language", 12)
    titles = {languages or "und": text("title", 500), "en": text("title_en", 500)}
    if languages == "en" and not titles["en"]:
        titles["en"] = text("title", 500)
    return Sketch(
        titles={tag: title for tag, title in titles.items() if title},
        addresses=tuple(filter(None, (text(name, 1000) for name in ("url", "doi", "isbn")))),
        text=text("summary", 2000),
        languages=(languages,) if languages else (),
        publishers=tuple(filter(None, map(clean, typed.get("publishers", "")[:600].splitlines()))),
        form=text("kind", 20),
        year=int(year) if year.isascii() and year.isdigit() else None,
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of one overlap: same, translation, version, distinct, or nothing yet."""

    what: str = ""
    because: str = ""

    @property
    def fault(self) -> str:
        """What is missing in the answer, as a sentence."""
        if not self.what:
            return _("Say what it is.")
        if self.what == "distinct" and len(self.because) < FEWEST_WORDS_OF_A_REASON:
            return _("Say in some words what makes yours another work.")
        return ""


WHAT = ("same", "translation", "version", "distinct")


def answers_in(typed: Mapping[str, Any], keys: list[str]) -> dict[str, Answer]:
    """The answers to these overlaps."""
    found = {}
    for key in keys:
        what = str(typed.get(f"answer-{key}", ""))
        because = clean(str(typed.get(f"because-{key}", ""))[: LONGEST_REASON * 2])[:LONGEST_REASON]
        found[key] = Answer(what if what in WHAT else "", because)
    return found
