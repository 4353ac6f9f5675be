"""What was said at the session of the demo: a transcript, and an old report that waits. All of it is invented."""

from __future__ import annotations

from django.db import transaction

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.meetings.demo import SLUG
from intersession.meetings.models import Meeting
from intersession.people.models import Office, Person, RoleGrant
from intersession.transcripts.actions import (
    answer_flags,
    answer_minors,
    import_transcript,
    publish_transcript,
)
from intersession.transcripts.models import Transcript
from intersession.transcripts.reading import understand

CAPTIONS = """\
(Invented) Reporting forms that children understand

Note: Everything in this transcript is invented.

[00:00:04] MODERATOR: Good afternoon. We are here to talk about forms with which a child reports something.
[00:00:40] MODERATOR: On the line is Tamsin Demo, a youth ambassador who tried nine of these forms.
[00:01:15] GIL DEMO: Thank you. Last year our helpline heard from many children who gave up half way. The form asks for
an address of a page, and they do not know what that is.
[00:02:30] TAMSIN DEMO: I am 16 years old, and I gave up twice. One form had eleven pages.
The words were those of a law.
(Applause)
[00:03:50] IFE DEMO: In our region most children have a phone and no computer. The button is where no thumb reaches.
[00:05:10] >> What about languages?
[00:05:30] GIL DEMO: Tamsin is right about the words. We tested three of them with forty pupils,
and half asked what they mean.
[00:07:20] HANA DEMO: A form in the language of the child is worth more than a long one in ours.
[00:08:45] MODERATOR: Let me sum up. It was agreed that every member tests its own form with children
before the next session.
[00:09:30] MODERATOR: We will circulate a list of words that children understood. Thank you, Tamsin.
(Session concluded)
"""
REPORT = """\
(Invented) Reporting forms that children understand

Reported by:
Ife Demo

A brief substantive summary:

Three members showed their forms. A pupil, Tamsin Demo, said where she gave up.

Conclusions and further comments:

- 1) Test every form with children before it is used.
- 2) Share the list of words that children understood.
"""


@transaction.atomic
def fill(actor: Actor) -> str:
    """Bring both in through the same actions as any file, the transcript up to the end."""
    meeting = Meeting.objects.filter(slug=SLUG).first()
    grant = RoleGrant.objects.current().filter(person__is_fictional=True, office=Office.SECRETARIAT).first()
    if meeting is None or grant is None or Transcript.objects.filter(meeting=meeting).exists():
        return ""
    secretariat = actor_of(Person.objects.get(pk=grant.person_id), two_step=True)
    made = import_transcript(secretariat, meeting, understand(CAPTIONS.split("\n")), is_fictional=True)
    answers = {each.pk: "remove" if "TAMSIN" in each.name.upper() else "keep" for each in made.flags.all()}
    answer_flags(secretariat, made, answers)
    answer_minors(secretariat, made)
    publish_transcript(secretariat, made)
    import_transcript(secretariat, meeting, understand(REPORT.split("\n")), is_fictional=True)
    return "a transcript, and an old report that waits"
