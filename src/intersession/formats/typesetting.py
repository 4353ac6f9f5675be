"""The job that sets a page: Typst, in the process where files are read that nobody trusts.

It gets the data of one paper and a template of this room, and writes the PDF or the picture to descriptor 3. It
never sees a network, a setting, or another file than fonts; what takes too long or too much is ended from outside.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

RESULT = 3
# A picture's template is set in points: one point is one pixel.
PIXELS_PER_INCH = 72.0
TEMPLATES = Path(__file__).parent / "typst"
# Where systems keep their fonts. What an operator installs is found here; the template's own are inside Typst.
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts")


@lru_cache(maxsize=1)
def fonts() -> Any:
    """The fonts of this machine, looked through once by the process that waits for work."""
    found = [folder for folder in FOLDERS if os.path.isdir(folder)]
    return import_module("typst").Fonts(include_system_fonts=False, font_paths=found)


def load(order: dict[str, Any]) -> None:
    """Bring the library and look through the fonts."""
    fonts()


def run(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    """Make the PDF; how many bytes it has."""
    if order.get("families"):
        return {"families": fonts().families()}
    typst = import_module("typst")
    compiler = typst.Compiler(
        # A name, never a path.
        str(TEMPLATES / f"{Path(order.get('template', 'paper')).name}.typ"),
        root=str(TEMPLATES),
        font_paths=fonts(),
        sys_inputs={"data": data.decode()},
    )
    # The time is that of the text, so that making it again gives the same bytes.
    timestamp = order["timestamp"]
    is_universal = True
    if order.get("format") == "png":
        picture = compiler.compile(format="png", ppi=PIXELS_PER_INCH)
        with os.fdopen(RESULT, "wb") as result:
            result.write(picture)
        return {"size": len(picture), "is_universal": False}
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=timestamp)
    except typst.TypstError as error:
        # The standard asks for a glyph for every letter. Where no font of this machine has one, the paper is
        # still printed and tagged, without the claim.
        if "could not be displayed" not in str(error):
            raise
        pdf = compiler.compile(format="pdf", timestamp=timestamp)
        is_universal = False
    with os.fdopen(RESULT, "wb") as result:
        result.write(pdf)
    return {"size": len(pdf), "is_universal": is_universal}
