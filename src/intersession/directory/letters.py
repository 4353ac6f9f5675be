"""What pages and mails ask about letters, and who can be written to at all."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, When
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.directory.expertise import shown_people
from intersession.directory.models import KEPT_FOR, Letter
from intersession.people.models import Mandate, MandateRole, Organisation, Person

SALT = "directory.answer_letter"
SPEAKS_FOR = (MandateRole.REPRESENTATIVE, MandateRole.ALTERNATE)
A_DAY = timedelta(days=1)
PER_DAY, PER_DAY_TO_ONE = 10, 2


def reachable() -> QuerySet[Person]:
    """Everybody a letter can be passed on to: an open account with an address, whose holder takes letters.

    The one gate for all letters. Whoever must never be written to is left out here.
    """
    found: QuerySet[Person] = Person.objects.filter(
        takes_contact=True, is_active=True, erased_at__isnull=True, email__isnull=False
    )
    return found


def reachable_person(pk: int) -> Person:
    """Somebody who is shown by name and takes letters; 404 for all others alike."""
    found = shown_people().filter(pk__in=reachable().values("pk"), pk=pk).first()
    if found is None:
        raise Http404(_("Nobody who takes letters is listed at this address."))
    return found


def can_be_written_to(people: list[int]) -> frozenset[int]:
    """Those of the people who take letters. One query."""
    return frozenset(reachable().filter(pk__in=people).values_list("pk", flat=True))


def representatives_of(organisation: Organisation) -> QuerySet[Person]:
    """Who represents an organisation today and takes letters for it."""
    held = Mandate.objects.current().filter(
        organisation=organisation, person=OuterRef("pk"), role__in=SPEAKS_FOR
    )
    return reachable().filter(Exists(held)).order_by("pk")


def reachable_organisations(organisations: list[int]) -> frozenset[int]:
    """Those of the organisations that somebody takes letters for. One query."""
    held = Mandate.objects.current().filter(organisation__in=organisations, role__in=SPEAKS_FOR)
    held = held.filter(person__in=reachable().values("pk"))
    return frozenset(held.values_list("organisation_id", flat=True))


def mandates_of(organisation: Organisation) -> list[Mandate]:
    """Who acts for it today, the representatives first, each with the person and `takes_letters` for it."""
    held = Mandate.objects.current().filter(organisation=organisation, person__erased_at__isnull=True)
    rank = Case(When(role="representative", then=0), When(role="alternate", then=1), default=2)
    speaks = Q(role__in=SPEAKS_FOR) & Exists(reachable().filter(pk=OuterRef("person")))
    found = held.select_related("person").annotate(takes_letters=ExpressionWrapper(speaks, BooleanField()))
    return list(found.order_by(rank, "starts_at", "pk").fetch_mode(settings.PAGE_FETCH_MODE))


def addressees_of(letter: Letter) -> list[Person]:
    """To whom a letter goes. An answer reaches whoever wrote first, who awaits it."""
    if letter.to_organisation is not None:
        return list(representatives_of(letter.to_organisation).exclude(pk=letter.sender_id))
    if letter.to_person_id is None:
        return []
    person = Person.objects.filter(
        pk=letter.to_person_id, is_active=True, erased_at__isnull=True, email__isnull=False
    )
    return list(person if letter.in_reply_to_id else person.filter(takes_contact=True))


def sent_lately(sender: Person) -> QuerySet[Letter]:
    """The letters of one day back, answers left out: whoever answers was asked."""
    since = timezone.now() - A_DAY
    found: QuerySet[Letter] = Letter.objects.filter(
        sender=sender, created_at__gte=since, in_reply_to__isnull=True
    )
    return found


def token_for(letter: Letter) -> str:
    """What stands in the link to answer a letter: signed, good for nothing else, and not for ever."""
    return signing.dumps(letter.pk, salt=SALT)


def answer_address(letter: Letter) -> str:
    """The page where a letter is read and answered."""
    return reverse("directory:answer_letter", args=[token_for(letter)])


def letter_for(actor: Actor, token: str) -> Letter:
    """The letter of a link, for those it was addressed to; 404 with a sentence for everybody else."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        pk = None
    found = None
    if pk is not None:
        found = (
            Letter.objects.filter(actor.scope("directory.answer_letter"), pk=pk, forgotten_at__isnull=True)
            .select_related("sender", "sender_organisation", "to_organisation")
            .distinct()
            .fetch_mode(settings.PAGE_FETCH_MODE)
            .first()
        )
    if found is None:
        raise Http404(
            _(
                "This link is not valid, no longer or not for you: letters are kept for 30 days, for those they "
                "were written to."
            )
        )
    return found


def is_answered(actor: Actor, letter: Letter) -> bool:
    return Letter.objects.filter(in_reply_to=letter, sender=actor.person).exists()


def unanswered(actor: Actor) -> QuerySet[Letter]:
    """Letters that wait for this person: delivered, still kept, answered by nobody."""
    waiting = Letter.objects.filter(
        actor.scope("directory.answer_letter"), forgotten_at__isnull=True, created_at__gte=oldest_kept()
    ).exclude(sender=actor.person)
    answered = Letter.objects.filter(in_reply_to=OuterRef("pk"))
    found: QuerySet[Letter] = waiting.filter(~Q(Exists(answered))).distinct().order_by("created_at", "pk")
    return found.select_related("sender", "sender_organisation").fetch_mode(settings.PAGE_FETCH_MODE)


def oldest_kept() -> datetime:
    """Letters written before this have lost their words, or lose them within the hour."""
    return timezone.now() - KEPT_FOR
