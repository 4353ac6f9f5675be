"""Mails after a commit. Ids only; each is to one person, so that a repeated task repeats one mail at most."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.tasks import task
from django.template.loader import render_to_string
from django.utils import timezone, translation

from intersession.decisions.models import Notice, State
from intersession.decisions.queries import worded
from intersession.decisions.roll import silent_voters_of
from intersession.people.models import Person


@task()
def send_notice(notice: int, person: int) -> None:
    """Tell one person that a question is open and which of their organisations have not spoken.

    Says nothing when they all have by now, or when it has closed.
    """
    kept = Notice.objects.select_related("decision").filter(pk=notice).first()
    reader = Person.objects.filter(pk=person, is_active=True, email__isnull=False).first()
    if kept is None or reader is None or kept.decision.state_at(timezone.now()) != State.OPEN:
        return
    organisations = silent_voters_of(kept.decision, reader)
    if not organisations:
        return
    with translation.override(reader.language):
        question = worded(kept.decision, reader.language)
        context = {
            "question": question,
            "decision": kept.decision,
            "organisations": organisations,
            "is_reminder": kept.kind != "opened",
            "address": settings.SITE_URL + kept.decision.get_absolute_url(),
            "coalition": settings.COALITION,
        }
        subject = render_to_string("decisions/mail/notice_subject.txt", context)
        body = render_to_string("decisions/mail/notice.txt", context)
    EmailMessage(" ".join(subject.split()), body, to=[str(reader.email)]).send()
