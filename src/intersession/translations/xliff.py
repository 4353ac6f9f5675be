"""XLIFF 2.1 out and in: the file that translators' tools exchange.

A unit is a block, by its lasting key; the title is the unit `title`. The Markdown of a block is plain text in it:
no inline code stands for a link or emphasis, so that nothing is lost in a tool that knows none. Whether a text is
a machine's stands in `subState`; a tool's own marks (a match of type `mt`, a machine's confidence) are read too.

Files come from strangers: they are bounded in size, and one that declares a document type (and with it, entities)
is refused before anything of it is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from lxml import etree

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
OLD_NAMESPACE = "urn:oasis:names:tc:xliff:document:1."
MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
ITS = "http://www.w3.org/2005/11/its"
XML = "http://www.w3.org/XML/1998/namespace"
MACHINE, PERSON = "intersession:machine", "intersession:person"
MOST_BYTES = 10_000_000
MOST_UNITS = 10_000
CONFIRMED = frozenset({"translated", "reviewed", "final"})
# What XML 1.0 cannot hold, and the carriage return, which parsers turn into a line feed.
_UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEY = re.compile(r"title|[2-9a-z]{10}")
_MACHINE_MARK = re.compile(r"(?i)(^|[:_-])(mt|machine)($|[:_-])")


class NotRead(Exception):
    """A file that cannot be taken. Carries a sentence for whoever brought it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Unit:
    """A block of the file. `is_confirmed`: the tool says that somebody worked on it."""

    key: str
    source: str
    target: str = ""
    is_machine: bool = False
    is_confirmed: bool = False
    notes: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """What a file says."""

    source_language: str
    target_language: str
    units: tuple[Unit, ...]


def write(file: File, name: str) -> bytes:
    """The file as XLIFF 2.1, for the paper's version `name`."""
    root = etree.Element(f"{{{NAMESPACE}}}xliff", nsmap={None: NAMESPACE})
    root.set("version", "2.1")
    root.set("srcLang", file.source_language)
    root.set("trgLang", file.target_language)
    inside = etree.SubElement(root, f"{{{NAMESPACE}}}file", id="paper", original=name, canResegment="no")
    for unit in file.units:
        made = etree.SubElement(inside, f"{{{NAMESPACE}}}unit", id=unit.key, name=unit.key)
        if unit.notes:
            notes = etree.SubElement(made, f"{{{NAMESPACE}}}notes")
            for words in unit.notes:
                etree.SubElement(notes, f"{{{NAMESPACE}}}note").text = _UNFIT.sub(" ", words)
        segment = etree.SubElement(made, f"{{{NAMESPACE}}}segment")
        segment.set("state", "translated" if unit.is_confirmed else "initial")
        if unit.target:
            segment.set("subState", MACHINE if unit.is_machine else PERSON)
        _put(etree.SubElement(segment, f"{{{NAMESPACE}}}source"), unit.source)
        if unit.target:
            _put(etree.SubElement(segment, f"{{{NAMESPACE}}}target"), unit.target)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data


def _put(element: Any, text: str) -> None:
    """Text into an element; a character that XML cannot hold as `<cp hex="…"/>`."""
    element.set(f"{{{XML}}}space", "preserve")
    last = None
    at = 0
    for found in _UNFIT.finditer(text):
        _append(element, last, text[at : found.start()])
        last = etree.SubElement(element, f"{{{NAMESPACE}}}cp", hex=f"{ord(found[0]):04X}")
        at = found.end()
    _append(element, last, text[at:])


def _append(element: Any, last: Any, words: str) -> None:
    if last is None:
        element.text = words
    else:
        last.tail = words


def read(data: bytes) -> File:
    """What a translator's file says. Raises `NotRead` with a sentence."""
    if len(data) > MOST_BYTES:
        raise NotRead(_("This file is larger than %s megabytes.") % (MOST_BYTES // 1_000_000))
    if not data.strip():
        raise NotRead(_("This file is empty."))
    if data[:4] == b"PK\x03\x04":
        raise NotRead(
            _("This is an archive or an office document. Take the XLIFF file out of it and bring that.")
        )
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise NotRead(
            _(
                "This file declares a document type or entities. XLIFF needs none; files with them are not read."
            )
        ) from error
    except (ParseError, ValueError, LookupError, UnicodeError) as error:
        raise NotRead(_("This is not readable as XML: %s.") % str(error)[:200]) from error
    namespace, tag = _name(root)
    if tag != "xliff":
        raise NotRead(_("This is XML, but not XLIFF. Export the translation as XLIFF 2.0 or 2.1."))
    if namespace.startswith(OLD_NAMESPACE) or root.get("version", "").startswith("1."):
        raise NotRead(
            _("This is XLIFF %s. Export it as XLIFF 2.0 or 2.1; most tools offer both.")
            % root.get("version", "1.2")[:10]
        )
    if namespace != NAMESPACE:
        raise NotRead(_("This says it is XLIFF, but not in the namespace of XLIFF 2.0 and 2.1."))
    units: list[Unit] = []
    for element in root.iter(f"{{{NAMESPACE}}}unit"):
        if len(units) == MOST_UNITS:
            raise NotRead(_("This file has more than %s units.") % MOST_UNITS)
        units.append(_unit(element))
    if not units:
        raise NotRead(_("This file has no units to translate."))
    return File(root.get("srcLang", "")[:40], root.get("trgLang", "")[:40], tuple(units))


def _name(element: Element) -> tuple[str, str]:
    tag = element.tag if isinstance(element.tag, str) else ""
    namespace, bracket, name = tag.rpartition("}")
    return namespace.lstrip("{") if bracket else "", name


def _unit(element: Element) -> Unit:
    """A unit; the segments a tool cut it into are joined again."""
    sources, targets, states = [], [], []
    is_whole, is_machine = True, False
    fault = ""
    matched = _machine_matches(element)
    for part in element:
        namespace, tag = _name(part)
        if namespace != NAMESPACE or tag not in ("segment", "ignorable"):
            continue
        source, target = part.find(f"{{{NAMESPACE}}}source"), part.find(f"{{{NAMESPACE}}}target")
        words, is_lossy = _text(source)
        sources.append(words)
        if target is not None:
            translated, lossy_target = _text(target)
            is_lossy = is_lossy or lossy_target
        elif tag == "ignorable":
            translated = words
        else:
            translated, is_whole = "", False
        targets.append(translated)
        if is_lossy:
            fault = _("The tool put codes of its own into this row, which would be lost.")
        if tag == "segment":
            states.append(part.get("state", "initial"))
            is_machine = is_machine or _is_machine(part, target)
    text = "".join(targets) if is_whole else ""
    key = (element.get("id") or "")[:80]
    name = (element.get("name") or "")[:80]
    if matched and (not text or text in matched):
        # Only a machine's proposal: it is taken as what it is.
        text, is_machine = text or matched[0], True
    return Unit(
        # Some tools number the units anew and keep the name.
        key=key if _KEY.fullmatch(key) or not name else name,
        source="".join(sources),
        target=text,
        is_machine=is_machine,
        is_confirmed=bool(states) and all(state in CONFIRMED for state in states),
        fault=fault if text else "",
    )


def _is_machine(segment: Element, target: Element | None) -> bool:
    if _MACHINE_MARK.search(segment.get("subState", "")):
        return True
    marked = [segment, *([] if target is None else list(target.iter()))]
    return any(each.get(f"{{{ITS}}}mtConfidence") is not None for each in marked)


def _machine_matches(unit: Element) -> list[str]:
    """What a machine proposed for a whole unit."""
    found = []
    for match in unit.iter(f"{{{MATCHES}}}match"):
        target = match.find(f"{{{NAMESPACE}}}target")
        if match.get("type") == "mt" and target is not None:
            found.append(_text(target)[0])
    return found


def _text(element: Element | None) -> tuple[str, bool]:
    """The words of a source or target, and whether codes without words (`ph`, `sc`, `ec`) stand among them."""
    if element is None:
        return "", False
    words: list[str] = []
    is_lossy = False
    for kind, value in _walk(element):
        if kind == "text":
            words.append(value)
        elif kind == "cp":
            words.append(_character(value))
        else:
            is_lossy = True
    return "".join(words), is_lossy


def _walk(element: Element) -> Iterator[tuple[str, str]]:
    """Text and codes in reading order, without recursion: a stranger chooses how deep it goes."""
    stack: list[tuple[Element, Iterator[Element]]] = [(element, iter(element))]
    if element.text:
        yield "text", element.text
    while stack:
        _current, children = stack[-1]
        child = next(children, None)
        if child is None:
            done, _rest = stack.pop()
            if stack and done.tail:
                yield "text", done.tail
            continue
        namespace, tag = _name(child)
        if namespace == NAMESPACE and tag in ("mrk", "pc"):
            if child.text:
                yield "text", child.text
            stack.append((child, iter(child)))
            continue
        yield ("cp", child.get("hex", "")) if tag == "cp" else ("code", tag)
        if child.tail:
            yield "text", child.tail


def _character(code: str) -> str:
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) else 0
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else ""
