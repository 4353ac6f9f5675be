"""Every write of the directory: letters."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.directory.letters import PER_DAY, PER_DAY_TO_ONE, addressees_of, sent_lately
from intersession.directory.models import KEPT_FOR, Letter
from intersession.directory.tasks import deliver_letter, forget_letters
from intersession.people.models import Organisation, Person

AN_HOUR = timedelta(hours=1)


@transaction.atomic
def write_letter(actor: Actor, to: Person | Organisation, subject: str, text: str) -> Letter:
    """Have a letter passed on. The log knows that one was sent, never what it says.

    Refused when nobody there takes letters, and when the writer wrote too many within a day.
    """
    sender = _locked(actor)
    actor.require("directory.write_letter")
    letter = Letter(sender=sender, sender_organisation=actor.organisation, subject=subject, text=text)
    if isinstance(to, Person):
        letter.to_person = to
    else:
        letter.to_organisation = to
    if to == sender:
        raise Refused(_("A letter to oneself need not be passed on."))
    if not addressees_of(letter):
        raise Refused(_("Nobody takes letters there at present."))
    lately = sent_lately(sender)
    if lately.count() >= PER_DAY:
        raise Refused(
            _("You have had %(number)s letters passed on within a day. Please wait until tomorrow.")
            % {"number": PER_DAY}
        )
    if (
        lately.filter(to_person=letter.to_person, to_organisation=letter.to_organisation).count()
        >= PER_DAY_TO_ONE
    ):
        raise Refused(_("You have written there twice within a day. Please wait for an answer."))
    return _send(actor, letter)


@transaction.atomic
def answer_letter(actor: Actor, letter: Letter, text: str) -> Letter:
    """Answer a letter, once. It reaches whoever wrote, who learns no address either."""
    sender = _locked(actor)
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
    actor.require("directory.answer_letter", letter)
    if letter.forgotten_at:
        raise Refused(
            _("This letter is older than 30 days; its words are gone, and it takes no answer any more.")
        )
    answer = Letter(
        sender=sender,
        sender_organisation=letter.to_organisation,
        to_person=letter.sender,
        in_reply_to=letter,
        subject=letter.subject if letter.in_reply_to_id else f"Re: {letter.subject}"[:150],
        text=text,
    )
    if not addressees_of(answer):
        raise Refused(_("Whoever wrote this has left; an answer would reach nobody."))
    try:
        with transaction.atomic():
            return _send(actor, answer)
    except IntegrityError as error:
        raise Refused(_("You have answered this letter already.")) from error


def _locked(actor: Actor) -> Person:
    """The writer, locked: else two letters at once would both be the tenth."""
    if actor.person is None:
        raise NotAllowed("directory.write_letter")
    return Person.objects.select_for_update(no_key=True).get(pk=actor.person.pk)


def _send(actor: Actor, letter: Letter) -> Letter:
    letter.save()
    record(actor, Verb.LETTER_SENT, letter, is_answer=letter.in_reply_to_id is not None)
    transaction.on_commit(partial(deliver_letter.enqueue, letter.pk))
    later = forget_letters.using(run_after=timezone.now() + KEPT_FOR + AN_HOUR)
    transaction.on_commit(later.enqueue)
    return letter
