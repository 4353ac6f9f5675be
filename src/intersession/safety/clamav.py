"""Asking ClamAV, where the operator runs it: the protocol of its daemon, as far as we need it.

Configured and not answering means that uploads are refused: a scanner that was asked for and is not there
must not be taken for one that found nothing.
"""

from __future__ import annotations

import logging
import socket
import struct
from contextlib import closing
from typing import Any

from django.conf import settings
from django.core.files import File

from intersession.safety.kinds import Why
from intersession.safety.running import Failed

logger = logging.getLogger(__name__)

CHUNK = 1 << 18
LONGEST_REPLY = 4096


def is_configured() -> bool:
    """Whether the operator named a scanner."""
    return bool(settings.CLAMD)


def connected() -> socket.socket:
    """A connection to the daemon: `unix:/run/clamav/clamd.ctl` or `tcp://host:3310`."""
    address, seconds = settings.CLAMD, settings.CLAMD_SECONDS
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(seconds)
            connection.connect(address.removeprefix("unix:"))
        except BaseException:
            connection.close()
            raise
        return connection
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


def asked(command: bytes, file: File[Any] | None = None) -> str:
    """What the daemon replies to a command, with a file's bytes behind it if one is given."""
    with closing(connected()) as connection:
        connection.sendall(b"z" + command + b"\0")
        if file is not None:
            file.seek(0)
            while chunk := file.read(CHUNK):
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
            connection.sendall(struct.pack(">I", 0))
        reply = b""
        while not reply.endswith(b"\0") and len(reply) < LONGEST_REPLY:
            part = connection.recv(LONGEST_REPLY)
            if not part:
                break
            reply += part
    return reply.rstrip(b"\0").decode("utf-8", "replace").strip()


def scan(file: File[Any]) -> None:
    """Raise `Failed` if the scanner knows the file, or should have been asked and could not be."""
    if not is_configured():
        return
    try:
        reply = asked(b"INSTREAM", file)
    except (OSError, ValueError) as error:
        logger.error("ClamAV could not be asked: %s", error)
        raise Failed(Why.NOT_CHECKED) from error
    if reply.endswith(" FOUND"):
        raise Failed(Why.INFECTED)
    if reply != "stream: OK":
        logger.error("ClamAV answered: %s", reply[:200])
        raise Failed(Why.NOT_CHECKED)


def version() -> str:
    """The daemon's version and the date of its signatures; raises OSError when it does not answer."""
    return asked(b"VERSION")
