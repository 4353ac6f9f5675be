"""The site as `intersession serve` runs it, a browser, and axe."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.signing import sign_in

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
START_WITHIN = 180


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The journeys use the server's own database, never that of the other tests."""


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The INTERSESSION_HOME of the running site."""
    if os.environ.get("INTERSESSION_SITE"):
        return Path(os.environ["INTERSESSION_HOME"])
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[str]:
    """The address of a demo site with all reference data, run by `intersession serve`.

    With INTERSESSION_SITE a demo that runs already is visited instead (INTERSESSION_HOME must be its own).
    """
    if running := os.environ.get("INTERSESSION_SITE"):
        yield running
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "INTERSESSION_HOME": str(home), "PORT": str(port), "INTERSESSION_DEMO": "1"}
    environment |= {"INTERSESSION_URL": f"http://localhost:{port}"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "intersession.config.command", "serve"]
    log = home / "serve.log"
    with log.open("w") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://localhost:{port}"
    try:
        wait_for(address, process, log)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return once the front page comes; fail with the server's own words when it does not."""
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/en/", timeout=5) as response:
                assert response.status == 200
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The site did not start:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; root needs it without its sandbox."""
    options = ["--disable-dev-shm-usage", "--disable-background-networking"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")
    path = os.environ.get("INTERSESSION_CHROMIUM") or "/usr/bin/chromium"
    return {**browser_type_launch_args, "executable_path": path, "args": options}


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def visitor(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    """A visitor on the site, once with JavaScript and once without."""
    yield from a_page(browser, server, java_script_enabled=request.param)


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Page]:
    """A visitor with a narrow screen."""
    yield from a_page(browser, server, viewport={"width": 360, "height": 740})


@pytest.fixture
def desk(browser: Browser, server: str) -> Iterator[Page]:
    """A visitor at a desk, with JavaScript."""
    yield from a_page(browser, server)


def a_page(browser: Browser, server: str, **options: Any) -> Iterator[Page]:
    """A fresh context; a page that logs an error to its console or loads from elsewhere fails the test."""
    context: BrowserContext = browser.new_context(base_url=server, locale="en-GB", **options)
    page = context.new_page()
    page.set_default_timeout(10_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"error on the page: {error}"))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on(
        "request", lambda sent: None if is_ours(sent.url, server) else problems.append(f"asks {sent.url}")
    )
    yield page
    context.close()
    assert problems == []


def is_ours(url: str, server: str) -> bool:
    """Whether a request stays on the site."""
    return url.startswith((server, "data:", "blob:", "about:"))


@pytest.fixture(scope="session")
def state_of(browser: Browser, server: str, home: Path) -> Callable[..., Any]:
    """The cookies of somebody who signed in, once in a session: `state_of("ben@demo.example")`."""

    @cache
    def cookies(email: str, *, has_app: bool = False) -> Any:
        context = browser.new_context(base_url=server, locale="en-GB")
        sign_in(context.new_page(), home, email, has_app=has_app)
        state = context.storage_state()
        context.close()
        return state

    return cookies


@pytest.fixture
def people(browser: Browser, server: str, state_of: Callable[..., Any]) -> Iterator[Callable[..., Page]]:
    """Somebody's own browser: `people("ben")`."""
    kept: list[Iterator[Page]] = []

    def page_of(name: str, *, has_app: bool = False, **options: Any) -> Page:
        state = state_of(f"{name}@demo.example", has_app=has_app)
        kept.append(a_page(browser, server, storage_state=state, **options))
        return next(kept[-1])

    yield page_of
    for each in kept:
        next(each, None)


def in_the_site(home: Path, code: str) -> str:
    """Run a few lines in the site's own database: what time and other people do meanwhile."""
    environment = {**os.environ, "INTERSESSION_HOME": str(home), "INTERSESSION_DEMO": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "intersession.config.command", "manage", "shell", "-v0", "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.fixture(scope="session")
def barriers() -> Callable[..., list[str]]:
    """Ask axe what on a page keeps somebody out, except by some rules; the page's CSP stays as it is."""

    def found(page: Page, *skipped: str) -> list[str]:
        page.evaluate(AXE)
        options: dict[str, Any] = {"runOnly": RULES, "resultTypes": ["violations"]}
        options["rules"] = {rule: {"enabled": False} for rule in skipped}
        result = page.evaluate("options => axe.run(document, options)", options)
        return [
            f"{problem['id']}: {problem['help']} at {', '.join(str(node['target']) for node in problem['nodes'][:3])}"
            for problem in result["violations"]
        ]

    return found
