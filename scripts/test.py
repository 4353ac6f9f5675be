"""Everything CI runs, two steps at a time, quick ones first. `make test` calls this.

    make test                                     all of it
    .venv/bin/python -m scripts.test types        one step, by its name

Each step prints one line when it is done; what it said stands below that line when it failed. All steps
run, so that one call tells everything. The last line says what ran and what failed. Nothing is ever
skipped: a missing browser or database server is installed or the call fails.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts.debian import CHROMIUM, GETTEXT, NOTO, NOTO_CJK, POPPLER, POSTGRES, find, need
from scripts.postgres import postgres

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
AT_ONCE = 2
PRODUCTION = {
    "INTERSESSION_URL": "https://coalition.example",
    "INTERSESSION_MAIL_URL": "smtp://mail.example:25",
    "INTERSESSION_DEMO": "",
}


@dataclass(frozen=True)
class Step:
    """One thing to check: its name, the command, and what it needs in its environment."""

    name: str
    command: Callable[[], list[str]]
    environment: Callable[[ExitStack], dict[str, str]] = lambda stack: {}
    needs: tuple[tuple[str, str], ...] = ()


def tool(name: str, *arguments: str) -> Callable[[], list[str]]:
    """A command of the virtual environment."""
    return lambda: [str(BIN / name), *arguments]


def manage(*arguments: str) -> Callable[[], list[str]]:
    """One of Django's own commands."""
    return tool("intersession", "manage", *arguments)


def templates() -> list[str]:
    """The template formatter over every page."""
    paths = sorted((ROOT / "src").rglob("templates/**/*.html"))
    return [str(BIN / "djade"), "--check", "--target-version", "6.0", *map(str, paths)]


def pytest(*arguments: str) -> Callable[[], list[str]]:
    """pytest, short."""
    return tool(
        "python", "-m", "pytest", "-q", "--no-header", "--durations=5", "--show-capture=stdout", *arguments
    )


def on_postgres(stack: ExitStack) -> dict[str, str]:
    """The same tests on the other database."""
    return {"DATABASE_URL": stack.enter_context(postgres())}


def with_browser(stack: ExitStack) -> dict[str, str]:
    """The browser the journeys drive."""
    return {"INTERSESSION_CHROMIUM": find("chromium") or ""}


STEPS = (
    Step("format", tool("ruff", "format", "--check", ".")),
    Step("lint", tool("ruff", "check", "--quiet", ".")),
    Step("templates", templates),
    Step("contracts", tool("lint-imports", "--no-cache")),
    Step("migrations", manage("makemigrations", "--check", "--dry-run")),
    Step("deploy", manage("check", "--deploy", "--fail-level=WARNING"), lambda stack: PRODUCTION),
    Step("catalogs", tool("python", "scripts/messages.py", "--check"), needs=(GETTEXT,)),
    Step("types", tool("mypy")),
    # The longest first, so that neither of the two lanes waits for the other at the end.
    # Tables straight from the models, in a tenth of the time: PostgreSQL and the journeys go through the migrations.
    Step("tests on SQLite", pytest("--ignore=tests/journeys", "--no-migrations"), needs=(NOTO, NOTO_CJK)),
    # What asks no database ran on SQLite; it would tell the same again.
    Step(
        "tests on PostgreSQL", pytest("--ignore=tests/journeys", "-m", "database"), on_postgres, (POSTGRES,)
    ),
    Step("axe on every page", pytest("tests/journeys/test_axe.py"), with_browser, (CHROMIUM,)),
    Step(
        "journeys",
        pytest("tests/journeys", "--ignore=tests/journeys/test_axe.py"),
        with_browser,
        (CHROMIUM, POPPLER),
    ),
)


def main(wanted: list[str]) -> int:
    """Run the steps whose names contain a wanted word, or all; print what became of each."""
    steps = [step for step in STEPS if not wanted or any(word in step.name for word in wanted)]
    if not steps:
        print(f"No such step. There are: {', '.join(step.name for step in STEPS)}")
        return 2
    need(*(program for step in steps for program in step.needs))
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="intersession-tests-", ignore_cleanup_errors=True) as home,
        ThreadPoolExecutor(max_workers=min(AT_ONCE, os.cpu_count() or 1)) as pool,
    ):
        results = list(pool.map(partial(outcome, home=Path(home)), steps))
    failed = [step.name for step, (is_ok, _passed) in zip(steps, results, strict=True) if not is_ok]
    # The plain line that tools which read test runs look for; the last line is for people.
    print(f"\n{sum(passed for _ok, passed in results)} passed, {len(failed)} failed")
    took = f"{time.monotonic() - started:.0f} s"
    ran = ", ".join(step.name for step in steps)
    print(f"FAILED: {', '.join(failed)}. Ran in {took}: {ran}." if failed else f"All well in {took}: {ran}.")
    return 1 if failed else 0


def outcome(step: Step, home: Path) -> tuple[bool, int]:
    """Run one step in a home of its own and print its line: (whether it is well, tests that passed)."""
    started = time.monotonic()
    with ExitStack() as stack:
        environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PORT")},
            "INTERSESSION_HOME": str(home / step.name.replace(" ", "-")),
            "INTERSESSION_STRICT": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            **step.environment(stack),
        }
        done = subprocess.run(
            step.command(),
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    lines = [line.strip(" =") for line in done.stdout.splitlines() if line.strip()]
    counts = lines[-1] if lines and "pytest" in step.command() else ""
    # A test that skips itself proves nothing. Only races between two writers may leave SQLite out,
    # which lets one in at a time; PostgreSQL runs them.
    is_ok = done.returncode == 0 and ("skipped" not in counts or "SQLite" in step.name)
    told = [line for line in lines if line.startswith("nDCG")]
    said = done.stdout.splitlines()[-400:] if not is_ok else told
    verdict = "ok" if is_ok else "FAILED"
    headline = f"· {step.name}: {verdict} ({time.monotonic() - started:.0f} s) {counts}".rstrip()
    print("\n".join([headline, *(f"    {line}" for line in said)]), flush=True)
    passed = re.search(r"(\d+) passed", counts)
    return is_ok, int(passed[1]) if passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
