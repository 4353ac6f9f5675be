"""A PostgreSQL of our own for as long as the tests or a benchmark run."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.debian import find

# Nothing survives the run, so nothing needs to reach the disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=40")


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Yield the DATABASE_URL of a private cluster on a free loopback port; it is gone afterwards.

    PostgreSQL refuses to run as root, so root hands it to the user `postgres` that the package made.
    """
    folder = Path(tempfile.mkdtemp(prefix="intersession-postgres-"))
    runner: dict[str, object] = {}
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        runner = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def call(program: str, *arguments: str) -> None:
        path = find(program)
        assert path, f"{program} is not installed"
        done = subprocess.run(  # type: ignore[call-overload]
            [path, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **runner,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}")

    data = str(folder / "data")
    options = " ".join(f"-c {each}" for each in (*FAST, "listen_addresses=127.0.0.1", f"port={port}"))
    try:
        call(
            "initdb",
            "-D",
            data,
            "-U",
            "tests",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        call(
            "pg_ctl",
            "-D",
            data,
            "-w",
            "-s",
            "-l",
            str(folder / "log"),
            "-o",
            f"{options} -c unix_socket_directories=''",
            "start",
        )
        try:
            yield f"postgresql://tests@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "-D", data, "-w", "-s", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
