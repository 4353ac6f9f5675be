"""Mail about messages. The notice to the secretariat says that something waits, never what."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.tasks import task
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from intersession.pages import queries


@task()
def tell_secretariat(message_pk: int) -> int:
    """Tell everybody of the secretariat that a message waits, if it still does; how many were told."""
    message = queries.message_for(message_pk)
    if message is None or not message.is_open:
        return 0
    people = queries.secretariat()
    for person in people:
        with override(person.language):
            body = _(
                "Somebody wrote to %(coalition)s by the contact form. The message waits at your desk:\n\n"
                "%(address)s\n\nWhat it says is not in this mail, so that it stays where only you can read it."
            ) % {
                "coalition": settings.COALITION["name"],
                "address": f"{settings.SITE_URL}{reverse('pages:messages')}",
            }
            EmailMessage(_("A message waits at the desk"), body, to=[str(person.email)]).send()
    return len(people)


@task()
def mail_answer(message_pk: int) -> bool:
    """Send the answer to whoever wrote and left an address; whether there was one."""
    message = queries.message_for(message_pk)
    if message is None or message.is_open or not message.email:
        return False
    with override(message.language):
        body = _(
            "%(answer)s\n\n— %(coalition)s\n\nThis answers what you wrote on %(day)s by the contact form. To write "
            "again, use the form, not this address: %(address)s"
        ) % {
            "answer": message.answer,
            "coalition": settings.COALITION["name"],
            "day": f"{message.created_at:%Y-%m-%d}",
            "address": f"{settings.SITE_URL}{reverse('pages:page', args=['contact'])}",
        }
        subject = _("Your message to %(coalition)s") % {"coalition": settings.COALITION["name"]}
        EmailMessage(subject, body, to=[message.email]).send()
    return True
