"""Measures pages inside one process: queries and CPU milliseconds of each address given. Prints JSON."""

import statistics
import time
from collections.abc import Callable
from functools import partial

from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intersession.places.models import Place

TIMES = 30
PLAIN = "{% for row in rows %}<li><a href='/{{ row.code }}/'>{{ row.name_en }}</a> {{ row.region }}</li>{% endfor %}"


def main(*addresses: str) -> dict[str, object]:
    """Open each address a few times, then measure it."""
    client = Client(headers={"host": "localhost"})
    template = engines["django"].from_string(PLAIN)

    def plain() -> None:
        rows: list[Place] = []
        for number in range(10):
            rows += Place.objects.order_by("code")[number * 3 : number * 3 + 3]
        template.render({"rows": rows})

    queries, cpu = {}, {}
    for address in addresses:
        for _ in range(3):
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        queries[address] = len(captured)
        cpu[address] = milliseconds(partial(client.get, address))
    return {"queries": queries, "cpu": cpu, "plain": milliseconds(plain)}


def milliseconds(do: Callable[[], object], times: int = TIMES) -> float:
    """Median CPU time of one call."""
    taken = []
    for _ in range(times):
        started = time.process_time()
        do()
        taken.append((time.process_time() - started) * 1000)
    return statistics.median(taken)
