"""The one place that mails people: plain text, in the reader's language, saying why it came.

A letter is a template that extends `people/letters/base.txt`; its first line is the subject. It goes out when
the change it tells of is stored. A mail server that fails stops nothing: the log of errors says so, and each page
that sends letters lets them be sent again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from intersession.people.models import Person
from intersession.people.queries import secretariat


def write(address: str, language: str, template: str, context: Mapping[str, Any]) -> None:
    """Send a letter once the change around this call is stored."""
    transaction.on_commit(partial(_send, address, language, template, dict(context)), robust=True)


def write_to(people: Iterable[Person], template: str, context: Mapping[str, Any]) -> None:
    """Send a letter to each of these people who has an address."""
    for person in people:
        if person.email and person.is_active:
            write(person.email, person.language, template, {"person": person, **context})


def write_to_secretariat(template: str, context: Mapping[str, Any]) -> None:
    """Send a letter to everybody who is the secretariat now."""
    write_to(secretariat(), template, context)


def address_of(language: str, name: str, *parts: object) -> str:
    """The whole address of a page, in the reader's edition."""
    with override(language):
        return f"{settings.SITE_URL}{reverse(name, args=parts)}"


def _send(address: str, language: str, template: str, context: dict[str, Any]) -> None:
    known = {code for code, _name in settings.LANGUAGES}
    with override(language if language in known else settings.LANGUAGE_CODE):
        text = render_to_string(
            template, {"coalition": settings.COALITION, "site_url": settings.SITE_URL, **context}
        )
    subject, _line, body = text.strip().partition("\n")
    # Whatever people typed into a name must not become a header of its own.
    EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[address]).send()
