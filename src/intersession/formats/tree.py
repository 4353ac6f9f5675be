"""A text without the marks of Markdown: plain data that every format is made of.

A node is a dictionary with `t`, what it is, and `c`, what is in it. Among blocks: `p` paragraph, `h` heading
(`level`), `list` (`ordered`, `start`; `c` holds items, each a list of blocks), `quote`, `pre` (`s`), `table` (`align`,
`head`, `rows`; cells hold what stands in lines). In lines: a string, or `em`, `strong`, `s`, `code` (`s`),
`link` (`url`), `note` (blocks), `br`. Nothing in it can be taken for an instruction by whoever writes a file.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from markdown_it.tree import SyntaxTreeNode

from intersession.kit.markdown import SCHEMES, tokens_of, with_turners_shown

type Node = dict[str, Any]
type Line = list[Any]

LONGEST_ADDRESS = 2_000
# What XML does not know, and what no reader sees.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_VISIBLE = re.compile(r"[^\s\u200b-\u200f\u2060-\u2064\ufeff\u00ad]")
_WRAPPED = {"em": "em", "strong": "strong", "s": "s"}
_DEFINITION = re.compile(r"^\[\^([^\]\s]+)\]:", re.MULTILINE)


def tree_of(source: str, site: str = "") -> list[Node]:
    """The blocks of a Markdown text, footnotes where they are referred to. `site` makes links whole."""
    root = SyntaxTreeNode(tokens_of(source))
    notes: dict[int, list[Node]] = {}
    # Notes may refer to notes: each is read once, in order, and one that is not there yet is left out.
    for block in root.children:
        if block.type == "footnote_block":
            for note in block.children:
                notes[note.meta["id"]] = _blocks(note.children, notes, site)
    return _blocks([each for each in root.children if each.type != "footnote_block"], notes, site)


def seen(text: str) -> str:
    """A text as it is written into files: without what no file takes, with what turns letters around shown."""
    return with_turners_shown(UNSEEN.sub("", text))


def words_of(nodes: list[Any]) -> str:
    """Only the words, for titles and contents. Notes stay out."""
    found = []
    for node in nodes:
        if isinstance(node, str):
            found.append(node)
        elif node["t"] in ("code", "pre"):
            found.append(node["s"])
        elif node["t"] == "br":
            found.append(" ")
        elif node["t"] == "list":
            found += [words_of(item) for item in node["c"]]
        elif node["t"] == "table":
            found += [words_of(cell) for row in [node["head"], *node["rows"]] for cell in row]
        elif node["t"] != "note":
            found.append(words_of(node["c"]))
    return "".join(found)


def levelled(blocks: list[list[Node]]) -> None:
    """Bring the headings of a whole text to levels from 1 down, leaving none out. One without words is none."""
    open_levels: list[int] = []
    for nodes in blocks:
        for node in nodes:
            if node["t"] == "h" and not _VISIBLE.search(words_of(node["c"])):
                node["t"] = "p"
            if node["t"] == "h":
                while open_levels and open_levels[-1] >= node["level"]:
                    open_levels.pop()
                open_levels.append(node["level"])
                node["level"] = min(6, len(open_levels))


def with_notes_numbered(text: str, first: int) -> tuple[str, int]:
    """A block's Markdown with its footnotes named by numbers from `first`; and the next free number."""
    for name in dict.fromkeys(_DEFINITION.findall(text)):
        # Through a mark nobody types, so that a new name is not taken for an old one.
        text = text.replace(f"[^{name}]", f"[^\x00{first}]")
        first += 1
    return text.replace("[^\x00", "[^"), first


def _blocks(children: list[SyntaxTreeNode], notes: dict[int, list[Node]], site: str) -> list[Node]:
    found: list[Node] = []
    for child in children:
        kind = child.type
        if kind == "paragraph":
            found.append({"t": "p", "c": _line(child.children, notes, site)})
        elif kind == "heading":
            found.append({"t": "h", "level": int(child.tag[1]), "c": _line(child.children, notes, site)})
        elif kind in ("bullet_list", "ordered_list"):
            items = [_blocks(item.children, notes, site) for item in child.children]
            start = int(child.attrs.get("start", 1)) if kind == "ordered_list" else 1
            found.append({"t": "list", "ordered": kind == "ordered_list", "start": start, "c": items})
        elif kind == "blockquote":
            found.append({"t": "quote", "c": _blocks(child.children, notes, site)})
        elif kind in ("fence", "code_block"):
            found.append({"t": "pre", "s": seen(child.content).rstrip("\n")})
        elif kind == "table":
            found.append(_table(child, notes, site))
    return found


def _table(table: SyntaxTreeNode, notes: dict[int, list[Node]], site: str) -> Node:
    rows = [row for part in table.children for row in part.children]
    cells = [[_line(cell.children, notes, site) for cell in row.children] for row in rows]
    sides = {"text-align:right": "end", "text-align:center": "center"}
    align = [sides.get(str(cell.attrs.get("style", "")), "start") for cell in rows[0].children]
    return {"t": "table", "align": align, "head": cells[0], "rows": cells[1:]}


def _line(children: list[SyntaxTreeNode], notes: dict[int, list[Node]], site: str) -> Line:
    found: Line = []
    for child in children:
        kind = child.type
        if kind == "inline":
            found += _line(child.children, notes, site)
        elif kind == "text" or kind == "html_inline":
            found.append(seen(child.content))
        elif kind == "softbreak":
            found.append(" ")
        elif kind == "hardbreak":
            found.append({"t": "br"})
        elif kind == "code_inline":
            found.append({"t": "code", "s": seen(child.content)})
        elif kind in _WRAPPED:
            found.append({"t": _WRAPPED[kind], "c": _line(child.children, notes, site)})
        elif kind == "link":
            found += _link(child, notes, site)
        elif kind == "image":
            found.append(seen(child.content))
        elif kind == "footnote_ref" and (note := notes.get(child.meta["id"])):
            found.append({"t": "note", "c": note})
    return found


def _link(child: SyntaxTreeNode, notes: dict[int, list[Node]], site: str) -> Line:
    """The link, or only its words where its address leads nowhere from a file."""
    words = _line(child.children, notes, site)
    address = seen(str(child.attrs.get("href", "")))
    if address.startswith("/") and not address.startswith("//"):
        address = site + address
    try:
        is_safe = urlsplit(address).scheme in SCHEMES
    except ValueError:
        is_safe = False
    if not is_safe or len(address) > LONGEST_ADDRESS or not words:
        return words
    return [{"t": "link", "url": address, "c": words}]
