"""Charts drawn on the server: stacked bars by year and rows of named bars, whose numbers stand in a table.

A drawing is decoration for those who see it; the table says the same to everybody. No script, no style in
attributes: shades and patterns come from the style sheet by `data-tone`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

HEIGHT, PLOT, BASE, GAP = 220, 170, 190, 6


@dataclass(frozen=True, slots=True)
class Series:
    """One layer of the bars: its tone and its name."""

    tone: str
    label: object

    @property
    def swatch(self) -> SafeString:
        return mark_safe(
            f'<svg class="bars-key" viewBox="0 0 20 14" aria-hidden="true">'
            f'<rect data-tone="{self.tone}" width="20" height="14" rx="2"/></svg>'
        )


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars by name, each a stack of numbers in the order of the series, the first at the bottom."""

    label: object
    series: Sequence[Series]
    bars: Sequence[tuple[str, Sequence[int]]]

    @property
    def svg(self) -> SafeString:
        highest = max((sum(numbers) for _name, numbers in self.bars), default=0) or 1
        width = max(20, min(64, 720 // max(1, len(self.bars))))
        out = [
            f'<svg class="bars" viewBox="0 0 {width * max(1, len(self.bars))} {HEIGHT}" role="img" '
            f'aria-label="{escape(self.label)}" direction="ltr">'
        ]
        for place, (name, numbers) in enumerate(self.bars):
            left, top = place * width + GAP // 2, float(BASE)
            for series, number in zip(self.series, numbers, strict=True):
                if number:
                    tall = PLOT * number / highest
                    top -= tall
                    out.append(
                        f'<rect data-tone="{series.tone}" x="{left}" y="{top:.1f}" width="{width - GAP}" '
                        f'height="{tall:.1f}"><title>{escape(name)}, {escape(series.label)}: {number}</title></rect>'
                    )
            middle = left + (width - GAP) / 2
            out.append(
                f'<text x="{middle:.1f}" y="{BASE + 16}" text-anchor="middle">{escape(self.short(name, width))}</text>'
            )
            if total := sum(numbers):
                out.append(f'<text x="{middle:.1f}" y="{top - 5:.1f}" text-anchor="middle">{total}</text>')
        out.append("</svg>")
        return mark_safe("".join(out))

    def short(self, name: str, width: int) -> str:
        """A year of two digits where four would run into the next."""
        return f"’{name[-2:]}" if width < 34 and name.isdecimal() else name


@dataclass(frozen=True, slots=True)
class Row:
    """A name, its number, and where it leads. None is a number that is not told; `why` says so in words."""

    label: object
    number: int | None
    href: str = ""
    why: object = ""
    longest: int = 1

    @property
    def svg(self) -> SafeString:
        """The bar of this row alone, as long as its number is beside the greatest."""
        width = 100 * (self.number or 0) / max(1, self.longest)
        return mark_safe(
            '<svg class="chart-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" '
            f'focusable="false"><rect width="{width:.2f}" height="10"/></svg>'
        )


@dataclass(frozen=True, slots=True)
class Rows:
    """Names and numbers, one below the other: a table with a bar in every row, for `kit/rows.html`."""

    label: object
    rows: Sequence[Row]
    unit: object = ""

    @classmethod
    def of(cls, label: object, rows: Iterable[Row], unit: object = "") -> Rows:
        """Rows measured against the greatest number among them."""
        rows = list(rows)
        longest = max((row.number or 0 for row in rows), default=0) or 1
        return cls(label, [replace(row, longest=longest) for row in rows], unit)
