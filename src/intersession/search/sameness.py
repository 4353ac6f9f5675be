"""What makes two records the same beyond doubt, as short keys: an address, a DOI, an ISBN, a title.

An *address* is where a work is: a link, a DOI (bare, `doi:` or as a link), or an ISBN (`urn:isbn:`). A key
says its sort first: `link:`, `doi:`, `isbn:` or `title:`. Making a key of what a key says gives the same key
again. Links are read generously: scheme, `www.`, fragments, a slash at the end and the marks of campaigns make
no difference; the rest of a query does, since many sites tell their pages apart by it. Titles are written in
Latin letters (transliterated), so one title is one key in whatever script somebody wrote it down.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from anyascii import anyascii
from stdnum import isbn

LONGEST_TITLE = 300
LONGEST_KEY = 200
LONGEST_ADDRESS = 2000
# Two words say too little for the same title to mean the same work ("Annual report").
FEWEST_TELLING_WORDS = 3

_DOI = re.compile(r"\b(10\.\d{4,9}(?:\.\d+)*/[^\s\"'<>]+)", re.IGNORECASE)
_DOI_HOSTS = frozenset({"doi.org", "dx.doi.org"})
_CAMPAIGN = re.compile(r"^(utm_.*|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_hs(enc|mi)|xtor)$", re.I)
_FRONT = re.compile(r"/(index|default)\.(html?|php|aspx?|jsp)$", re.IGNORECASE)
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")


def doi_in(text: str) -> str:
    """The DOI somebody wrote in any of the usual ways, in small letters; empty for none."""
    found = _DOI.search(unquote(text[:LONGEST_ADDRESS]))
    if not found:
        return ""
    doi = found[1].split("?")[0].split("#")[0].rstrip(".,;:")
    # A bracket at the end belongs to the sentence around it unless it was opened inside.
    while doi.endswith((")", "]", "}")) and doi.count(doi[-1]) > doi.count("([{"[")]}".index(doi[-1])]):
        doi = doi[:-1].rstrip(".,;:")
    doi = doi.lower()
    return doi if doi.partition("/")[2] else ""


def isbn_in(text: str) -> str:
    """The ISBN in thirteen digits, if the text is one with the right check digit; else empty."""
    bare = re.sub(r"^\s*(urn:isbn:|isbn(-1[03])?:?)\s*", "", text[:60], flags=re.IGNORECASE)
    return str(isbn.to_isbn13(isbn.compact(bare))) if isbn.is_valid(bare) else ""


def plain_link(address: str) -> str:
    """A link without what makes no difference: `example.org/path?query`. Empty for what is no web address."""
    text = _SPACE.sub("", unicodedata.normalize("NFC", address[:LONGEST_ADDRESS]))
    if not re.match(r"https?://", text, re.IGNORECASE):
        if re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", text, re.IGNORECASE) or "." not in text.partition("/")[0]:
            return ""
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return ""
    while host.startswith("www."):
        host = host.removeprefix("www.")
    if not re.fullmatch(r"[a-z0-9_.-]+|[0-9a-f:.]+", host) or not host.strip("."):
        return ""
    if ":" in host:
        host = f"[{host}]"
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    path = re.sub(r"/{2,}", "/", quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._"))
    while path.endswith("/") or _FRONT.search(path):
        path = _FRONT.sub("/", path).rstrip("/")
    kept = [(name, value) for name, value in parse_qsl(parts.query) if not _CAMPAIGN.match(name)]
    return f"{host}{path}" + (f"?{urlencode(sorted(kept))}" if kept else "")


def address_key(address: str) -> str:
    """The key of an address, or nothing for what is none."""
    address = address.strip()
    if number := isbn_in(address):
        return f"isbn:{number}"
    is_link = re.match(r"https?://", address, re.IGNORECASE) is not None
    link = plain_link(address)
    if (not is_link or link.partition("/")[0] in _DOI_HOSTS) and (doi := doi_in(address)):
        return _short(f"doi:{doi}")
    return _short(f"link:{link}") if link else ""


@lru_cache(maxsize=16_384)
def title_words(title: str) -> str:
    """The title's words in Latin letters, small, one space between."""
    text = anyascii(unicodedata.normalize("NFKC", title[:LONGEST_TITLE]).casefold())
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))[:LONGEST_TITLE].strip()


def title_key(title: str) -> str:
    """The key of a title, or nothing where it has no letter."""
    words = title_words(title)
    return _short(f"title:{words}") if words else ""


def is_telling(title: str) -> bool:
    """Whether two works with this title are likely one: it is more than a word or two."""
    words = title_words(title)
    return len(words.split()) >= FEWEST_TELLING_WORDS and len(words) >= 12


def keys_of(titles: Iterable[str], addresses: Iterable[str]) -> list[str]:
    """All keys of a record, each once."""
    found = [address_key(address) for address in addresses] + [title_key(title) for title in titles]
    return list(dict.fromkeys(key for key in found if key))


def _short(key: str) -> str:
    """A key no longer than an index likes; what is cut off counts by a hash."""
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[: LONGEST_KEY - 17]}~{blake2b(key.encode(), digest_size=8).hexdigest()}"
