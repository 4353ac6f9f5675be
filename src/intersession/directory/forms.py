"""What a reader may ask the lists for, and what a letter may be."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intersession.directory.asking import (
    CONCEPT,
    LANGUAGE,
    PLACE,
    Part,
    Question,
    known_languages,
    understand,
)
from intersession.directory.queries import ACTIVE, FILTERS, SILENT, Wanted, known_concepts
from intersession.directory.regions import ASKABLE, REGIONS, UN_GROUPS
from intersession.members.words import RELATIONS, STANDINGS
from intersession.people.models import StakeholderGroup
from intersession.places.queries import place_for

LONGEST = 300
MOST_VALUES = 50


def clean(text: str) -> str:
    """Typed text on one line, without control characters."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())[:LONGEST]


def read_wanted(query: QueryDict) -> Wanted:
    """The words and filters of an address. A value that no filter has is a 404 with a sentence."""
    chosen = {name: list(dict.fromkeys(query.getlist(name))) for name in FILTERS if query.getlist(name)}
    for name, values in chosen.items():
        for value in values[:MOST_VALUES]:
            if not _is_known(name, value):
                raise Http404(_("One of the filters in this address does not exist."))
    return Wanted(clean(query.get("q", "")), {name: values[:MOST_VALUES] for name, values in chosen.items()})


def _is_known(name: str, value: str) -> bool:
    match name:
        case "group":
            return value in StakeholderGroup.values
        case "region":
            return value in REGIONS
        case "un_group":
            return value in UN_GROUPS
        case "country":
            return value == value.upper() and place_for(value) is not None
        case "concept":
            return value in known_concepts()
        case "language":
            return value in known_languages()
        case "activity":
            return value in (ACTIVE, SILENT)
    return value in RELATIONS or value in STANDINGS


def read_question(query: QueryDict) -> Question:
    """The question of an address: the words of the box, then the fields, less what was taken away.

    A field that names what does not exist is a 404 with a sentence.
    """
    asked = understand(clean(query.get("q", ""))) + understand(clean(query.get("topic", ""))).but(
        PLACE, LANGUAGE
    )
    parts = []
    concepts = known_concepts() if "concept" in query else frozenset()
    for concept in query.getlist("concept")[:MOST_VALUES]:
        parts.append((CONCEPT, concept, concept in concepts))
    for place in filter(None, query.getlist("place")[:MOST_VALUES]):
        parts.append(
            (PLACE, place, place in ASKABLE or (place == place.upper() and place_for(place) is not None))
        )
    for language in filter(None, query.getlist("language")[:MOST_VALUES]):
        parts.append((LANGUAGE, language, language in known_languages()))
    if not all(is_known for _sort, _value, is_known in parts):
        raise Http404(_("This address asks for a topic, place or language that does not exist."))
    chosen = Question(tuple(Part(sort, value) for sort, value, _is_known in parts))
    return (asked + chosen).without(query.getlist("without")[:MOST_VALUES])


def one_line(text: str) -> None:
    """Refuses line breaks and signs that hide or turn text: a subject becomes a header of a mail."""
    if not text.isprintable():
        raise ValidationError(
            gettext_lazy("The subject is one line of plain text, without control characters.")
        )


class AnswerForm(forms.Form):
    """An answer to a letter: its subject stays."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )


class LetterForm(forms.Form):
    """A letter to be passed on."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=140, validators=[one_line])
    text = forms.CharField(
        label=gettext_lazy("Your letter"),
        help_text=gettext_lazy(
            "Say who you are and what you ask for. Write nothing about a child by which they could be recognised."
        ),
        min_length=20,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
