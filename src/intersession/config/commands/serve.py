"""`intersession serve`: everything one machine needs, as two children that are watched.

The children run in sessions of their own, so Ctrl-C reaches this process alone and it stops them in order.
Each holds the reading end of a pipe as its stdin: should this process be killed, the pipe closes and the
children end by themselves.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import Namespace
from collections import deque
from pathlib import Path
from threading import Event
from types import FrameType
from typing import IO

from django.conf import settings

from intersession.config.commands.web import port_problem
from intersession.config.demo_people import how_to_sign_in
from intersession.config.mail_echo import MailEcho

SELF = [sys.executable, "-m", "intersession.config.command"]
STOP_WITHIN = 10.0
# A part that died so many times within so many seconds will not be better the next time.
DEATHS, WITHIN = 3, 60.0


class Stopping(Exception):
    """Ends the serving; carries the reason and the status."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


def run(arguments: Namespace) -> int:
    """Set up, start both parts, watch them, and stop them when told to."""
    lock = hold(settings.HOME / "serve.lock")
    if lock is None:
        return 1
    taken = port_problem(arguments.host, settings.PORT)
    if taken:
        print(taken, file=sys.stderr)
        return 1
    told = Event()
    listen_to_signals(told)
    started = time.monotonic()
    web = ["web", f"--host={arguments.host}", f"--workers={arguments.workers}", "--until-stdin-closes"]
    parts = [Part("worker", ["worker", "--until-stdin-closes"]), Part("web", web)]
    status = 0
    try:
        set_up(told)
        for part in parts:
            part.start()
        watch(parts, told, arguments.host, started)
    except Stopping as reason:
        status = reason.status
        if str(reason):
            print(f"\n{reason}", file=sys.stderr, flush=True)
    finally:
        stop(parts)
        lock.close()
    if not status:
        print("Stopped.", flush=True)
    return status


def hold(path: Path) -> IO[str] | None:
    """The lock that says somebody serves this home, or None after saying who does.

    The kernel lets go of it when this process ends, however it ends, so a stale file locks nobody out.
    """
    lock = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        print(
            f"Intersession already runs here: {holder or 'another process'}.\n"
            "Stop that one first, or give this one its own INTERSESSION_HOME and PORT.",
            file=sys.stderr,
        )
        return None
    lock.truncate(0)
    lock.write(f"{settings.SITE_URL}/ (process {os.getpid()}, home {settings.HOME})")
    lock.flush()
    return lock


def listen_to_signals(told: Event) -> None:
    """The first signal asks to stop; a second one does not wait for anybody."""

    def on_signal(number: int, frame: FrameType | None) -> None:
        if told.is_set():
            raise KeyboardInterrupt
        told.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, on_signal)
    # Under nohup a closed terminal must not end it.
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, on_signal)


class Part:
    """One child process that should always run."""

    def __init__(self, name: str, arguments: list[str]) -> None:
        self.name = name
        self.arguments = arguments
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths: deque[float] = deque(maxlen=DEATHS)

    def start(self) -> None:
        """Start it in a session of its own."""
        self.process = subprocess.Popen(
            [*SELF, *self.arguments], stdin=subprocess.PIPE, start_new_session=True
        )

    def restart_if_dead(self) -> None:
        """Start it again if it ended; give up when it keeps ending."""
        if self.process is None or self.process.poll() is None:
            return
        how = described(self.process.returncode)
        self.kill()
        self.deaths.append(time.monotonic())
        if len(self.deaths) == DEATHS and self.deaths[-1] - self.deaths[0] < WITHIN:
            raise Stopping(
                f"The {self.name} {how}, for the third time within a minute. Stopping everything.", 1
            )
        print(f"The {self.name} {how}; starting it again.", file=sys.stderr, flush=True)
        self.start()

    def terminate(self) -> None:
        """Ask it to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """End it and whatever it started, now."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            if self.process.stdin:
                self.process.stdin.close()


def set_up(told: Event) -> None:
    """Run `setup` and wait for it; a signal ends it between two transactions."""
    part = Part("set-up", ["setup"])
    part.start()
    assert part.process is not None
    while part.process.poll() is None:
        if told.wait(0.05):
            part.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                part.process.wait(STOP_WITHIN)
            part.kill()
            raise Stopping("", 0)
    if part.process.returncode:
        raise Stopping(f"The set-up {described(part.process.returncode)}. Nothing was started.", 1)


def watch(parts: list[Part], told: Event, host: str, started: float) -> None:
    """Say when the site answers, keep the parts running, show mailed codes; until told to stop."""
    is_ready = False
    echo = MailEcho(None if settings.MAIL_URL.scheme else settings.MAIL_HOME)
    while not told.wait(0.25):
        for part in parts:
            part.restart_if_dead()
        if not is_ready and answers(host, settings.PORT):
            is_ready = True
            print(welcome(time.monotonic() - started), flush=True)
        for line in echo.new_lines():
            print(line, flush=True)
    print("\nStopping …", flush=True)


def stop(parts: list[Part]) -> None:
    """Ask every part to end, wait for them a while, then end what is left."""
    for part in parts:
        part.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    try:
        for part in parts:
            if part.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    part.process.wait(max(0.0, deadline - time.monotonic()))
    finally:
        for part in parts:
            part.kill()


def welcome(seconds: float) -> str:
    """What a person needs to know once the site answers."""
    lines = ["", f"Intersession is at {settings.SITE_URL}/ (ready after {seconds:.1f} s)"]
    if settings.SITE_URL != f"http://localhost:{settings.PORT}":
        lines.append(f"On this machine it listens on port {settings.PORT}.")
    if settings.IS_DEMO:
        lines += [
            "",
            how_to_sign_in(settings.SITE_URL, "" if settings.MAIL_URL.scheme else str(settings.MAIL_HOME)),
        ]
    lines += ["", "Ctrl-C stops it."]
    return "\n".join(lines)


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there by now."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        with socket.create_connection((reachable, port), timeout=0.2):
            return True
    except OSError:
        return False


def described(status: int) -> str:
    """How a process ended, in words."""
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"
