"""The job that reads a file of IATI activities (https://iatistandard.org, 2.x and the 1.x that is still about).

It runs where files are read that nobody trusts, and knows nothing of Django. A document type, and with it entities,
is refused before anything is expanded. It answers with what each activity says in the words of the file; what a form
makes of that is decided outside.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from intersession.safety.kinds import Why
from intersession.safety.sandbox.answers import NotTaken

XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
# Until version 2 dates named their kind in words.
OLD_DATES = {
    "start-planned": PLANNED_START,
    "start-actual": ACTUAL_START,
    "end-planned": PLANNED_END,
    "end-actual": ACTUAL_END,
}
# Funding, accountable, extending, implementing: who does it is the last, then who answers for it.
IMPLEMENTING = ("4", "Implementing")
LONGEST = 4000
MOST_VALUES = 30


def run(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    """At most so many activities; `more` says that there were more."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise NotTaken(Why.EMBEDDED) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise NotTaken(Why.DAMAGED) from error
    activities = [root] if root.tag == "iati-activity" else root.findall("iati-activity")
    found = [activity(each) for each in activities[: order["rows"]]]
    return {"activities": found, "more": len(activities) > len(found)}


def activity(element: Element) -> dict[str, Any]:
    """What one activity says."""
    default = (element.get(XML_LANGUAGE) or "")[:12]
    title, language = _words(element.find("title"), default)
    summary, _language = _words(element.find("description"), language or default, language)
    dates = _dates(element)
    reporter = _words(element.find("reporting-org"), default)[0]
    others = [
        (_words(each, default)[0], each.get("role", "") in IMPLEMENTING)
        for each in element.findall("participating-org")[:MOST_VALUES]
    ]
    return {
        "identifier": _line(element.findtext("iati-identifier") or "")[:200],
        "title": title,
        "language": language,
        "summary": summary,
        "starts_on": dates.get(ACTUAL_START) or dates.get(PLANNED_START, ""),
        "ends_on": dates.get(ACTUAL_END) or dates.get(PLANNED_END, ""),
        "places": _codes(element, "recipient-country"),
        "regions": bool(element.findall("recipient-region")),
        "words": [
            words
            for name in ("tag", "sector")
            for each in element.findall(name)[:MOST_VALUES]
            if (words := _words(each, default)[0])
        ],
        "reporter": reporter,
        "others": list(dict.fromkeys(name for name, _does in others if name and name != reporter)),
        "url": _url(element),
    }


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _words(element: Element | None, default: str, wanted: str = "") -> tuple[str, str]:
    """(text, language) of the first narrative, or of that in the wanted language; version 1 had bare text."""
    if element is None:
        return "", default
    narratives = [
        (_line("".join(each.itertext())), (each.get(XML_LANGUAGE) or default)[:12])
        for each in element.findall("narrative")[:MOST_VALUES]
    ]
    narratives = [pair for pair in narratives if pair[0]]
    if narratives:
        return next((pair for pair in narratives if wanted and pair[1] == wanted), narratives[0])
    return _line(element.text or ""), (element.get(XML_LANGUAGE) or default)[:12]


def _dates(element: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in element.findall("activity-date")[:MOST_VALUES]:
        kind = OLD_DATES.get(each.get("type", ""), each.get("type", ""))
        day = re.match(r"\d{4}-\d\d-\d\d", each.get("iso-date") or (each.text or "").strip())
        if day:
            found.setdefault(kind, day[0])
    return found


def _codes(element: Element, name: str) -> list[str]:
    codes = [each.get("code", "").strip().upper() for each in element.findall(name)[:MOST_VALUES]]
    return list(dict.fromkeys(code for code in codes if re.fullmatch(r"[A-Z]{2}", code)))


def _url(element: Element) -> str:
    link = element.find("activity-website")
    text = (link.text or "").strip() if link is not None else ""
    if not text:
        documents = [each.get("url", "") for each in element.findall("document-link")]
        text = next((each for each in documents if each), "")
    return text[:500] if text.startswith(("http://", "https://")) else ""
