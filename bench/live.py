"""Five hundred people on a live session with two updates a second: none lost, in order, how late, at which cost.

The site runs as `intersession serve` starts it, web and worker, on this very machine, and so do the people: what the
browsers cost is said beside. INTERSESSION_BENCH_PEOPLE takes another number of people.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request

from bench._site import command, cpu_seconds, environment, free_port, home, running, settle
from bench._table import Row

PEOPLE = int(os.environ.get("INTERSESSION_BENCH_PEOPLE", "500"))
SECONDS, PER_SECOND = 60, 2
# What the page promises: an update arrives within two seconds.
PROMISED = 2.0


def measure() -> list[Row]:
    """Lost and doubled updates, the delay, and the processor time of the whole site meanwhile."""
    with home() as folder:
        variables = {**environment(folder), "DJANGO_SETTINGS_MODULE": "intersession.config.settings"}
        made = subprocess.run(
            [sys.executable, "-m", "bench._inside", "_live"],
            env=variables, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        session = json.loads(made.stdout)
        port = free_port()
        address = f"http://localhost:{port}"
        path = f"{address}/en/sessions/{session['slug']}/live/"
        with running(command("serve"), f"{address}/en/", folder) as server:
            settle(server)
            rendered = cpu_of(path, server, 30)
            by_django = cpu_of(f"{path}updates/?after=1&by=django", server, 100)
            idle = cpu_seconds(server)
            time.sleep(5)
            idle = (cpu_seconds(server) - idle) / 5
            before, started = cpu_seconds(server), time.monotonic()
            done = subprocess.run(
                [sys.executable, "-m", "bench._live_people", str(port), session["slug"], session["token"],
                 str(PEOPLE), str(SECONDS), str(PER_SECOND)],
                check=True, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            took = time.monotonic() - started
            cores = (cpu_seconds(server) - before) / took
    found = json.loads(done.stdout)
    what = f"live, {PEOPLE} people, {found['taken'] / SECONDS:.1f} updates/s"
    deliveries = found["taken"] * PEOPLE
    # What the updates' own POSTs cost is part of it: 120 pages by Django.
    each = (cores - idle) * took / found["asked"] * 1000
    return [
        Row(f"{what}: lost", found["lost"], deliveries, "", "delivered", 0),
        Row(f"{what}: twice or out of order", found["twice"] + found["gaps"], deliveries, "", "delivered", 0),
        Row(f"{what}: requests that failed", found["errors"], found["asked"], "", "asked", 0),
        Row(f"{what}: missed off line and caught up", found["caught_up"], deliveries, "", "delivered"),
        Row(f"{what}: delay, median", found["p50"], PROMISED, "s", "promised"),
        Row(f"{what}: delay, p95", found["p95"], PROMISED, "s", "promised", 1),
        Row(f"{what}: delay, longest", found["most"], PROMISED, "s", "promised"),
        Row(f"{what}: CPU of the site", cores, os.cpu_count() or 1, "cores", "there are", 0.5),
        Row(f"{what}: CPU of the people", found["own_cpu"] / took, os.cpu_count() or 1, "cores", "there are"),
        Row("what came after a number: CPU", each, by_django, "ms", "the same by Django", 0.5),
        Row("the live page: CPU", rendered, by_django, "ms", "an answer by Django"),
    ]


def cpu_of(address: str, server: int, times: int) -> float:
    """Milliseconds of CPU one request takes."""
    before = cpu_seconds(server)
    for _ in range(times):
        with urllib.request.urlopen(address) as answer:
            answer.read()
    return (cpu_seconds(server) - before) / times * 1000
