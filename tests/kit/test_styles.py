"""Style sheets hold to the tokens and to no side of the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent.parent / "src" / "intersession"
SHEETS = sorted(SOURCE.glob("*/static/*/*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r'"[^"]*"')
RAW_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b(?=[^{]*})|\b(?:rgb|rgba|hsl|hsla|oklch|oklab|lab|lch|hwb)\(", re.IGNORECASE
)
NAMED_COLOUR = re.compile(
    r":[^;{}]*(?<![\w-])(?:white|black|red|green|blue|gr[ae]y|orange|yellow|purple|navy|teal)\b"
)
PIXEL = re.compile(r"(?<![\w.-])\d*\.?\d+px\b")
SIDE = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)"
    r"|(?:left|right|top|bottom)\s*:|(?:min-|max-)?(?:width|height)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right))"
)


def rules_of(path: Path) -> str:
    """A sheet without comments, strings and what a media query asks."""
    text = STRING.sub('""', COMMENT.sub("", path.read_text(encoding="utf-8")))
    return re.sub(r"@(?:media|container|supports)[^{]*", "@", text)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_no_side_of_the_page_is_named(path: Path) -> None:
    assert SIDE.findall(rules_of(path)) == []


@pytest.mark.parametrize(
    "path", [path for path in SHEETS if path.name != "tokens.css"], ids=lambda path: path.name
)
def test_colours_and_pixels_stand_in_the_tokens_only(path: Path) -> None:
    rules = rules_of(path)
    assert RAW_COLOUR.findall(rules) == []
    assert NAMED_COLOUR.findall(rules) == []
    assert PIXEL.findall(rules) == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_no_rule_shouts_or_hangs_on_an_id(path: Path) -> None:
    rules = rules_of(path)
    assert "!important" not in rules
    assert not re.search(r"(?:^|[},\s])#[a-z][\w-]*[^;{}]*{", rules)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_every_token_that_is_used_is_known(path: Path) -> None:
    declared = set()
    for sheet in SHEETS:
        declared |= set(re.findall(r"(--[\w-]+)\s*:", sheet.read_text(encoding="utf-8")))
    assert set(re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8"))) <= declared


def test_every_sheet_is_in_the_one_sheet() -> None:
    taken = set(
        re.findall(r'@import url\("(?:\.\./)?([^"]+)"\)', (SOURCE / "kit/static/kit/kit.css").read_text())
    )
    named = {path.name if path.parent.name == "kit" else f"{path.parent.name}/{path.name}" for path in SHEETS}
    standing_alone = {"kit.css", "helplines/embed.css"}
    assert named - standing_alone == taken
