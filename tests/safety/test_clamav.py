"""The scanner: a small daemon that speaks its protocol on a real socket."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.config.commands.check import Unwell, scanner
from intersession.safety.actions import take_in
from tests.safety import making
from tests.safety.making import sent

EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Daemon(socketserver.StreamRequestHandler):
    """clamd, as far as its manual describes INSTREAM and VERSION."""

    mood = ""

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 1.4.3/27800/Wed Nov 25 08:00:00 2026\0")
            return
        assert command == b"zINSTREAM\0"
        data = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            data += self.rfile.read(size)
        if Daemon.mood == "silent":
            return
        if Daemon.mood == "full":
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        elif b"EICAR-STANDARD" in data:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


class TcpServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True


@pytest.fixture(params=["unix", "tcp"])
def daemon(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Iterator[None]:
    """A daemon that listens, and a setting that says where."""
    Daemon.mood = ""
    server: Any
    if request.param == "unix":
        server = UnixServer(str(tmp_path / "clamd"), Daemon)
        settings.CLAMD = f"unix:{tmp_path / 'clamd'}"
    else:
        server = TcpServer(("127.0.0.1", 0), Daemon)
        settings.CLAMD = f"tcp://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.usefixtures("daemon")
def test_what_the_scanner_knows_is_refused_and_the_rest_is_kept(
    ben: Actor, kept: Callable[[], list[Path]]
) -> None:
    with pytest.raises(Refused, match="virus scanner"):
        take_in(ben, sent(EICAR.encode(), "a.txt"))
    assert kept() == []
    take_in(ben, sent(making.pdf(), "a.pdf"))
    assert len(kept()) == 1
    assert scanner().startswith("ClamAV 1.4.3")


@pytest.mark.usefixtures("daemon")
@pytest.mark.parametrize("mood", ["silent", "full"])
def test_a_scanner_that_gives_no_verdict_stops_files(mood: str, ben: Actor) -> None:
    Daemon.mood = mood
    with pytest.raises(Refused, match="cannot be checked"):
        take_in(ben, sent(making.pdf(), "a.pdf"))


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd", "tcp://127.0.0.1:1", "tcp://nonsense", "x"])
def test_a_scanner_that_is_not_there_stops_files(
    address: str, ben: Actor, settings: Any, kept: Callable[[], list[Path]]
) -> None:
    settings.CLAMD = address
    with pytest.raises(Refused, match="cannot be checked"):
        take_in(ben, sent(making.pdf(), "a.pdf"))
    assert kept() == []
    with pytest.raises(Unwell, match="does not answer"):
        scanner()


def test_without_a_scanner_the_check_says_so() -> None:
    assert scanner().startswith("OFF")
