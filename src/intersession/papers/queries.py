"""What the pages about papers ask."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Window
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.decisions.models import Decision
from intersession.decisions.queries import Dissent, dissent_of
from intersession.differences.compare import Comparison, Fate, Run
from intersession.papers import changes
from intersession.papers.citations import Cited, cited
from intersession.papers.guards import missing
from intersession.papers.models import Block, Claim, Paper, Sponsor, State, Step, Version
from intersession.papers.workflow import Move, moves_from

FILTERS = ("kind", "state", "language")


def papers(actor: Actor, chosen: dict[str, list[str]] | None = None) -> QuerySet[Paper]:
    """Papers this actor may see and asked for, the latest move first; `latest` is the last public number."""
    numbers = Version.objects.filter(paper=OuterRef("pk"), published_at__isnull=False).order_by("-number")
    found = (
        Paper.objects.filter(actor.scope("papers.view_paper"))
        .select_related("organisation")
        .annotate(latest=Subquery(numbers.values("number")[:1]))
    )
    for name, values in (chosen or {}).items():
        found = found.filter(**{f"{name}__in": values})
    listed: QuerySet[Paper] = found.order_by("-state_since", "-pk").fetch_mode(settings.PAGE_FETCH_MODE)
    return listed


def filter_counts(actor: Actor, chosen: dict[str, list[str]]) -> dict[str, list[tuple[str, int]]]:
    """For each filter its values and how many papers each would leave; the most first."""
    counts: dict[str, list[tuple[str, int]]] = {}
    for name in FILTERS:
        others = {key: values for key, values in chosen.items() if key != name}
        counted = Counter(papers(actor, others).order_by().values_list(name, flat=True))
        for value in chosen.get(name, []):
            counted.setdefault(value, 0)
        counts[name] = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return counts


def paper_for(actor: Actor, slug: str) -> Paper:
    """The paper at an address; 404 with a sentence for none, or one that is not this actor's to see."""
    found: Paper | None = (
        Paper.objects.filter(actor.scope("papers.view_paper"), slug=slug)
        .select_related("organisation", "proposed_by", "superseded_by")
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    if found is None:
        raise Http404(_("There is no paper at this address, or it is not public yet."))
    return found


def versions_of(paper: Paper) -> list[Version]:
    """The public versions, the newest first; `edition` counts the adopted ones."""
    editions = Window(Count("adopted_at"), order_by=F("number").asc())
    found = (
        paper.versions.exclude(published_at=None)
        .select_related("decision")
        .annotate(edition=editions)
        .order_by("-number")
    )
    return list(found.fetch_mode(settings.PAGE_FETCH_MODE))


def version_for(paper: Paper, number: int) -> Version:
    """A public version by its number; 404 with a sentence else."""
    found: Version | None = paper.versions.filter(number=number).exclude(published_at=None).first()
    if found is None:
        raise Http404(_("This paper has no public version %s.") % number)
    return found


def draft_of(actor: Actor, paper: Paper) -> Version | None:
    """The draft, for those who may edit it."""
    if not actor.may("papers.edit_paper", paper):
        return None
    draft: Version | None = (
        paper.versions.filter(published_at=None).select_related("classified_by", "checked_by").first()
    )
    return draft


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a version as a page shows it. `contents` are its headings."""

    version: Version
    blocks: list[Block]
    contents: list[Block]
    works: list[Cited]
    decision: Decision | None
    dissent: list[Dissent]


def text_of(version: Version) -> Text:
    """Blocks, headings, what is cited, and the dissent that belongs to the text. Five queries at most."""
    decision = Decision.objects.filter(pk=version.decision_id).first() if version.decision_id else None
    blocks = list(version.blocks.order_by("position", "pk").fetch_mode(settings.PAGE_FETCH_MODE))
    works = list(cited(block.text for block in blocks).values())
    contents = [block for block in blocks if block.kind == "heading"]
    return Text(version, blocks, contents, works, decision, dissent_of(decision) if decision else [])


def sponsors_of(paper: Paper) -> list[Sponsor]:
    """The organisations that stand behind a proposal."""
    found = paper.sponsors.select_related("organisation", "person").order_by("created_at", "pk")
    return list(found.fetch_mode(settings.PAGE_FETCH_MODE))


def steps_of(paper: Paper) -> list[Step]:
    """What the paper went through, the newest first."""
    found = paper.steps.select_related("person", "organisation", "version").order_by("-at", "-pk")
    return list(found.fetch_mode(settings.PAGE_FETCH_MODE))


def claims_on(version: Version) -> dict[str, Claim]:
    """Who is editing which block now."""
    found = Claim.objects.filter(version=version, until__gt=timezone.now()).select_related("person")
    return {claim.key: claim for claim in found}


def block_for(version: Version, key: str) -> Block:
    """A block by its lasting key; 404 with a sentence else."""
    found: Block | None = version.blocks.filter(key=key).first()
    if found is None:
        raise Http404(_("This paragraph is not in the draft, or no longer."))
    return found


@dataclass(frozen=True, slots=True)
class NextMove:
    """A move that leads on, and what it still lacks."""

    move: Move
    lacking: list[object]


def next_moves(paper: Paper) -> list[NextMove]:
    """The moves from where the paper stands, withdrawing last, each with what is missing."""
    has_edition = paper.versions.exclude(adopted_at=None).exists()
    return [NextMove(move, missing(paper, move)) for move in moves_from(paper.state, has_edition=has_edition)]


def successors_of(paper: Paper) -> QuerySet[Paper]:
    """The adopted papers that may take the place of this one, by title."""
    found: QuerySet[Paper] = Paper.objects.filter(state=State.ADOPTED).exclude(pk=paper.pk)
    return found.order_by("title").fetch_mode(settings.PAGE_FETCH_MODE)


# What a reader sees as the way of a paper, in order.
WAY = (State.DRAFT, State.COMMENTS, State.REVISION, State.LAST_CALL, State.DECISION, State.ADOPTED)


def way_of(paper: Paper) -> list[tuple[object, str]]:
    """The usual states, each done, here or ahead; nothing for a paper that left the way."""
    if paper.state not in WAY:
        return []
    here = WAY.index(State(paper.state))
    return [
        (state.label, "done" if at < here else "here" if at == here else "ahead")
        for at, state in enumerate(WAY)
    ]


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of a comparison as a page shows it: the blocks of both sides and the runs of words between."""

    label: object
    tone: str
    old: list[Block]
    new: list[Block]
    old_runs: list[list[Run]]
    new_runs: list[list[Run]]
    runs: list[Run]
    change_class: int | None

    @property
    def is_plain(self) -> bool:
        """Nothing happened to it."""
        return self.tone == "same"


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions side by side."""

    old: Version
    new: Version
    shown: list[Shown]
    added: int
    removed: int


def difference(old: Version, new: Version) -> Difference:
    """What changed from one version to another. Two queries."""
    before, after = changes.blocks_of(old), changes.blocks_of(new)
    found = changes.compared(before, after)
    return Difference(
        old, new, shown_of(found, before, after), found.count(Fate.ADDED), found.count(Fate.REMOVED)
    )


def shown_of(found: Comparison, before: list[Block], after: list[Block]) -> list[Shown]:
    """A comparison as a page shows it."""
    shown = []
    for piece in found.pieces:
        label, tone = _label(
            piece.is_added, piece.is_removed, piece.is_split, piece.is_merged, piece.is_moved
        )
        if tone == "same" and piece.is_changed:
            label, tone = _("Changed"), "changed"
        runs = list(piece.runs)
        shown.append(
            Shown(
                label,
                tone,
                [before[number] for number in piece.old],
                [after[number] for number in piece.new],
                [[run for run in runs if run.old == number] for number in piece.old],
                [[run for run in runs if run.new == number] for number in piece.new],
                runs,
                next((after[number].change_class for number in piece.new), None),
            )
        )
    return shown


def _label(
    is_added: bool, is_removed: bool, is_split: bool, is_merged: bool, is_moved: bool
) -> tuple[str, str]:
    if is_added:
        return _("Added"), "added"
    if is_removed:
        return _("Removed"), "removed"
    if is_split:
        return _("Split"), "moved"
    if is_merged:
        return _("Merged"), "moved"
    if is_moved:
        return _("Moved"), "moved"
    return "", "same"


@dataclass(frozen=True, slots=True)
class Change:
    """A changed piece of the draft, to be given a change class."""

    key: str
    shown: Shown


def changes_of(draft: Version) -> list[Change]:
    """What changed in the draft since the last public version; a line for each lasting key."""
    last = changes.before(draft)
    if last is None:
        return []
    found = []
    for shown in difference(last, draft).shown:
        if not shown.is_plain:
            found += [Change(block.key, shown) for block in (shown.new or shown.old)]
    return found


def changes_to_check(actor: Actor) -> QuerySet[Version]:
    """Drafts whose changes somebody else of one's organisation named: they wait for a second person."""
    if actor.person is None or actor.organisation is None:
        return Version.objects.none()
    found: QuerySet[Version] = (
        Version.objects.filter(
            published_at=None,
            change_class__isnull=False,
            checked_by=None,
            paper__organisation=actor.organisation,
            paper__state__in=[State.DRAFT, State.REVISION],
        )
        .exclude(classified_by=actor.person)
        .select_related("paper", "classified_by")
        .order_by("paper__state_since", "pk")
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    return found


def waiting_papers(actor: Actor) -> QuerySet[Paper]:
    """Papers whose clock has run out: the secretariat's move."""
    found: QuerySet[Paper] = (
        Paper.objects.filter(
            actor.scope("papers.move_paper"),
            state__in=[State.COMMENTS, State.LAST_CALL],
            state_until__lte=timezone.now(),
        )
        .order_by(F("state_until").asc())
        .fetch_mode(settings.PAGE_FETCH_MODE)
    )
    return found
