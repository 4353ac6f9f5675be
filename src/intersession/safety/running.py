"""Running a job in the sandbox, and not believing what it answers.

The parent's side: starts the process with an empty environment, waits no longer than it may take, ends it
and all it started, and checks the shape of its answer. Only a few run at once; who waits too long for a
place is told to try again.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any

from django.conf import settings

from intersession.safety.kinds import Why

logger = logging.getLogger(__name__)

MODULE = "intersession.safety.sandbox"
# Where the sandbox leaves what it wrote anew.
RESULT = 3
LONGEST_ANSWER = 40_000_000
# Standard output and errors of a job are files; only their end is of interest when it fails.
END_OF_ERRORS = 300


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


@lru_cache(maxsize=1)
def places() -> threading.BoundedSemaphore:
    """How many sandboxes this process may run at once."""
    return threading.BoundedSemaphore(settings.SANDBOX["at_once"])


@contextmanager
def a_place() -> Iterator[None]:
    """One of the places, or `Failed` after waiting for it."""
    if not places().acquire(timeout=settings.SANDBOX["wait"]):
        raise Failed(Why.BUSY)
    try:
        yield
    finally:
        places().release()


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
            with a_place():
                status = finished(order, given, answered, errors, result)
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


def finished(
    order: Mapping[str, Any],
    given: IO[bytes],
    answered: IO[bytes],
    errors: IO[bytes],
    result: IO[bytes],
) -> int:
    """Start the process and wait for its end; its status, or that of having been killed."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", "-c", LAUNCHER, json.dumps(order), str(result.fileno())],
        stdin=given,
        stdout=answered,
        stderr=errors,
        pass_fds=(result.fileno(),),
        cwd="/",
        env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        start_new_session=True,
    )
    try:
        return process.wait(timeout=order["seconds"] * 2)
    except subprocess.TimeoutExpired:
        return -signal.SIGXCPU
    finally:
        # Whatever it started goes with it.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


# The result always has the same number inside, whatever it had outside.
LAUNCHER = (
    "import os, sys, runpy\n"
    f"handle = int(sys.argv.pop())\n"
    f"handle == {RESULT} or os.dup2(handle, {RESULT}) and os.close(handle)\n"
    f"runpy.run_module('{MODULE}', run_name='__main__')\n"
)


def why_it_ended(status: int, errors: IO[bytes]) -> Why:
    """What an end without an answer means. The last line goes to the log: it names the fault, not the file."""
    if status in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ):
        return Why.TOO_MUCH
    errors.seek(0, os.SEEK_END)
    errors.seek(max(0, errors.tell() - END_OF_ERRORS))
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    fault = lines[-1].partition(":")[0] if lines else "nothing said"
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
