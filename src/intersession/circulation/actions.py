"""Passing a paper on: links to sign, what was sent to whom, where it is cited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import Refused
from intersession.atlas.models import Law
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.circulation.models import Dispatch, Mention, Signing, SignOnLink
from intersession.circulation.queries import is_open, outdated, passed_on
from intersession.commitments.actions import Offered, Words, send_offer
from intersession.commitments.models import Offer
from intersession.library.models import Resource
from intersession.papers.models import Paper, Version
from intersession.people.letters import address_of, write_to
from intersession.people.models import Organisation

MOST_OPEN_LINKS = 20


def _stands(paper: Paper) -> Version:
    """The version that is passed on, of a paper that still stands."""
    version = passed_on(paper)
    if version is None:
        raise Refused(_("Only a paper that the members have adopted is passed on."))
    return version


def _for(actor: Actor) -> Organisation:
    actor.require("circulation.pass_on")
    assert actor.organisation is not None
    return actor.organisation


@transaction.atomic
def make_sign_on_link(actor: Actor, paper: Paper, purpose: str, closes_on: date | None = None) -> SignOnLink:
    """A link on which others offer to stand by a paper."""
    organisation = _for(actor)
    paper = Paper.objects.select_for_update(no_key=True).get(pk=paper.pk)
    _stands(paper)
    if closes_on is not None and closes_on < timezone.now().date():
        raise Refused(_("The last day must lie ahead."))
    living = SignOnLink.objects.filter(paper=paper, organisation=organisation, ended_at__isnull=True)
    if living.count() >= MOST_OPEN_LINKS:
        raise Refused(_("Your organisation has many links for this paper. End one that is not needed."))
    link = SignOnLink(
        paper=paper,
        organisation=organisation,
        made_by=actor.person,
        purpose=purpose.strip(),
        closes_on=closes_on,
    )
    link.full_clean(exclude=["paper", "organisation", "made_by"])
    link.save()
    record(actor, Verb.SIGN_ON_LINK_MADE, link, paper=paper.pk)
    return link


@transaction.atomic
def end_sign_on_link(actor: Actor, link: SignOnLink) -> SignOnLink:
    """Nobody signs by it from now on. What came by it stays."""
    found: SignOnLink = SignOnLink.objects.select_for_update().get(pk=link.pk)
    actor.require("circulation.end_link", found)
    if found.ended_at is not None:
        raise Refused(_("This link has ended already."))
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    record(actor, Verb.SIGN_ON_LINK_ENDED, found)
    return found


@transaction.atomic
def sign_on(actor: Actor, link: SignOnLink, version: Version, offered: Offered, words: Words) -> Offer:
    """Offer to stand by the paper of a link. It goes the way of every offer: confirmed by mail, then verified."""
    actor.require("circulation.sign_on")
    found: SignOnLink = SignOnLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    if not is_open(found, timezone.now().date()):
        raise Refused(_("This link has ended. The paper has a page of its own where you can sign."))
    offer = send_offer(actor, version, offered, words)
    signing = Signing.objects.create(link=found, offer=offer)
    record(actor, Verb.SIGNED_ON_BY_LINK, signing, link=found.pk)
    return offer


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom something was sent to: an organisation with a record, or a name."""

    organisation: Organisation | None
    name: str = ""


@transaction.atomic
def record_dispatch(
    actor: Actor, paper: Paper, to: Recipient, language: str, sent_on: date, note: str = ""
) -> Dispatch:
    """Write down that somebody was sent the adopted version. Earlier ones to the same are settled by it."""
    organisation = _for(actor)
    paper = Paper.objects.select_for_update(no_key=True).get(pk=paper.pk)
    version = _stands(paper)
    if sent_on > timezone.now().date():
        raise Refused(_("Write it down once it was sent: the day lies ahead."))
    name = "" if to.organisation else to.name.strip()
    dispatch = Dispatch(
        paper=paper,
        version=version,
        organisation=organisation,
        sent_by=actor.person,
        to_organisation=to.organisation,
        to_name=name,
        language=language,
        sent_on=sent_on,
        note=note.strip(),
    )
    dispatch.full_clean()
    dispatch.save()
    earlier = Dispatch.objects.filter(paper=paper, organisation=organisation, settled_at__isnull=True)
    same = (
        earlier.filter(to_organisation=to.organisation)
        if to.organisation
        else earlier.filter(to_name__iexact=name)
    )
    same.exclude(pk=dispatch.pk).update(settled_at=timezone.now())
    record(actor, Verb.EDITION_SENT, dispatch, paper=paper.pk, version=version.number)
    return dispatch


@transaction.atomic
def settle_dispatch(actor: Actor, dispatch: Dispatch) -> Dispatch:
    """Say that whoever got an earlier version need not get the newer one. Doing it twice changes nothing."""
    found: Dispatch = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch.pk)
    actor.require("circulation.settle_dispatch", found)
    if found.settled_at is None:
        found.settled_at = timezone.now()
        found.save(update_fields=["settled_at"])
        record(actor, Verb.EDITION_SETTLED, found)
    return found


@transaction.atomic
def tell_of_edition(actor: Actor, version: Version) -> int:
    """Tell everybody who passed on an earlier version that a newer one was adopted, once; how many were told."""
    actor.require("circulation.tell_of_edition")
    version = Version.objects.select_related("paper").select_for_update(of=("self",)).get(pk=version.pk)
    waiting = outdated().filter(paper=version.paper_id, version__number__lt=version.number)
    untold = [
        each
        for each in waiting.select_related("sent_by", "told_of")
        if each.told_of is None or each.told_of.number < version.number
    ]
    people = {each.sent_by_id: each.sent_by for each in untold}
    for person in people.values():
        count = sum(each.sent_by_id == person.pk for each in untold)
        context = {
            "paper": version.paper.title,
            "number": version.number,
            "count": count,
            "url": address_of(person.language, "circulation:dispatches", version.paper.slug),
        }
        write_to([person], "circulation/letters/newer.txt", context)
    Dispatch.objects.filter(pk__in=[each.pk for each in untold]).update(told_of=version)
    if untold:
        record(actor, Verb.SENDERS_TOLD_OF_EDITION, version, people=len(people))
    return len(people)


@dataclass(frozen=True, slots=True)
class Work:
    """What cites a paper: a law of the atlas, a resource of the library, or a page elsewhere with its title."""

    law: Law | None = None
    resource: Resource | None = None
    url: str = ""
    title: str = ""


@transaction.atomic
def add_mention(actor: Actor, paper: Paper, work: Work, words: str, year: int | None = None) -> Mention:
    """Write down where a paper is cited, with the words."""
    organisation = _for(actor)
    if paper.first_published_at is None:
        raise Refused(_("This paper is not public yet."))
    if work.resource is not None and not work.resource.is_published:
        raise Refused(_("This resource is not in the library."))
    known = work.law or work.resource
    mention = Mention(
        paper=paper,
        law=work.law,
        resource=work.resource,
        url="" if known else work.url,
        title="" if known else work.title.strip(),
        words=words.strip(),
        year=year if year is not None else known.year if known else None,
        organisation=organisation,
        added_by=actor.person,
    )
    mention.full_clean()
    mention.save()
    record(actor, Verb.MENTION_ADDED, mention, paper=paper.pk)
    return mention


@transaction.atomic
def remove_mention(actor: Actor, mention: Mention, reason: str) -> Mention:
    """Take a citation out of the list, with a reason; it stays in the log."""
    found: Mention = Mention.objects.select_for_update(of=("self",)).get(pk=mention.pk)
    actor.require("circulation.remove_mention", found)
    if found.removed_at is not None:
        raise Refused(_("This was removed already."))
    if not reason.strip():
        raise Refused(_("Say why it is removed."))
    found.removed_at, found.removed_because = timezone.now(), reason.strip()[:500]
    found.save(update_fields=["removed_at", "removed_because"])
    record(actor, Verb.MENTION_REMOVED, found)
    return found
