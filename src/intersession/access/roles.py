"""The roles the matrix speaks of."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is at the moment of acting. A set of these, never a rank."""

    VISITOR = "visitor"
    PERSON = "person"
    MEMBER = "member"
    DELEGATE = "delegate"
    VERIFIER = "verifier"
    SECRETARIAT = "secretariat"
    SAFEGUARDING = "safeguarding"
    SYSTEM = "system"
