"""A real site for a benchmark: a home of its own, set up as `intersession setup` does, served by the real server."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def home() -> Iterator[Path]:
    """A fresh INTERSESSION_HOME with the reference data; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="intersession-bench-") as folder:
        subprocess.run(command("setup"), env=environment(Path(folder)), check=True, stdout=subprocess.DEVNULL)
        yield Path(folder)


def command(*arguments: str) -> list[str]:
    """The `intersession` command of this checkout."""
    return [sys.executable, "-m", "intersession.config.command", *arguments]


def environment(folder: Path, port: int = 8000) -> dict[str, str]:
    """What a process of the site is started with."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "INTERSESSION_URL")
    }
    return {**kept, "INTERSESSION_HOME": str(folder), "PORT": str(port), "PYTHONPATH": str(ROOT / "src")}


def free_port() -> int:
    """A loopback port nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(arguments: list[str], address: str, folder: Path, **variables: str) -> Iterator[int]:
    """A server process that answers at `address`; yields its process id."""
    port = int(address.split(":")[2].split("/")[0])
    with (folder / f"server-{port}.log").open("w") as log:
        process = subprocess.Popen(
            arguments, env={**environment(folder, port), **variables}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_for(address, process)
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Return once something answers with 200."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers at {address}")


def cpu_seconds(pid: int) -> float:
    """CPU time a process and its children have used so far, in user and kernel mode."""
    total = 0
    for each in [pid, *children(pid)]:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def settle(pid: int) -> None:
    """Wait until the server has done what it does after its start, such as loading the sentence encoder."""
    for _ in range(60):
        before = cpu_seconds(pid)
        time.sleep(1)
        if cpu_seconds(pid) - before < 0.05:
            return


def children(pid: int) -> list[int]:
    """Every process below this one."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for child in map(int, task.read_text().split()):
                found += [child, *children(child)]
    return found


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load."""

    per_second: float
    cpu_per_request: float
    """In milliseconds."""


def load(address: str, pid: int, seconds: int = 3) -> Load:
    """Ask one address as fast as it answers, over 16 connections, and read the server's CPU time."""
    before = cpu_seconds(pid)
    done = subprocess.run(
        ["wrk", "-t1", "-c16", f"-d{seconds}s", "-H", "Accept-Encoding: br", address],
        capture_output=True,
        text=True,
        check=True,
    )
    used = cpu_seconds(pid) - before
    if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise RuntimeError(f"{address}: {done.stdout}")
    requests = int(re.search(r"(\d+) requests in", done.stdout)[1])  # type: ignore[index]
    per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])  # type: ignore[index]
    return Load(per_second, used / requests * 1000)
