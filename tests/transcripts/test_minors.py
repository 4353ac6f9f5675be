"""Who may be a minor, and taking a name out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intersession.transcripts.minors import names_near, removal_of, suspects

WORDS = "[young participant 1]"


def found(speaker: str, text: str) -> list[tuple[str, str]]:
    return [(each.name, each.why) for each in suspects([(speaker, text)])]


@pytest.mark.parametrize(
    ("speaker", "text", "expected"),
    [
        ("YOUTH PARTICIPANT", "Hello.", [("YOUTH PARTICIPANT", "label")]),
        ("ZURI QUELL", "I'm 15 years old.", [("ZURI QUELL", "own-age")]),
        ("ZURI QUELL", "J’ai 14 ans.", [("ZURI QUELL", "own-age")]),
        ("ZURI QUELL", "I am 15 percent sure.", []),
        (
            "CHAIR",
            "We hear Zuri Quell, aged 15, from Testville.",
            [("Zuri Quell", "age"), ("Testville", "age")],
        ),
        ("CHAIR", "This is Zuri Quell, who is a young Internet user.", [("Zuri Quell", "young")]),
        ("CHAIR", "Children aged 9 to 12 use tablets.", []),
        ("CHAIR", "In 2015 we had twelve members.", []),
        ("CHAIR", "The 25-year-old Ada Lovely spoke.", []),
    ],
)
def test_words_that_point_to_minors(speaker: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(speaker, text) == expected


def test_lines_of_roles_are_looked_at_too() -> None:
    (one,) = suspects(
        [], ["Sample Quell, Example Youth IGF, Civil Society", "Ada Lovely, A Body, Private sector"]
    )
    assert (one.name, one.why, one.passages) == ("Sample Quell", "role", [])


def test_words_that_begin_sentences_are_no_names() -> None:
    assert names_near("Good morning, this is Zuri Quell and UNICEF.", 0, 5) == ["Zuri Quell"]


def test_a_name_goes_whole_and_in_parts_but_not_where_it_may_be_anothers_or_a_word() -> None:
    texts = ["Zuri Hope said so. I hope she will. ZURI HOPE’s friend Zuri.", "Hope Lovely spoke."]
    removal = removal_of("Zuri Hope", WORDS, ["Ada Lovely"], texts)
    assert removal.swap(texts[0]) == f"{WORDS} said so. I hope she will. {WORDS}’s friend {WORDS}."
    assert removal.swap(texts[1]) == texts[1]
    assert removal.left == ["Hope"]
    assert removal_of("Zuri Lovely", WORDS, ["Ada Lovely"], []).left == ["Lovely"]


NAMES = st.lists(
    st.sampled_from(["Zuri", "Quell", "Ömer", "مريم", "李", "O’Neil"]), min_size=1, max_size=3, unique=True
)


@settings(max_examples=50, deadline=None)
@given(NAMES, st.lists(st.sampled_from(["said", ".", "and", "«", "NAME", "name", ", "]), max_size=12))
def test_the_whole_name_is_gone_from_every_text_in_every_case(parts: list[str], pieces: list[str]) -> None:
    name = " ".join(parts)
    text = " ".join({"NAME": name.upper(), "name": name}.get(each, each) for each in pieces)
    swapped = removal_of(name, WORDS, [], [text]).swap(text)
    assert f" {name.casefold()} " not in f" {swapped.casefold()} "
