"""The roles the matrix speaks of."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is at the moment of acting. A set of these, never a rank."""

    VISITOR = "visitor"
    PERSON = "person"
    # The next five hold for the organisation the person acts for at this moment, and nowhere else.
    MEMBER = "member"
    REPRESENTATIVE = "representative"
    ALTERNATE = "alternate"
    DELEGATE = "delegate"
    OBSERVER = "observer"
    INDIVIDUAL = "individual"
    VERIFIER = "verifier"
    SECRETARIAT = "secretariat"
    SAFEGUARDING = "safeguarding"
    SYSTEM = "system"
