"""The job that makes a PDF: Typst, in the process where files are read that nobody trusts.

It gets the data of one paper and the template of this room, and writes the PDF to descriptor 3. It never sees a
network, a setting, or another file than fonts; what takes too long or too much is ended from outside.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

RESULT = 3
TEMPLATE = Path(__file__).parent / "typst" / "paper.typ"
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
    compiler = import_module("typst").Compiler(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=fonts(),
        sys_inputs={"data": data.decode()},
    )
    # The time is that of the text, so that making it again gives the same bytes.
    pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=order["timestamp"])
    with os.fdopen(RESULT, "wb") as result:
        result.write(pdf)
    return {"size": len(pdf)}
