"""Run the benchmarks and print one table.

    make bench                 all of them
    make bench ONLY=pages      one of them

Each module of this folder whose name starts with a letter offers `measure() -> list[Row]` and prints nothing
to standard output but through the table; progress goes to standard error. The command fails when a target is
missed or a benchmark breaks, so the table can stand in a report as it is.
"""

import importlib
import os
import sys
import time
import traceback
from pathlib import Path

from bench._table import Row, table


def main(only: list[str]) -> int:
    """Measure, print, and say whether every target was met."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    unknown = set(only) - set(names)
    if unknown:
        print(f"No benchmark is called {', '.join(sorted(unknown))}. There are: {', '.join(names)}.")
        return 2
    rows: list[Row] = []
    broken = []
    for name in only or names:
        started = time.monotonic()
        print(f"· {name} …", file=sys.stderr, flush=True)
        try:
            rows += importlib.import_module(f"bench.{name}").measure()
        except Exception:
            traceback.print_exc()
            broken.append(name)
        print(f"  {name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    print(table(rows))
    missed = sum(not row.is_met for row in rows)
    met = sum(row.target is not None for row in rows) - missed
    busy = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    print(f"\n{met} targets met, {missed} missed, {len(broken)} benchmarks broken; {busy}.")
    return 1 if missed or broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
