"""Take the pictures of the README from a running site.

    intersession serve &
    python scripts/screenshots.py http://localhost:8000 [folder]

Uses Debian's Chromium through Playwright; CHROMIUM names another one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

# (file, address, width, height, colour scheme)
PICTURES = (
    ("home.png", "/en/", 1280, 900, "light"),
    ("help-kenya.png", "/en/help/ke/", 1280, 900, "light"),
    ("help-kenya-phone.png", "/en/help/ke/", 360, 780, "light"),
    ("library.png", "/en/library/", 1280, 900, "light"),
    ("compare.png", "/en/countries/compare/?c=KE&c=PH&c=BR&c=EG", 1280, 900, "light"),
    ("search-french.png", "/fr/search/?q=ligne+d%27%C3%A9coute", 1280, 900, "light"),
    ("criterion-arabic.png", "/ar/criteria/simple_possession/", 1280, 900, "light"),
    ("coverage.png", "/en/coverage/", 1280, 900, "light"),
    ("paper.png", "/en/papers/report-buttons-that-children-find-demonstration/", 1280, 900, "light"),
    ("sessions-arabic.png", "/ar/sessions/", 1280, 900, "light"),
    ("plan.png", "/en/plan/", 1280, 900, "light"),
    ("home-dark-phone.png", "/ar/", 360, 780, "dark"),
)


def main() -> None:
    """One picture after another."""
    site = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://localhost:8000"
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else "docs/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        for name, address, width, height, scheme in PICTURES:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            page = context.new_page()
            answer = page.goto(site + address)
            if answer is None or answer.status != 200:
                sys.exit(f"{address} answered {answer.status if answer else 'nothing'}")
            page.screenshot(path=str(folder / name))
            # A palette is enough for a page, and a third of the bytes.
            Image.open(folder / name).convert("RGB").quantize(96).save(folder / name, optimize=True)
            context.close()
            print(folder / name)


if __name__ == "__main__":
    main()
