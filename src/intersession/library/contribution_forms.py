"""What members and the desk fill in. Names of languages, places and concepts are read in any of their spellings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from stdnum import isbn
from stdnum.exceptions import ValidationError as NotANumber

from intersession.kit.languages import language_name
from intersession.library.checking import check
from intersession.library.entries import Entry, Stated, whole_stated
from intersession.library.filing import Titles, folded
from intersession.library.forms import clean, is_language
from intersession.library.models import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    Audience,
    FiledBecause,
    Kind,
    RelationKind,
    Topic,
)
from intersession.library.queries import Names, every_label, every_place_code
from intersession.people.models import Confidence
from intersession.places.names import place_name

# The languages offered in lists; any other may be named where several can be given.
LANGUAGES = (
    "en", "fr", "es", "ar", "am", "bg", "bn", "cs", "da", "de", "el", "et", "fa", "fi", "ha", "he", "hi", "hr",
    "hu", "hy", "id", "it", "ja", "ka", "km", "ko", "lt", "lv", "mn", "ms", "my", "ne", "nl", "no", "pl", "ps",
    "pt", "ro", "ru", "rw", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "th", "tl", "tr", "uk", "ur",
    "uz", "vi", "yo", "zh", "zu",
)  # fmt: skip
BETWEEN = re.compile(r"[,;\n،、]+")
DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def parts(text: str) -> list[str]:
    """What stands between commas, semicolons and line ends, each once."""
    return list(dict.fromkeys(part for part in map(clean, BETWEEN.split(text)) if part))


@lru_cache(maxsize=32)
def languages_by_name(reader: str) -> Mapping[str, str]:
    """Folded name → tag: names in the reader's language, in English, and in the language itself."""
    found: dict[str, str] = {}
    for locale in (Locale.parse("en"), Locale.parse(reader, sep="-")):
        for tag, name in locale.languages.items():
            if re.fullmatch(r"[a-z]{2,3}", tag):
                found[folded(name)] = tag
    for tag in LANGUAGES:
        found[folded(language_name(tag, tag))] = tag
    return found


def places_by_name() -> Mapping[str, str]:
    """Code or folded name → code: names in the reader's language and in English. One query."""
    codes = every_place_code()
    known = {code: code for code in codes}
    for reader in ("en", get_language() or "en"):
        known |= {folded(place_name(code, reader)): code for code in codes}
    return known


def concepts_by_name(labels: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Key or folded label → concept, for every label of the vocabulary."""
    known = {folded(label): concept for concept, label in labels}
    return known | {concept: concept for concept in set(known.values())}


def spoken(keys: Iterable[str], name_of: Callable[[str], str], known: Mapping[str, str]) -> str:
    """Keys as somebody would type them: by name where the name leads back to the key, else the key itself."""

    def word(key: str) -> str:
        name = name_of(key)
        is_plain = parts(name) == [name] and known.get(folded(name)) == key
        return name if is_plain else key

    return ", ".join(word(key) for key in keys)


def languages_in(text: str) -> tuple[str, ...]:
    """The tags of languages named in a text. Raises ValidationError with the first that is none."""
    known = languages_by_name(get_language() or "en")
    found = []
    for part in parts(text):
        tag = part if is_language(part) else known.get(folded(part), "")
        if not tag:
            raise ValidationError(_("We know no language “%(name)s”.") % {"name": part[:40]})
        found.append(tag)
    return tuple(dict.fromkeys(found))


def places_in(text: str) -> tuple[str, ...]:
    """The codes of places named in a text, by name in the reader's language or English, or by code."""
    known = places_by_name() if text.strip() else {}
    found = []
    for part in parts(text):
        code = known.get(part.upper()) or known.get(folded(part))
        if not code:
            raise ValidationError(
                _("We know no country or body “%(name)s”. Its code of two letters works, too.")
                % {"name": part[:40]}
            )
        found.append(code)
    return tuple(dict.fromkeys(found))


def publishers_in(text: str) -> tuple[tuple[str, str, bool], ...]:
    """(slug, name, is periodical) of publishers, one a line."""
    found: dict[str, str] = {}
    for name in filter(None, map(clean, text.splitlines())):
        found.setdefault(slugify(name, allow_unicode=True)[:120], name)
    return tuple((slug, name, False) for slug, name in found.items() if slug)


class ResourceForm(forms.Form):
    """What a resource states. `entry()` gives it as actions take it, `initial_of()` the way back.

    Fields the form does not show stay as the resource states them.
    """

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=500,
        help_text=gettext_lazy("As it stands on the work, in its own language."),
    )
    title_language = forms.ChoiceField(label=gettext_lazy("Language of the title"))
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Leave it empty if the title is in English."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("", "–"), *Kind.choices])
    summary = forms.CharField(
        label=gettext_lazy("What is it about?"),
        help_text=gettext_lazy("Two or three sentences in the language of the title. The search reads them."),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    url = forms.URLField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text=gettext_lazy("Where it can be read."),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year"), required=False, min_value=EARLIEST_YEAR, max_value=LATEST_YEAR
    )
    publishers = forms.CharField(
        label=gettext_lazy("Publishers"),
        required=False,
        max_length=3000,
        help_text=gettext_lazy("One a line, in the order the work names them."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    languages = forms.CharField(
        label=gettext_lazy("Languages it can be read in"),
        max_length=600,
        help_text=gettext_lazy("Names with commas between: French, Arabic."),
    )
    places = forms.CharField(
        label=gettext_lazy("Countries or bodies it is about"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Names with commas between. “Worldwide” if it is about everywhere."),
    )
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("Written for"),
        required=False,
        choices=Audience.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics"),
        required=False,
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    concepts = forms.CharField(
        label=gettext_lazy("Words of the vocabulary"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "With commas between, in any language of the vocabulary. Left empty, those in the title are taken."
        ),
    )
    license = forms.CharField(
        label=gettext_lazy("Licence"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For example: CC BY 4.0."),
    )
    doi = forms.CharField(label=gettext_lazy("DOI"), required=False, max_length=240)
    isbn = forms.CharField(label=gettext_lazy("ISBN"), required=False, max_length=40)

    def __init__(self, *args: Any, held: Stated | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = whole_stated(held or {})
        self._concepts: dict[str, str] = {}
        names = sorted((language_name(tag), tag) for tag in {*LANGUAGES, self.held["title_language"]} - {""})
        language = self.fields["title_language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [("", "–"), *((tag, name) for name, tag in names)]
        if not self.is_bound:
            # A text that a person writes has no direction of ours.
            for name in ("title", "summary", "publishers"):
                self.fields[name].widget.attrs.setdefault("dir", "auto")

    @staticmethod
    def initial_of(stated: Mapping[str, Any], names: Names) -> dict[str, Any]:
        """What the form shows of a resource that states this."""
        told = whole_stated(stated)
        shown = {name: told[name] for name in DeskForm.base_fields if name in told}
        return shown | {
            "title_en": "" if told["title_en"] == told["title"] else told["title_en"],
            "publishers": "\n".join(names.publishers.get(slug, slug) for slug in told["publishers"]),
            "languages": spoken(told["languages"], language_name, languages_by_name(get_language() or "en")),
            "places": spoken(told["places"], place_name, places_by_name()),
            "concepts": spoken(
                told["concepts"], lambda key: names.concepts.get(key, key), concepts_by_name(every_label())
            )
            if told["concepts"]
            else "",
        }

    def clean_doi(self) -> str:
        return DOI.sub("", self.cleaned_data["doi"].strip()).lower()

    def clean_isbn(self) -> str:
        text = self.cleaned_data["isbn"].strip()
        if not text:
            return ""
        try:
            return str(isbn.validate(text, convert=True))
        except NotANumber:
            raise ValidationError(_("This is no ISBN: its last digit does not fit the others.")) from None

    def clean_languages(self) -> tuple[str, ...]:
        return languages_in(self.cleaned_data["languages"])

    def clean_places(self) -> tuple[str, ...]:
        return places_in(self.cleaned_data["places"])

    def clean_publishers(self) -> tuple[tuple[str, str, bool], ...]:
        return publishers_in(self.cleaned_data["publishers"])

    def clean_concepts(self) -> tuple[str, ...]:
        labels = list(every_label())
        known = concepts_by_name(labels)
        found = []
        for part in parts(self.cleaned_data["concepts"]):
            concept = known.get(part) or known.get(folded(part))
            if concept is None:
                raise ValidationError(_("The vocabulary has no word “%(name)s”.") % {"name": part[:40]})
            found.append(concept)
        if not found and not self.held["concepts"]:
            titles = Titles.of(labels)
            for name in ("title", "title_en"):
                self._concepts |= dict.fromkeys(
                    titles.concepts_in(self.cleaned_data.get(name) or ""), FiledBecause.TITLE.value
                )
        return tuple(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                check(self.entry())
            except ValidationError as error:
                for name, messages in error.message_dict.items():
                    for message in messages:
                        self.add_error(name if name in self.fields else None, message)
        return cleaned

    def entry(self, slug: str = "") -> Entry:
        """What was typed, as actions take it."""
        told = self.cleaned_data
        plain = {name: told[name] for name in told if name in self.held and name not in LINES}
        fields = {**{name: self.held[name] for name in self.held if name not in (*LINES, "files")}, **plain}
        return Entry(
            slug,
            fields,
            publishers=told["publishers"],
            languages=told["languages"],
            places=told["places"],
            audiences=tuple(told["audiences"]),
            topics=tuple(told["topics"]),
            concepts=self._concepts
            | {key: self.held["concepts"].get(key, FiledBecause.CHOICE.value) for key in told["concepts"]},
        )


LINES = ("publishers", "languages", "places", "audiences", "topics", "concepts")


class ChangeForm(ResourceForm):
    """A change of a resource: what it should state, why, and the revision it is made on."""

    note = forms.CharField(
        label=gettext_lazy("Why the change?"),
        help_text=gettext_lazy(
            "One line for the history. Everybody can read it once the resource is published."
        ),
        required=False,
        max_length=1000,
    )
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class DeskForm(ChangeForm):
    """The same for the desk, which also says how sure we are and where it is from."""

    notes = forms.CharField(
        label=gettext_lazy("Remarks, in English"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source_url = forms.URLField(
        label=gettext_lazy("Address of the source"), required=False, max_length=1000, assume_scheme="https"
    )
    confidence = forms.ChoiceField(label=gettext_lazy("How sure are we?"), choices=Confidence.choices)


class NoteForm(forms.Form):
    """A word to the desk, or for the history."""

    note = forms.CharField(
        label=gettext_lazy("A word to the desk"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RestoreForm(forms.Form):
    """Why an earlier revision is the right one."""

    note = forms.CharField(label=gettext_lazy("Why is it restored?"), required=False, max_length=1000)


class ReturnForm(forms.Form):
    """What should be changed before a submission can be published."""

    note = forms.CharField(
        label=gettext_lazy("What should be changed?"),
        help_text=gettext_lazy("The contributor reads this. Say what would make it ready."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RelateForm(forms.Form):
    """Of which other resource this is a translation or version."""

    kind = forms.ChoiceField(label=gettext_lazy("This is a"), choices=RelationKind.choices)
    other = forms.CharField(
        label=gettext_lazy("of which resource?"),
        help_text=gettext_lazy("Its address here, as your browser shows it."),
        max_length=600,
    )

    def slug(self) -> str:
        """The slug in the address that was given."""
        return self.cleaned_data["other"].rstrip("/").rsplit("/", 1)[-1]


class FileForm(forms.Form):
    """A file of a resource, and its language."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "PDF, Word, OpenDocument, text, CSV, or a picture. It is checked and written anew: scripts, macros "
            "and hidden data are left out."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the file"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        names = sorted((language_name(tag), tag) for tag in LANGUAGES)
        language.choices = [("", _("Find out by reading it")), *((tag, name) for name, tag in names)]
