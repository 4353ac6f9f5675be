"""Whatever a paper says, it is set as text: nothing in it is an instruction to Typst, and nothing gets lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from intersession.formats import epub, markdown, web, word
from intersession.formats.printing import BREAK, breakable, missing_fonts, printed
from intersession.formats.printing import given as given_to_typst
from intersession.formats.queries import Document, Objection, Piece, words_of_files
from intersession.formats.tree import seen, tree_of
from intersession.papers import texts

WORDS = dict.fromkeys(words_of_files(), "Word")
HOSTILE = (
    "#panic() $x^2$ @ref <label> \\ *strong* _em_ `code` // comment /* c */ = heading - list + enum / term: x "
    '#import "/etc/passwd" #read("/etc/passwd") ~ --- ... \' " [content] {code} #{} https://x.example'
)


def document(*blocks: str, **changed: Any) -> Document:
    parts = [part for block in blocks for part in texts.split(block)]
    fields: dict[str, Any] = {
        "title": "A title",
        "kind": "Guideline",
        "language": "en",
        "direction": "ltr",
        "coalition": "A coalition",
        "short_name": "AC",
        "version": "Version 1",
        "status": "Not adopted.",
        "day": "Published on 2 May 2026",
        "published_at": datetime(2026, 5, 2, tzinfo=UTC),
        "address": "http://localhost/papers/a/versions/1/",
        "short_address": "localhost/papers/a/versions/1/",
        "purpose": "A purpose.",
        "purpose_language": "en",
        "changes": "",
        "pieces": tuple(
            Piece(number, key_of(number), str(part.kind), part.level, part.text)
            for number, part in enumerate(parts, 1)
        ),
        "decided": "",
        "objections": (),
        "adopters": (),
        "works": (),
        "notices": (),
        "fingerprint_of_text": "ab" * 32,
        "words": WORDS,
        **changed,
    }
    return Document(**fields)


def key_of(number: int) -> str:
    return "".join("23456789ab"[int(digit)] for digit in f"{number:010d}")


def pdf_of(wanted: Document, size: str = "a4") -> bytes:
    with printed(wanted, size) as file:
        return file.read()


def words_in(pdf: bytes) -> str:
    found = pypdfium2.PdfDocument(pdf)
    return " ".join("".join(page.get_textpage().get_text_bounded() for page in found).split())


def letters(text: str) -> str:
    """Only what is no white space and no place to break: lines are broken where they are full."""
    return re.sub(r"[\s\u200b\u00ad\ufffe-]", "", text)


def test_every_field_is_set_as_it_is() -> None:
    wanted = document(
        HOSTILE.replace("*strong* _em_ `code`", "").replace("<label>", "").replace("https://x.example", ""),
        title=HOSTILE,
        purpose=HOSTILE,
        changes=HOSTILE,
        kind=HOSTILE,
        notices=(HOSTILE,),
        decided=HOSTILE,
        objections=(Objection(HOSTILE, HOSTILE, HOSTILE, HOSTILE, True),),
        adopters=((HOSTILE, "b", "c", "d"),),
        works=((HOSTILE, "https://example.org/"),),
        words=dict.fromkeys(WORDS, "#panic()"),
    )
    found = letters(words_in(pdf_of(wanted)))
    assert found.count(letters("#panic() $x^2$ @ref <label>")) >= 9
    assert "root:" not in found


SIGNS = "#$@\\*`/<>[]{}=+-_~'\"&|!.: \n\tab1"
ODD = "\u202e\u2066\u200f\u0627\u8c01\u0301\U0001f600\x00\x07\ud7ff"
NASTY = st.text(SIGNS + ODD, max_size=60)


@given(NASTY, NASTY)
@example("#", "")
@example("\\", "`")
@example("[^1]\n\n[^1]: [^1]", "x")
@example("1. \n", "- \n")
@example("| a |\n| - |", "|")
@example("[x](<>)", "![](x)")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_stops_any_format(text: str, title: str) -> None:
    wanted = document(text, title=seen(title), purpose=seen(text), changes=seen(text))
    assert pdf_of(wanted).startswith(b"%PDF")
    for written in (word.written, epub.written, web.written, markdown.written):
        assert written(wanted)


def test_a_letter_without_a_font_takes_the_claim_and_not_the_paper() -> None:
    claim = b"pdfuaid"
    assert claim in pdf_of(document("Plain words."))
    odd = pdf_of(document("A letter nobody has: \U00010ffd\ud7ff."))
    assert odd.startswith(b"%PDF")
    assert claim not in odd
    assert b"/StructTreeRoot" in odd


def test_characters_that_turn_letters_around_are_shown() -> None:
    nodes = tree_of("Pay \u202eevil\u202c now")
    assert nodes[0]["c"] == ["Pay [U+202E]evil[U+202C] now"]


def test_a_very_long_paragraph_is_set_whole() -> None:
    text = ("word #and $more$ " * 5_800).strip()
    found = words_in(pdf_of(document(text)))
    assert found.count("#and") == 5_800


def test_a_megabyte_in_one_piece_is_set_or_refused_in_time() -> None:
    piece = Piece(1, key_of(1), "paragraph", 0, "word " * 200_000)
    assert pdf_of(document("x", pieces=(piece,))).startswith(b"%PDF")


def test_long_words_find_a_place_to_break() -> None:
    address = "https://example.org/" + "a" * 200
    broken = breakable(address)
    assert broken.replace(BREAK, "") == address
    assert max(len(part) for part in broken.split(BREAK)) <= 28
    assert breakable("ordinary words stay") == "ordinary words stay"


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_places_to_break_change_no_letter(text: str) -> None:
    assert breakable(text).replace(BREAK, "") == text.replace(BREAK, "")


@pytest.mark.skipif(bool(missing_fonts()), reason="this machine lacks fonts, as `intersession check` says")
@pytest.mark.parametrize(
    ("language", "direction", "text", "family"),
    [
        ("ar", "rtl", "لا تطلب الخدمات من أحد بيانات", "Arabic"),
        ("zh", "ltr", "服务不得向任何人索取超出核验所需的数据", "CJK"),
    ],
)
def test_arabic_and_chinese_have_letters(language: str, direction: str, text: str, family: str) -> None:
    pdf = pdf_of(document(text, title=text, language=language, direction=direction))
    fonts = set(re.findall(rb"/BaseFont ?/[A-Z]{6}\+([A-Za-z0-9-]+)", pdf))
    assert any(family.encode() in name for name in fonts), fonts
    assert set(text) - {" "} <= set(words_in(pdf)) or direction == "rtl"


def test_what_the_template_is_given_is_nothing_but_data() -> None:
    told = given_to_typst(document(HOSTILE), "letter")
    assert told["paper"] == "us-letter"
    assert told["blocks"][0]["nodes"][0]["t"] == "p"
