"""Two versions of a long paper compared, against the two reports people know, on the same texts in the same run."""

import random
import time
from collections.abc import Callable

from diff_match_patch import diff_match_patch
from lxml import html
from lxml.html.diff import htmldiff

from bench._table import Row
from intersession.differences.compare import Block, Comparison, Fate, compare

WORDS, BLOCK = 100_000, 80
SEED = 20261125


def measure() -> list[Row]:
    """Time and changed words, with lasting keys and without."""
    old, new = versions()
    keyed = tried(lambda: compare(old, new), 5)
    plain = tried(lambda: compare(unkeyed(old), unkeyed(new)), 5)
    by_html, html_words = once(lambda: lxml_words(old, new))
    by_dmp, dmp_words = once(lambda: dmp_words_of(old, new))
    fewest = min(html_words, dmp_words)
    changed, unkeyed_changed = (
        changed_words(compare(old, new)),
        changed_words(compare(unkeyed(old), unkeyed(new))),
    )
    what = f"comparing {WORDS:,} words, 2 % edited, blocks moved and split"
    return [
        Row(f"{what}: time", keyed, by_html, "s", "lxml htmldiff", 1 / 20),
        Row(f"{what}: time", keyed, by_dmp, "s", "diff-match-patch by words", 1 / 20),
        Row(f"{what}: time, no keys", plain, min(by_html, by_dmp), "s", "the faster of the two", 1 / 20),
        Row(f"{what}: changed words", changed, fewest, "words", "the better of the two", 1),
        Row(f"{what}: changed words, no keys", unkeyed_changed, fewest, "words", "the better of the two", 1),
    ]


def versions() -> tuple[list[Block], list[Block]]:
    """A paper of generated words and its next version: 2 % of the words edited, some blocks moved, some split."""
    chance = random.Random(SEED)
    # As in speech, few words are common and most are rare.
    vocabulary = [f"w{number}" for number in range(20_000)]
    weights = [1 / (rank + 2) for rank in range(len(vocabulary))]
    old = []
    for number in range(WORDS // BLOCK):
        words = chance.choices(vocabulary, weights, k=BLOCK)
        sentences = [" ".join(words[at : at + 16]) + "." for at in range(0, BLOCK, 16)]
        old.append(Block(f"b{number}", " ".join(sentences)))
    new = [Block(block.key, edited(block.text, vocabulary, chance)) for block in old]
    for _ in range(20):
        block = new.pop(chance.randrange(len(new)))
        new.insert(chance.randrange(len(new)), block)
    for number in range(20):
        at = chance.randrange(len(new))
        words = new[at].text.split()
        if len(words) > 40:
            new[at : at + 1] = [
                Block(new[at].key, " ".join(words[:35])), Block(f"n{number}", " ".join(words[35:]))
            ]  # fmt: skip
    return old, new


def edited(text: str, vocabulary: list[str], chance: random.Random) -> str:
    """Each fiftieth word or so replaced, dropped, or joined by another."""
    words = []
    for word in text.split():
        dice = chance.random()
        if dice < 0.012:
            words.append(chance.choice(vocabulary))
        elif dice < 0.016:
            words += [word, chance.choice(vocabulary)]
        elif dice >= 0.02:
            words.append(word)
    return " ".join(words)


def unkeyed(blocks: list[Block]) -> list[Block]:
    """The same as from a file that knows no keys."""
    return [Block("", block.text) for block in blocks]


def changed_words(comparison: Comparison) -> int:
    """Words that came or went."""
    return comparison.count(Fate.ADDED) + comparison.count(Fate.REMOVED)


def lxml_words(old: list[Block], new: list[Block]) -> int:
    """Words that lxml's report marks."""
    pages = ["".join(f"<p>{block.text}</p>" for block in blocks) for blocks in (old, new)]
    report = html.fragment_fromstring(htmldiff(*pages), create_parent="div")
    return sum(len(each.text_content().split()) for each in report.iter("ins", "del"))


def dmp_words_of(old: list[Block], new: list[Block]) -> int:
    """Words that diff-match-patch reports, fed one character for each word as its guide says."""
    tool = diff_match_patch()
    tool.Diff_Timeout = 0
    codes: dict[str, str] = {}
    coded = []
    for blocks in (old, new):
        words = [word for block in blocks for word in [*block.text.split(), "\n"]]
        coded.append(
            "".join(
                codes.setdefault(word, chr(len(codes) + 0xE000 if len(codes) >= 0xD000 else len(codes) + 1))
                for word in words
            )
        )
    line_break = codes["\n"]
    return sum(len(text.replace(line_break, "")) for kind, text in tool.diff_main(*coded, False) if kind)


def once(work: Callable[[], int]) -> tuple[float, int]:
    """Seconds of CPU, and what came of it."""
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def tried(work: Callable[[], object], times: int) -> float:
    """The median of some tries, in seconds of CPU."""
    figures = []
    for _ in range(times):
        started = time.process_time()
        work()
        figures.append(time.process_time() - started)
    return sorted(figures)[times // 2]
