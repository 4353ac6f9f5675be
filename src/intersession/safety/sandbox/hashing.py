"""PDQ hashes of pictures, where the extra `guard` is installed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from PIL import Image

# Below this PDQ itself calls a hash unreliable: plain areas all look alike.
LOWEST_QUALITY = 50
# PDQ looks at 64 by 64 averages; more pixels than this only cost time.
LONGEST_SIDE_HASHED = 1024
SMALLEST_SIDE_HASHED = 48


def load(order: dict[str, Any]) -> None:
    """Bring the libraries, if anything is to be hashed."""
    if order["hash"] and find_spec("pdqhash") is not None:
        import_module("numpy")
        import_module("pdqhash")


def hashes_of(picture: Image.Image) -> list[str]:
    """Eight hashes in hexadecimal: as it is, turned and mirrored. None for what is too small or too plain."""
    if find_spec("pdqhash") is None or min(picture.size) < SMALLEST_SIDE_HASHED:
        return []
    numpy, pdqhash = import_module("numpy"), import_module("pdqhash")
    small = picture.copy() if picture.mode == "RGB" else on_white(picture)
    small.thumbnail((LONGEST_SIDE_HASHED, LONGEST_SIDE_HASHED))
    turned, quality = pdqhash.compute_dihedral(numpy.asarray(small))
    if quality < LOWEST_QUALITY:
        return []
    return [numpy.packbits(numpy.asarray(bits, dtype="uint8")).tobytes().hex() for bits in turned]


def on_white(picture: Image.Image) -> Image.Image:
    """What a reader sees: a transparent picture on a white page."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    page = Image.new("RGB", picture.size, "white")
    page.paste(picture, mask=picture.getchannel("A"))
    return page
