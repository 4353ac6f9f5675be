"""Draws the picture shown beside links to the site (kit/static/kit/card.png) with Debian's Chromium.

Run it again when the coalition's name changes:

    .venv/bin/python scripts/draw_card.py "Dynamic Coalition on Child Online Safety"
"""

from __future__ import annotations

import html
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

TARGET = Path(__file__).parent.parent / "src/intersession/kit/static/kit/card.png"
WIDTH, HEIGHT = 1200, 630
PAGE = """<!doctype html><style>
body {{ margin: 0; inline-size: {width}px; block-size: {height}px; background: #08383d; color: #eef6f5;
  display: flex; align-items: center; gap: 70px; padding-inline: 90px; box-sizing: border-box; }}
svg {{ flex: none; inline-size: 330px; }}
p {{ margin: 0; font: 600 64px/1.2 "Noto Serif", serif; text-wrap: balance; }}
</style><svg viewBox="2 3 28 27"><circle cx="11" cy="12" r="8" fill="#2f9a9a"/>
<circle cx="21" cy="12" r="8" fill="#f2b441" opacity=".92"/>
<circle cx="16" cy="21" r="8" fill="#ff8f5c" opacity=".88"/></svg><p>{name}</p>"""


def draw(name: str) -> None:
    """Draw the card for a coalition of this name."""
    page_text = PAGE.format(width=WIDTH, height=HEIGHT, name=html.escape(name))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content(page_text)
        page.screenshot(path=TARGET)
        browser.close()
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    draw(sys.argv[1])
