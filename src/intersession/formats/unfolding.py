"""The job that reads a file somebody wants to bring in: Word, HTML or Markdown into blocks of Markdown.

It runs where files are read that nobody trusts, and knows nothing of Django. It answers with the blocks, each with
the lasting key the file carries (ours do), and with what it did not understand, counted: it never guesses.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from importlib import import_module
from typing import Any

from lxml import etree, html

from intersession.formats.marks import escaped
from intersession.safety.kinds import ZIP, Kind, Why
from intersession.safety.sandbox.answers import NotTaken
from intersession.safety.sandbox.text import decoded

KEY = r"[2-9a-km-z]{10}"
KEY_LINE = re.compile(rf"^<!-- ({KEY})(?: ¶\d+)? -->[ \t]*$", re.MULTILINE)
END_LINE = re.compile(r"^<!-- end -->[ \t]*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>\n]*)?/?>")
_FRONT = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]*`", re.DOTALL | re.MULTILINE)
# Word's own names of styles; what is not named here and unknown to mammoth is told.
STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='List Continue'] => p:fresh
p[style-name='Body Text'] => p:fresh
p[style-name='No Spacing'] => p:fresh
p[style-name='Caption'] => p:fresh
p[style-name='caption'] => p:fresh
p[style-name='FootnoteText'] => p:fresh
p[style-name='footnote text'] => p:fresh
r[style-name='FootnoteReference'] => sup
r[style-name='footnote reference'] => sup
r[style-name='Hyperlink'] =>
r[style-name='Strong'] => strong
r[style-name='Emphasis'] => em
"""
COUNTED = {
    "ins": "tracked", "del": "tracked", "moveFrom": "tracked", "moveTo": "tracked", "commentReference": "comments",
    "txbxContent": "boxes", "oMath": "formulas",
}  # fmt: skip
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


def load(order: dict[str, Any]) -> None:
    """Bring the library for this kind of file."""
    if order["kind"] == ZIP:
        import_module("mammoth")
        import_module("intersession.safety.sandbox.office")


def run(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    """Blocks (key or empty, Markdown), a title if the file says one, and what was not understood."""
    told: Counter[str] = Counter()
    styles: list[str] = []
    try:
        if order["kind"] == ZIP:
            blocks, title = of_word(data, order, told, styles)
        elif order["kind"] == "html":
            blocks, title = of_html(decoded(data), told)
        else:
            blocks, title = of_markdown(decoded(data), told)
    except RecursionError:
        raise NotTaken(Why.TOO_MUCH) from None
    blocks = [(key, text) for key, text in blocks if text.strip()]
    if not blocks:
        raise NotTaken(Why.NO_TEXT)
    return {"blocks": blocks, "title": title[:300], "told": sorted(told.items()), "styles": styles[:12]}


def of_word(
    data: bytes, order: dict[str, Any], told: Counter[str], styles: list[str]
) -> tuple[list[tuple[str, str]], str]:
    """Word, once it passed the same checks as a file that is kept."""
    office = import_module("intersession.safety.sandbox.office")
    taken = office.take(data, {**order, "hash": False})
    if taken.kind is not Kind.DOCX:
        raise NotTaken(Why.NOT_TAKEN)
    parts = office.unpacked(taken.data)
    _count(parts.get("word/document.xml", b""), told)
    mammoth = import_module("mammoth")
    try:
        found = mammoth.convert_to_html(
            io.BytesIO(taken.data),
            style_map=STYLES,
            convert_image=mammoth.images.img_element(lambda image: {"src": "left-out"}),
        )
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        raise NotTaken(Why.DAMAGED) from error
    for message in found.messages:
        if named := re.search(r"style: (.*) \(Style ID", message.message):
            styles += [named[1][:60]] if named[1][:60] not in styles else []
    return of_html(f"<body>{found.value}</body>", told)


def _count(document: bytes, told: Counter[str]) -> None:
    """Count what Word's text holds and a paper's does not."""
    try:
        for _event, element in etree.iterparse(io.BytesIO(document), resolve_entities=False, no_network=True):
            space, _, name = str(element.tag).rpartition("}")
            if f"{space}}}" in (WORD, MATH) and name in COUNTED:
                told[COUNTED[name]] += 1
            element.clear()
    except etree.XMLSyntaxError as error:
        raise NotTaken(Why.DAMAGED) from error


def of_markdown(text: str, told: Counter[str]) -> tuple[list[tuple[str, str]], str]:
    """Markdown as it stands; with our keys, only what stands between them and the end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    title = ""
    if front := _FRONT.match(text):
        told["front"] += 1
        if named := re.search(r"^title:\s*[\"']?(.+?)[\"']?\s*$", front[1], re.MULTILINE):
            title = named[1]
        text = text[front.end() :]
    keyed = list(KEY_LINE.finditer(text))
    if keyed:
        heading = re.search(r"^# (.+)$", text[: keyed[0].start()], re.MULTILINE)
        title = title or (re.sub(r"\\(.)", r"\1", heading[1]) if heading else "")
        ending = END_LINE.search(text, keyed[-1].end())
        last = ending.start() if ending else len(text)
        ends = [*(each.start() for each in keyed[1:]), last]
        pieces = [(each[1], text[each.end() : end]) for each, end in zip(keyed, ends, strict=True)]
    else:
        pieces = [("", text)]
        heading = re.search(r"^# (.+)$", text, re.MULTILINE)
        title = title or (heading[1].strip() if heading else "")
    blocks = []
    for key, piece in pieces:
        bare = _COMMENT.sub("", piece)
        told["hidden"] += len(_COMMENT.findall(piece))
        prose = _CODE.sub("", bare)
        told["images"] += len(re.findall(r"!\[", prose))
        told["tags"] += len(_TAG.findall(prose))
        blocks.append((key, bare.strip("\n")))
    for name in [name for name, count in told.items() if not count]:
        del told[name]
    return blocks, title


def of_html(text: str, told: Counter[str]) -> tuple[list[tuple[str, str]], str]:
    """HTML: its headings, paragraphs, lists, quotations and tables."""
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False, no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NotTaken(Why.NO_TEXT) from error
    reader = Reader(root, told)
    return reader.blocks(), reader.title


_DROPPED = """
    script style template noscript iframe object embed applet video audio canvas svg math form button select
    textarea input nav head link meta map area progress meter dialog
"""
_BLOCKS = """
    p h1 h2 h3 h4 h5 h6 ul ol table blockquote pre hr div section article main header footer aside figure
    figcaption details summary dl dt dd address fieldset center li body
"""
_AROUND = "div section article main header footer aside figure details fieldset center body li dl"
_MARKS = "em:* i:* cite:* dfn:* strong:** b:** s:~~ del:~~ strike:~~"
DROPPED, BLOCKS = frozenset(_DROPPED.split()), frozenset(_BLOCKS.split())
# What only holds blocks; and what is left out without a word, since nobody saw it.
AROUND, NEVER_SEEN = (
    frozenset(_AROUND.split()),
    frozenset(["style", "head", "link", "meta", "template", "noscript", "nav"]),
)
MARKS = dict(pair.split(":") for pair in _MARKS.split())
SCHEMES = re.compile(r"(https?|mailto|tel):", re.I)
KEYED_ANCHOR = re.compile(rf"key_({KEY}|end)")
BACK = frozenset({"↑", "↩", "↩︎", "^"})


class Reader:
    """Reads one page of HTML. Knows its footnotes, and counts what it leaves out."""

    def __init__(self, root: Any, told: Counter[str]) -> None:
        self.root, self.told = root, told
        body = root.find(".//body")
        self.body = body if body is not None else root
        named = root.findtext(".//head/title") or ""
        first = next(iter(self.body.xpath(".//h1[contains(@class, 'title')]")), None)
        if first is not None:
            named = first.text_content()
            first.drop_tree()
        elif not named.strip():
            heading = self.body.find(".//h1")
            named = heading.text_content() if heading is not None else ""
        self.title = " ".join(named.split())
        self.notes = self._notes()
        self.numbers: dict[str, int] = {}
        self.waiting: list[str] = []

    def _notes(self) -> dict[str, Any]:
        """Footnotes by their id: what a small link leads to and leads back from."""
        places = {
            element.get("id"): element for element in self.body.iter(etree.Element) if element.get("id")
        }
        found: dict[str, Any] = {}
        for link in self.body.iter("a"):
            target = (link.get("href") or "")[1:] if (link.get("href") or "").startswith("#") else ""
            place = places.get(target)
            if place is None or place.tag not in ("li", "p", "div", "aside") or place in link.iterancestors():
                continue
            own = link.get("id") or (link.getparent().get("id") if link.getparent() is not None else None)
            leads_back = any(back.get("href") == f"#{own}" for back in place.iter("a")) if own else False
            if leads_back or link.get("role") == "doc-noteref":
                found[target] = place
        for place in found.values():
            parent = place.getparent()
            if parent is not None:
                parent.remove(place)
                if parent.tag in ("ol", "ul") and not len(parent):
                    above = parent.getparent()
                    above.remove(parent)
                    if above.tag == "section" and not above.text_content().strip():
                        above.drop_tree()
        return found

    def blocks(self) -> list[tuple[str, str]]:
        """Every block with its key. A file of ours says where the text begins and ends."""
        ours = self.body.xpath(".//div[contains(concat(' ', @class, ' '), ' piece ')][@id]")
        if ours:
            found: list[tuple[str, str]] = []
            for piece in ours:
                for number in piece.xpath("./a[@class='number']"):
                    number.drop_tree()
                key = piece.get("id") if re.fullmatch(KEY, piece.get("id")) else ""
                for place, text in enumerate(self.children(piece)):
                    found.append((key if place == 0 else "", text))
            return found
        found = []
        has_keys = False
        for key, text in self.keyed(self.body):
            if key == "end":
                break
            if key and not has_keys:
                has_keys, found = True, []
            found.append((key, text))
        return found

    def keyed(self, parent: Any) -> list[tuple[str, str]]:
        """Top-level blocks, each with the key of the first anchor in it that is ours."""
        found: list[tuple[str, str]] = []
        for element, text in self.parts(parent):
            anchor = None
            if element is not None:
                anchors = (KEYED_ANCHOR.fullmatch(each.get("id") or "") for each in element.iter("a"))
                anchor = next((each for each in anchors if each), None)
            key = anchor[1] if anchor else ""
            if text.strip() or key == "end":
                found.append((key, text))
        return found

    def children(self, parent: Any) -> list[str]:
        """The blocks in an element, as Markdown."""
        return [text for _element, text in self.parts(parent) if text.strip()]

    def parts(self, parent: Any) -> list[tuple[Any, str]]:
        """The blocks in an element, each with the element it came of. Words between blocks are paragraphs."""
        found: list[tuple[Any, str]] = []
        line: list[str] = [self.words(parent.text)]

        def close() -> None:
            text = tidied("".join(line))
            if text:
                found.append((None, self.with_notes(text)))
            line[:] = []

        for child in parent:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag in BLOCKS:
                close()
                if tag in AROUND:
                    found += self.parts(child)
                else:
                    found.append((child, self.with_notes(self.block(child, tag))))
            elif tag:
                line.append(self.inline(child))
            line.append(self.words(child.tail))
        close()
        return found

    def block(self, element: Any, tag: str) -> str:
        """One block."""
        if tag[0] == "h" and tag[1:].isdigit():
            text = tidied(self.line(element)).replace("\\\n", " ")
            return f"{'#' * int(tag[1])} {text}" if text else ""
        if tag in ("ul", "ol"):
            return self.items(element, tag)
        if tag == "table":
            return self.table(element)
        if tag == "blockquote":
            inner = "\n\n".join(self.children(element))
            return "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if inner else ""
        if tag == "pre":
            text = element.text_content().strip("\n")
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
            return f"{fence}\n{text}\n{fence}" if text.strip() else ""
        if tag == "hr":
            return ""
        if tag == "dt":
            return marked(tidied(self.line(element)), "**")
        inside = self.parts(element) if any(child.tag in BLOCKS for child in element) else None
        if inside is not None:
            return "\n\n".join(text for _element, text in inside if text.strip())
        return tidied(self.line(element))

    def items(self, element: Any, tag: str) -> str:
        """A list. What is not an item in it is taken into the item before."""
        start = element.get("start") or "1"
        number = int(start) if start.isdigit() and len(start) < 9 else 1
        lines: list[str] = []
        for child in element:
            if not isinstance(child.tag, str) or child.tag in DROPPED:
                continue
            inner = self.children(child) if child.tag == "li" else [self.block(child, child.tag)]
            if child.tag != "li" and child.tag not in BLOCKS:
                inner = [tidied(self.inline(child))]
            inner = [each for each in inner if each]
            if not inner:
                continue
            mark = f"{number}. " if tag == "ol" else "- "
            number += 1
            is_tight = all(re.match(r"(-|\d+\.) ", each) for each in inner[1:])
            body = ("\n" if is_tight else "\n\n").join(inner)
            indented = body.replace("\n", "\n" + " " * len(mark))
            lines.append(mark + re.sub(r"\n +(?=\n)", "\n", indented))
        return "\n".join(lines)

    def table(self, element: Any) -> str:
        """A table of plain cells. Merged cells stand in the first of theirs; the others are empty."""
        rows: list[list[str]] = []
        own = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
        if len(own) == 1 and len(own[0]) == 1:
            return "\n\n".join(self.children(own[0][0]))
        for row in own:
            cells: list[str] = []
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                if cell.find(".//table") is not None:
                    self.told["nested"] += 1
                inner = self.cell(cell)
                cells.append(inner)
                span = cell.get("colspan") or "1"
                if span.isdigit() and int(span) > 1:
                    cells += [""] * (min(int(span), 100) - 1)
                if (cell.get("colspan") or "1") != "1" or (cell.get("rowspan") or "1") != "1":
                    self.told["merged"] += 1
            rows.append(cells)
        width = max((len(row) for row in rows), default=0)
        if not width or not any(any(row) for row in rows):
            return ""
        lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
        lines.insert(1, "|" + " --- |" * width)
        return "\n".join(lines)

    def cell(self, cell: Any) -> str:
        """What stands in a cell, in one line."""
        inner = [each.replace("\\\n", " ").replace("\n", " ") for each in self.children(cell)]
        if len(inner) > 1:
            self.told["cells"] += 1
        text = " ".join(inner)
        if cell.tag == "th" and (bold := re.fullmatch(r"\*\*([^*]+)\*\*", text)):
            # What heads a column is bold anyway.
            text = bold[1]
        return re.sub(r"(?<!\\)\|", r"\\|", text)

    def line(self, element: Any) -> str:
        """What stands in the lines of an element."""
        parts = [self.words(element.text)]
        for child in element:
            if isinstance(child.tag, str):
                parts.append(self.inline(child))
            parts.append(self.words(child.tail))
        return "".join(parts)

    def inline(self, element: Any) -> str:
        """An element in a line, as Markdown."""
        tag = element.tag
        if tag == "br":
            return "\\\n"
        if tag == "img":
            self.told["images"] += 1
            return ""
        if tag in DROPPED:
            if tag not in NEVER_SEEN:
                self.told["dropped"] += 1
            return ""
        if tag == "a":
            return self.link(element)
        if tag in ("sup", "sub"):
            inner = self.line(element)
            if not re.fullmatch(r"\s*(\[\^\d+\]\s*)*", inner):
                self.told["raised"] += 1
            return inner
        if tag == "code":
            text = " ".join(element.text_content().split())
            fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
            pad = " " if text.startswith("`") or text.endswith("`") else ""
            return f"{fence}{pad}{text}{pad}{fence}" if text else ""
        if tag in MARKS:
            return marked(self.line(element), MARKS[tag])
        if tag in BLOCKS:
            return f" {self.line(element)} "
        return self.line(element)

    def link(self, element: Any) -> str:
        """A footnote, a link, or only its words."""
        address = (element.get("href") or "").strip()
        if address.startswith("#"):
            note = self.notes.get(address[1:])
            if note is not None:
                return self.note(address[1:], note)
            return "" if element.text_content().strip() in BACK else self.line(element)
        words = self.line(element)
        if not words.strip():
            return words
        if not SCHEMES.match(address) and not re.match(r"/(?!/)", address):
            self.told["links"] += bool(address)
            return words
        address = re.sub(r"[\s<>\\]", lambda found: f"%{ord(found[0][0]):02X}", address)
        if len(address) > 2_000:
            self.told["links"] += 1
            return words
        around = (words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :])
        target = f"<{address}>" if re.search(r"[()]", address) else address
        return f"{around[0]}[{words.strip()}]({target}){around[1]}"

    def note(self, name: str, place: Any) -> str:
        """The mark of a footnote; its text follows the block it stands in."""
        if name not in self.numbers:
            self.numbers[name] = number = len(self.numbers) + 1
            for back in place.xpath(".//a[starts-with(@href, '#')]"):
                if back.text_content().strip() in BACK or back.get("role") == "doc-backlink":
                    back.drop_tree()
            inner = "\n\n".join(self.children(place)) or tidied(self.line(place))
            body = re.sub(r"\n +(?=\n)", "\n", inner.replace("\n", "\n    "))
            self.waiting.append(f"[^{number}]: {body}")
        return f"[^{self.numbers[name]}]"

    def with_notes(self, text: str) -> str:
        """A block with the footnotes that were met in it."""
        if not self.waiting or not text.strip():
            return text
        notes, self.waiting = self.waiting, []
        return "\n\n".join([text, *notes])

    def words(self, text: str | None) -> str:
        """Plain words as Markdown, white space as HTML sees it."""
        if not text:
            return ""
        return _inner(re.sub(r"[ \t\r\n\f]+", " ", text))


def _inner(text: str) -> str:
    """Words that may stand in the middle of a line: what begins lines is looked at when the line is whole."""
    kept = escaped(f"x{text}") if text[:1] not in ("_",) else escaped(f" {text}")
    return kept[1:]


def tidied(text: str) -> str:
    """A whole paragraph: no blanks at its ends, and no line of it begins as something else would."""
    lines = [re.sub(r" +(?=\\$)", "", re.sub(r" {2,}", " ", line).strip(" ")) for line in text.split("\n")]
    while lines and lines[-1] in ("", "\\"):
        lines.pop()
    while lines and lines[0] in ("", "\\"):
        lines.pop(0)
    if lines:
        lines[-1] = re.sub(r"(?<!\\)((?:\\\\)*)\\$", r"\1", lines[-1])
    return "\n".join(_begin_safely(line) for line in lines)


_BEGIN = re.compile(r"(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-(?=[\s-]*$)|=(?==*\s*$))")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def _begin_safely(line: str) -> str:
    return (
        _NUMBER.sub(r"\1\\\2", f"\\{line}" if _BEGIN.match(line) else line, count=1)
        if (_BEGIN.match(line) or _NUMBER.match(line))
        else line
    )


def marked(text: str, mark: str) -> str:
    """Words in marks, which stand at letters: what is no letter at the ends stays outside."""
    bare = text.replace("\\\n", " ")
    found = re.match(r"^([\W_]*)(.*?)([\W_]*)$", bare, re.DOTALL)
    assert found
    if not found[2] or "[^" in bare or "](" in bare or "`" in bare:
        # Around links, notes and code the marks are told apart by the ends of the whole.
        core = bare.strip()
        if not core or not core[0].isalnum() or not core[-1].isalnum():
            return text
        return bare.replace(core, f"{mark}{core}{mark}", 1)
    if found[1].endswith("\\"):
        return text
    return f"{found[1]}{mark}{found[2]}{mark}{found[3]}"
