"""The process itself: give up rights, do one job, answer."""

from __future__ import annotations

import json
import mimetypes
import os
import sys
from importlib import import_module
from typing import Any

from intersession.safety.kinds import Kind, Why
from intersession.safety.sandbox.answers import NotTaken, Taken
from intersession.safety.sandbox.confine import confine

RESULT = 3
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
JOBS = {"read": "reading", "rows": "rows"}


def main() -> None:
    """One file, one answer, the end."""
    order = json.loads(sys.argv[1])
    granted = confine(memory=order["memory"], seconds=order["seconds"], written=order["written"])
    # Libraries that ask for the types of the system would stumble over files they may no longer read.
    mimetypes.knownfiles.clear()
    try:
        answer = do(order, granted)
    except NotTaken as refusal:
        answer = {"why": refusal.why, "fact": refusal.fact}
    except MemoryError:
        answer = {"why": Why.TOO_MUCH}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()


def do(order: dict[str, Any], granted: list[str]) -> dict[str, Any]:
    """The answer to an order."""
    if order["job"] == "try":
        return {"granted": granted}
    with os.fdopen(0, "rb") as file:
        data = file.read()
    if order["job"] == "take":
        module = import_module(f"intersession.safety.sandbox.{TAKING[order['kind']]}")
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
    module = import_module(f"intersession.safety.sandbox.{JOBS[order['job']]}")
    found: dict[str, Any] = module.run(data, order)
    return found


if __name__ == "__main__":
    main()
