"""Charts drawn on the server: stacked bars by year, whose numbers stand in a table below.

A drawing is decoration for those who see it; the table says the same to everybody. No script, no style in
attributes: shades and patterns come from the style sheet by `data-tone`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
