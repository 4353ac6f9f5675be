"""The one table every benchmark fills: a figure, the reference beside it, and the ratio that must hold."""

import shutil
from dataclasses import dataclass
from typing import Literal

HEAD = ("what", "figure", "reference", "ratio", "target", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One measured line.

    `figure` and `reference` are in the same `unit` and come from the same run; only their ratio is judged,
    because requests per second on a shared machine swing while the ratio stays. `target` is the bound the
    ratio must keep, `at` says on which side of it; without a target the row only informs.
    """

    what: str
    figure: float
    reference: float
    unit: str
    reference_is: str
    target: float | None = None
    at: Literal["most", "least"] = "most"

    @property
    def ratio(self) -> float:
        """The figure in units of the reference."""
        return self.figure / self.reference if self.reference else float("inf")

    @property
    def is_met(self) -> bool:
        """Whether the ratio keeps its target; a row without one always does."""
        if self.target is None:
            return True
        return self.ratio <= self.target if self.at == "most" else self.ratio >= self.target

    def cells(self) -> tuple[str, ...]:
        """The row as it is printed."""
        bound = "" if self.target is None else f"{'≤' if self.at == 'most' else '≥'} {short(self.target)} ×"
        verdict = "" if self.target is None else ("ok" if self.is_met else "MISSED")
        reference = f"{short(self.reference)} {self.unit} ({self.reference_is})"
        return (
            self.what,
            f"{short(self.figure)} {self.unit}",
            reference,
            f"{short(self.ratio)} ×",
            bound,
            verdict,
        )


def short(number: float) -> str:
    """A number with three telling digits and no exponent."""
    if number >= 1000:
        return f"{number:,.0f}"
    return f"{number:.3g}"


def table(rows: list[Row]) -> str:
    """All rows under one head, columns aligned."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    rule = "─" * min(sum(widths) + 2 * len(widths), shutil.get_terminal_size((140, 40)).columns)
    printed = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    ]
    return "\n".join(line.rstrip() for line in (printed[0], rule, *printed[1:]))
