"""Whether a commitment holds for the newest adopted version, or for the earlier one it was made to.

Only a change of what is asked (change class 3 or 4) makes the difference, and only where it touches the parts that
were committed to. Typography and clarifications leave a commitment as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from intersession.commitments.models import Commitment
from intersession.papers.models import Block, BlockKind, ChangeClass, Version


@dataclass(frozen=True, slots=True)
class Standing:
    """`newest` is the newest adopted version; `is_for_earlier` that it asks otherwise than what was committed to.

    `asks` that nobody has said yet what becomes of the commitment.
    """

    newest: Version
    is_for_earlier: bool
    asks: bool


def sections_of(blocks: Iterable[Block]) -> dict[str, set[str]]:
    """Block key → the keys of the headings it stands under, its own among them where it is a heading."""
    open_now: list[Block] = []
    found = {}
    for block in blocks:
        if block.kind == BlockKind.HEADING:
            open_now = [each for each in open_now if each.level < block.level] + [block]
        found[block.key] = {each.key for each in open_now}
    return found


def standings_of(commitments: Iterable[Commitment]) -> dict[int, Standing]:
    """The standing of each commitment. Two queries, however many; a third where parts were committed to."""
    listed = list(commitments)
    versions: dict[int, list[Version]] = defaultdict(list)
    found = Version.objects.filter(
        paper__in={each.paper_id for each in listed}, published_at__isnull=False
    ).order_by("number")
    for version in found:
        versions[version.paper_id].append(version)
    blocks: dict[int, list[Block]] = defaultdict(list)
    papers = {each.paper_id for each in listed if each.parts}
    if papers:
        kept = Block.objects.filter(version__paper__in=papers, version__published_at__isnull=False)
        for block in kept.order_by("position", "pk").only(
            "key", "kind", "level", "position", "change_class", "version_id"
        ):
            blocks[block.version_id].append(block)
    return {each.pk: _standing(each, versions[each.paper_id], blocks) for each in listed}


def _standing(commitment: Commitment, versions: list[Version], blocks: dict[int, list[Block]]) -> Standing:
    at = next(each.number for each in versions if each.pk == commitment.version_id)
    newest = max(
        (each for each in versions if each.adopted_at or each.number == at), key=lambda each: each.number
    )
    later = [each for each in versions if at < each.number <= newest.number]
    asks_otherwise = [each for each in later if (each.change_class or 0) >= ChangeClass.CHANGED_ASK]
    if commitment.parts and asks_otherwise:
        was = next(each for each in versions if each.number == at)
        covered = {key for key, under in sections_of(blocks[was.pk]).items() if under & set(commitment.parts)}
        asks_otherwise = [
            each for each in asks_otherwise if _touches(each, covered, commitment.parts, blocks)
        ]
    is_for_earlier = bool(asks_otherwise)
    has_said = commitment.kept_beside_id is not None and commitment.kept_beside_id in {
        each.pk for each in versions if each.number >= newest.number
    }
    return Standing(newest, is_for_earlier, is_for_earlier and not has_said)


def _touches(version: Version, covered: set[str], parts: list[str], blocks: dict[int, list[Block]]) -> bool:
    """Whether a version asks otherwise in the parts: a block of theirs changed, came, or is gone."""
    under = sections_of(blocks[version.pk])
    for block in blocks[version.pk]:
        is_of_them = block.key in covered or bool(under[block.key] & set(parts))
        if is_of_them and (block.change_class or 0) >= ChangeClass.CHANGED_ASK:
            return True
    return not covered <= under.keys()
