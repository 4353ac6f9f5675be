"""A passage quoted in a paper: the very words, and the way back to them."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from intersession.kit.markdown import to_html
from intersession.meetings.models import Meeting
from intersession.transcripts.models import Passage, Transcript
from intersession.transcripts.quoting import markdown_of
from tests.transcripts.making import make_public
from tests.world import World

PATH = "/sessions/2031-a-coalition-on-invented-safety/transcript/p2/"


@pytest.mark.django_db
def test_a_passage_is_quoted_with_its_speaker_and_a_link_back(world: World, client: Client) -> None:
    transcript = make_public(world)
    passage = Passage.objects.get(transcript=transcript, number=2)
    shown = to_html(markdown_of(transcript, passage))
    assert "<blockquote>" in shown
    assert f'href="{PATH}"' in shown
    assert passage.speaker.name in html.unescape(shown)
    assert "Quote it in a paper" in client.get(f"/en{PATH}").content.decode()
    # The link without a language leads a reader to the passage.
    assert client.get(PATH, follow=True).status_code == 200


@given(st.text("ab >*_[](){}<!#|`\\~&1.-\n", max_size=60))
def test_no_words_are_more_than_words(words: str) -> None:
    meeting = Meeting(slug="a", title="*T* [x](y)", year=2031)
    said = to_html(markdown_of(Transcript(meeting=meeting, sort="transcript"), Passage(number=2, text=words)))
    assert set(re.findall(r"<(\w+)", said)) <= {"blockquote", "p", "a", "br"}
    assert said.count("<a ") == 1
