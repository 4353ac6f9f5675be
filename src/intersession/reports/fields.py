"""The fields of the forum's form: what is asked, how long an answer may be, and whether the record answers it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Key(TextChoices):
    """A field by its lasting name."""

    TITLE = "title", _("Title of the session")
    WHEN = "when", _("When and where")
    ORGANISERS = "organisers", _("Organisers and their stakeholder groups")
    MODERATORS = "moderators", _("Moderators in the room")
    REMOTE_MODERATORS = "remote-moderators", _("Remote moderators")
    RAPPORTEUR = "rapporteur", _("Rapporteur")
    PANELLISTS = "panellists", _("Panellists")
    IN_ROOM = "in-room", _("Participants in the room")
    REMOTE = "remote", _("Participants who took part remotely")
    LANGUAGES = "languages", _("Languages of the session")
    AGENDA = "agenda", _("Agenda")
    MATERIALS = "materials", _("Materials")
    SUMMARY = "summary", _("Summary of what was said")
    KEY_POINTS = "key-points", _("Key points")
    CONCLUSIONS = "conclusions", _("Conclusions, and what is asked of whom")
    DECISIONS = "decisions", _("Decisions")
    ACTION_ITEMS = "action-items", _("Action items")
    PASSAGES = "passages", _("Words of the session these rest on")
    WOMEN = "women", _("Gender report card: estimated share of women who took part")
    GENDER = "gender", _("Gender report card: was gender discussed, and how")
    YOUTH = "youth", _("Participation of young people")
    EARLIER = "earlier", _("Earlier sessions of the coalition")


@dataclass(frozen=True, slots=True)
class Field:
    """A question of the form. `words` and `letters` are the limits of what is written; one of them is 0."""

    key: Key
    words: int = 0
    letters: int = 0
    is_computed: bool = False
    rows: int = 1
    is_asked: bool = True
    help: str | Promise = ""

    @property
    def label(self) -> str:
        return str(self.key.label)

    @property
    def limit(self) -> str:
        """The limit in a sentence."""
        if self.words:
            return ngettext("At most %(count)d word.", "At most %(count)d words.", self.words) % {
                "count": self.words
            }
        return ngettext("At most %(count)d character.", "At most %(count)d characters.", self.letters) % {
            "count": self.letters
        }

    def excess(self, text: str) -> str:
        """A sentence where a text is longer than the limit; nothing else."""
        if self.words and (count := len(text.split())) > self.words:
            return ngettext(
                "This is %(count)d word; the form takes %(most)d.",
                "These are %(count)d words; the form takes %(most)d.",
                count,
            ) % {"count": count, "most": self.words}
        if self.letters and (count := len(text)) > self.letters:
            return ngettext(
                "This is %(count)d character; the form takes %(most)d.",
                "These are %(count)d characters; the form takes %(most)d.",
                count,
            ) % {"count": count, "most": self.letters}
        return ""


def _computed(key: Key, letters: int, rows: int = 2, *, is_asked: bool = True) -> Field:
    return Field(key, letters=letters, is_computed=True, rows=rows, is_asked=is_asked)


FIELDS: tuple[Field, ...] = (
    _computed(Key.TITLE, 200, 1),
    _computed(Key.WHEN, 200, 1),
    _computed(Key.ORGANISERS, 1000),
    _computed(Key.MODERATORS, 500),
    _computed(Key.REMOTE_MODERATORS, 500),
    _computed(Key.RAPPORTEUR, 500),
    _computed(Key.PANELLISTS, 1500, 3),
    _computed(Key.IN_ROOM, 100, 1),
    _computed(Key.REMOTE, 100, 1),
    Field(Key.LANGUAGES, letters=200, help=_("Spoken, interpreted and captioned.")),
    _computed(Key.AGENDA, 2000, 4),
    _computed(Key.MATERIALS, 2000, 3),
    Field(Key.SUMMARY, words=300, rows=8),
    Field(Key.KEY_POINTS, words=250, rows=6, help=_("One on each line, with a dash before it.")),
    Field(Key.CONCLUSIONS, words=250, rows=6),
    # What was decided and agreed is not reworded here; it is corrected where it stands.
    _computed(Key.DECISIONS, 0, is_asked=False),
    _computed(Key.ACTION_ITEMS, 0, is_asked=False),
    _computed(Key.PASSAGES, 0, is_asked=False),
    Field(Key.WOMEN, letters=100, help=_("An estimate, and how it was made.")),
    Field(Key.GENDER, words=150, rows=3),
    Field(Key.YOUTH, words=150, rows=3, help=_("How many, and what they said; no name of a minor.")),
    _computed(Key.EARLIER, 0, is_asked=False),
)
BY_KEY = {field.key: field for field in FIELDS}
COMPUTED = tuple(field.key.value for field in FIELDS if field.is_computed)
