"""`intersession worker`: tasks, the follower of the log that keeps the search index fresh, and the clock."""

from __future__ import annotations

import logging
import os
import signal
import sys
from argparse import Namespace
from threading import Event, Thread

from django.core.management import call_command

from intersession.config.clock import keep_time
from intersession.config.commands.web import stop_when_stdin_closes
from intersession.overlaps.graph import tend
from intersession.search.follow import follow

log = logging.getLogger(__name__)


def run(arguments: Namespace) -> int:
    """Work until told to stop. Should the follower die, the whole worker does, so that somebody notices."""
    if arguments.until_stdin_closes:
        stop_when_stdin_closes()
    stop, died = Event(), Event()
    follower = Thread(target=follow_the_log, args=(stop, died), name="follower")
    follower.start()
    # A convenience for large libraries: should it die, overlaps are only slower, so nobody needs to be woken.
    Thread(target=tend, args=(stop,), name="graph", daemon=True).start()
    clock = Thread(target=keep_time, args=(stop,), name="clock")
    clock.start()
    try:
        call_command("db_worker", queue_name="*", interval=0.5, startup_delay=False, verbosity=0)
    except SystemExit:
        log.debug("told to stop")
    finally:
        stop.set()
        follower.join(timeout=8)
        clock.join(timeout=8)
    sys.stdout.flush()
    if follower.is_alive() or clock.is_alive() or died.is_set():
        os._exit(1)
    return 0


def follow_the_log(stop: Event, died: Event) -> None:
    """Keep the index fresh until `stop`; when that fails, say why and end the process."""
    try:
        follow(stop)
    except Exception:
        log.exception("The index follower failed")
        died.set()
        os.kill(os.getpid(), signal.SIGTERM)
