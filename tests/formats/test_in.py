"""Files into blocks: what comes in, what is said about the rest, and that nothing is written before a yes."""

from __future__ import annotations

import html as entities
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document as new_word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from PIL import Image

from intersession.access.errors import NotAllowed, Refused
from intersession.formats import actions, markdown, web, word
from intersession.formats.marks import escaped, in_a_line
from intersession.formats.queries import document_of
from intersession.formats.reading import Reading, matched, parts_of, read_file
from intersession.formats.tree import tree_of, words_of
from intersession.formats.unfolding import of_html
from intersession.papers.models import Block, Paper, Version
from intersession.papers.texts import hash_of
from tests.papers.making import SOURCE, make_paper, make_public, make_revision
from tests.world import World

WRITERS = {"md": markdown.written, "html": web.written, "docx": word.written}


def read(data: bytes, name: str = "text.docx") -> Reading:
    return read_file(ContentFile(data, name))


def saved(file: Any) -> bytes:
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def texts_of(reading: Reading) -> list[str]:
    return [each.part.text for each in parts_of(reading.source)]


def draft_of(paper: Paper) -> Version:
    draft: Version = paper.versions.select_related("paper").get(published_at=None)
    return draft


def blocks_of(version: Version) -> list[Block]:
    return list(version.blocks.order_by("position", "pk"))


LONG = """# What we ask

Services ask nobody for more than *the check* needs, and **say so**.[^1]

- Hotlines answer within one working day.
  1. The first line.
  2. The second line.
- Schools teach what to do.

> A quotation of somebody.

## For whom it fails

| Measure | Error |
| --- | --- |
| Age estimation | 4 % |

Note: see [the report](https://example.org/report).

[^1]: As the report of the *year before* says.
"""


@pytest.mark.parametrize("ending", sorted(WRITERS))
def test_what_went_out_comes_in_with_its_keys(world: World, ending: str) -> None:
    draft = draft_of(make_paper(world, LONG))
    blocks = blocks_of(draft)
    reading = read(WRITERS[ending](document_of(draft)), f"paper.{ending}")
    assert reading.title.startswith(draft.paper.title)
    incoming = parts_of(reading.source)
    assert [each.key for each in incoming] == [block.key for block in blocks]
    if ending == "md":
        assert [each.part.text for each in incoming] == [block.text for block in blocks]
    assert [words(each.part.text) for each in incoming] == [words(block.text) for block in blocks]
    assert [each.part.kind for each in incoming] == [block.kind for block in blocks]


def words(text: str) -> str:
    return " ".join(words_of(tree_of(text)).split())


@pytest.mark.parametrize("ending", sorted(WRITERS))
def test_bringing_the_same_file_in_again_changes_no_word(world: World, ending: str) -> None:
    paper = make_paper(world, LONG)
    draft = draft_of(paper)
    before = {block.key: words(block.text) for block in blocks_of(draft)}
    reading = read(WRITERS[ending](document_of(draft)), f"paper.{ending}")
    actions.import_text(world.actor("ben"), paper, reading.source, hash_of(blocks_of(draft)))
    assert {block.key: words(block.text) for block in blocks_of(draft)} == before


def test_blocks_without_keys_are_matched_by_their_words(world: World) -> None:
    paper = make_revision(world)
    draft = draft_of(paper)
    old = blocks_of(draft)
    changed = SOURCE.replace("one working day", "two working days").replace(
        "# What we ask\n", "# What we ask\n\nA paragraph that is new to everybody who reads this text.\n"
    )
    actions.import_text(world.actor("ben"), paper, changed, hash_of(old))
    new = blocks_of(draft)
    assert [block.key for block in new if block.key in {each.key for each in old}] == [
        each.key for each in old
    ]
    assert len(new) == len(old) + 1
    assert [block.position for block in new] == list(range(len(new)))
    changed_list = next(block for block in new if "two working days" in block.text)
    assert changed_list.key == old[2].key
    assert "<li>Hotlines answer within two working days.</li>" in changed_list.html
    assert (changed_list.revision, new[0].revision) == (2, 1)


def test_a_key_of_another_paper_is_not_taken_over(world: World) -> None:
    other = blocks_of(draft_of(make_paper(world)))[0]
    paper = make_paper(world, "Something else entirely, in one paragraph.")
    draft = draft_of(paper)
    source = f"<!-- {other.key} -->\n\nWords that are nowhere else in any paper."
    actions.import_text(world.actor("ben"), paper, source, hash_of(blocks_of(draft)))
    assert [block.key == other.key for block in blocks_of(draft)] == [False]


def test_a_key_twice_is_given_once(world: World) -> None:
    paper = make_paper(world, "One paragraph with a number of words in it.")
    draft = draft_of(paper)
    key = blocks_of(draft)[0].key
    source = f"<!-- {key} -->\n\nFirst words.\n\n<!-- {key} -->\n\nSecond words."
    actions.import_text(world.actor("ben"), paper, source, hash_of(blocks_of(draft)))
    assert [block.key == key for block in blocks_of(draft)] == [True, False]


def test_a_draft_that_changed_since_is_not_overwritten(world: World) -> None:
    paper = make_paper(world)
    with pytest.raises(Refused, match="changed the draft"):
        actions.import_text(world.actor("ben"), paper, "Another text.", "0" * 64)
    assert len(blocks_of(draft_of(paper))) == 4


@pytest.mark.parametrize("name", ["visitor", "lou", "obi", "eve"])
def test_only_its_writers_bring_a_file_into_a_draft(world: World, name: str) -> None:
    paper = make_paper(world)
    seen = hash_of(blocks_of(draft_of(paper)))
    with pytest.raises(NotAllowed):
        actions.import_text(world.actor(name), paper, "Another text.", seen)
    assert hash_of(blocks_of(draft_of(paper))) == seen


def test_a_paper_that_is_not_being_written_takes_no_file(world: World) -> None:
    paper = make_public(world)
    seen = hash_of(blocks_of(draft_of(paper)))
    with pytest.raises(Refused, match="not being written"):
        actions.import_text(world.actor("ben"), paper, "Another text.", seen)


def test_word_tells_what_it_did_not_understand() -> None:
    file = new_word()
    file.add_heading("What we ask", 1)
    paragraph = file.add_paragraph("It stays. ")
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    file.add_picture(io.BytesIO(picture.getvalue()))
    inserted = f'<w:ins {nsdecls("w")} w:id="1" w:author="A"><w:r><w:t>New words. </w:t></w:r></w:ins>'
    struck = f'<w:del {nsdecls("w")} w:id="2" w:author="A"><w:r><w:delText>Old.</w:delText></w:r></w:del>'
    paragraph._p.append(parse_xml(inserted))
    paragraph._p.append(parse_xml(struck))
    table = file.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Over two"
    table.cell(1, 0).text, table.cell(1, 1).text = "a", "b|c"
    file.add_comment(paragraph.runs, "What of this?", author="A")
    reading = read(saved(file))
    said = " ".join(reading.notices)
    for part in ("1 picture", "2 tracked changes", "1 merged cell", "1 comment"):
        assert part in said, said
    assert texts_of(reading) == [
        "# What we ask",
        "It stays. New words.",
        "| Over two |  |\n| --- | --- |\n| a | b\\|c |",
    ]


def test_html_from_elsewhere_is_read_without_what_acts() -> None:
    page = (
        "<html><head><title>A title</title><style>p{}</style></head><body><nav>Home</nav><script>alert(1)</script>"
        "<h2>Terms</h2><p>A <b>child</b> is anybody under <a href='javascript:x()'>18</a>."
        "<img src=x onerror=y></p>loose words<div><ul><li>one<ul><li>two</li></ul></li></ul></div>"
        "<form><input name=x></form><svg><script>1</script></svg><p>1. no list</p></body></html>"
    )
    reading = read(page.encode(), "page.html")
    assert texts_of(reading) == [
        "## Terms",
        "A **child** is anybody under 18.",
        "loose words",
        "- one\n  - two",
        "1\\. no list",
    ]
    assert reading.title == "A title"
    said = " ".join(reading.notices)
    assert "1 picture" in said
    assert "1 link" in said
    assert "3 scripts" in said


def test_markdown_keeps_its_marks_and_says_what_it_drops() -> None:
    source = "---\ntitle: A paper\n---\n# One\n\nText ![x](y.png) <b>bold</b> <!-- secret -->\n\n- a\n- b\n"
    reading = read(source.encode(), "paper.md")
    assert reading.title == "A paper"
    assert texts_of(reading)[0] == "# One"
    assert texts_of(reading)[2] == "- a\n- b"
    assert len(reading.notices) == 4
    assert "secret" not in reading.source


def macro_file() -> bytes:
    kept = io.BytesIO(saved(new_word()))
    with zipfile.ZipFile(kept, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return kept.getvalue()


def bomb() -> bytes:
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(new_word()))) as given,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in given.namelist():
            data = given.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 30_000_000)
            archive.writestr(name, data)
    return kept.getvalue()


def entity_file() -> bytes:
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(new_word()))) as given,
        zipfile.ZipFile(kept, "w") as archive,
    ):
        for name in given.namelist():
            data = given.read(name)
            if name == "word/document.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "b">]>' + data.partition(b"?>")[2]
            archive.writestr(name, data)
    return kept.getvalue()


def many_paragraphs() -> bytes:
    return "\n\n".join(f"Paragraph {number}." for number in range(10_000)).encode()


@pytest.mark.parametrize(
    ("name", "made", "said"),
    [
        ("empty.docx", lambda: b"", "empty"),
        ("empty.md", lambda: b"  \n\n ", "nothing in this file"),
        ("only-marks.md", lambda: b"---\n\n***\n", "no text in this file"),
        ("blank.docx", lambda: saved(new_word()), "nothing in this file"),
        ("broken.docx", lambda: saved(new_word())[:2000], "damaged"),
        ("macros.docm", macro_file, "macros"),
        ("bomb.docx", bomb, "more time or memory"),
        ("entities.docx", entity_file, "fetch something"),
        ("many.md", many_paragraphs, "5000 paragraphs"),
        ("long.md", lambda: b"word " * 30_000, "100000 characters"),
        ("huge.md", lambda: ("word " * 15_000 + "\n\n").encode() * 14, "too long for a paper"),
        ("picture.png", lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 50, "Word (DOCX), Markdown and HTML"),
        ("old.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 50, "old Office format"),
        ("deep.html", lambda: b"<html>" + b"<div>" * 50_000 + b"x", "could not be read|more time|nothing"),
        ("zeros.md", lambda: b"a\x00b", "could not be told|Word .DOCX.|tell what kind"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(name: str, made: Callable[[], bytes], said: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(made(), name)
    assert re.search(said.replace("(DOCX)", r"\(DOCX\)"), str(refusal.value.sentence)), refusal.value.sentence


def test_ten_thousand_paragraphs_of_word_get_a_sentence() -> None:
    file = new_word()
    body = file.element.body
    for number in range(10_000):
        body.insert(0, parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>Paragraph {number}.</w:t></w:r></w:p>"))
    with pytest.raises(Refused, match="5000 paragraphs"):
        read(saved(file))


def test_a_person_looks_before_anything_is_written(world: World, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("ben")
    file = new_word()
    file.add_heading("A charter for games", 0)
    file.add_paragraph("Games ask children for nothing they do not need.")
    upload = SimpleUploadedFile("charter.docx", saved(file))
    shown = client.post("/en/papers/propose/file/", {"file": upload})
    assert shown.status_code == 200
    assert not Paper.objects.exists()
    page = html.fromstring(shown.content)
    form = next(each for each in page.forms if each.get("action", "").endswith("/save/"))
    fields = {**dict(form.form_values()), "kind": "charter", "purpose": "For games."}
    assert fields["title"] == "A charter for games"
    written = client.post(form.get("action"), fields)
    assert written.status_code == 302
    paper = Paper.objects.get()
    assert (paper.title, paper.kind) == ("A charter for games", "charter")
    assert [block.text for block in blocks_of(draft_of(paper))] == [
        "Games ask children for nothing they do not need."
    ]


def test_a_form_with_a_fault_keeps_the_text(world: World, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("ben")
    fields = {"kind": "charter", "title": "", "language": "en", "purpose": "P", "source": "Kept words."}
    answer = client.post("/en/papers/propose/file/save/", fields)
    assert answer.status_code == 400
    form = next(
        each for each in html.fromstring(answer.content).forms if each.get("action", "").endswith("/save/")
    )
    assert dict(form.form_values())["source"] == "Kept words."
    assert not Paper.objects.exists()


def test_a_draft_shows_what_would_change_and_then_changes(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    paper = make_paper(world)
    before = hash_of(blocks_of(draft_of(paper)))
    client = sign_in("ben")
    data = markdown.written(document_of(draft_of(paper))).replace(b"one working day", b"two working days")
    shown = client.post(
        f"/en/papers/{paper.slug}/draft/file/", {"file": SimpleUploadedFile("paper.md", data)}
    )
    assert shown.status_code == 200
    changes = html.fromstring(shown.content)
    assert changes.xpath("//ins/text()")[0].strip() == "two"
    assert changes.xpath("//del/text()")[0].strip() == "one"
    assert hash_of(blocks_of(draft_of(paper))) == before
    form = next(
        each for each in html.fromstring(shown.content).forms if each.get("action", "").endswith("/save/")
    )
    fields = dict(form.form_values())
    assert client.post(form.get("action"), fields).status_code == 302
    assert "two working days" in blocks_of(draft_of(paper))[2].text
    again = client.post(form.get("action"), fields)
    assert again.status_code == 409
    assert "changed the draft in the meantime" in again.content.decode()


def test_a_refused_file_has_its_sentence_at_the_field(world: World, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("ben")
    answer = client.post("/en/papers/propose/file/", {"file": SimpleUploadedFile("x.docm", macro_file())})
    assert answer.status_code == 400
    assert "macros" in html.fromstring(answer.content).xpath("string(//ul[@class='errorlist'])")


SAID = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn")), min_size=1, max_size=60
)


@given(st.text("#>-+=*_`~[]<>&;!|\\()1.2) ab\u0627\u8c01", max_size=40) | SAID)
@example("1. x")
@example("__0__")
@example("- - -")
@example("a\\")
@example("&amp;")
@settings(max_examples=300, deadline=None)
def test_plain_words_stay_what_they_are(text: str) -> None:
    assert words_of(tree_of(in_a_line(text))) == " ".join(text.split())


@given(
    st.lists(
        st.text("#>-+=*_`~[]&;!|\\()1.2) ab\u0627\u8c01", min_size=1, max_size=30), min_size=1, max_size=4
    )
)
@settings(max_examples=200, deadline=None)
def test_words_of_html_stay_what_they_are(lines: list[str]) -> None:
    page = "".join(
        f"<p>{entities.escape(line)}</p><ul><li>{entities.escape(line)}</li></ul>" for line in lines
    )
    blocks, _title = of_html(f"<body>{page}</body>", Counter())
    wanted = [" ".join(line.split()) for line in lines if line.split() for _twice in range(2)]
    assert [words(text) for _key, text in blocks] == wanted


def test_escaping_leaves_ordinary_words_alone() -> None:
    for text in ("a_b snake_case", "50 % & more", "C# and #tag", "well-known", "3.5 (see p. 4)", "a|b"):
        assert escaped(text) == text


@given(st.permutations(range(6)))
@settings(max_examples=30, deadline=None)
def test_every_block_that_came_in_is_there_once(order: list[int]) -> None:
    old = [
        Block(key=f"k{number}aaaaaaaa", text=f"Words number {number} of the old text, long enough.")
        for number in range(6)
    ]
    source = "\n\n".join(old[number].text for number in order)
    incoming, _found = matched(old, parts_of(source))
    assert [each.key for each in incoming] == [old[number].key for number in order]
