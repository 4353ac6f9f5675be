"""Proposing a paper and standing behind it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.audit.record import record
from intersession.audit.verbs import Verb
from intersession.papers.actions.blocks import insert, split
from intersession.papers.models import (
    LANGUAGES,
    Paper,
    Sponsor,
    State,
    Version,
    new_key,
)
from intersession.people.models import Organisation, Person


@transaction.atomic
def propose_paper(
    actor: Actor,
    kind: str,
    title: str,
    language: str,
    purpose: str,
    source: str,
    *,
    is_fictional: bool = False,
) -> Paper:
    """Begin a paper for the organisation one acts for. It is a draft that its organisation sees.

    Raises `Refused` for a text that is too long, `ValidationError` for fields that break a rule.
    """
    actor.require("papers.propose_paper")
    person, organisation = _voice(actor)
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Papers are not written in this language here.")})
    now = timezone.now()
    paper = Paper(
        slug=_free_slug(title),
        kind=kind,
        title=title.strip(),
        language=language,
        purpose=purpose.strip(),
        state_since=now,
        proposed_by=person,
        organisation=organisation,
        is_fictional=is_fictional,
    )
    paper.full_clean()
    paper.save()
    version = Version.objects.create(paper=paper, number=1)
    insert(version, split(source), 0, person)
    record(actor, Verb.PAPER_PROPOSED, paper, kind=kind)
    return paper


@transaction.atomic
def sponsor_paper(actor: Actor, paper: Paper) -> Sponsor:
    """Stand behind a proposal, for the organisation one acts for. Once for each organisation."""
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    actor.require("papers.sponsor_paper")
    person, organisation = _voice(actor)
    if paper.organisation_id == organisation.pk:
        raise Refused(_("Your organisation proposed this paper. Others need to stand behind it."))
    if paper.state not in (State.DRAFT, State.COMMENTS, State.REVISION):
        raise Refused(_("This paper no longer looks for sponsors."))
    sponsor = Sponsor(paper=paper, organisation=organisation, person=person)
    try:
        with transaction.atomic():
            sponsor.save()
    except IntegrityError as error:
        raise Refused(_("Your organisation stands behind this proposal already.")) from error
    record(actor, Verb.PAPER_SPONSORED, paper, organisation=organisation.slug)
    return sponsor


def _voice(actor: Actor) -> tuple[Person, Organisation]:
    if actor.person is None or actor.organisation is None:
        raise NotAllowed("papers.propose_paper")
    return actor.person, actor.organisation


def _free_slug(title: str) -> str:
    base = slugify(title)[:100].strip("-") or f"paper-{new_key()}"
    taken = set(Paper.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
