"""Charts: as long as their numbers, and never without them."""

from __future__ import annotations

import re

from django.template.loader import render_to_string

from intersession.kit.charts import Bars, Row, Rows, Series


def test_rows_are_measured_against_the_greatest() -> None:
    rows = Rows.of("Members", [Row("Africa", 5), Row("Asia", 20), Row("None", 0)])
    widths = [float(re.search(r'rect width="([\d.]+)"', str(row.svg))[1]) for row in rows.rows]  # type: ignore[index]
    assert widths == [25, 100, 0]


def test_numbers_stand_beside_the_bars_and_what_is_not_told_says_so() -> None:
    shown = render_to_string(
        "kit/rows.html",
        {"rows": Rows.of("<b>", [Row("Yes", 7, "/en/"), Row("No", None, why="fewer than 5")])},
    )
    assert "&lt;b&gt;" in shown
    assert "<td>7</td>" in shown
    assert "<td>fewer than 5</td>" in shown
    assert '<a href="/en/">Yes</a>' in shown


def test_nothing_at_all_is_a_chart_too() -> None:
    assert Rows.of("Empty", []).rows == []
    assert "<svg" in Bars("Empty", [Series("one", "One")], []).svg


def test_names_are_escaped_in_a_drawing() -> None:
    assert "<script" not in Bars("x", [Series("one", "<script>")], [("<script>", [3])]).svg
