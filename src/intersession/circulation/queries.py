"""What pages ask about circulation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.circulation.models import Dispatch, Mention, SignOnLink
from intersession.commitments.queries import open_version
from intersession.papers.models import Block, Paper, State, Version

GONE = (State.WITHDRAWN, State.SUPERSEDED)


def passed_on(paper: Paper) -> Version | None:
    """The version that is passed on: the newest adopted one of a paper that still stands."""
    return None if paper.state in GONE else open_version(paper)


def adopted_paper(paper: Paper) -> Version:
    """The adopted version that is passed on; 404 with a sentence where there is none."""
    found = passed_on(paper)
    if found is None:
        raise Http404(_("No version of this paper is adopted now, so there is nothing to pass on."))
    found.paper = paper
    return found


def links_of(actor: Actor, paper: Paper) -> list[SignOnLink]:
    """The links one may end, with `offers` and `commitments` that came by each. One query."""
    found = SignOnLink.objects.filter(actor.scope("circulation.end_link"), paper=paper)
    found = found.select_related("organisation").annotate(
        offers=Count("signings", filter=Q(signings__offer__confirmed_at__isnull=False)),
        commitments=Count("signings", filter=Q(signings__offer__commitment__isnull=False)),
    )
    return list(found.order_by("-pk")[:100].fetch_mode(settings.PAGE_FETCH_MODE))


def is_open(link: SignOnLink, today: date) -> bool:
    """Whether one can still sign by it."""
    return link.ended_at is None and (link.closes_on is None or link.closes_on >= today)


def link_for(token: str) -> SignOnLink:
    """The link of an address; 404 with a sentence else."""
    found: SignOnLink | None = (
        SignOnLink.objects.filter(token=token)
        .select_related("paper", "organisation")
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    if found is None:
        raise Http404(_("This link leads nowhere. Ask whoever gave it to you for the whole address."))
    return found


def dispatches_of(actor: Actor, paper: Paper) -> QuerySet[Dispatch]:
    """Who was sent which version, as far as one may see it, the last first."""
    found: QuerySet[Dispatch] = Dispatch.objects.filter(
        actor.scope("circulation.view_dispatches"), paper=paper
    ).select_related("organisation", "to_organisation", "version", "sent_by")
    return found.order_by("-sent_on", "-pk").fetch_mode(settings.PAGE_FETCH_MODE)


def outdated() -> QuerySet[Dispatch]:
    """What was sent of a version after which a newer one was adopted, and is not settled yet."""
    newer = Version.objects.filter(
        paper=OuterRef("paper"), number__gt=OuterRef("version__number"), adopted_at__isnull=False
    )
    found: QuerySet[Dispatch] = (
        Dispatch.objects.filter(Exists(newer), settled_at__isnull=True)
        .exclude(paper__state__in=GONE)
        .select_related("paper", "version", "to_organisation", "organisation")
    )
    return found.order_by("sent_on", "pk").fetch_mode(settings.PAGE_FETCH_MODE)


def to_follow_up(actor: Actor) -> QuerySet[Dispatch]:
    """The outdated ones of the organisation one acts for."""
    return outdated().filter(actor.scope("circulation.settle_dispatch"))


def mentions_of(paper: Paper) -> list[Mention]:
    """Where it is cited, as members found it, the newest work first."""
    found = Mention.objects.filter(paper=paper, removed_at__isnull=True)
    found = found.select_related("law", "resource", "organisation")
    return list(found.order_by("-year", "-pk")[:200].fetch_mode(settings.PAGE_FETCH_MODE))


@dataclass(frozen=True, slots=True)
class CitingPaper:
    """A paper of the coalition whose newest public version links to this one."""

    title: str
    language: str
    slug: str


def citing_papers(paper: Paper) -> list[CitingPaper]:
    """Papers of the coalition that cite it. One query."""
    later = Version.objects.filter(
        paper=OuterRef("paper"), number__gt=OuterRef("number"), published_at__isnull=False
    )
    newest = Version.objects.filter(~Exists(later), published_at__isnull=False)
    blocks = Block.objects.filter(version__in=newest, text__contains=f"/papers/{paper.slug}/")
    found = Paper.objects.filter(pk__in=blocks.values("version__paper")).exclude(pk=paper.pk)
    return [CitingPaper(each.title, each.language, each.slug) for each in found.order_by("title")[:100]]
