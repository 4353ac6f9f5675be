"""Where comments stand in a version: computed from the texts, which never change once they are public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from intersession.differences.compare import Block, Comparison, Piece, compare
from intersession.differences.passages import Passage, Standing, find_again
from intersession.papers.models import Block as PaperBlock
from intersession.papers.models import Version
from intersession.reviews.models import Comment


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment stands in a version. Without a key it is kept with the version it was written on."""

    standing: Standing
    key: str = ""
    start: int = 0
    end: int = 0

    @property
    def is_kept(self) -> bool:
        """Its words are gone from the text."""
        return self.standing == Standing.GONE

    @property
    def is_doubtful(self) -> bool:
        """Its words changed: somebody should look whether it still fits."""
        return self.standing == Standing.CHECK


def places_in(version: Version, comments: Iterable[Comment]) -> dict[int, Place]:
    """The place of each comment in this version, by the comment's number. One query at most."""
    comments = list(comments)
    found: dict[int, Place] = {}
    older = []
    for comment in comments:
        if comment.version_id == version.pk:
            found[comment.pk] = Place(Standing.CARRIED, comment.key, comment.start or 0, comment.end or 0)
        else:
            older.append(comment)
    if not older:
        return found
    texts = _texts({version.pk, *(comment.version_id for comment in older)})
    new = texts.get(version.pk, ())
    matches: dict[int, _Match] = {}
    for comment in older:
        if comment.version_id not in matches:
            matches[comment.version_id] = _match(texts.get(comment.version_id, ()), new)
        found[comment.pk] = matches[comment.version_id].place_of(comment)
    return found


type Text = tuple[tuple[str, str], ...]


def _texts(versions: set[int]) -> dict[int, Text]:
    rows: dict[int, list[tuple[str, str]]] = {}
    blocks = PaperBlock.objects.filter(version__in=versions).order_by("version", "position", "pk")
    for version, key, text in blocks.values_list("version_id", "key", "text"):
        rows.setdefault(version, []).append((key, text))
    return {version: tuple(text) for version, text in rows.items()}


class _Match:
    """Two texts compared, with the pieces of each old block at hand."""

    def __init__(self, old: Text, new: Text) -> None:
        self.comparison = compare(
            [Block(key, text) for key, text in old], [Block(key, text) for key, text in new]
        )
        self.numbers = {key: number for number, (key, _text) in enumerate(old)}
        self.pieces: dict[int, list[Piece]] = {}
        for piece in self.comparison.pieces:
            for number in piece.old:
                self.pieces.setdefault(number, []).append(piece)

    def place_of(self, comment: Comment) -> Place:
        number = self.numbers.get(comment.key)
        if number is None:
            return Place(Standing.GONE)
        whole = self.comparison
        narrowed = Comparison(whole.old, whole.new, tuple(self.pieces.get(number, ())))
        length = len(whole.old[number].text)
        start, end = (comment.start or 0, comment.end or length) if comment.quote else (0, length)
        found = find_again(narrowed, Passage(number, start, end))
        if found.passage is None:
            return Place(Standing.GONE)
        passage = found.passage
        return Place(found.standing, whole.new[passage.block].key, passage.start, passage.end)


@lru_cache(maxsize=8)
def _match(old: Text, new: Text) -> _Match:
    return _Match(old, new)
