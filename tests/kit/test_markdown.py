"""Markdown: what CommonMark says, and nothing a writer could harm a reader with."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intersession.kit.markdown import ATTRIBUTES, SCHEMES, TAGS, TURNERS, to_html

TRICKS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![p](http://far.example/p.png)",
    "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](&#106;avascript:alert(1))",
    "[a](data:text/html,x)", "<javascript:alert(1)>", "[a]: vbscript:x\n\n[a]", "[a](//far.example)",
    "<a onclick='x()'>", "</p><style>*{}</style>", "<svg/onload=alert(1)>", "[a](http://b 'c\" onload=\"d')",
    "```\n</code></pre><script>\n```", "[^1]\n\n[^1]: <iframe src=x>", "| a |\n|--:|\n| <b style=x> |\n",
    "<!-- -->", "<![CDATA[x]]>", "&lt;script&gt;", "# <h1 id=main>", "\u202e", "\x00", "\\<script\\>",
    "![a](x \"onerror=alert(1)\")", "[x](<javascript:alert(1)>)", "[ ](\tjava\nscript:x)", "&#x202E;",
)  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(TRICKS), st.text(max_size=12)), max_size=8).map("".join)


class Reader(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(hostile)
@settings(max_examples=300, deadline=None)
def test_no_text_makes_a_page_that_harms(source: str) -> None:
    reader = Reader(to_html(source, notes="a1"))
    for tag, attributes in reader.found:
        assert tag in TAGS
        for name, value in attributes.items():
            assert name == "rel" or name in ATTRIBUTES[tag]
            assert not name.startswith("on")
            if name == "href":
                scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", (value or "").lower())
                assert scheme is None or scheme[1] in SCHEMES
        if tag == "a":
            assert "nofollow" in (attributes["rel"] or "")
    assert not any(chr(code) in reader.text for code in TURNERS)


@given(st.text(alphabet="#\na ", max_size=60))
@settings(max_examples=100, deadline=None)
def test_headings_leave_no_level_out(source: str) -> None:
    levels = [int(tag[1]) for tag, _ in Reader(to_html(source, top=2)).found if re.fullmatch(r"h\d", tag)]
    assert levels[:1] in ([], [2])
    assert all(2 <= level <= 6 for level in levels)
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>\n"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("    <b>", "<pre><code>&lt;b&gt;\n</code></pre>\n"),
        ("~~a~~", "<p><s>a</s></p>\n"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>\n"),
        ("![a picture](p.png)", "<p>a picture</p>\n"),
        (
            "[a](/en/about/)",
            '<p><a href="/en/about/" rel="nofollow noopener noreferrer">a</a></p>\n',
        ),
        ("# A\n### B\n## C\n# D", "<h2>A</h2>\n<h3>B</h3>\n<h3>C</h3>\n<h2>D</h2>\n"),
    ],
)
def test_a_text_becomes_its_html(source: str, html: str) -> None:
    assert to_html(source) == html


def test_a_table_says_how_its_cells_stand_and_scrolls_by_itself() -> None:
    html = to_html("| a | b |\n|--:|:-:|\n| 1 | 2 |\n")
    assert html.startswith('<div class="scroll" tabindex="0">\n<table>')
    assert '<td data-align="end">1</td>\n<td data-align="center">2</td>' in html
    assert "style" not in html


def test_footnotes_of_two_texts_do_not_meet() -> None:
    source = "a[^x] b[^x]\n\n[^x]: note"
    one, other = to_html(source, notes="one"), to_html(source, notes="other")
    ids = [re.findall(r'id="([^"]+)"', html) for html in (one, other)]
    assert len(ids[0]) == len(set(ids[0])) == 3
    assert not set(ids[0]) & set(ids[1])
    targets = re.findall(r'href="#([^"]+)"', one)
    assert set(targets) <= set(ids[0])


def test_the_order_of_letters_cannot_be_turned_unseen() -> None:
    assert to_html("pay \u202eliam\u202c &#x2066;now") == "<p>pay [U+202E]liam[U+202C] [U+2066]now</p>\n"
    # The marks for one letter are a part of writing Arabic.
    assert "\u200f" in to_html("نص\u200f.")


@pytest.mark.parametrize(
    "source",
    [">" * 1_000_000, "word " * 200_000, "*" * 60_000 + "a" + "*" * 60_000, "- " * 100_000, "`" * 1_000_000],
    ids=["quotes", "words", "stars", "lists", "backticks"],
)
def test_a_text_of_a_million_letters_is_read_in_time(source: str) -> None:
    started = time.process_time()
    to_html(source)
    assert time.process_time() - started < 20
