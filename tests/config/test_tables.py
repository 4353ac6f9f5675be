"""A fresh database gets its tables from the models: they are those that the migrations lead to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

NAME = "tables_from_models"
START = "import django; django.setup(); from intersession.config.commands.setup import migrate"
MADE = f"{START}; print(migrate(), migrate())"
WORDS = (
    "SELECT table_name, column_name, data_type, is_nullable, character_maximum_length, column_default "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
)


def tables_of(database: BaseDatabaseWrapper) -> list[set[tuple[object, ...]]]:
    """Every column, constraint and index, in the words of the database."""
    found: list[set[tuple[object, ...]]] = []
    with database.cursor() as cursor:
        for words in WORDS:
            cursor.execute(words)
            found.append(set(cursor.fetchall()))
    return found


@pytest.fixture
def made() -> Iterator[BaseDatabaseWrapper]:
    """An empty database of the same server, set up as `intersession setup` does."""
    told = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")
    who = quote(str(told["USER"])) + (f":{quote(str(told['PASSWORD']))}" if told["PASSWORD"] else "")
    url = f"postgresql://{who}@{told['HOST']}:{told['PORT']}/{NAME}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "intersession.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", MADE], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    # Setting up again finds nothing to do.
    assert done.stdout.strip().endswith("applied")
    other = connections.create_connection("default")
    other.settings_dict = {**told, "NAME": NAME}
    yield other
    other.close()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME}")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="migrations are gone through on PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_tables_from_the_models_are_those_of_the_migrations(made: BaseDatabaseWrapper) -> None:
    for from_models, from_migrations in zip(tables_of(made), tables_of(connection), strict=True):
        assert from_models == from_migrations
    # All of ours are among them.
    rooms = [each for each in apps.get_app_configs() if each.name.startswith("intersession.")]
    tables = {row[0] for row in tables_of(made)[0]}
    assert {model._meta.db_table for room in rooms for model in room.get_models()} <= tables
