"""A job that reads nothing: it says what the process could give up, and whether it really did."""

from __future__ import annotations

import os
import socket
from typing import Any


def run(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    """What the kernel granted, and what still can be done all the same."""
    return {
        "granted": order["granted"],
        "can": [name for name, attempt in ATTEMPTS.items() if succeeds(attempt)],
    }


def read_a_file() -> None:
    os.close(os.open("/etc/passwd", os.O_RDONLY))


def reach_the_network() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        # Sends nothing: only asks by which way it would go.
        asking.connect(("192.0.2.1", 53))


def write_a_file() -> None:
    os.close(os.open("/tmp/intersession-sandbox-try", os.O_WRONLY | os.O_CREAT, 0o600))
    os.unlink("/tmp/intersession-sandbox-try")


ATTEMPTS = {
    "read files": read_a_file,
    "reach the network": reach_the_network,
    "write files": write_a_file,
}


def succeeds(attempt: Any) -> bool:
    """Whether it works."""
    try:
        attempt()
    except OSError:
        return False
    return True
