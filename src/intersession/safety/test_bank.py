"""A bank of generated pictures, to try the guard with: what the EICAR file is to virus scanners.

The pictures are squares of grey made by a fixed rule. They show nothing and nobody.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

SQUARES, WIDTH = 16, 24

# PDQ hashes of the pictures 1 to 3.
HASHES: tuple[str, ...] = (
    "14925e516e7379327cd83db469af7d0ad49c3ac5639173086dae06937c864acd",
    "d6fbb5b489511404d293fb35e2409210aa519701f770a2f796eeec4db6d2fa13",
    "2d4dc222ce2e6996318671e372cf033d63b8d540195a5a3ebf64d3c780a762dd",
)


def picture(number: int) -> bytes:
    """Picture 1, 2 or 3 of the test bank, as PNG."""
    greys = [list(row) for row in squares(number)]
    side = SQUARES * WIDTH
    rows = b"".join(
        b"\x00" + b"".join(bytes([grey]) * WIDTH for grey in greys[y // WIDTH]) for y in range(side)
    )
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def squares(number: int) -> Iterator[Iterator[int]]:
    """The greys of one picture, row by row: a linear congruence, so that they are the same everywhere."""
    state = number * 2_654_435_761 % 2**32

    def row() -> Iterator[int]:
        nonlocal state
        for _ in range(SQUARES):
            state = (state * 1_664_525 + 1_013_904_223) % 2**32
            yield state >> 24

    return (iter(list(row())) for _ in range(SQUARES))


def chunk(name: bytes, content: bytes) -> bytes:
    """One part of a PNG file."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
