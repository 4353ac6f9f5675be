"""Receipts of secret ballots: letters that only the voter gets to see. Their hash is all that is kept."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import NamedTuple

RECEIPT_BYTES = 15
LETTERS_TOGETHER = 4


class Ballot(NamedTuple):
    """A secret ballot: the hash of its receipt, its position, and the group where groups count."""

    receipt: str
    position: str
    group: str


def new_receipt() -> str:
    """A receipt nobody can guess, in groups of four letters."""
    letters = base64.b32encode(secrets.token_bytes(RECEIPT_BYTES)).decode()
    return "-".join(
        letters[start : start + LETTERS_TOGETHER] for start in range(0, len(letters), LETTERS_TOGETHER)
    )


def hash_of(receipt: str) -> str:
    """What is kept of a receipt; empty for what is no receipt. Spaces, dashes and case do not matter."""
    letters = "".join(letter for letter in receipt.upper() if letter.isalnum())
    if len(letters) != RECEIPT_BYTES * 8 // 5 or not letters.isascii():
        return ""
    return hashlib.sha256(letters.encode()).hexdigest()
