"""XLIFF out and in: nothing of a text is lost on the way, and a stranger's file does no harm."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from intersession.translations.xliff import MOST_BYTES, NAMESPACE, File, NotRead, Unit, read, write

# Whatever a database can hold: no zero, no half of a pair.
TEXT = st.text(max_size=30).map(lambda text: text.replace("\x00", "\r") or "\x1b")
UNITS = st.lists(
    st.builds(
        Unit,
        key=st.sampled_from(["title", "23456789ab", "zyxwvutsrq"]),
        source=TEXT,
        target=TEXT,
        is_machine=st.booleans(),
        is_confirmed=st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


@given(UNITS)
def test_what_goes_out_comes_back(units: list[Unit]) -> None:
    assert read(write(File("en", "ar", tuple(units)), "a/1")) == File("en", "ar", tuple(units))


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(NotRead) as fault:
        read(data)
    assert fault.value.sentence


def test_markdown_stays_text() -> None:
    source = "**Services** ask [less](https://a.example/?x=1&y=2) than `<b>` needs.[^1]\n\n[^1]: A note."
    data = write(File("en", "fr", (Unit("aaaaaaaaaa", source, source),)), "a/1")
    assert etree.fromstring(data).findtext(f".//{{{NAMESPACE}}}source") == source
    assert read(data).units[0].target == source


def test_the_file_says_what_the_standard_asks() -> None:
    data = write(File("en", "ar", (Unit("aaaaaaaaaa", "A", "ا", True, notes=("a note",)),)), "a/1")
    root = etree.fromstring(data)
    assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == ("2.1", "en", "ar")
    (unit,) = root.iter(f"{{{NAMESPACE}}}unit")
    assert [etree.QName(each).localname for each in unit] == ["notes", "segment"], (
        "in the order of the schema"
    )
    assert unit[1].get("subState") == "intersession:machine"
    assert unit[1].get("state"), "a subState needs a state"


def xliff(body: str, version: str = "2.0", namespace: str = NAMESPACE) -> bytes:
    return (
        f'<xliff xmlns="{namespace}" xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0" '
        f'xmlns:its="http://www.w3.org/2005/11/its" version="{version}" srcLang="en" trgLang="fr">'
        f'<file id="f">{body}</file></xliff>'
    ).encode()


def unit(segment: str, attributes: str = 'id="aaaaaaaaaa"', before: str = "") -> str:
    return f"<unit {attributes}>{before}{segment}</unit>"


SEGMENT = "<segment{}><source>A.</source><target{}>B.</target></segment>"
MATCH = '<mtc:matches><mtc:match ref="#s" type="mt"><source>A.</source><target>B.</target></mtc:match></mtc:matches>'


@pytest.mark.parametrize(
    ("body", "is_machine"),
    [
        (unit(SEGMENT.format("", "")), False),
        (unit(SEGMENT.format(' state="initial" subState="tool:mt"', "")), True),
        (unit(SEGMENT.format(' state="translated" subState="tool:mtb"', "")), False),
        (unit(SEGMENT.format("", ' its:mtConfidence="0.8"')), True),
        (unit(SEGMENT.format("", ""), before=MATCH), True),
        (unit(SEGMENT.format("", "").replace(">B.<", ">Z.<"), before=MATCH), False),
        (unit("<segment><source>A.</source></segment>", before=MATCH), True),
    ],
)
def test_the_marks_of_a_machine_are_read(body: str, is_machine: bool) -> None:
    (found,) = read(xliff(body)).units
    assert found.is_machine is is_machine
    assert found.target in ("B.", "Z.")


def test_segments_of_a_tool_are_joined_again() -> None:
    body = unit(
        "<segment state='final'><source>A.</source><target>B.</target></segment>"
        "<ignorable><source> </source></ignorable>"
        "<segment state='final'><source>C.</source><target>D.</target></segment>"
    )
    (found,) = read(xliff(body)).units
    assert (found.source, found.target, found.is_confirmed) == ("A. C.", "B. D.", True)
    half = body.replace("<target>D.</target>", "")
    assert read(xliff(half)).units[0].target == "", "half a paragraph is none"


def test_codes_of_a_tool_are_told_and_not_lost_in_silence() -> None:
    body = unit('<segment><source>A.</source><target>B <ph id="1"/> <mrk id="m">C</mrk></target></segment>')
    (found,) = read(xliff(body)).units
    assert found.target == "B  C"
    assert "codes" in found.fault


def test_a_tool_that_numbers_anew_keeps_the_name() -> None:
    (found,) = read(xliff(unit(SEGMENT.format("", ""), 'id="1" name="aaaaaaaaaa"'))).units
    assert found.key == "aaaaaaaaaa"


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{("&a" + str(n - 1 if n else "") + ";") * 10}">' for n in range(9))
    + "]><x>&a8;</x>"
)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"PK\x03\x04rest", "archive"),
        (b"\x00\x01\x02", "not readable"),
        (b"<xliff", "not readable"),
        (b"<html/>", "not XLIFF"),
        (b"<?xml version='1.0' encoding='nonsense'?><xliff/>", "not readable"),
        ("<?xml version='1.0' encoding='ascii'?><xliff>é</xliff>".encode(), "not readable"),
        (BOMB.encode(), "document type"),
        (BOMB.encode("utf-16"), "document type"),
        (b"<!DOCTYPE x SYSTEM 'http://a.example/x.dtd'><x/>", "document type"),
        (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "document type"),
        (xliff("", "1.2", "urn:oasis:names:tc:xliff:document:1.2"), "XLIFF 1.2"),
        (xliff("", "2.1", "urn:something:else"), "namespace"),
        (xliff("", "2.1", ""), "namespace"),
        (xliff(""), "no units"),
        (b"x" * (MOST_BYTES + 1), "larger than 10"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence(data: bytes, told: str) -> None:
    with pytest.raises(NotRead) as fault:
        read(data)
    assert told in fault.value.sentence


def test_depth_and_number_cost_no_more_than_the_size() -> None:
    began = time.monotonic()
    deep = "<mrk>" * 100_000 + "A" + "</mrk>" * 100_000
    (found,) = read(xliff(unit(f"<segment><source>A</source><target>{deep}</target></segment>"))).units
    assert found.target == "A"
    with pytest.raises(NotRead, match="more than"):
        read(xliff(unit("") * 10_001))
    assert time.monotonic() - began < 10


def test_other_encodings_are_read() -> None:
    text = xliff(unit(SEGMENT.format("", ""))).decode().replace("B.", "é")
    assert read(text.encode("utf-16")).units[0].target == "é"
    assert read(f"<?xml version='1.0' encoding='latin-1'?>{text}".encode("latin-1")).units[0].target == "é"
