"""The two ways an action says no, and the one way a door does."""

from __future__ import annotations


class NotAllowed(Exception):
    """Answers *who*: this actor may not do this to this record."""


class Refused(Exception):
    """Answers *when*: carries a sentence for the person. Shown with status 409."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TooOften(Exception):
    """Somebody knocks too often; `retry_after` in seconds. Shown with status 429."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after
