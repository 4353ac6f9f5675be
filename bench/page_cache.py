"""A public page from the page cache, beside a static file of the same size from the same server and from nginx."""

import os
import statistics
import sys
import urllib.request
from pathlib import Path

from scripts.debian import NGINX, WRK, find, need

from bench._site import cpu_seconds, free_port, home, load, running, settle
from bench._table import Row

ROUNDS = 5
WORKERS = 2
PAGE = "/en/"
NGINX_CONFIGURATION = """\
daemon off; {user} worker_processes {workers}; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; open_file_cache max=100;
  client_body_temp_path {folder}/nginx-body; proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi; uwsgi_temp_path {folder}/nginx-uwsgi; scgi_temp_path {folder}/nginx-scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/same; default_type text/html; }}
}}
"""


def measure() -> list[Row]:
    """Alternate between the three, so that a busy moment of the machine hits all of them."""
    need(WRK, NGINX)
    with home() as folder:
        same = folder / "same"
        same.mkdir()
        ours, theirs = f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}"
        (same / "ready").write_text("ready")
        with running(granian(ours, same), f"{ours}{PAGE}", folder) as server:
            size = write_same(f"{ours}{PAGE}", same / "page")
            with running(nginx(theirs, folder), f"{theirs}/ready", folder) as reference:
                settle(server)
                load(f"{ours}{PAGE}", server, 1)  # fill the cache of each process
                load(f"{theirs}/page", reference, 1)
                page, static, beside = [], [], []
                for _ in range(ROUNDS):
                    page.append(load(f"{ours}{PAGE}", server))
                    static.append(load(f"{ours}/same/page", server))
                    beside.append(load(f"{theirs}/page", reference))
                uncached = cpu_of_uncached(ours, server)
    speed = statistics.median(each.per_second for each in page)
    cpu = statistics.median(each.cpu_per_request for each in page)
    kept = f"cached page, {size / 1000:.1f} KB brotli"
    return [
        Row(
            f"{kept}: requests per second",
            speed,
            statistics.median(each.per_second for each in static),
            "/s",
            "same server, static file",
            1,
            "least",
        ),
        Row(
            f"{kept}: CPU per request",
            cpu,
            statistics.median(each.cpu_per_request for each in beside),
            "ms",
            "nginx, static file",
            3,
        ),
        Row(f"{kept}: CPU per request", cpu, uncached, "ms", "the same page rendered"),
    ]


def granian(address: str, same: Path) -> list[str]:
    """The server as `intersession web` runs it, and beside it its own static files."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(WORKERS)),
        *(
            "--blocking-threads",
            "1",
            "--no-access-log",
            "--log-level",
            "warning",
            "--port",
            address.rpartition(":")[2],
        ),
        *(
            "--static-path-route",
            "/same",
            "--static-path-mount",
            str(same),
            "intersession.config.wsgi:application",
        ),
    ]


def nginx(address: str, folder: Path) -> list[str]:
    """nginx with as many processes, without an access log."""
    configuration = folder / "nginx.conf"
    configuration.write_text(
        NGINX_CONFIGURATION.format(
            folder=folder,
            workers=WORKERS,
            port=address.rpartition(":")[2],
            # As root nginx would give up the right to read the folder.
            user="user root;" if os.geteuid() == 0 else "",
        )
    )
    return [str(find("nginx")), "-c", str(configuration), "-e", str(folder / "nginx-error.log")]


def write_same(address: str, path: Path) -> int:
    """Write what goes over the wire for a page into a file; returns its length in bytes."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        body = answer.read()
    path.write_bytes(body)
    return len(body)


def cpu_of_uncached(address: str, server: int) -> float:
    """Milliseconds of CPU the page takes when every request asks for another query string."""
    before, times = cpu_seconds(server), 100
    for number in range(times):
        request = urllib.request.Request(f"{address}{PAGE}?{number}", headers={"Accept-Encoding": "br"})
        with urllib.request.urlopen(request) as answer:
            answer.read()
    return (cpu_seconds(server) - before) / times * 1000
