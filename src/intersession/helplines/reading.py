"""From a line of services.csv to values: checked, parsed with care, nothing invented.

What the source says stays word for word. A text becomes a channel of a medium only where its own words
name the medium; all else becomes "other" with the text shown. A number is never completed, and a number in
the middle of a sentence is left to the reader.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.helplines.models import Anonymity, Audience, Medium, Network, ServiceKind
from intersession.kit.ages import parse_as_of
from intersession.people.models import Confidence

COLUMNS = (
    "country", "kind", "name", "operator", "url", "report_url", "phone", "other_channels", "hours",
    "languages", "anonymous", "for_whom", "network", "source_url", "as_of", "confidence",
)  # fmt: skip

LONGEST = {"url": 1000, "report_url": 1000, "source_url": 1000, "hours": 200}

# "132 (Polícia Nacional)", "124 from a mobile phone": a number of at least three digits together, then words.
NUMBER_AND_WORDS = re.compile(r"(?P<number>\+?\d[\d\s.-]*\d)(?P<words>\s*\(.*\)|\s+[^\d\s(].*)")
# A year, a count of one or two digits, single digits strung together.
NOT_DIALLED = re.compile(r"(19|20)\d\d|\D*\d\D*(\d\D*)?|(\d\D)*\d")
# "WhatsApp (61) 99611-0100", "sms to 1280", "text 686868": a word for the medium, then a number.
TRAILING_NUMBER = re.compile(r"(?P<number>\+?[\d(][\d\s().-]*\d)$")
MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{4})?(?:-[A-Z]{2})?")

# Read in this order; the first that fits decides.
MEDIA: tuple[tuple[Medium, re.Pattern[str]], ...] = (
    (Medium.WHATSAPP, re.compile(r"\bwhatsapp\b", re.I)),
    (Medium.APP, re.compile(r"\b(app|apps)\b(?! chat)", re.I)),
    (Medium.WALK_IN, re.compile(r"\b(walk-in|in person|face-to-face)\b", re.I)),
    (
        Medium.WEB,
        re.compile(
            r"\b(web|online|complaint|contact|secure)\b.*\b(form|tool|report|portal|platform|directory|guide|"
            r"complaint)\b|\bweb-based report\b|\bsecure form\b|\b(web )?portal\b|^(web)?site$|^online$",
            re.I,
        ),
    ),
    (Medium.CHAT, re.compile(r"\bchat\b|\bonline counselling\b", re.I)),
    (Medium.SMS, re.compile(r"^(sms|text|text messages?)\b", re.I)),
    (Medium.EMAIL, re.compile(r"^e?mail\b", re.I)),
    (Medium.PHONE, re.compile(r"^phone$", re.I)),
)

SCRIPTS = {
    "ARABIC": ("ar", "fa", "ur", "ckb", "ps"),
    "CYRILLIC": ("ru", "uk", "bg", "kk", "ky", "sr", "mk", "mn", "be", "tg"),
    "HEBREW": ("he",),
    "GEORGIAN": ("ka",),
    "ARMENIAN": ("hy",),
    "GREEK": ("el",),
    "THAI": ("th",),
    "HANGUL": ("ko",),
    "KATAKANA": ("ja",),
    "HIRAGANA": ("ja",),
    "CJK": ("zh-Hans", "zh-Hant", "ja"),
}
UNWRITTEN_IN_LATIN = {tag for tags in SCRIPTS.values() for tag in tags} - {"sr"}


class Unreadable(ValueError):
    """A line contradicts a rule; the message is a sentence for whoever keeps the file."""


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One way to reach the service, in the order of the file."""

    medium: str
    value: str = ""
    note: str = ""
    hours: str = ""
    languages: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One line of the file."""

    place: str
    slug: str
    fields: Mapping[str, object]
    channels: list[ChannelRow]


def read_row(row: Mapping[str, str | None], places: set[str]) -> ServiceRow:
    """The values of a line; `places` are the codes in use. Raises Unreadable with a sentence."""
    cells = {name: _text(row.get(name)) for name in COLUMNS}
    place = "ZZ" if cells["country"] == "INT" else cells["country"]
    if place not in places:
        raise Unreadable(_("“%s” is not the code of a country or territory") % cells["country"])
    for column, choices in (("kind", ServiceKind), ("anonymous", Anonymity), ("confidence", Confidence)):
        if cells[column] not in choices.values:
            raise Unreadable(
                _("“%(value)s” is no %(column)s that is known") % {"value": cells[column], "column": column}
            )
    if not cells["name"]:
        raise Unreadable(_("the service has no name"))
    for column, text in cells.items():
        if len(text) > LONGEST.get(column, 300):
            raise Unreadable(
                _("%(column)s is longer than %(longest)s characters")
                % {"column": column, "longest": LONGEST.get(column, 300)}
            )
    for column in ("url", "report_url", "source_url"):
        _check_address(column, cells[column])
    _check_date(cells["as_of"])
    languages = _list(cells["languages"])
    for tag in languages:
        if not LANGUAGE_TAG.fullmatch(tag):
            raise Unreadable(_("“%s” is not a language tag") % tag)
    channels = channels_of(cells, languages)
    if not channels:
        raise Unreadable(_("the service has no way to reach it: no number, address or channel"))
    fields = {
        "kind": cells["kind"],
        "name": cells["name"],
        "name_language": language_of_name(cells["name"], languages),
        "operator": cells["operator"],
        "url": cells["url"],
        "report_url": cells["report_url"],
        "audiences": _known(cells["for_whom"], set(Audience.values), "for_whom"),
        "networks": _known(cells["network"], {*Network.values, "none"}, "network"),
        "languages": languages,
        "anonymous": cells["anonymous"],
        "source_url": cells["source_url"],
        "as_of": cells["as_of"],
        "confidence": cells["confidence"],
    }
    return ServiceRow(place, slug_of(place, cells["kind"], cells["name"]), fields, channels)


def _text(value: str | None) -> str:
    """A cell without control characters and outer blanks."""
    kept = "".join(each for each in value or "" if unicodedata.category(each) != "Cc")
    return unicodedata.normalize("NFC", kept).strip()


def _list(text: str) -> list[str]:
    """The items between semicolons; a semicolon inside brackets separates nothing."""
    return [part.strip() for part in re.split(r";(?![^(]*\))", text) if part.strip()]


def _known(text: str, known: set[str], column: str) -> list[str]:
    values = _list(text)
    for value in values:
        if value not in known:
            raise Unreadable(
                _("“%(value)s” is no %(column)s that is known") % {"value": value, "column": column}
            )
    return [value for value in values if value != "none"]


def _check_address(column: str, text: str) -> None:
    """Only http and https, with a host, without blanks or credentials."""
    if not text:
        return
    try:
        parts = urlsplit(text)
        is_sound = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        is_sound = False
    if not is_sound or re.search(r"[\s<>\"]", text):
        raise Unreadable(
            _("%(column)s “%(value)s” is not a web address") % {"column": column, "value": text[:80]}
        )


def _check_date(text: str) -> None:
    """A year, a month or a day that exists and has begun."""
    try:
        parsed = parse_as_of(text)
    except ValueError:
        parsed = None
    if parsed is None or not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        raise Unreadable(_("as_of “%s” is not a date") % text)
    today = timezone.now().date()
    year, month, day = parsed
    if (year, month or 1, day or 1) > (today.year, today.month, today.day):
        raise Unreadable(_("as_of “%s” lies in the future") % text)
    if year < 1990:
        raise Unreadable(_("as_of “%s” is too long ago for a service of today") % text)


def slug_of(place: str, kind: str, name: str) -> str:
    """A lasting name for addresses, made of country, kind and name; the same for the same line always."""
    words = slugify(name)[:60].strip("-")
    if not words or len(words) * 2 < len(name):
        # What a Latin address cannot spell is told apart by a few digits of its hash.
        digest = blake2b(name.encode(), digest_size=3).hexdigest()
        words = f"{words}-{digest}" if words else digest
    return f"{place.lower()}-{kind}-{words}"


def language_of_name(name: str, languages: list[str]) -> str:
    """The language a name is written in, where script and the service's languages leave no doubt."""
    scripts = {
        script
        for letter in name
        for script in SCRIPTS
        if letter.isalpha() and unicodedata.name(letter, "").startswith(script)
    }
    if scripts:
        fitting = [tag for script in scripts for tag in SCRIPTS[script]]
        of_the_service = [tag for tag in languages if tag in fitting]
        return of_the_service[0] if of_the_service else fitting[0]
    if languages and all(tag == "en" for tag in languages):
        return "en"
    in_latin = [tag for tag in languages if tag not in UNWRITTEN_IN_LATIN and tag != "en"]
    has_accents = any(letter.isalpha() and not letter.isascii() for letter in name)
    return in_latin[0] if has_accents and len(in_latin) == 1 else ""


def channels_of(cells: Mapping[str, str], languages: list[str]) -> list[ChannelRow]:
    """The channels of a line: the phone, then the web, then the rest, each with the hours stated for it."""
    phones: list[ChannelRow] = []
    rest: list[ChannelRow] = []
    if cells["phone"]:
        phones.append(channel_of(cells["phone"]))
    for text in _list(cells["other_channels"]):
        channel = channel_of(text)
        (phones if channel.medium == Medium.PHONE and channel.value else rest).append(channel)
    web = _web_channels(cells, rest)
    rest = [channel for channel in rest if channel.medium != Medium.WEB]
    found = list({(each.medium, each.value, each.note): each for each in [*phones, *web, *rest]}.values())
    timed = _timed(cells, found)
    return [
        ChannelRow(each.medium, each.value, each.note, cells["hours"] if each in timed else "", languages)
        for each in found
    ]


def _web_channels(cells: Mapping[str, str], rest: list[ChannelRow]) -> list[ChannelRow]:
    """The form or tool at the report address, and the service's site; the words of the file beside them."""
    notes = [channel.note for channel in rest if channel.medium == Medium.WEB]
    addresses = list(dict.fromkeys(address for address in (cells["report_url"], cells["url"]) if address))
    if not addresses:
        return [ChannelRow(Medium.WEB, note=note) for note in notes]
    channels = [ChannelRow(Medium.WEB, addresses[0], "; ".join(notes))]
    return channels + [ChannelRow(Medium.WEB, address) for address in addresses[1:]]


def _timed(cells: Mapping[str, str], channels: list[ChannelRow]) -> list[ChannelRow]:
    """The channels the hours of the line speak of.

    A line states one text of hours. It is the phone's where there is one in the phone column ("(web)" says
    otherwise); else it is true of every channel of the line. The address of the site behind a report form
    has no hours of its own.
    """
    if not cells["hours"]:
        return []
    if cells["report_url"] and cells["url"] != cells["report_url"]:
        channels = [channel for channel in channels if channel.value != cells["url"]]
    if "(web)" in cells["hours"]:
        return [channel for channel in channels if channel.medium == Medium.WEB]
    return channels[:1] if cells["phone"] else channels


def channel_of(text: str) -> ChannelRow:
    """One item of the file as a channel."""
    if re.fullmatch(r"\+?[\d\s().-]*\d", text) and len(re.sub(r"\D", "", text)) >= 2:
        return ChannelRow(Medium.PHONE, text)
    mail = MAIL_ADDRESS.search(text)
    if mail and re.match(r"e?mail\b", text, re.I):
        return ChannelRow(Medium.EMAIL, mail[0])
    # Before any number: the "1-2-1" of "1-2-1 chat" is not to be called.
    for medium, words_for_it in MEDIA:
        if words_for_it.search(text):
            return _of_medium(medium, text)
    number = NUMBER_AND_WORDS.fullmatch(text)
    if number and not NOT_DIALLED.fullmatch(number["number"]):
        words = number["words"].strip()
        is_bracketed = words.startswith("(") and words.endswith(")")
        return ChannelRow(Medium.PHONE, number["number"], words[1:-1] if is_bracketed else words)
    return ChannelRow(Medium.OTHER, note=text)


def _of_medium(medium: Medium, text: str) -> ChannelRow:
    """A channel whose medium is named; a number that ends the text is what one writes to."""
    number = TRAILING_NUMBER.search(text)
    if number and medium in (Medium.SMS, Medium.WHATSAPP):
        return ChannelRow(medium, number["number"])
    return ChannelRow(medium, note=text)
