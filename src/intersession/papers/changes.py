"""What changed between two versions of a paper."""

from __future__ import annotations

from intersession.differences import compare as differences
from intersession.differences.compare import Comparison
from intersession.papers.models import Block, Version


def blocks_of(version: Version) -> list[Block]:
    """The blocks of a version in order."""
    return list(version.blocks.order_by("position", "pk"))


def compared(old: list[Block], new: list[Block]) -> Comparison:
    """The comparison of two versions by their blocks."""
    return differences.compare(
        [differences.Block(block.key, block.text) for block in old],
        [differences.Block(block.key, block.text) for block in new],
    )


def before(version: Version) -> Version | None:
    """The last public version before this one."""
    found: Version | None = (
        Version.objects.filter(
            paper_id=version.paper_id, published_at__isnull=False, number__lt=version.number
        )
        .order_by("-number")
        .first()
    )
    return found


def changed_keys(version: Version) -> list[str]:
    """The keys of the blocks that changed, came, moved or went since the last public version, in reading order.

    For a first version there are none: everything is new, and nothing was promised before.
    """
    last = before(version)
    if last is None:
        return []
    old, new = blocks_of(last), blocks_of(version)
    keys: dict[str, None] = {}
    for piece in compared(old, new).pieces:
        if piece.is_changed or piece.is_moved or piece.is_split or piece.is_merged:
            numbers = [new[number].key for number in piece.new] or [old[number].key for number in piece.old]
            keys.update(dict.fromkeys(numbers))
    return list(keys)
