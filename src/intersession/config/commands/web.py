"""`intersession web`: the web server."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
from argparse import Namespace
from threading import Thread

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server


def run(arguments: Namespace) -> int:
    """Serve until told to stop. Each process answers one request at a time: pages are short."""
    taken = port_problem(arguments.host, settings.PORT)
    if taken:
        print(taken, file=sys.stderr)
        return 1
    if arguments.until_stdin_closes:
        stop_when_stdin_closes()
    Server(
        "intersession.config.wsgi:application",
        address=arguments.host,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        workers=arguments.workers,
        blocking_threads=1,
        # An access log would keep who asked for help; there is none.
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=3,
    ).serve()
    return 0


def port_problem(host: str, port: int) -> str | None:
    """Why nothing can listen there, or None. The server itself would share a taken port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return (
                    f"Port {port} is taken by another program. Choose another one: PORT={port + 1} make run"
                )
            return f"Cannot listen on {host}:{port}: {error.strerror}."
    return None


def stop_when_stdin_closes() -> None:
    """End this process as SIGTERM would once whoever holds the other end of stdin is gone."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=wait, daemon=True).start()
