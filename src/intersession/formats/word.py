"""A document as DOCX: real headings, lists, tables, links and footnotes, bookmarks for lasting keys.

python-docx writes the package; what it does not know (footnotes, numbering that begins anew, text from right to
left) is added here as the elements the format has for it.
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document as new_file
from docx.document import Document as File
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from lxml import etree

from intersession.formats.packing import repacked
from intersession.formats.queries import Document
from intersession.formats.tree import Node
from intersession.kit.languages import direction_of

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
DEEPEST_LIST = 9
# A bookmark of Word begins with a letter; ours say what they are.
BOOKMARK = "key_"


def written(document: Document) -> bytes:
    """The file."""
    return repacked(_PaperWriter(document).written(), document.published_at)


class Writer:
    """Writes one file: it knows its footnotes, bookmarks and lists so far."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.is_rtl = direction_of(language) == "rtl"
        self.file: File = new_file()
        self.notes: list[tuple[int, list[Node]]] = []
        self.bookmarks = 0
        self.kinds_of_lists: dict[bool, int] = {}
        self.bullets = 0
        self._styles()

    # Blocks

    def blocks(self, nodes: list[Node], style: str | None = None, depth: int = 0) -> None:
        """Blocks, one after the other."""
        for node in nodes:
            kind = node["t"]
            if kind == "p":
                self.line(node["c"], style)
            elif kind == "h":
                self.line(node["c"], f"Heading {min(node['level'], 9)}")
            elif kind == "quote":
                self.blocks(node["c"], "Quote", depth)
            elif kind == "pre":
                self.line([{"t": "code", "s": node["s"]}], style)
            elif kind == "table":
                self.table(node["head"], node["rows"], node["align"])
            elif kind == "list":
                self.itemise(node, depth)

    def itemise(self, node: Node, depth: int) -> None:
        """A list, each item a paragraph of the list's style; what follows in an item is set in as far."""
        level = min(depth, DEEPEST_LIST - 1)
        style = "List Number" if node["ordered"] else "List Bullet"
        own = self.numbering(node["ordered"], node["start"], level)
        for item in node["c"]:
            first, *more = item or [{"t": "p", "c": []}]
            if first["t"] == "p":
                paragraph = self.line(first["c"], style)
            else:
                paragraph, more = self.line([], style), [first, *more]
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = level
            properties.get_or_add_numId().val = own
            self.blocks(more, "List Continue", depth + 1)

    def numbering(self, is_ordered: bool, start: int, level: int) -> int:
        """A numbering of its own for one list, so that it begins where the list does."""
        numbering = self.file.part.numbering_part.element
        if is_ordered not in self.kinds_of_lists:
            self.kinds_of_lists[is_ordered] = number = 900 + len(self.kinds_of_lists)
            levels = "".join(_level(at, is_ordered) for at in range(DEEPEST_LIST))
            kind = parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
                f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
            )
            numbering.insert_element_before(kind, "w:num")
        if not is_ordered and self.bullets:
            return self.bullets
        own = numbering.add_num(self.kinds_of_lists[is_ordered])
        if is_ordered:
            own.add_lvlOverride(ilvl=level).add_startOverride(max(0, min(start, 32_000)))
        else:
            self.bullets = int(own.numId)
        return int(own.numId)

    def table(self, head: list[Any], rows: list[Any], align: list[str]) -> None:
        """A table whose first row is repeated on every page."""
        table = self.file.add_table(rows=0, cols=max(1, len(head)), style="Table Grid")
        if self.is_rtl:
            table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
        for number, cells in enumerate([head, *rows]):
            row = table.add_row()
            if number == 0:
                header = OxmlElement("w:tblHeader")
                row._tr.get_or_add_trPr().append(header)
            for place, cell in enumerate(row.cells):
                paragraph = cell.paragraphs[0]
                self.set_direction(paragraph)
                self.runs(
                    paragraph._p, cells[place] if place < len(cells) else [], {"b"} if number == 0 else set()
                )
                if align[place] != "start":
                    justification = OxmlElement("w:jc")
                    justification.set(qn("w:val"), align[place])
                    paragraph._p.get_or_add_pPr().append(justification)
        self.text("")

    def text(self, text: str, style: str | None = None, *, strong: bool = False) -> None:
        """Plain words; an empty line begins a new paragraph."""
        for part in text.split("\n\n"):
            line: list[Any] = []
            for piece in part.split("\n"):
                line += [{"t": "br"}, piece] if line else [piece]
            self.line([{"t": "strong", "c": line}] if strong else line, style)

    def line(self, nodes: list[Any], style: str | None = None) -> Paragraph:
        """One paragraph."""
        paragraph = self.file.add_paragraph(style=style)
        self.set_direction(paragraph)
        self.runs(paragraph._p, nodes, set())
        return paragraph

    def set_direction(self, paragraph: Paragraph) -> None:
        """Let a paragraph run from right to left where its language does."""
        if self.is_rtl:
            # The schema wants it in this place of the order.
            paragraph._p.get_or_add_pPr().insert_element_before(
                OxmlElement("w:bidi"),
                "w:adjustRightInd",
                "w:spacing",
                "w:ind",
                "w:jc",
                "w:outlineLvl",
                "w:rPr",
            )

    # Lines

    def runs(self, parent: Any, nodes: list[Any], marks: set[str]) -> None:
        """What stands in a line."""
        for node in nodes:
            if isinstance(node, str):
                if node:
                    parent.append(self.run(node, marks))
                continue
            kind = node["t"]
            if kind in ("em", "strong", "s"):
                self.runs(parent, node["c"], marks | {{"em": "i", "strong": "b", "s": "strike"}[kind]})
            elif kind == "code":
                parent.append(self.run(node["s"], marks | {"code"}))
            elif kind == "br":
                run = OxmlElement("w:r")
                run.append(OxmlElement("w:br"))
                parent.append(run)
            elif kind == "link":
                link = OxmlElement("w:hyperlink")
                relation = self.file.part.relate_to(
                    node["url"], RELATIONSHIP_TYPE.HYPERLINK, is_external=True
                )
                link.set(qn("r:id"), relation)
                self.runs(link, node["c"], marks | {"link"})
                parent.append(link)
            elif kind == "note":
                parent.append(self.note(node["c"]))

    def run(self, text: str, marks: set[str]) -> Any:
        """Words with their marks, in the order the schema wants."""
        run = OxmlElement("w:r")
        properties = OxmlElement("w:rPr")
        if "link" in marks:
            style = OxmlElement("w:rStyle")
            style.set(qn("w:val"), "Hyperlink")
            properties.append(style)
        if "code" in marks:
            fonts = OxmlElement("w:rFonts")
            for where in ("ascii", "hAnsi", "cs"):
                fonts.set(qn(f"w:{where}"), "Courier New")
            properties.append(fonts)
        for mark, names in (("b", ("w:b", "w:bCs")), ("i", ("w:i", "w:iCs")), ("strike", ("w:strike",))):
            if mark in marks:
                for name in names:
                    properties.append(OxmlElement(name))
        if self.is_rtl and not text.isascii():
            properties.append(OxmlElement("w:rtl"))
        if len(properties):
            run.append(properties)
        for number, part in enumerate(text.split("\n")):
            if number:
                run.append(OxmlElement("w:br"))
            words = OxmlElement("w:t")
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            words.text = part
            run.append(words)
        return run

    def note(self, nodes: list[Node]) -> Any:
        """The mark of a footnote, whose text is kept for the end."""
        number = len(self.notes) + 1
        self.notes.append((number, nodes))
        return _marked("FootnoteReference", "w:footnoteReference", number)

    def bookmark(self, key: str, before: int) -> None:
        """A place that can be pointed at, at the beginning of what was written since `before`."""
        added = list(self.file.element.body)[before - 1 :]
        first = next((each for part in added for each in part.iter(qn("w:p"))), None)
        if first is None:
            return
        self.bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        start.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), f"{BOOKMARK}{key}")
        end.set(qn("w:id"), str(self.bookmarks))
        place = 1 if first.pPr is not None else 0
        first.insert(place, start)
        first.insert(place + 1, end)

    def keep_notes(self) -> None:
        """The part of the file that holds the footnotes."""
        if not self.notes:
            return
        root = parse_xml(
            f"<w:footnotes {nsdecls('w', 'r')}>"
            '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
            '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
            "</w:footnote></w:footnotes>"
        )
        # Notes may hold notes; those come to the end of the list while it is gone through, without their mark.
        for number, nodes in list(self.notes):
            note = OxmlElement("w:footnote")
            note.set(qn("w:id"), str(number))
            for place, line in enumerate(_lines(nodes) or [[]]):
                paragraph = OxmlElement("w:p")
                properties = OxmlElement("w:pPr")
                style = OxmlElement("w:pStyle")
                style.set(qn("w:val"), "FootnoteText")
                properties.append(style)
                if self.is_rtl:
                    properties.append(OxmlElement("w:bidi"))
                paragraph.append(properties)
                if place == 0:
                    paragraph.append(_marked("FootnoteReference", "w:footnoteRef", None))
                    paragraph.append(self.run(" ", set()))
                self.runs(paragraph, _without(line), set())
                note.append(paragraph)
            root.append(note)
        content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES, content, self.file.part.package)
        self.file.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    def _styles(self) -> None:
        """Our own look for what the template of the library does not bring."""
        styles = self.file.styles
        normal = styles["Normal"]
        normal.font.size = Pt(11)
        normal.paragraph_format.space_after = Pt(8)
        language = OxmlElement("w:lang")
        for name in ("val", "eastAsia", "bidi"):
            language.set(qn(f"w:{name}"), self.language)
        normal.element.get_or_add_rPr().append(language)
        link: Any = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
        link.font.color.rgb, link.font.underline = RGBColor(0x0B, 0x5C, 0x6B), True
        mark: Any = styles.add_style("FootnoteReference", WD_STYLE_TYPE.CHARACTER)
        mark.font.superscript = True
        note: Any = styles.add_style("FootnoteText", WD_STYLE_TYPE.PARAGRAPH)
        note.base_style, note.font.size = normal, Pt(9)


class _PaperWriter(Writer):
    """Writes a version of a paper."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.language)
        self.document = document

    def written(self) -> bytes:
        document, file, w = self.document, self.file, self.document.words
        facts = file.core_properties
        facts.title, facts.author, facts.language = (
            document.title[:255],
            document.coalition,
            document.language,
        )
        facts.created = facts.modified = document.published_at.replace(tzinfo=None)
        facts.comments, facts.last_modified_by, facts.revision = document.address, document.coalition, 1
        self.text(document.coalition)
        self.text(document.kind)
        self.text(document.title, "Title")
        self.text(" · ".join(filter(None, [document.version, document.day])), strong=True)
        for line in (document.status, *document.notices):
            self.text(line)
        self.line([{"t": "link", "url": document.address, "c": [document.short_address]}])
        self.text(w["purpose"], strong=True)
        self.text(document.purpose)
        if document.changes:
            self.text(w["changes"], "Heading 1")
            self.text(document.changes)
        for piece, nodes in zip(document.pieces, document.trees, strict=True):
            before = len(file.element.body)
            self.is_rtl = direction_of(piece.language or document.language) == "rtl"
            self.blocks(nodes)
            self.bookmark(piece.key, before)
        self.is_rtl = document.direction == "rtl"
        # What follows is not the text: whoever brings the file in again gets the text only.
        before = len(file.element.body)
        self.text("")
        self.bookmark("end", before)
        self.annex()
        self.keep_notes()
        kept = io.BytesIO()
        file.save(kept)
        return kept.getvalue()

    def annex(self) -> None:
        """What belongs to the text: the decision, dissent, who adopted it, what is cited."""
        document, w = self.document, self.document.words
        if document.decided:
            self.text(w["decided"], "Heading 1")
            self.text(document.status)
            self.text(document.decided)
        if document.objections:
            self.text(w["dissent"], "Heading 1")
        for each in document.objections:
            said = f" ({w['sustained']})" if each.is_sustained else ""
            self.text(each.organisation + said, "Heading 2")
            self.text(each.reason)
            self.text(w["resolution"], strong=True)
            self.text(each.resolution)
            self.text(w["answer"], strong=True)
            self.text(each.answer or w["unanswered"])
        if document.adopters:
            self.text(w["adopters"], "Heading 1")
            head = [[w["organisation"]], [w["group"]], [w["what"]], [w["since"]]]
            self.table(head, [[[cell] for cell in row] for row in document.adopters], ["start"] * 4)
        if document.works:
            self.text(w["works"], "Heading 1")
        for name, address in document.works:
            self.line([{"t": "link", "url": address, "c": [name]}], "List Bullet")
        if document.fingerprint_of_text:
            self.text(f"{w['fingerprint']} {document.fingerprint_of_text}")


def _level(at: int, is_ordered: bool) -> str:
    """How one level of lists is marked and set in."""
    mark = f"%{at + 1}." if is_ordered else "•–▪"[at % 3]
    how = ("decimal", "lowerLetter", "lowerRoman")[at % 3] if is_ordered else "bullet"
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{how}"/><w:lvlText w:val="{mark}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{360 * (at + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
    )


def _marked(style: str, name: str, number: int | None) -> Any:
    run, properties, kind = OxmlElement("w:r"), OxmlElement("w:rPr"), OxmlElement("w:rStyle")
    kind.set(qn("w:val"), style)
    properties.append(kind)
    run.append(properties)
    mark = OxmlElement(name)
    if number is not None:
        mark.set(qn("w:id"), str(number))
    run.append(mark)
    return run


def _lines(nodes: list[Node]) -> list[list[Any]]:
    """The paragraphs of a note; of lists and tables their items and rows."""
    found: list[list[Any]] = []
    for node in nodes:
        kind = node["t"]
        if kind in ("p", "h"):
            found.append(node["c"])
        elif kind == "quote":
            found += _lines(node["c"])
        elif kind == "list":
            found += [line for item in node["c"] for line in _lines(item)]
        elif kind == "pre":
            found.append([{"t": "code", "s": node["s"]}])
        elif kind == "table":
            found += [
                [part for cell in row for part in [*cell, " "]] for row in [node["head"], *node["rows"]]
            ]
    return found


def _without(line: list[Any]) -> list[Any]:
    """The line as it may stand in a note: links as words with their address, no notes."""
    found: list[Any] = []
    for node in line:
        if isinstance(node, str) or node["t"] in ("code", "br"):
            found.append(node)
        elif node["t"] == "link":
            found += [*_without(node["c"]), f" <{node['url']}>"]
        elif node["t"] == "note":
            found += [" (", *[part for each in _lines(node["c"]) for part in _without(each)], ")"]
        else:
            found.append({**node, "c": _without(node["c"])})
    return found
