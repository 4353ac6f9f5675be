"""Asking a page, a registry or a file what it says of itself. All of it fails softly, with a sentence."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intersession.kit.languages import language_name
from intersession.library.forms import clean
from intersession.safety.fetch import CannotFetch, fetch
from intersession.safety.models import StoredFile
from intersession.safety.reading import Reading
from intersession.search.sameness import address_key
from intersession.sharing import proposals
from intersession.sharing.proposals import Proposals
from intersession.sharing.tables import language_of

SESSION_KEY = "sharing_proposals"
MOST_KEPT = 5
PAGES = ("text/html", "application/xhtml+xml")
REGISTRY = "https://doi.org/"
CITATION = "application/vnd.citationstyles.csl+json"


def proposals_for(address: str) -> Proposals:
    """What can be found out about a link, a DOI or an ISBN."""
    sort, _colon, number = address_key(address).partition(":")
    if sort == "isbn":
        return Proposals({"isbn": number}, (_("The ISBN is sound. Please fill in the rest."),))
    if sort == "doi":
        return _of_doi(number)
    return _of_link(address if "://" in address else f"https://{address}")


def _of_link(address: str) -> Proposals:
    if not address.lower().startswith(("http://", "https://")):
        return Proposals({}, (_("Only web addresses can be looked at."),))
    try:
        found = fetch(address, language=get_language() or "en")
    except CannotFetch as refusal:
        return Proposals({"url": address}, (str(refusal.sentence), _("Please fill in the form by hand.")))
    if found.media_type not in PAGES:
        sentence = _(
            "The link leads to a file, not to a page. Only the link is filled in; please fill in the rest."
        )
        return Proposals({"url": address}, (sentence,))
    values = proposals.from_page(found.content, found.url, found.charset)
    said = (
        [] if "title" in values else [_("The page does not say what it is called. Please fill in the form.")]
    )
    if "title" in values and "title_language" not in values:
        values |= proposals.without_nothing(
            dict.fromkeys(("title_language", "languages"), language_of(values["title"]))
        )
    return Proposals(values, tuple(said))


def _of_doi(doi: str) -> Proposals:
    bare = {"doi": doi, "url": f"{REGISTRY}{doi}"}
    try:
        found = fetch(f"{REGISTRY}{doi}", accepts=(CITATION, "application/json"))
        told = json.loads(found.content)
    except (CannotFetch, ValueError, RecursionError):
        sentence = _(
            "The registry of DOIs did not answer. The DOI and its link are filled in; please add the rest."
        )
        return Proposals(bare, (sentence,))
    return Proposals(bare | proposals.from_citation(told if isinstance(told, dict) else {}, doi))


def of_file(stored: StoredFile, reading: Reading) -> Proposals:
    """A title and a language from the text of a file; what kept it from being read is said."""
    sentences = {
        "scanned": _("The file holds pictures of pages and no text, so the search will only know its title."),
        "encrypted": _("The file is encrypted, so its text cannot be read."),
        "damaged": _("The text of the file could not be read."),
        "no-text": _("There is no text in the file."),
        "too-much": _("Reading the text takes too long here."),
    }
    said = [sentences[reading.reason]] if reading.reason in sentences else []
    first = next((page for page in reading.pages if page.strip()), "")
    title = _title_in(first) or stored.name.rpartition(".")[0].replace("_", " ").replace("-", " ").strip()
    language = reading.language or language_of(first[:500] or title)
    values = {"title": title[:500], "title_language": language, "languages": language}
    return Proposals(proposals.without_nothing(values), tuple(said))


def _title_in(page: str) -> str:
    """The first line of a page that may be a title, with the next where it goes on."""
    lines = [clean(line) for line in page.splitlines()[:30]]
    lines = [line for line in lines if sum(letter.isalpha() for letter in line) >= 4]
    if not lines:
        return ""
    title = lines[0]
    for line in lines[1:3]:
        # A title goes on where it was only a word or two, or where its next line begins small.
        goes_on = len(title.split()) < 3 or (line[:1].islower() and title[-1:] not in ".!?:")
        if not goes_on or len(line) > 120:
            break
        title = f"{title} {line}"
    return title if len(title) <= 300 else ""


def keep(request: HttpRequest, found: Proposals, file_key: str = "") -> str:
    """Keep proposals in the session of who asked, for the form; gives the name they are kept under."""
    name = secrets.token_urlsafe(8)
    kept: dict[str, Any] = dict(request.session.get(SESSION_KEY, {}))
    values = dict(found.values)
    if values.get("languages"):
        values["languages"] = language_name(values["languages"])
    kept[name] = {"values": values, "said": [str(each) for each in found.said], "file": file_key}
    request.session[SESSION_KEY] = dict(list(kept.items())[-MOST_KEPT:])
    return name


def kept(request: HttpRequest, name: str) -> Mapping[str, Any]:
    """Proposals kept under a name; nothing for a name nobody gave."""
    found = dict(request.session.get(SESSION_KEY, {})).get(name)
    return found if isinstance(found, dict) else {}


def forget(request: HttpRequest, name: str) -> None:
    """The proposals were used."""
    left = {each: value for each, value in request.session.get(SESSION_KEY, {}).items() if each != name}
    request.session[SESSION_KEY] = left
