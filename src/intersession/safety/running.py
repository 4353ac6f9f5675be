"""Running a job in the sandbox, and not believing what it answers.

The parent's side: hands an open file to a keeper (see `sandbox`), waits no longer than the job may take, ends
keeper and child when it does not come back, and checks the shape of the answer. Each keeper does one job at a
time, so their number is the number of files read at once; who waits too long for one is told to try again.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings

from intersession.safety.kinds import Why

logger = logging.getLogger(__name__)

MODULE = "intersession.safety.sandbox"
LONGEST_ANSWER = 40_000_000
END_OF_ERRORS = 100
# A keeper that nobody needs goes, and its memory with it.
IDLE_SECONDS = 120
STATUS = struct.Struct(">i")


class Failed(Exception):
    """The sandbox gave no usable answer, or said why the file is not taken."""

    def __init__(self, why: Why, fact: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.fact = fact


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job answered, and the file it wrote (empty for jobs that write none). Close the file after use."""

    answer: dict[str, Any]
    result: IO[bytes]


class Gone(Exception):
    """The keeper is no longer there, or did not come back in time."""


class Keeper:
    """A process that forks a child for every file."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-m", MODULE, str(theirs.fileno()), str(IDLE_SECONDS)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                cwd="/",
                # Nothing of our environment: it may hold addresses and passwords.
                env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                start_new_session=True,
            )
        self.channel = ours

    def do(self, order: Mapping[str, Any], handles: list[int]) -> int:
        """Have a job done; how its process ended."""
        try:
            self.channel.settimeout(order["seconds"] * 2 + 5)
            socket.send_fds(self.channel, [json.dumps(order).encode()], handles)
            answered = self.channel.recv(STATUS.size)
        except TimeoutError:
            self.end()
            return -signal.SIGXCPU
        except OSError as error:
            self.end()
            raise Gone from error
        if len(answered) < STATUS.size:
            self.end()
            raise Gone
        return int(STATUS.unpack(answered)[0])

    def end(self) -> None:
        """End it and its child."""
        self.channel.close()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Keepers:
    """The keepers of this process: those that wait for work, and room for as many as may work at once."""

    def __init__(self) -> None:
        self.waiting: list[Keeper] = []
        self.room = threading.BoundedSemaphore(settings.SANDBOX["at_once"])

    def do(self, order: Mapping[str, Any], handles: list[int]) -> int:
        """Have a job done by one that is free. One that went in the meantime is replaced once."""
        with self.a_place():
            with suppress(IndexError, Gone):
                return self.done_by(self.waiting.pop(), order, handles)
            try:
                return self.done_by(Keeper(), order, handles)
            except Gone:
                raise Failed(Why.CRASHED) from None

    def done_by(self, keeper: Keeper, order: Mapping[str, Any], handles: list[int]) -> int:
        """Have a job done by this one, which then waits for the next."""
        status = keeper.do(order, handles)
        if keeper.process.poll() is None:
            self.waiting.append(keeper)
        return status

    @contextmanager
    def a_place(self) -> Iterator[None]:
        """Room for one job, or `Failed` after waiting for it."""
        if not self.room.acquire(timeout=settings.SANDBOX["wait"]):
            raise Failed(Why.BUSY)
        try:
            yield
        finally:
            self.room.release()


_keepers: Keepers | None = None
_lock = threading.Lock()


def keepers() -> Keepers:
    """Those of this process, made when they are first needed."""
    global _keepers
    with _lock:
        if _keepers is None:
            _keepers = Keepers()
        return _keepers


def forget() -> None:
    """After a fork: the keepers are the parent's, who goes on talking to them."""
    global _keepers, _lock
    _keepers, _lock = None, threading.Lock()


def end_all() -> None:
    """At the end of this process."""
    for keeper in _keepers.waiting if _keepers else ():
        keeper.end()


os.register_at_fork(after_in_child=forget)
atexit.register(end_all)


def run(job: str, source: IO[bytes] | None = None, **details: Any) -> Outcome:
    """Do a job on a file. Raises `Failed` with the reason; never anything of the file's making."""
    order = {
        "job": job,
        "memory": settings.SANDBOX["memory"],
        "seconds": settings.SANDBOX["seconds"],
        "written": settings.SANDBOX["written"],
        **details,
    }
    result = tempfile.TemporaryFile()  # noqa: SIM115  (the caller closes it)
    try:
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as answered,
            tempfile.TemporaryFile() as errors,
        ):
            if source is not None:
                source.seek(0)
                shutil.copyfileobj(source, given)
                given.seek(0)
            handles = [each.fileno() for each in (given, answered, errors, result)]
            status = keepers().do(order, handles)
            if status != 0:
                raise Failed(why_it_ended(status, errors))
            answer = checked(answered)
        if "why" in answer:
            raise Failed(Why(answer["why"]), answer["fact"])
        result.seek(0)
        return Outcome(answer, result)
    except BaseException:
        result.close()
        raise


def why_it_ended(status: int, errors: IO[bytes]) -> Why:
    """What an end without an answer means. The log gets the name of the fault, nothing of the file."""
    if status in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ):
        return Why.TOO_MUCH
    errors.seek(0)
    fault = "".join(filter(str.isalnum, errors.read(END_OF_ERRORS).decode("ascii", "ignore")))
    if fault == "MemoryError":
        return Why.TOO_MUCH
    logger.warning("The sandbox ended with status %s (%s).", status, fault)
    return Why.CRASHED


def checked(answered: IO[bytes]) -> dict[str, Any]:
    """The answer, if it has the shape of one."""
    answered.seek(0)
    raw = answered.read(LONGEST_ANSWER + 1)
    try:
        if len(raw) > LONGEST_ANSWER:
            raise ValueError("too long")
        answer = json.loads(raw)
        if not isinstance(answer, dict):
            raise TypeError("no answer")
        if "why" in answer:
            return {"why": Why(answer["why"]), "fact": int(answer.get("fact", 0))}
    except (ValueError, TypeError, RecursionError):
        raise Failed(Why.CRASHED) from None
    return answer
