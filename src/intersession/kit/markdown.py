"""Markdown into HTML that is safe to show: CommonMark with tables and footnotes.

Two walls stand between a writer and a reader. The parser knows no raw HTML and no pictures; what it makes then
passes an allow-list (`nh3`), so that a fault in one is caught by the other. Headings start at the level the page
asks for and never skip one. Characters that turn the order of the letters around are written out, so that
nobody reads something else than what stands there.

Time grows with the length of the text and not faster; the worst texts tried take some twenty microseconds a
character, so whoever takes a text in should limit its length. What is nested deeper than `DEEPEST` is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

LOWEST = 6
DEEPEST = 40
TAGS = frozenset(
    {
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "div", "section"),
        *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
        *("a", "code", "em", "s", "strong", "sup"),
    }
)
ATTRIBUTES = {
    "a": {"href", "title", "id", "role"},
    "div": {"class", "tabindex"},
    "li": {"id"},
    "ol": {"start", "class"},
    "section": {"class"},
    "sup": {"class"},
    "td": {"data-align"},
    "th": {"data-align"},
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
OUR_CLASSES = frozenset({"scroll", "footnotes", "footnotes-list", "footnote-ref"})
OUR_ROLES = frozenset({"doc-noteref", "doc-backlink"})
OUR_ID = re.compile(r"fn(ref)?[a-z0-9:-]+")
# Embeddings, overrides and isolates reach over what follows them; the three marks for single letters (U+200E,
# U+200F, U+061C) cannot, and Arabic and Hebrew need them.
TURNERS = {code: f"[U+{code:04X}]" for code in [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]}


def to_html(source: str, *, top: int = 2, notes: str = "") -> SafeString:
    """The HTML of a Markdown text. `top` is the level of its highest heading.

    `notes` keeps the footnotes of several texts on one page apart: letters and digits, another for each text.
    """
    env: dict[str, Any] = {"docId": notes} if notes else {}
    tokens = _PARSER.parse(source.replace("\x00", "�"), env)
    _level_headings(tokens, top)
    _mark_cells(tokens)
    html = nh3.clean(
        _PARSER.renderer.render(tokens, _PARSER.options, env),
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_filtered,
        url_schemes=set(SCHEMES),
        link_rel="nofollow noopener noreferrer",
    )
    return mark_safe(with_turners_shown(html))  # it passed the allow-list


def tokens_of(source: str) -> list[Token]:
    """The same text as tokens, for what is not HTML: footnotes come last, raw HTML is text."""
    tokens: list[Token] = _PARSER.parse(source.replace("\x00", "�"), {})
    return tokens


def with_turners_shown(text: str) -> str:
    """The text with characters that turn the order of letters around written as `[U+202E]`."""
    return text.translate(TURNERS)


def _filtered(tag: str, name: str, value: str) -> str | None:
    """Classes, roles and ids are ours alone: a writer cannot dress text up as a part of the page."""
    if name == "class":
        return value if value in OUR_CLASSES else None
    if name == "role":
        return value if value in OUR_ROLES else None
    if name == "id":
        return value if OUR_ID.fullmatch(value) else None
    if name == "tabindex":
        return "0"
    return value


def _level_headings(tokens: Sequence[Token], top: int) -> None:
    """Bring headings to levels from `top` down, keeping their order and leaving no level out.

    `levels` holds the levels the writer has open at a heading; how many there are is how deep it stands.
    """
    levels: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            written = int(token.tag[1])
            while levels and levels[-1] >= written:
                levels.pop()
            levels.append(written)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(LOWEST, top + len(levels) - 1)}"


def _mark_cells(tokens: Sequence[Token]) -> None:
    """Say the alignment of a cell as an attribute of ours; `style` is refused by our own policy."""
    for token in tokens:
        style = token.attrs.pop("style", None)
        if style == "text-align:right":
            token.attrs["data-align"] = "end"
        elif style == "text-align:center":
            token.attrs["data-align"] = "center"


def _picture(tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    """What a picture says in words: a text loads nothing, from here or elsewhere."""
    return str(escapeHtml(_PARSER.renderer.renderInlineAsText(tokens[place].children or [], options, env)))


def _table_open(tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    return '<div class="scroll" tabindex="0">\n<table>\n'


def _table_close(tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    return "</table>\n</div>\n"


def _note_name(tokens: Sequence[Token], place: int, env: Any) -> str:
    prefix = f"-{env['docId']}-" if env.get("docId") else ""
    return f"{prefix}{tokens[place].meta['id'] + 1}"


def _note_reference(tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    name, again = _note_name(tokens, place, env), tokens[place].meta.get("subId", 0)
    own = f"{name}:{again}" if again > 0 else name
    number = tokens[place].meta["id"] + 1
    return f'<sup class="footnote-ref"><a href="#fn{name}" id="fnref{own}" role="doc-noteref">[{number}]</a></sup>'


def _notes_open(tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    return '<section class="footnotes">\n<hr>\n<ol class="footnotes-list">\n'


def _note_back(tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    name, again = _note_name(tokens, place, env), tokens[place].meta.get("subId", 0)
    own = f"{name}:{again}" if again > 0 else name
    return f' <a href="#fnref{own}" role="doc-backlink">↑</a>'


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin)
    # What would be raw HTML is text, and is shown as text.
    parser.disable(["html_block", "html_inline"])
    rules: dict[str, Any] = {
        "image": _picture,
        "table_open": _table_open,
        "table_close": _table_close,
        "footnote_ref": _note_reference,
        "footnote_anchor": _note_back,
        "footnote_block_open": _notes_open,
    }
    assert isinstance(parser.renderer, RendererHTML)
    parser.renderer.rules.update(rules)
    return parser


_PARSER: Any = _parser()
