"""The browsers of the benchmark of live sessions: `python -m bench._live_people`.

A browser here is a connection that stays open and asks as `live.js` does: what came after the last number, once a
second give or take a tenth. One in ten goes off line in the middle for some seconds and comes back. Captions are
pushed by POST as a captioner's program does; each carries the moment it was sent.
"""

import asyncio
import contextlib
import json
import random
import resource
import sys
import time
from urllib.parse import urlencode

EVERY = 1.0
OFFLINE_FOR = 8.0


class Browser:
    """One person who follows the session."""

    def __init__(self, port: int, slug: str, goes_offline: bool) -> None:
        self.port = port
        self.path = f"/en/sessions/{slug}/live/updates/"
        self.goes_offline = goes_offline
        self.after = 0
        self.gaps = 0
        self.asked = 0
        self.errors = 0
        # (number, seconds from being sent to being here, whether it was missed off line)
        self.got: list[tuple[int, float, bool]] = []
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, is_late: bool = False) -> None:
        """One request over the connection that stays open."""
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(f"GET {self.path}?after={self.after} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        self.asked += 1
        if b" 200 " not in head[:20]:
            self.errors += 1
            return
        now = time.monotonic()
        for told in json.loads(body)["updates"]:
            if told["n"] != self.after + 1:
                self.gaps += 1
            self.after = told["n"]
            if told["sort"] == "caption":
                sent_at = float(told["text"].split()[0])
                self.got.append((told["n"], now - sent_at, is_late))

    async def follow(self, until: float, offline_at: float) -> None:
        """Ask once a second until the end, and once more."""
        await asyncio.sleep(random.random() * EVERY)
        is_late = False
        while time.monotonic() < until:
            if self.goes_offline and time.monotonic() > offline_at:
                self.goes_offline = False
                self.hang_up()
                await asyncio.sleep(OFFLINE_FOR)
                is_late = True
            try:
                await self.ask(is_late)
                is_late = False
            except (OSError, asyncio.IncompleteReadError):
                self.errors += 1
                self.hang_up()
            await asyncio.sleep(EVERY * random.uniform(0.9, 1.1))
        await self.ask()
        self.hang_up()

    def hang_up(self) -> None:
        """The connection is gone."""
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None


async def push(port: int, token: str, until: float, per_second: float) -> int:
    """Captions, one after the other, at a steady pace; how many the server took."""
    taken = 0
    started = time.monotonic()
    while time.monotonic() < until:
        chunk = taken + 1
        text = f"{time.monotonic():.6f} A sentence of about the length that people say, number {chunk}."
        body = urlencode({"chunk": chunk, "text": text, "language": "en"})
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            (
                f"POST /en/captions/{token}/ HTTP/1.1\r\nHost: localhost\r\nX-Live: 1\r\nConnection: close\r\n"
                "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}"
            ).encode()
        )
        answer = await reader.read()
        writer.close()
        if b" 200 " not in answer[:20]:
            raise RuntimeError(answer[:400].decode())
        taken += 1
        await asyncio.sleep(max(0.0, started + taken / per_second - time.monotonic()))
    return taken


async def follow_all(
    port: int, slug: str, token: str, people: int, seconds: float, per_second: float
) -> dict[str, float]:
    """Everybody at once; what came of it."""
    # Connecting takes its time; the pushing begins when all are there.
    browsers = [Browser(port, slug, number % 10 == 0) for number in range(people)]
    begins = time.monotonic() + 3
    until = begins + seconds
    offline_at = begins + seconds / 3
    following = [asyncio.create_task(each.follow(until + 3, offline_at)) for each in browsers]
    await asyncio.sleep(begins - time.monotonic())
    taken = await push(port, token, until, per_second)
    await asyncio.gather(*following)
    delays = sorted(delay for each in browsers for _n, delay, is_late in each.got if not is_late)
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "taken": taken,
        "lost": sum(taken - len({number for number, _d, _l in each.got}) for each in browsers),
        "twice": sum(len(each.got) - len({number for number, _d, _l in each.got}) for each in browsers),
        "gaps": sum(each.gaps for each in browsers),
        "asked": sum(each.asked for each in browsers),
        "errors": sum(each.errors for each in browsers),
        "caught_up": sum(is_late for each in browsers for _n, _d, is_late in each.got),
        "p50": delays[len(delays) // 2],
        "p95": delays[int(len(delays) * 0.95)],
        "most": delays[-1],
        "own_cpu": own.ru_utime + own.ru_stime,
    }


if __name__ == "__main__":
    port, slug, token, people, seconds, per_second = sys.argv[1:]
    with contextlib.suppress(KeyboardInterrupt):
        found = asyncio.run(
            follow_all(int(port), slug, token, int(people), float(seconds), float(per_second))
        )
        json.dump(found, sys.stdout)
