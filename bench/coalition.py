"""What a large coalition's people open, over few and many organisations, each with ten resources: queries and time."""

import os
from functools import partial

from bench._table import Row
from bench.directory import MOST_QUERIES, measured_with

SMALL, LARGE = 10, 10_000
# A hundred thousand organisations with a million resources take a quarter of an hour to generate.
MANY = int(os.environ.get("INTERSESSION_BENCH_ORGANISATIONS", LARGE))


def measure() -> list[Row]:
    """The same number of queries over few and many, within the bound; and how the time grows."""
    measured = partial(measured_with, module="_coalition")
    small, large = measured(SMALL), measured(MANY)
    rows = []
    for name, asked in large["queries"].items():
        said = f"{name}: %s, {MANY:,} organisations, {MANY * 10:,} resources"
        rows += [
            Row(said % "queries", asked, small["queries"][name], "queries", f"at {SMALL}", 1),
            Row(f"{name}: queries", asked, MOST_QUERIES, "queries", "the bound", 1),
            Row(said % "CPU", large["cpu"][name], small["cpu"][name], "ms", f"at {SMALL}"),
        ]
    return rows
