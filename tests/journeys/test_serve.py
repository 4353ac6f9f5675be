"""What an operator does with `intersession serve`: start it twice, lose a part of it, kill it, ask if it is well."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SELF = [sys.executable, "-m", "intersession.config.command"]


@pytest.fixture
def operator(home: Path, server: str) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Runs a command of ours beside the running site."""

    def run(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "INTERSESSION_HOME": str(home), "INTERSESSION_DEMO": "1"}
        environment |= {"PORT": str(urlsplit(server).port), **variables}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        return subprocess.run(
            [*SELF, *arguments], env=environment, capture_output=True, text=True, timeout=120
        )

    return run


def children_of(pid: int) -> dict[str, int]:
    """The web and worker processes a `serve` started, by name."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
        # A child just forked still carries its parent's words; one just dead carries none.
        if "intersession.config.command" in words:
            found[words[words.index("intersession.config.command") + 1]] = int(child)
    return found


def serving(home: Path) -> int:
    """The process id of the running `serve`, as its lock file says."""
    return int(re.findall(r"process (\d+)", (home / "serve.lock").read_text())[0])


def test_a_second_start_says_so_and_fails(
    operator: Callable[..., "subprocess.CompletedProcess[str]"],
) -> None:
    done = operator("serve")
    assert done.returncode == 1
    assert "already runs here" in done.stderr


def test_another_home_on_the_same_port_is_told(
    operator: Callable[..., "subprocess.CompletedProcess[str]"], tmp_path: Path
) -> None:
    done = operator("serve", INTERSESSION_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "is taken by another program" in done.stderr


def test_everything_is_well(operator: Callable[..., "subprocess.CompletedProcess[str]"]) -> None:
    done = operator("check")
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert [line for line in lines if not line.startswith("ok ")] == []
    assert len(lines) >= 12


def test_the_terminal_finds_what_the_page_finds(
    operator: Callable[..., "subprocess.CompletedProcess[str]"], server: str
) -> None:
    found = json.loads(operator("search", "signalement", "--lang", "fr", "--limit", "5", "--json").stdout)
    assert len(found["hits"]) == 5
    promised = {"kind", "title", "languages", "countries", "address", "score", "matched_concepts"}
    assert promised <= found["hits"][0].keys()
    with urllib.request.urlopen(found["hits"][0]["address"]) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("part", ["worker", "web"])
def test_a_part_that_dies_is_started_again(home: Path, server: str, part: str) -> None:
    serve = serving(home)
    before = children_of(serve)[part]
    os.kill(before, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        time.sleep(0.2)
        if children_of(serve).get(part, before) != before and is_up(server):
            break
    else:
        pytest.fail((home / "serve.log").read_text()[-2000:])
    assert f"The {part} was ended by SIGKILL; starting it again." in (home / "serve.log").read_text()


def is_up(server: str) -> bool:
    """Whether the front page comes."""
    try:
        with urllib.request.urlopen(f"{server}/en/", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def copy(home: Path, server: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a second site: the running one's home copied, because setting up takes long."""
    running, fresh = (sqlite3.connect(folder / "intersession.sqlite3") for folder in (home, tmp_path))
    with contextlib.closing(running), contextlib.closing(fresh):
        running.backup(fresh)
    for name in ("static.stamp", "loaded.stamp"):
        shutil.copy2(home / name, tmp_path / name)
    for name in ("static", "index"):
        shutil.copytree(home / name, tmp_path / name)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {**kept, "INTERSESSION_HOME": str(tmp_path), "PORT": port, "INTERSESSION_DEMO": "1"}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_stopping_leaves_nothing_behind(how: signal.Signals, copy: dict[str, str]) -> None:
    """Asked to stop, `serve` ends with status 0 in seconds; killed outright, its parts see their pipe close."""
    address = f"http://localhost:{copy['PORT']}"
    process = subprocess.Popen(
        [*SELF, "serve"], env=copy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not is_up(address):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    parts = list(children_of(process.pid).values())
    assert len(parts) == 2
    process.send_signal(how)
    process.wait(20)
    assert process.returncode == (-signal.SIGKILL if how is signal.SIGKILL else 0)
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{part}").exists() for part in parts):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert not is_up(address)
