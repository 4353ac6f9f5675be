"""A fresh database gets its tables from the models: they are those that the migrations lead to."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.apps import apps

START = "import django; django.setup()"
MADE = f"{START}; from intersession.config.commands.setup import migrate; print(migrate(), migrate())"
MIGRATED = f"{START}; from django.core.management import call_command; call_command('migrate', verbosity=0)"


def tables_of(home: Path, code: str) -> dict[str, set[object]]:
    """What stands in a database after some code: of each table its columns; indexes and constraints by their words."""
    environment = {
        **os.environ,
        "INTERSESSION_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "intersession.config.settings",
    }
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, set[object]] = {}
    with closing(sqlite3.connect(home / "intersession.sqlite3")) as connection:
        names = connection.execute("select name, sql from sqlite_master where type = 'table'").fetchall()
        for name, words in names:
            rows = connection.execute(f'pragma table_info("{name}")').fetchall()
            keys = connection.execute(f'pragma foreign_key_list("{name}")').fetchall()
            found[name] = {(column[1:4], column[5]) for column in rows} | {key[2:7] for key in keys}
            found[name] |= {
                part.strip(", ") for part in words.strip().removesuffix(")").split(" CONSTRAINT ")[1:]
            }
        indexes = connection.execute(
            "select name, sql from sqlite_master where type = 'index' and sql is not null"
        )
        found["indexes"] = set(indexes.fetchall())
    return found


def test_tables_from_the_models_are_those_of_the_migrations(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "migrated").mkdir()
    made, migrated = tables_of(tmp_path / "made", MADE), tables_of(tmp_path / "migrated", MIGRATED)
    assert made.keys() == migrated.keys()
    for name in made:
        assert made[name] == migrated[name], name
    # All of ours are among them.
    rooms = [each for each in apps.get_app_configs() if each.name.startswith("intersession.")]
    assert {model._meta.db_table for room in rooms for model in room.get_models()} <= made.keys()
