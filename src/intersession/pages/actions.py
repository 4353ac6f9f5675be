"""Every write: pages and their versions, messages, the tour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.audit.record import record, record_many
from intersession.audit.verbs import Verb
from intersession.kit.markdown import to_html
from intersession.pages.models import LONGEST_MESSAGE, Message, Page, PageKind, PageVersion, TourVisit
from intersession.pages.queries import messages_to_forget, newest_version
from intersession.pages.tasks import mail_answer, tell_secretariat


class Overtaken(Refused):
    """Somebody saved another version since the writer began; `newest` is that one."""

    def __init__(self, newest: PageVersion) -> None:
        super().__init__(
            _("Somebody saved another version while you were writing. Nothing is lost: see both below.")
        )
        self.newest = newest


@dataclass(frozen=True, slots=True)
class Text:
    """What a writer wants a page to say in a language."""

    language: str
    title: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FirstText:
    """A text that comes with the software."""

    kind: PageKind
    text: Text


def _write(actor: Actor, page: Page, text: Text, number: int) -> PageVersion:
    """Add a version to a page whose row is locked."""
    version = PageVersion(
        page=page,
        language=text.language,
        number=number,
        title=text.title.strip(),
        source=text.source,
        html=to_html(text.source, top=2),
        note=text.note.strip(),
        written_by=actor.person,
    )
    version.full_clean()
    version.save()
    record(actor, Verb.PAGE_WRITTEN, page, language=text.language, number=number, note=version.note)
    return version


@transaction.atomic
def write_page(actor: Actor, page: Page, text: Text, *, based_on: int) -> PageVersion:
    """Add a version. `based_on` is the number of the one the writer saw, 0 where there was none.

    Raises `Overtaken` when a newer one is there.
    """
    page = Page.objects.select_for_update().get(pk=page.pk)
    actor.require("pages.write_page", page)
    if page.withdrawn_at:
        raise Refused(_("This page is withdrawn. Put it back first."))
    newest = newest_version(page, text.language)
    if newest and newest.number != based_on:
        raise Overtaken(newest)
    if newest and (newest.title, newest.source) == (text.title.strip(), text.source):
        raise Refused(_("This is what the page says already. Nothing has changed."))
    return _write(actor, page, text, (newest.number if newest else 0) + 1)


@transaction.atomic
def add_page(actor: Actor, slug: str, text: Text) -> Page:
    """Add a page beside those every coalition needs, with its first version."""
    actor.require("pages.add_page")
    if Page.objects.filter(slug=slug).exists():
        raise Refused(_("There is a page at this address already."))
    page = Page(slug=slug, kind=PageKind.OTHER)
    page.full_clean()
    page.save()
    _write(actor, page, text, 1)
    return page


@transaction.atomic
def restore_version(actor: Actor, version: PageVersion) -> PageVersion:
    """Say again what an earlier version said, as a new version."""
    page = Page.objects.select_for_update().get(pk=version.page_id)
    actor.require("pages.write_page", page)
    if page.withdrawn_at:
        raise Refused(_("This page is withdrawn. Put it back first."))
    newest = newest_version(page, version.language)
    assert newest
    if (newest.title, newest.source) == (version.title, version.source):
        raise Refused(_("This is what the page says already. Nothing has changed."))
    note = _("Version %(number)s again") % {"number": version.number}
    text = Text(version.language, version.title, version.source, note)
    return _write(actor, page, text, newest.number + 1)


@transaction.atomic
def withdraw_page(actor: Actor, page: Page, because: str) -> Page:
    """Take a further page away; its address says that it was there, and why it went."""
    page = Page.objects.select_for_update().get(pk=page.pk)
    actor.require("pages.withdraw_page", page)
    if page.withdrawn_at:
        raise Refused(_("This page is withdrawn already."))
    if not because.strip():
        raise Refused(_("A page that is withdrawn says why."))
    page.withdrawn_at = timezone.now()
    page.withdrawn_because = because.strip()[:500]
    page.save(update_fields=["withdrawn_at", "withdrawn_because"])
    record(actor, Verb.PAGE_WITHDRAWN, page, because=page.withdrawn_because)
    return page


@transaction.atomic
def return_page(actor: Actor, page: Page) -> Page:
    """Put a withdrawn page back."""
    page = Page.objects.select_for_update().get(pk=page.pk)
    actor.require("pages.withdraw_page", page)
    if not page.withdrawn_at:
        raise Refused(_("This page is not withdrawn."))
    page.withdrawn_at = None
    page.withdrawn_because = ""
    page.save(update_fields=["withdrawn_at", "withdrawn_because"])
    record(actor, Verb.PAGE_RETURNED, page)
    return page


@transaction.atomic
def load_first_texts(actor: Actor, texts: Iterable[FirstText]) -> int:
    """Write each text whose page says nothing in its language yet; how many were written."""
    actor.require("pages.write_page")
    written = 0
    for each in texts:
        page, _is_new = Page.objects.get_or_create(kind=each.kind, defaults={"slug": each.kind.value})
        page = Page.objects.select_for_update().get(pk=page.pk)
        if newest_version(page, each.text.language) is None:
            _write(actor, page, each.text, 1)
            written += 1
    return written


@transaction.atomic
def send_message(actor: Actor, *, name: str, email: str, text: str, language: str) -> Message:
    """Take in what somebody writes. It waits at the secretariat's desk; the log holds nothing of it."""
    actor.require("pages.send_message")
    message = Message(name=name.strip(), email=email.strip(), text=text.strip(), language=language)
    message.full_clean()
    message.save()
    record(actor, Verb.MESSAGE_RECEIVED, message)
    transaction.on_commit(partial(tell_secretariat.enqueue, message.pk))
    return message


@transaction.atomic
def answer_message(actor: Actor, message: Message, answer: str) -> Message:
    """Answer by mail where an address was left, else note what was done; off the desk either way."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    actor.require("pages.answer_message", message)
    if not message.is_open:
        raise Refused(_("Somebody has answered this already."))
    if not answer.strip():
        raise Refused(_("Write an answer, or say in a few words what was done."))
    message.answered_at = timezone.now()
    message.answered_by = actor.person
    message.answer = answer.strip()[:LONGEST_MESSAGE]
    message.save(update_fields=["answered_at", "answered_by", "answer"])
    record(actor, Verb.MESSAGE_ANSWERED, message)
    transaction.on_commit(partial(mail_answer.enqueue, message.pk))
    return message


@transaction.atomic
def forget_messages(actor: Actor) -> int:
    """Delete messages answered long enough ago; how many there were."""
    actor.require("pages.forget_messages")
    gone = list(messages_to_forget().select_for_update())
    record_many(actor, Verb.MESSAGE_FORGOTTEN, [(message, {}) for message in gone])
    Message.objects.filter(pk__in=[message.pk for message in gone]).delete()
    return len(gone)


@transaction.atomic
def end_tour(actor: Actor, *, was_skipped: bool) -> None:
    """Remember that the tour need not be offered again.

    Not in the log: whether somebody read a tour is of no weight for anybody else, and the log never forgets.
    """
    actor.require("pages.end_tour")
    if actor.person is None:
        raise Refused(_("Only somebody who is signed in can be remembered."))
    TourVisit.objects.get_or_create(person=actor.person, defaults={"was_skipped": was_skipped})
