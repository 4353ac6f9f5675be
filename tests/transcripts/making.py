"""Invented transcripts in the layouts of real ones, and transcripts made through the actions. All of it is fiction."""

from __future__ import annotations

from datetime import date
from typing import Any

from intersession.meetings.models import Meeting
from intersession.transcripts import actions
from intersession.transcripts.models import Transcript
from intersession.transcripts.reading import understand
from intersession.transcripts.understood import Understood
from tests.world import World

CAPTIONS = """\
SOURCE: https://archive.example/323

A Coalition on Invented Safety

14 October 2031 - A Dynamic Coalition on Something Else in Testville, Nowhere

Also available in:
Full Session Transcript

Note: invented captions.

>>  MODERATOR:  Good morning.  We have with us Zuri Quell, a young participant from Testville.
>>  SAMPLE PERSON A:  I run a hotline.  Last year we got more reports than ever.
>>   ZURI QUELL:   I am 15 years old.  Zuri is what my friends say.
(Audio issue.)
>>  SAMPLE PERSON A:   better now?  Zuri asked about forms.
[ Laughter ]
>> What about helplines?
>>  MODERATOR:  It was agreed to write to a@b.example. We will circulate the list of good practice by May.
"""

WRAPPED = """\
                         FINISHED TRANSCRIPT



                          31 FEBRUARY, 2031


                              No. 62

               * * *

   >> Hello. Is this Room 3? Can the remote side hear us?

   >> SAMPLE CHAIR: Good afternoon, everyone. Welcome to the

99th version of this coalition, which nobody ever

held in a place that is not on any map.

   We have two new members: Muster Stiftung and the self-

made one. (Applause)

   >> SAMPLE PERSON D: Thank you, Chair. In our region the

helpline received (indiscernible) calls, mostly on sextor-

tion.

   >> SAMPLE CHAIR: We agreed on two action points. One,

share the indicator list by mail. Two, find a co-chair.

   (Session concluded at 16:02)
"""

LOST = (
    "SOURCE: a store of texts\n\nhttps://archive.example/a-session-… >> MODERATOR: Good morning. "
    "Welcome to Ms. Adams of the U.N. office. >> ANNA ADAMS: Thank you. >> So the question is: who begins?"
)

NAMED = """\
Workshop on invented things
12-15 November 2031

[00:00:05] Ada Lovely: Good morning to everybody here.
[00:01:10] Ben Bright: Thank you, Ada. There is one thing: forms are long.
[00:02:00] Ada Lovely: Indeed.
Chi Clear: I speak only once.
"""

UNDER_NAMES = """\
Ada Lovely   0:03
Good morning to everybody.
This is the second line.

Ben Bright   1:02:10
Thank you, Ada.

Ada Lovely   1:03:00
Goodbye.
"""

VTT = """\
WEBVTT

NOTE invented

1
00:00:01.000 --> 00:00:03.000
<v Ada Lovely>Good morning &amp; welcome

2
00:00:03.000 --> 00:00:06.000
<v Ada Lovely>to all of you.

00:00:07.500 --> 00:00:09.000
<v Ben Bright>Thank you.
"""

SRT = """\
1
00:00:01,000 --> 00:00:03,000
>> CHAIR: Good morning

2
00:00:03,000 --> 00:00:06,000
Good morning
to all of you.

3
00:59:07,500 --> 00:59:09,000
(Applause)
"""

REPORT = """\
# Coalition on Invented Safety

Submitted by [somebody](#) on Mon, 2031-07-23 11:37

Meeting type:
Dynamic Coalition

Date:
14 October 2031

Reported by:
Bo Example

A brief substantive summary and the main events that were raised:

The chair gave a background of the coalition, which is

invented, and welcomed those who came for the first time to the room. It was agreed that members share models.

Mo Muster is a youth ambassador.

Conclusions and further comments:

- 1) Need to avoid double work.
- 2) Propose panels; see [https://a.example/x_y...](https://a.example/x\\_y_long)

Gender Report Card

Please estimate the overall number of women participants present at the session:
The majority

Name of Remote Moderator(s):

Jo Example
"""

ONE_LINE = """\
Report of the coalition at the IGF, Nowhere Bay,

Attendees: Members of the coalition

The session began with a presentation of the hotline, which is a new member of this coalition since last year.

Members should go beyond workshops and allow critical thinking.
"""


def read(text: str) -> Understood:
    return understand(text.split("\n"))


def whys(found: Understood) -> list[tuple[int, str]]:
    return [(each.line, each.why) for each in found.unread]


def make_meeting(**changes: Any) -> Meeting:
    fields: dict[str, Any] = {
        "slug": "2031-a-coalition-on-invented-safety",
        "title": "A Coalition on Invented Safety",
        "relation": "own",
        "form": "panel",
        "year": 2031,
        "city": "Testville",
        "place_id": "KE",
        "starts_on": date(2031, 10, 14),
        "ends_on": date(2031, 10, 14),
        "source_words": "invented",
        "as_of": "2031",
        "confidence": "high",
        "is_fictional": True,
        **changes,
    }
    return Meeting.objects.create(**fields)


def make_transcript(world: World, text: str = CAPTIONS) -> Transcript:
    """Imported, with everything still to be answered."""
    meeting = Meeting.objects.filter(slug="2031-a-coalition-on-invented-safety").first() or make_meeting()
    return actions.import_transcript(world.actor("ada"), meeting, read(text), file_name="captions.txt")


def make_public(world: World, text: str = CAPTIONS) -> Transcript:
    """Published, everybody flagged removed."""
    transcript = make_transcript(world, text)
    ada = world.actor("ada")
    actions.answer_flags(ada, transcript, {each.pk: "remove" for each in transcript.flags.all()})
    actions.answer_minors(ada, transcript)
    return actions.publish_transcript(ada, transcript)
