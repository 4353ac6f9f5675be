"""`intersession check`: one line for each thing this installation stands on."""

from __future__ import annotations

import os
import shutil
import time
from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core import mail
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from intersession.audit.chain import verify
from intersession.audit.models import ChainHead, Event
from intersession.decisions.due import overdue
from intersession.safety import clamav, guard
from intersession.safety.running import Failed
from intersession.safety.running import run as run_in_sandbox
from intersession.search.index import NoIndex, reader
from intersession.search.meaning import is_available

ENOUGH_SPACE = 500_000_000
CLOCK_MAY_DIFFER = 5.0
CLOCK_MAY_BE_LATE = timedelta(minutes=2)


class Unwell(Exception):
    """Carries the sentence that says what is wrong."""


def run(arguments: Namespace) -> int:
    """Print one line each; status 1 when anything is wrong. One failing part does not hide the next."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("home", home),
        ("database", database),
        ("log", log_chain),
        ("index", index),
        ("files", files),
        ("sandbox", sandbox),
        ("guard", guard_stands),
        ("scanner", scanner),
        ("static", static_files),
        ("mail", mail_goes_out),
        ("clock", clock),
        ("decisions", decisions),
    ]
    wrong = 0
    for name, check in checks:
        try:
            verdict, sentence = "ok   ", check()
        except Exception as error:
            wrong += 1
            verdict = "WRONG"
            sentence = str(error) if isinstance(error, Unwell) else f"{type(error).__name__}: {error}".strip()
        print(f"{verdict} {name:9} {sentence}", flush=True)
    return 1 if wrong else 0


def home() -> str:
    """INTERSESSION_HOME can be written and has room."""
    writable(settings.HOME)
    free = shutil.disk_usage(settings.HOME).free
    if free < ENOUGH_SPACE:
        raise Unwell(f"{settings.HOME} has only {free / 1e6:,.0f} MB left")
    return f"{settings.HOME}, {free / 1e9:,.1f} GB free"


def database() -> str:
    """The database answers and its tables are those this code expects."""
    connection.ensure_connection()
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    version = ".".join(map(str, connection.get_database_version()))
    if waiting:
        raise Unwell(
            f"{connection.display_name} {version}, {len(waiting)} migrations not applied: intersession setup"
        )
    return f"{connection.display_name} {version}, every migration applied"


def log_chain() -> str:
    """Every event carries the hash of the one before it, none is missing, none was changed."""
    started = time.monotonic()
    verdict = verify()
    if not verdict.is_whole:
        raise Unwell(f"the chain holds up to event {verdict.events:,}; then {verdict.fault}")
    return f"{verdict.events:,} events, the chain is whole ({time.monotonic() - started:.1f} s)"


def index() -> str:
    """The search index is there and has followed the log."""
    last = ChainHead.objects.filter(pk=1).values_list("event_id", flat=True).first() or 0
    try:
        now = reader()
    except NoIndex:
        raise Unwell("there is none: intersession reindex") from None
    at = now.state["event"]
    if at != last:
        raise Unwell(f"covers the log up to event {at:,} of {last:,}; does the worker run?")
    vectors = "with meaning" if is_available() else "words only: no sentence encoder is installed"
    return f"{now.searcher.num_docs:,} documents, up to event {at:,} of the log, {vectors}"


def files() -> str:
    """The folder of uploaded files can be written."""
    folder = Path(default_storage.path(""))
    folder.mkdir(parents=True, exist_ok=True)
    writable(folder)
    return str(folder)


def sandbox() -> str:
    """Untrusted files are read in a process that can do nothing else."""
    try:
        outcome = run_in_sandbox("try")
    except Failed as failure:
        raise Unwell(f"it does not work ({failure.why}): no file can be taken in") from None
    outcome.result.close()
    can = outcome.answer.get("can", [])
    if can:
        return f"works; this system lets it {', '.join(map(str, can))} (docs/operators.md)"
    return "works: no files, no network, limited memory and time"


def guard_stands() -> str:
    """Pictures are compared with banks of known abuse material, or not."""
    state = guard.state()
    if not state.is_well:
        raise Unwell(state.sentence)
    return state.sentence


def scanner() -> str:
    """ClamAV answers, where it is configured."""
    if not clamav.is_configured():
        return "OFF: files are not scanned for viruses (INTERSESSION_CLAMD is not set)"
    try:
        return clamav.version()
    except (OSError, ValueError) as error:
        raise Unwell(f"{settings.CLAMD} does not answer, files are refused ({error})") from None


def static_files() -> str:
    """Styles and scripts were gathered."""
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        raise Unwell(f"nothing gathered in {settings.STATIC_ROOT}: intersession setup")
    return str(settings.STATIC_ROOT)


def mail_goes_out() -> str:
    """The mail server lets us in, or the folder mail is written to can be written."""
    if not settings.MAIL_URL.scheme:
        settings.MAIL_HOME.mkdir(parents=True, exist_ok=True)
        writable(settings.MAIL_HOME)
        return f"written to files in {settings.MAIL_HOME} (set INTERSESSION_MAIL_URL to send it)"
    backend = mail.mailers["default"]
    backend.open()
    backend.close()
    return f"{settings.MAIL_URL.hostname} answers"


def clock() -> str:
    """This machine's clock agrees with the database's, and has not gone back behind the log."""
    now = timezone.now()
    differs = 0.0
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            differs = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
        if differs > CLOCK_MAY_DIFFER:
            raise Unwell(f"{differs:.0f} s apart from the database's clock")
    newest = Event.objects.order_by("-id").values_list("at", flat=True).first()
    if newest and (newest - now).total_seconds() > CLOCK_MAY_DIFFER:
        raise Unwell(
            f"it says {now:%Y-%m-%d %H:%M:%S} UTC, but the log already has an event of {newest:%H:%M:%S}"
        )
    return f"{now:%Y-%m-%d %H:%M:%S} UTC"


def decisions() -> str:
    """Every vote that should have opened or closed has; the worker writes it within seconds."""
    late = overdue(timezone.now() - CLOCK_MAY_BE_LATE).count()
    if late:
        raise Unwell(f"{late} votes should have opened or closed and did not; does the worker run?")
    return "every vote has opened and closed when it should"


def writable(folder: Path) -> None:
    """Raise unless a file can be made in the folder."""
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Unwell(f"{folder} cannot be written by this user")
    with NamedTemporaryFile(dir=folder):
        pass
