"""Passing letters on, and forgetting their words. Safe to repeat; neither is news, so neither is an event."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.tasks import task
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from intersession.directory.letters import addressees_of, answer_address, oldest_kept
from intersession.directory.models import Letter


@task
def deliver_letter(pk: int) -> None:
    """Mail a letter to each of its addressees, in their language. Who switched letters off gets none."""
    letter = (
        Letter.objects.select_related("sender", "sender_organisation", "to_organisation")
        .filter(pk=pk)
        .first()
    )
    if letter is None or letter.delivered_at or letter.forgotten_at:
        return
    for person in addressees_of(letter):
        with override(person.language):
            context = {
                "letter": letter,
                "sender": one_line(str(letter.sender)),
                "organisation": one_line(str(letter.sender_organisation or "")),
                "for_organisation": one_line(str(letter.to_organisation or "")),
                "link": f"{settings.SITE_URL}{answer_address(letter)}",
                "coalition": settings.COALITION,
            }
            text = render_to_string("directory/letter.txt", context)
        subject = f"[{settings.COALITION['short_name']}] {one_line(letter.subject)}"
        # No address of the sender in any header: answers go through the platform.
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [str(person.email)]).send()
    Letter.objects.filter(pk=pk).update(delivered_at=timezone.now())


@task
def forget_letters() -> None:
    """Take the words away from every letter that was kept long enough."""
    Letter.objects.filter(created_at__lt=oldest_kept(), forgotten_at__isnull=True).update(
        subject="", text="", forgotten_at=timezone.now()
    )


def one_line(text: str) -> str:
    """Fit for a header: no line break, no control character."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
