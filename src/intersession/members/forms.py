"""Fields that joining and describing an organisation share: names typed as people write them, read as codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, ClassVar

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from intersession.kit.languages import language_name
from intersession.places.models import Place
from intersession.places.names import fold, place_name
from intersession.places.queries import find_places, place_for
from intersession.vocabulary.queries import concepts

MOST = 60


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    """Folded name or code -> code, for the names in every interface language and in the language itself."""
    found: dict[str, str] = {}
    english: dict[str, str] = dict(Locale.parse("en").languages)
    codes = sorted(
        (code for code in english if re.fullmatch(r"[a-z]{2,3}", code) and code not in ("mul", "und", "zxx")),
        key=lambda code: (len(code), code),
    )
    for code in codes:
        names = [code, *(language_name(code, reader) for reader, _name in settings.LANGUAGES)]
        names.append(language_name(code, code) if code in KNOWN_LOCALES else code)
        for name in names:
            found.setdefault(fold(name), code)
    return found


# Languages whose own name for themselves people may type.
_OWN_NAMES = "am ar bn de en es fa fr hi id it ja ko ms ne pt ro ru si sw ta th tr uk ur vi zh"
KNOWN_LOCALES = frozenset(_OWN_NAMES.split())


def language_for(words: str) -> str | None:
    """The code of a language by its name or code."""
    return _languages().get(fold(words))


def country_for(words: str) -> Place | None:
    """A place by its whole name, its code, or the only name that begins so."""
    if len(words) <= 3 and (found := place_for(words)):
        return found
    near = find_places(words, limit=2)
    if not near:
        return None
    is_exact = fold(words) in {fold(place_name(near[0].code)), fold(near[0].name_en)}
    return near[0] if is_exact or len(near) == 1 else None


class ListField(forms.CharField):
    """Several names, one after the other with commas between them or a line each; gives their codes."""

    unknown: ClassVar[Any] = ""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput())
        super().__init__(**{"required": False, "max_length": 2000, **options})

    def code_of(self, words: str) -> str | None:
        raise NotImplementedError

    def name_of(self, code: str) -> str:
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        parts = [part.strip() for part in re.split(r"[,;،、\n]+", text) if part.strip()]
        if len(parts) > MOST:
            raise forms.ValidationError(
                _("These are more than we can take: name at most %(most)s.") % {"most": MOST}
            )
        codes = {part: self.code_of(part) for part in parts}
        wrong = [part for part, code in codes.items() if code is None]
        if wrong:
            raise forms.ValidationError(self.unknown % {"name": wrong[0][:60]})
        return list(dict.fromkeys(codes.values()))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return ", ".join(self.name_of(code) for code in value)


class LanguagesField(ListField):
    """Languages by name."""

    unknown = _("We know no language called “%(name)s”. Try its English name, or its code.")

    def code_of(self, words: str) -> str | None:
        return language_for(words)

    def name_of(self, code: str) -> str:
        return language_name(code)


class PlacesField(ListField):
    """Countries and territories by name."""

    unknown = _("We know no country called “%(name)s”, or several. Try the whole name.")

    def code_of(self, words: str) -> str | None:
        found = country_for(words)
        return found.pk if found else None

    def name_of(self, code: str) -> str:
        return place_name(code)


class LanguageField(forms.CharField):
    """One language by name; gives its code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "max_length": 60, **options})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return ""
        found = language_for(text)
        if found is None:
            raise forms.ValidationError(LanguagesField.unknown % {"name": text[:60]})
        return found

    def prepare_value(self, value: Any) -> Any:
        return language_name(value) if value and re.fullmatch(r"[a-z]{2,3}", str(value)) else value


class CountryField(forms.CharField):
    """One country, territory or body by name or code; gives the place."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 120, **options})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if fold(text) == fold(place_name("ZZ")):
            return place_for("ZZ")
        found = country_for(text)
        if found is None:
            raise forms.ValidationError(PlacesField.unknown % {"name": text[:60]})
        return found

    def prepare_value(self, value: Any) -> Any:
        return place_name(value.pk) if isinstance(value, Place) else value


class ConceptsField(forms.MultipleChoiceField):
    """Concepts of the vocabulary, in the reader's language."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "required": False,
                "choices": _concept_choices,
                "widget": forms.CheckboxSelectMultiple(),
                **options,
            }
        )


def _concept_choices() -> list[tuple[str, str]]:
    return sorted(((each.concept_id, each.text) for each in concepts()), key=lambda pair: fold(pair[1]))


class NamesField(forms.CharField):
    """Names as they are, a line each."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"required": False, "max_length": 3000, "widget": forms.Textarea(attrs={"rows": 3}), **options}
        )

    def clean(self, value: Any) -> Any:
        names = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        kept: dict[str, str] = {}
        for name in names:
            if name:
                kept.setdefault(name.lower(), name[:300])
        return list(kept.values())[:MOST]

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(as_lines(value))


def as_lines(names: Iterable[object]) -> list[str]:
    """Each as text."""
    return [str(name) for name in names]


class WebAddressField(forms.URLField):
    """An address of the web; one without a scheme is taken as https."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "max_length": 500, "assume_scheme": "https", **options})

    def clean(self, value: Any) -> Any:
        address = super().clean(value)
        if address and not address.startswith(("https://", "http://")):
            raise forms.ValidationError(_("An address of the web begins with https:// or http://."))
        return address
