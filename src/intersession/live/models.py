"""The sitting of a session, its numbered updates, and what people say, ask and choose on it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from intersession.kit.records import Record
from intersession.meetings.models import Meeting
from intersession.people.models import Organisation, Person
from intersession.programme.models import AgendaItem, Way

# The key of an update is that of its meeting and its number: so a foreign key can say "the one before".
MOST_UPDATES = 1_000_000
LONGEST_QUESTION = 500


class Sort(models.TextChoices):
    """What an update tells."""

    OPENED = "opened", _("The session was opened")
    ITEM = "item", _("Agenda item")
    CAPTION = "caption", _("Caption")
    QUESTION = "question", _("Question")
    HANDS = "hands", _("Raised hands")
    POLL = "poll", _("Poll")
    DECISION = "decision", _("Decision")
    ACTION = "action", _("Action item")
    CHAT = "chat", _("Chat")
    CLOSED = "closed", _("The session was closed")


class Sitting(Record):
    """A session that was opened live. Its row is locked by whoever writes the next update."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="sitting")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="+")
    # Whether the chat stays with the record; without, its words go when the session is closed.
    keeps_chat = models.BooleanField(default=False)
    last_number = models.PositiveIntegerField(default=0)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="a_sitting_closes_after_it_opened",
            ),
            CheckConstraint(condition=Q(last_number__lt=MOST_UPDATES), name="a_sitting_has_room_for_updates"),
        ]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Update(Record):
    """One thing that happened, as everybody is told it. Numbered from one, without a gap: each follows the one before.

    `told` is the very text of JSON that goes out to every browser: made once, sent many times.
    """

    id = models.BigIntegerField(primary_key=True)
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="updates")
    number = models.PositiveIntegerField()
    follows = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    sort = models.CharField(max_length=8, choices=Sort)
    told = models.TextField()
    at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    # What the browser called it before it was sent: sent twice, it arrives once.
    key = models.UUIDField(null=True, blank=True, unique=True)
    # The number a captioner gave to a piece of captions.
    chunk = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["sitting", "number"], name="an_update_has_its_number_alone"),
            CheckConstraint(
                condition=Q(number__gte=1, id=F("sitting_id") * MOST_UPDATES + F("number")),
                name="the_key_of_an_update_is_its_number",
            ),
            CheckConstraint(
                condition=Q(number=1, follows__isnull=True)
                | Q(number__gt=1, follows__isnull=False, follows=F("id") - 1),
                name="updates_have_no_gap",
            ),
            UniqueConstraint(
                fields=["sitting", "chunk"],
                condition=Q(chunk__isnull=False),
                name="a_piece_of_captions_arrives_once",
            ),
            CheckConstraint(condition=Q(sort__in=Sort.values), name="what_an_update_tells_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} · {self.number}"


class Question(Record):
    """A question from the room or from elsewhere. It waits until somebody who runs the session lets it in."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="questions")
    key = models.UUIDField(unique=True)
    text = models.CharField(max_length=LONGEST_QUESTION)
    # Letters and figures alone: the same words asked again are a voice for the question that is there.
    folded = models.CharField(max_length=LONGEST_QUESTION)
    language = models.CharField(max_length=12)
    way = models.CharField(max_length=6, choices=Way)
    name = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    let_in_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["sitting", "folded"], name="a_question_is_asked_once"),
            CheckConstraint(condition=~Q(text="") & ~Q(folded=""), name="a_question_asks_something"),
            CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(let_in_at__isnull=False, set_aside_at__isnull=True),
                name="only_a_question_that_was_let_in_is_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Voice(Record):
    """Somebody wants a question to be answered. Once."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="voices")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["question", "person"], name="a_person_is_for_a_question_once")
        ]


class Hand(Record):
    """Somebody wants to speak: signed in, or in the room and named by whoever runs the session."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="hands")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    # What they are heard for: the organisation, else a word such as the group.
    group = models.CharField(max_length=200, blank=True)
    raised_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    lowered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(
                fields=["sitting", "person"],
                condition=Q(called_at__isnull=True, lowered_at__isnull=True, person__isnull=False),
                name="a_person_has_one_hand_up",
            ),
            CheckConstraint(
                condition=Q(called_at__isnull=True) | Q(lowered_at__isnull=True),
                name="a_hand_is_called_or_lowered",
            ),
            CheckConstraint(condition=~Q(name=""), name="a_hand_is_somebodys"),
        ]

    @property
    def speaker(self) -> str:
        """Who it is, as far as the order needs it: the same person again is no new speaker."""
        return f"person:{self.person_id}" if self.person_id else f"name:{self.name.casefold()}"


class Poll(Record):
    """One question with choices, open for a while during the session."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="polls")
    question = models.CharField(max_length=300)
    language = models.CharField(max_length=12)
    choices = models.JSONField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[Any]] = [
            CheckConstraint(condition=~Q(question=""), name="a_poll_asks_something"),
            UniqueConstraint(
                fields=["sitting"],
                condition=Q(closed_at__isnull=True),
                name="one_poll_at_a_time",
                violation_error_message=_("Another poll is open. Close it first."),
            ),
        ]

    def __str__(self) -> str:
        return self.question


class PollVote(Record):
    """What somebody chose. Once; until the poll is closed it may be changed."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="votes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    choice = models.PositiveSmallIntegerField()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["poll", "person"], name="a_person_votes_in_a_poll_once")
        ]
