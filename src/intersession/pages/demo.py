"""Clearly fictional messages for the demo, sent through the same action as real ones."""

from __future__ import annotations

from intersession.access.actor import VISITOR, Actor
from intersession.pages.actions import send_message
from intersession.pages.queries import has_messages

MESSAGES = (
    (
        "Rosa Demo (fictional)",
        "en",
        "We are a school of the demonstration. May a school join the coalition, or only its network?",
    ),
    ("", "fr", "(Message fictif) Votre page sur la Belgique nous a servi. Peut-on l’imprimer en affiche ?"),
)


def fill(actor: Actor) -> str:
    """Send the messages if none is there."""
    if has_messages():
        return ""
    for name, language, text in MESSAGES:
        send_message(VISITOR, name=name, email="", text=text, language=language)
    return f"{len(MESSAGES)} fictional messages sent"
