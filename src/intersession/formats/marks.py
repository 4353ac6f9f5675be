"""Plain words as Markdown that shows them as they are. Nothing of Django: the sandbox needs it, too."""

from __future__ import annotations

import re

_ALWAYS = re.compile(r"([\\`*\[\]<])|(~)(?=~)|(?<!\w)(_+)|(_+)(?!\w)|(&)(?=#?\w{1,32};)")
# What at the beginning of a line would begin something else than a paragraph.
_BEGINS = re.compile(
    r"^(\s*)(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-(?=[\s-]*$)|=(?==*\s*$)|\d{1,9}(?=[.)](?:\s|$)))", re.MULTILINE
)


def escaped(text: str) -> str:
    """The words with what Markdown would take for a mark behind a backslash."""
    marked = _ALWAYS.sub(lambda found: "".join(f"\\{mark}" for mark in found[0]), text)
    return _BEGINS.sub(_begun, marked)


def _begun(found: re.Match[str]) -> str:
    # A number is no mark, and a backslash before it would be shown: the point behind it is escaped instead.
    if found[2].isdigit():
        return f"{found[1]}{found[2]}\\"
    return f"{found[1]}\\{found[2]}"


def in_a_line(text: str) -> str:
    """Plain words in one line."""
    return escaped(" ".join(text.split()))


def in_a_cell(text: str) -> str:
    """Plain words in a cell of a table."""
    return in_a_line(text).replace("|", "\\|")


def paragraphs(text: str) -> str:
    """Plain words of several lines, with their breaks."""
    parts = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(
        "\\\n".join(in_a_line(line) for line in part.split("\n") if line.strip()) for part in parts
    )
