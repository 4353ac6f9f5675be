"""The keeper: waits for orders on its socket, forks a child for each, says how the child ended."""

from __future__ import annotations

import errno
import json
import mimetypes
import os
import socket
import struct
import sys
from importlib import import_module
from typing import Any

from intersession.safety.kinds import Kind, Why
from intersession.safety.sandbox.answers import NotTaken, Taken
from intersession.safety.sandbox.confine import confine

RESULT = 3
LONGEST_ORDER = 1 << 16
STATUS = struct.Struct(">i")
# Which module does a job; only that one, and the libraries it needs, are loaded.
TAKING = {
    Kind.PDF: "pdf",
    "zip": "office",
    Kind.PNG: "pictures",
    Kind.JPEG: "pictures",
    Kind.WEBP: "pictures",
    Kind.GIF: "pictures",
    Kind.TEXT: "text",
}
OTHERS = {"read": "reading", "rows": "rows", "try": "trying"}


def keep(channel: socket.socket, idle: float) -> None:
    """Do orders one after the other, until nobody is there or nobody asked for so long."""
    channel.settimeout(idle)
    while True:
        try:
            message, handles, _flags, _address = socket.recv_fds(channel, LONGEST_ORDER, 4)
        except TimeoutError:
            return
        if not message:
            return
        order = json.loads(message)
        # Before the fork, so that the next child finds it loaded; of the file nothing is known here.
        module = import_module(module_for(order))
        if hasattr(module, "load"):
            module.load(order)
        child = os.fork()
        if child == 0:
            channel.close()
            work(module, order, handles)
        for handle in handles:
            os.close(handle)
        _child, status = os.waitpid(child, 0)
        channel.sendall(STATUS.pack(os.waitstatus_to_exitcode(status)))


def module_for(order: dict[str, Any]) -> str:
    """The name of the module that does this job. A job with a dot is a module that a room above brings."""
    job: str = order["job"]
    if "." in job:
        return f"intersession.{job}"
    return f"intersession.safety.sandbox.{TAKING[order['kind']] if job == 'take' else OTHERS[job]}"


def work(module: Any, order: dict[str, Any], handles: list[int]) -> None:
    """In the child: one file, one answer, the end."""
    try:
        # Received numbers may be those we want to put in place: move them out of the way first.
        high = [os.dup2(handle, 100 + place) for place, handle in enumerate(handles)]
        for place, handle in enumerate(high):
            os.dup2(handle, place)
        os.closerange(RESULT + 1, 256)
        granted = confine(
            memory=order["memory"],
            seconds=order["seconds"],
            written=order["written"],
            threads=bool(order.get("threads")),
        )
        with os.fdopen(0, "rb") as given:
            data = given.read()
        try:
            answer = done(module, {**order, "granted": granted}, data)
        except NotTaken as refusal:
            answer = {"why": refusal.why, "fact": refusal.fact}
        except MemoryError:
            answer = {"why": Why.TOO_MUCH}
        with os.fdopen(1, "w", encoding="utf-8") as told:
            told.write(json.dumps(answer))
    except OSError as error:
        # Python turns the signal of a file that grew too large into this.
        os.write(2, b"MemoryError" if error.errno == errno.EFBIG else type(error).__name__.encode())
        os._exit(1)
    except BaseException as error:
        # The name of the fault, never what the file made of it.
        os.write(2, type(error).__name__.encode())
        os._exit(1)
    os._exit(0)


def done(module: Any, order: dict[str, Any], data: bytes) -> dict[str, Any]:
    """The answer to an order; what was written anew goes to the result."""
    if order["job"] != "take":
        found: dict[str, Any] = module.run(data, order)
        return found
    taken: Taken = module.take(data, order)
    with os.fdopen(RESULT, "wb") as result:
        result.write(taken.data)
    return {
        "kind": taken.kind,
        "pages": taken.pages,
        "left_out": taken.left_out,
        "hashes": taken.hashes,
        "pictures": taken.pictures,
    }


if __name__ == "__main__":
    # Libraries that ask for the types of the system would stumble over files they may no longer read.
    mimetypes.knownfiles.clear()
    keep(socket.socket(fileno=int(sys.argv[1])), float(sys.argv[2]))
