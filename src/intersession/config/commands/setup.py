"""`intersession setup`: whatever is missing before the site can run."""

from __future__ import annotations

import hashlib
import os
import time
from argparse import Namespace
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from whitenoise.compress import Compressor

from intersession.audit.models import Event
from intersession.config.commands.demo import fill
from intersession.config.commands.load import described
from intersession.config.commands.reindex import build_if_absent
from intersession.config.loads import load_reference_data


def run(arguments: Namespace) -> int:
    """Do each step that has something to do; print a line for it and how long it took."""
    steps: list[tuple[str, Callable[[], str]]] = [
        ("Translations", compile_translations),
        ("Database", migrate),
        ("Static files", gather_static_files),
        ("Reference data", load_if_changed),
        ("Demo content", fill if settings.IS_DEMO else lambda: ""),
        ("Search index", build_if_absent),
    ]
    for name, step in steps:
        started = time.monotonic()
        done = step()
        if done:
            print(f"· {name}: {done} ({time.monotonic() - started:.1f} s)", flush=True)
    return 0


def compile_translations() -> str:
    """Compile each catalogue whose text is newer than its compiled form; needs no gettext."""
    done = []
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            compiled = source.with_suffix(".mo")
            if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
                continue
            language = source.parent.parent.name
            with source.open("rb") as text:
                catalogue = read_po(text, locale=language, domain=source.stem)
            unfinished = compiled.with_suffix(f".{os.getpid()}.part")
            with unfinished.open("wb") as file:
                write_mo(file, catalogue)
            unfinished.replace(compiled)
            done.append(language)
    return f"{', '.join(done)} compiled" if done else ""


def migrate() -> str:
    """Bring the database's tables to what this version of the code expects.

    An empty database gets them straight from the models, in a tenth of the time, and every migration of ours counts as
    applied: `tests/config/test_tables.py` holds that both ways lead to the same tables.
    """
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not waiting:
        return ""
    if set(connection.introspection.table_names()) <= {MigrationRecorder.Migration._meta.db_table}:
        make_tables()
    call_command("migrate", interactive=False, verbosity=0)
    return f"{len(waiting)} migrations applied"


def make_tables() -> None:
    """Make the tables of our rooms and write down their migrations, or neither. Those of libraries are left."""
    rooms = [app for app in apps.get_app_configs() if app.name.startswith("intersession.")]
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    with connection.schema_editor() as editor:
        for room in rooms:
            for model in room.get_models():
                editor.create_model(model)
        labels = {room.label for room in rooms}
        for label, name in MigrationLoader(connection).disk_migrations:
            if label in labels:
                recorder.record_applied(label, name)


def gather_static_files() -> str:
    """Collect the static files under their hashed names, each with its Brotli and gzip form beside it.

    Files of earlier versions stay: pages that are open in a browser still ask for them.
    """
    stamp = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            stamp.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    stamp_file = settings.HOME / "static.stamp"
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if read(stamp_file) == stamp.hexdigest() and manifest.exists():
        return ""
    stamp_file.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, stdout=StringIO())
    compressor = Compressor(use_brotli=True, use_gzip=True, quiet=True)
    files = [path for path in settings.STATIC_ROOT.rglob("*") if path.is_file()]
    for path in files:
        if compressor.should_compress(path.name):
            list(compressor.compress(str(path)))
    stamp_file.write_text(stamp.hexdigest())
    return f"{len(files)} gathered and compressed"


def load_if_changed() -> str:
    """Load the reference data if a file or the code that reads it changed, or the database is another one."""
    if read(settings.HOME / "loaded.stamp") == reference_stamp():
        return ""
    rows = rejected = 0
    print("· Reference data:", flush=True)
    for report in load_reference_data(settings.REFERENCE_DATA):
        rows += report.added + report.changed
        rejected += len(report.rejected)
        print("    " + "\n    ".join(described(report)), flush=True)
    (settings.HOME / "loaded.stamp").write_text(reference_stamp())
    return f"{rows:,} rows added or changed" + (f", {rejected} rejected" if rejected else "")


def reference_stamp() -> str:
    """Names the files, the code that loads them, and the database by the first event of its log."""
    digest = hashlib.sha256()
    rooms = [Path(app.path) for app in apps.get_app_configs() if app.name.startswith("intersession.")]
    code = [path for room in rooms for name in ("load", "actions") for path in room.glob(f"{name}*.py")]
    for path in sorted([*settings.REFERENCE_DATA.glob("*.csv"), *code]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    first = Event.objects.order_by("id").values_list("hash", flat=True).first()
    digest.update((first or "").encode())
    return digest.hexdigest()


def read(path: Path) -> str:
    """The text of a small file, empty when it is not there."""
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""
