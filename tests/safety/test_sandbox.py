"""The sandbox: it gives up what it says, dies without harm, and is not believed."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import threading
import time
from typing import Any

import pytest

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.config.commands.check import sandbox as check_sandbox
from intersession.safety import running
from intersession.safety.actions import take_in
from intersession.safety.kinds import Kind, Why
from intersession.safety.models import StoredFile
from intersession.safety.running import Failed, Keepers, checked, keepers, run
from tests.safety import making
from tests.safety.making import sent

TAKING = {"ending": "", "hash": False, "pixels": 10**7, "pages": 10, "pictures": 10}


def test_it_gives_up_files_and_network_where_the_kernel_lets_it() -> None:
    outcome = run("try")
    outcome.result.close()
    granted, can = outcome.answer["granted"], outcome.answer["can"]
    assert ("no-files" in granted) == ("read files" not in can)
    assert ("no-files" in granted) == ("write files" not in can)
    assert ("no-network" in granted) <= ("reach the network" not in can)
    assert check_sandbox().startswith("works")
    if sys.platform == "linux":
        assert "no-new-rights" in granted


def test_a_keeper_that_is_killed_is_replaced(ben: Actor) -> None:
    run("try").result.close()
    for keeper in keepers().waiting:
        os.kill(keeper.process.pid, signal.SIGKILL)
        keeper.process.wait()
    assert take_in(ben, sent(making.pdf(), "a.pdf")).pages == 1


def test_one_that_does_not_come_back_is_ended(settings: Any) -> None:
    pool = Keepers()
    run("try").result.close()
    keeper = running.Keeper()
    pool.waiting.append(keeper)
    os.kill(keeper.process.pid, signal.SIGSTOP)
    order = {"job": "try", "memory": 10**9, "seconds": -2.4, "written": 10**6}
    with open(os.devnull, "rb") as nothing:
        started = time.monotonic()
        assert pool.do(order, [nothing.fileno()] * 4) == -signal.SIGXCPU
    assert time.monotonic() - started < 3
    assert keeper.process.returncode == -signal.SIGKILL
    assert pool.waiting == []


def test_a_crash_is_a_sentence(ben: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intersession.safety.examining.guess", lambda upload, kinds: "no such kind")
    with pytest.raises(Refused, match="could not be read"):
        take_in(ben, sent(making.pdf(), "a.pdf"))
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    "answer",
    [b"", b"no json", b"[]", b'{"why": "not a reason"}', b'{"why": "empty", "fact": "x"}', b"[" * 100_000, b"\xff"],
)  # fmt: skip
def test_an_answer_of_another_shape_is_not_believed(answer: bytes) -> None:
    with pytest.raises(Failed) as failure:
        checked(io.BytesIO(answer))
    assert failure.value.why is Why.CRASHED


def test_a_reason_comes_through() -> None:
    assert checked(io.BytesIO(json.dumps({"why": "too-many-pages", "fact": 3}).encode())) == {
        "why": Why.TOO_MANY_PAGES,
        "fact": 3,
    }


def test_many_files_at_once_wait_for_a_place(settings: Any) -> None:
    kinds: list[Any] = []
    data = making.pdf()

    def take() -> None:
        with run("take", io.BytesIO(data), kind=Kind.PDF, **TAKING).result as result:
            kinds.append(result.read(5))

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kinds == [b"%PDF-"] * 6
    assert len(keepers().waiting) <= settings.SANDBOX["at_once"]


def test_who_waits_too_long_is_told_to_try_again(settings: Any) -> None:
    settings.SANDBOX = {**settings.SANDBOX, "at_once": 1, "wait": 0.05}
    pool = Keepers()
    with pool.a_place(), pytest.raises(Failed) as failure, pool.a_place():
        pass
    assert failure.value.why is Why.BUSY
