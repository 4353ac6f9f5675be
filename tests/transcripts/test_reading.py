"""Reading transcripts and old pages: what is understood, and what is said not to be."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intersession.transcripts import labels
from intersession.transcripts.dates import find_date
from intersession.transcripts.names import looks_like_name
from intersession.transcripts.reading import understand
from intersession.transcripts.sentences import sentences_of, stretches_of
from intersession.transcripts.understood import from_data
from tests.transcripts.making import (
    CAPTIONS,
    LOST,
    NAMED,
    ONE_LINE,
    REPORT,
    SRT,
    UNDER_NAMES,
    VTT,
    WRAPPED,
    read,
    whys,
)

TEXTS = (CAPTIONS, LOST, NAMED, ONE_LINE, REPORT, SRT, UNDER_NAMES, VTT, WRAPPED)


def test_captions_with_marks_give_title_date_place_speakers_and_stage_notes() -> None:
    found = read(CAPTIONS)
    assert (found.layout, found.title, found.starts_on) == (
        "captions",
        "A Coalition on Invented Safety",
        "2031-10-14",
    )
    assert (found.place, found.source) == ("Testville, Nowhere", "https://archive.example/323")
    assert found.speakers == ["MODERATOR", "SAMPLE PERSON A", "ZURI QUELL"]
    assert [each.text for each in found.passages if each.kind == "note"] == ["(Audio issue.)", "[ Laughter ]"]
    # Nobody named who asked about helplines: nobody is guessed.
    assert [(each.speaker, each.line) for each in found.passages if "helplines" in each.text] == [("", 18)]
    assert (18, "no-speaker") in whys(found)
    assert [each.why for each in found.proposals] == ["agreed", "will"]
    assert "a@b.example" not in json.dumps(found.as_data())


def test_hard_wrapped_lines_are_whole_again_and_a_day_that_is_none_is_told() -> None:
    found = read(WRAPPED)
    texts = [each.text for each in found.passages]
    assert texts[1].startswith("Good afternoon, everyone. Welcome to the 99th version")
    assert texts[2] == "We have two new members: Muster Stiftung and the self-made one. (Applause)"
    assert texts[3].endswith("mostly on sextortion.")
    assert found.passages[2].speaker == "SAMPLE CHAIR"
    assert {(5, "no-such-day"), (8, "before-speech"), (0, "no-title")} <= set(whys(found))
    assert [each.text for each in found.proposals][1:] == [
        "One, share the indicator list by mail.",
        "Two, find a co-chair.",
    ]


def test_marks_are_found_where_line_breaks_were_lost_and_a_sentence_is_no_name() -> None:
    found = read(LOST)
    assert [(each.speaker, each.text) for each in found.passages] == [
        ("MODERATOR", "Good morning. Welcome to Ms. Adams of the U.N. office."),
        ("ANNA ADAMS", "Thank you."),
        ("", "So the question is: who begins?"),
    ]
    assert (3, "cut-off") in whys(found)


def test_names_before_a_colon_divide_a_text_and_one_that_stands_once_is_told() -> None:
    found = read(NAMED)
    assert (found.layout, found.title) == ("names", "Workshop on invented things")
    assert (found.starts_on, found.ends_on) == ("2031-11-12", "2031-11-15")
    assert [(each.speaker, each.seconds) for each in found.passages[:3]] == [
        ("Ada Lovely", 5),
        ("Ben Bright", 70),
        ("Ada Lovely", 120),
    ]
    assert found.passages[1].text == "Thank you, Ada. There is one thing: forms are long."
    assert (7, "unsure-speaker") in whys(found)
    assert "Chi Clear" not in found.speakers


def test_names_on_lines_of_their_own_with_a_time() -> None:
    found = read(UNDER_NAMES)
    assert [(each.speaker, each.seconds, each.text) for each in found.passages] == [
        ("Ada Lovely", 3, "Good morning to everybody. This is the second line."),
        ("Ben Bright", 3730, "Thank you, Ada."),
        ("Ada Lovely", 3780, "Goodbye."),
    ]


def test_subtitles_give_times_and_voices() -> None:
    found = read(VTT)
    assert [(each.speaker, each.seconds, each.text) for each in found.passages] == [
        ("Ada Lovely", 1, "Good morning & welcome to all of you."),
        ("Ben Bright", 7, "Thank you."),
    ]
    found = read(SRT)
    assert [(each.kind, each.speaker, each.seconds, each.text) for each in found.passages] == [
        ("speech", "CHAIR", 1, "Good morning to all of you."),
        ("note", "", 3547, "(Applause)"),
    ]


def test_a_form_gives_fields_paragraphs_and_conclusions() -> None:
    found = read(REPORT)
    fields = {each.key: each.value for each in found.fields}
    assert (found.layout, found.title, found.starts_on) == (
        "report",
        "Coalition on Invented Safety",
        "2031-10-14",
    )
    assert fields["type"] == "Dynamic Coalition"
    assert fields["submitted"] == "somebody on Mon, 2031-07-23 11:37"
    assert fields["women"] == "The majority"
    assert fields["gender_card"] == ""
    assert found.speakers == ["Bo Example", "Jo Example"]
    summary = [each.text for each in found.passages if each.heading.startswith("A brief")]
    # The sentence was broken by an empty line in its middle.
    assert summary[0].startswith(
        "The chair gave a background of the coalition, which is invented, and welcomed"
    )
    assert [(each.why, each.text) for each in found.proposals] == [
        ("agreed", "It was agreed that members share models."),
        ("conclusion", "Need to avoid double work."),
        ("conclusion", "Propose panels; see https://a.example/x_y_long"),
    ]


def test_a_report_without_a_form_is_read_after_its_labels() -> None:
    found = read(ONE_LINE)
    assert (found.title, found.place) == ("Report of the coalition at the IGF, Nowhere Bay", "Nowhere Bay")
    assert [(each.key, each.value) for each in found.fields] == [("attendees", "Members of the coalition")]
    assert len(found.passages) == 2
    assert [each.why for each in found.proposals] == ["asks"]


@pytest.mark.parametrize(
    ("text", "first", "last", "why"),
    [
        ("14 October 2031", date(2031, 10, 14), date(2031, 10, 14), ""),
        ("Wednesday, 14th October, 2031", date(2031, 10, 14), date(2031, 10, 14), ""),
        ("October 14-16, 2031", date(2031, 10, 14), date(2031, 10, 16), ""),
        ("le 3 février 2031", date(2031, 2, 3), date(2031, 2, 3), ""),
        ("del 3 al 5 de marzo de 2031", date(2031, 3, 3), date(2031, 3, 5), ""),
        ("2031-10-14", date(2031, 10, 14), date(2031, 10, 14), ""),
        ("31 FEBRUARY, 2031", None, None, "no-such-day"),
        ("03/04/2031", None, None, "unclear-date"),
    ],
)
def test_days_as_people_write_them(text: str, first: date | None, last: date | None, why: str) -> None:
    found = find_date(text)
    assert found is not None
    assert (found.starts_on, found.ends_on, found.why) == (first, last, why)


@pytest.mark.parametrize(
    "text", ["MODERATOR", "Ms. Kim", "Marie-Laure de la Tour (Thorn)", "J. R. Smith", "أنا مريم"]
)
def test_what_is_a_name(text: str) -> None:
    assert looks_like_name(text)


@pytest.mark.parametrize("text", ["So the question is", "Note", "What now?", "We agreed. Then Ada", "https"])
def test_what_is_no_name(text: str) -> None:
    assert not looks_like_name(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Conclusions and further comments:", "conclusions"),
        ("Key Takeaways (* deadline 2 hours after session)", "takeaways"),
        ("Session Report (* deadline 26 October) - click on the ? symbol for instructions", "report"),
        ("Name of Remote Moderator(s):", "remote_moderators"),
        ("Something else:", ""),
    ],
)
def test_what_a_label_is_to_us(text: str, key: str) -> None:
    assert labels.key_of(text) == key


SHARED = Path("/work/shared/texts")


@pytest.mark.parametrize(
    ("name", "layout", "least"),
    [
        ("coalition_report_2009.txt", "report", 6),
        ("coalition_report_2012.txt", "report", 30),
        ("coalition_session_2019_excerpt.txt", "captions", 3),
        ("format_friendsoftheigf_transcript.txt", "captions", 8),
        ("format_igf2013_cart_rough_draft.txt", "captions", 6),
        ("format_igf2023_session_page.txt", "report", 7),
    ],
)
def test_real_files_are_read_as_they_are(name: str, layout: str, least: int) -> None:
    if not (SHARED / name).exists():
        pytest.skip("the real texts are not on this machine; the same layouts are tested above")
    found = read((SHARED / name).read_text(encoding="utf-8"))
    assert found.layout == layout
    assert len(found.passages) >= least
    assert not [each for each in found.unread if each.why == "no-passages"]


# ── laws ────────────────────────────────────────────────────────────────────────────────────────

PIECES = st.sampled_from(
    [
        ">>", ">> ", ":", "\n", "\n\n", " ", "ADA:", ">> BEN: ", "(Applause)", "00:00:01.000 --> 00:00:02.000\n",
        "WEBVTT\n", "Conclusions:", "{tab X}", "# ", "- 1) ", "[a](b)", "31 February 2031",
        "\u202e", "\ufeff", "ق", "💡", "a-\n",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        PIECES
        | st.sampled_from(TEXTS).flatmap(
            lambda text: st.integers(0, len(text)).map(lambda at: text[at : at + 60])
        ),
        max_size=40,
    )
)
def test_a_mangled_text_is_read_without_a_fault_and_crosses_as_json(pieces: list[str]) -> None:
    texts = "".join(pieces).split("\n")
    found = understand(texts)
    assert from_data(json.loads(json.dumps(found.as_data()))).as_data() == found.as_data()
    numbers = [each.line for each in found.unread] + [each.line for each in found.passages]
    assert all(0 <= number <= len(texts) for number in numbers + [each.line for each in found.fields])
    assert all(0 < each.passage <= len(found.passages) for each in found.proposals)
    assert {each.speaker for each in found.passages} <= {*found.speakers, ""} or found.is_report


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab .!?Z\u061f。", max_size=3_000))
def test_no_word_is_lost_when_a_text_is_divided(text: str) -> None:
    letters = "".join(text.split())
    assert "".join("".join(sentences_of(text)).split()) == letters
    stretches = stretches_of(" ".join(text.split()))
    assert "".join("".join(stretches).split()) == letters
    assert all(len(each) <= 2_200 for each in stretches)
