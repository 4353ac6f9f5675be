"""What a version says, with all that belongs to it; and the printouts that are kept of it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from django.conf import settings
from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from intersession.access.actor import Actor
from intersession.commitments.models import Commitment
from intersession.decisions.models import Decision
from intersession.decisions.queries import dissent_of
from intersession.differences.compare import Fate
from intersession.formats.adopters import adopters_of
from intersession.formats.languages import Worded, languages_of, languages_of_each, worded
from intersession.formats.models import PaperSize, Printout
from intersession.formats.reading import Incoming, matched
from intersession.formats.tree import Node, levelled, seen, tree_of
from intersession.kit.languages import direction_of
from intersession.papers import queries as papers
from intersession.papers.changes import compared
from intersession.papers.citations import cited, with_links
from intersession.papers.models import Block, BlockKind, Paper, State, Step, Version
from intersession.papers.texts import Part, hash_of

# As papers and their dates are written; one layout is one number. A new number never touches what is kept.
LAYOUT = 1
ORDERED, FAILED = "ordered", "failed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A block as a file shows it: the number readers cite, its lasting key, and its Markdown with links."""

    number: int
    key: str
    kind: str
    level: int
    text: str
    language: str = ""
    """Where it is not that of the document."""


@dataclass(frozen=True, slots=True)
class Objection:
    """A line of the dissent annex, in words."""

    organisation: str
    reason: str
    resolution: str
    answer: str
    is_sustained: bool


@dataclass(frozen=True)
class Document:
    """A version in one language. Equal documents give equal files."""

    title: str
    kind: str
    language: str
    direction: str
    coalition: str
    short_name: str
    version: str
    status: str
    day: str
    published_at: datetime
    address: str
    short_address: str
    purpose: str
    purpose_language: str
    changes: str
    pieces: tuple[Piece, ...]
    decided: str
    objections: tuple[Objection, ...]
    adopters: tuple[tuple[str, str, str, str], ...]
    works: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    fingerprint_of_text: str
    words: dict[str, str] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """What it says, as a number."""
        told = {**asdict(self), "published_at": self.published_at.isoformat(), "layout": LAYOUT}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    @cached_property
    def trees(self) -> list[list[Node]]:
        """The text of each piece as a tree, headings of the whole at levels from 1 down."""
        found = [tree_of(piece.text, settings.SITE_URL) for piece in self.pieces]
        levelled(found)
        return found

    @property
    def name(self) -> str:
        """What the file is called, without its ending."""
        return f"{self.title[:80]} · {self.version}" if self.version else self.title[:80]


def version_for(actor: Actor, slug: str, number: int) -> Version:
    """A public version, or the draft for those who may see it; 404 with a sentence else."""
    paper = papers.paper_for(actor, slug)
    draft = papers.draft_of(actor, paper)
    if draft is not None and draft.number == number:
        draft.paper = paper
        return draft
    version = papers.version_for(paper, number)
    version.paper = paper
    return version


def newest_of(actor: Actor, slug: str) -> int:
    """The number of the newest public version; 404 with a sentence where there is none."""
    versions = papers.versions_of(papers.paper_for(actor, slug))
    if not versions:
        raise Http404(_("There is no paper at this address, or it is not public yet."))
    return int(versions[0].number)


def language_for(version: Version, asked: str) -> str:
    """The language asked for, or the paper's own; 404 with a sentence for one it cannot be had in."""
    if not asked:
        return str(version.paper.language)
    if asked not in languages_of(version):
        raise Http404(_("This version cannot be had in that language."))
    return asked


def spoken(language: str) -> str:
    """The language of the site's own words in a file: that of the text, where we speak it."""
    base = language.split("-")[0].lower()
    return base if base in dict(settings.LANGUAGES) else "en"


def document_of(version: Version, language: str = "") -> Document:
    """Everything that a file of this version shows. Ten queries at most, and twelve more for a translation."""
    language = language or version.paper.language
    with override(spoken(language)):
        return _document(version, language)


def _document(version: Version, language: str) -> Document:
    paper = version.paper
    words = worded(version, language)
    blocks = list(version.blocks.order_by("position", "pk"))
    known = cited(block.text for block in blocks)
    pieces = tuple(
        Piece(
            number,
            block.key,
            block.kind,
            block.level,
            seen(with_links(words.texts.get(block.key, block.text) if words else block.text, known)),
            paper.language if words and block.key not in words.texts else "",
        )
        for number, block in enumerate(blocks, 1)
    )
    decision = Decision.objects.filter(pk=version.decision_id).first() if version.decision_id else None
    objections = tuple(
        Objection(
            seen(each.organisation.name),
            seen(each.reason),
            seen(each.resolution),
            seen(each.answer),
            each.is_sustained,
        )
        for each in (dissent_of(decision) if decision else [])
    )
    path = reverse("papers:version", args=[paper.slug, version.number])
    # Without the language of whoever asks: a reader is led to a language they can read.
    address = f"{settings.SITE_URL}/{path.split('/', 2)[2]}"
    if version.is_draft:
        address = f"{settings.SITE_URL}/{reverse('papers:paper', args=[paper.slug]).split('/', 2)[2]}"
    moment = version.published_at or version.created_at
    day = date_format(moment, "DATE_FORMAT")
    draft_words = _("Draft of version %(number)s") % {"number": version.number}
    return Document(
        title=seen(words.title if words else paper.title),
        kind=str(paper.get_kind_display()),
        language=language,
        direction=direction_of(language),
        coalition=str(settings.COALITION["name"]),
        short_name=str(settings.COALITION["short_name"]),
        version=draft_words if version.is_draft else _("Version %(number)s") % {"number": version.number},
        status=_status(version, objections),
        day="" if version.is_draft else _("Published on %(day)s") % {"day": day},
        published_at=moment.astimezone(UTC).replace(microsecond=0),
        address=address,
        short_address=address.partition("://")[2],
        purpose=seen(paper.purpose),
        purpose_language=paper.language,
        changes=_changes(version),
        pieces=pieces,
        decided=_decided(version, decision),
        objections=objections,
        adopters=tuple(
            (seen(each.name), seen(each.group), seen(each.what), seen(each.since))
            for each in adopters_of(version)
        ),
        works=tuple(
            (seen(f"{work.title} ({work.year})" if work.year else work.title), settings.SITE_URL + work.path)
            for work in known.values()
        ),
        notices=_notices(paper, words),
        fingerprint_of_text=version.text_hash,
        words=words_of_files(),
    )


def words_of_files() -> dict[str, str]:
    """The words of ours in a file."""
    return {
        "contents": _("Contents"),
        "purpose": _("What it is for"),
        "changes": _("What changed since the version before"),
        "dissent": _("Objections that were not resolved"),
        "sustained": _("sustained"),
        "resolution": _("What would resolve it:"),
        "answer": _("The answer:"),
        "unanswered": _("not answered yet"),
        "decided": _("How it was decided"),
        "adopters": _("Who adopted it"),
        "works": _("Works and laws cited"),
        "read_online": _("Read it online"),
        "qr": _("QR code with the address of this version"),
        "fingerprint": _("Fingerprint of the text (SHA-256):"),
        "organisation": _("Organisation"),
        "group": _("Group"),
        "what": _("What"),
        "since": _("Since"),
    }


def _status(version: Version, objections: tuple[Objection, ...]) -> str:
    """Where this version stands, in words."""
    paper = version.paper
    if version.is_draft:
        return _("A draft: not public, and not adopted.")
    if paper.state == State.WITHDRAWN:
        return _("Withdrawn: %(why)s") % {"why": seen(paper.withdrawn_because)}
    if version.adopted_at:
        day = date_format(version.adopted_at, "DATE_FORMAT")
        if not objections:
            return _("Adopted on %(day)s. No objection stands unresolved.") % {"day": day}
        return ngettext(
            "Adopted on %(day)s with %(count)d unresolved objection, printed here with its answer.",
            "Adopted on %(day)s with %(count)d unresolved objections, printed here with their answers.",
            len(objections),
        ) % {"day": day, "count": len(objections)}
    first: Step | None = Step.objects.filter(version=version).order_by("at", "pk").first()
    state = State(first.end).label if first else State.DRAFT.label
    return _("Not adopted. Published as: %(state)s.") % {"state": state}


def _decided(version: Version, decision: Decision | None) -> str:
    if decision is None:
        return ""
    path = reverse("decisions:decision", args=[decision.slug]).split("/", 2)[2]
    return _("The question, the votes and the record: %(address)s") % {
        "address": f"{settings.SITE_URL}/{path}"
    }


def _changes(version: Version) -> str:
    if version.number == 1 or version.change_class is None:
        return ""
    return seen("\n\n".join(filter(None, [str(version.get_change_class_display()), version.summary])))


def _notices(paper: Paper, words: Worded | None) -> tuple[str, ...]:
    found = list(words.notices) if words else []
    if paper.is_fictional:
        found.append(_("Fictional, for the demonstration: no organisation holds what stands here."))
    if words and not words.is_whole:
        found.append(_("Parts that are not translated yet stand in the language they were written in."))
    return tuple(found)


def is_newest(version: Version) -> bool:
    """Whether no later version is public."""
    later = Version.objects.filter(
        paper_id=version.paper_id, number__gt=version.number, published_at__isnull=False
    )
    return not later.exists()


def printout_of(version: Version, language: str, size: str) -> Printout | None:
    """The PDF as it stands: of the newest version the one that says what holds now, of an older one the last.

    None while it has yet to be made. What a version was printed with once, it keeps.
    """
    kept = Printout.objects.filter(version=version, language=language, size=size).select_related("file")
    last: Printout | None = kept.order_by("-pk").first()
    if last is None or not is_newest(version):
        return last
    fingerprint = document_of(version, language).fingerprint
    return last if last.fingerprint == fingerprint else kept.filter(fingerprint=fingerprint).first()


def printout_for(version: Version, fingerprint: str, language: str, size: str) -> Printout:
    """An earlier PDF by its fingerprint; 404 with a sentence else."""
    found: Printout | None = (
        Printout.objects.filter(version=version, fingerprint=fingerprint, language=language, size=size)
        .select_related("file")
        .first()
    )
    if found is None:
        raise Http404(_("This PDF was never made."))
    return found


@dataclass(frozen=True, slots=True)
class Download:
    """A version that can be had as a file: in which languages, and which PDFs were made of it before."""

    version: Version
    languages: list[str]
    earlier: list[Printout]


def downloads_of(actor: Actor, paper: Paper) -> list[Download]:
    """The versions one may take along, the newest first, the draft before them. Twelve queries at most."""
    versions = papers.versions_of(paper)
    draft = papers.draft_of(actor, paper)
    kept: dict[int, list[Printout]] = {}
    for printout in Printout.objects.filter(version__in=versions).select_related("file").order_by("-pk"):
        kept.setdefault(printout.version_id, []).append(printout)
    found = []
    shown = [*([draft] if draft else []), *versions]
    for version in shown:
        version.paper = paper
    languages = languages_of_each(shown)
    for version in shown:
        newest: set[tuple[str, str]] = set()
        earlier = []
        for printout in kept.get(version.pk, []):
            if (printout.language, printout.size) in newest:
                earlier.append(printout)
            newest.add((printout.language, printout.size))
        found.append(Download(version, languages[version.pk], earlier))
    return found


def order_key(version: Version, language: str, size: str) -> str:
    """Where it is noted, for a while, that a PDF was ordered or could not be made."""
    return f"printout:{version.pk}:{language}:{size}"


def order_of(version: Version, language: str, size: str) -> str:
    """`ordered`, `failed`, or nothing."""
    return str(cache.get(order_key(version, language, size), ""))


def unprinted() -> list[tuple[Version, str]]:
    """Newest public versions, each with a size of paper, whose PDF in their own language has to be made."""
    later = Version.objects.filter(
        paper=OuterRef("paper"), number__gt=OuterRef("number"), published_at__isnull=False
    )
    # Who adopted it stands in it: since its PDF was made somebody may have, or gave it up.
    committed = Commitment.objects.filter(
        Q(made_at__gt=OuterRef("made_at")) | Q(ended_at__gt=OuterRef("made_at")), version=OuterRef("pk")
    )
    found: list[tuple[Version, str]] = []
    for size in PaperSize.values:
        made = Printout.objects.filter(
            version=OuterRef("pk"), language=OuterRef("paper__language"), size=size
        ).order_by("-created_at")
        possible = (
            Version.objects.exclude(published_at=None)
            .exclude(Exists(later))
            .annotate(made_at=Subquery(made.values("created_at")[:1]))
            .filter(
                Q(made_at=None)
                | Q(adopted_at__gt=F("made_at"))
                | Q(paper__state_since__gt=F("made_at"))
                | Exists(committed)
            )
            .select_related("paper")
            .order_by("published_at")
        )
        for version in possible:
            if version.made_at is None or printout_of(version, version.paper.language, size) is None:
                found.append((version, size))
    return found


# So many blocks of a file are shown before it is confirmed; of more, how many they are.
MOST_SHOWN = 400


@dataclass(frozen=True, slots=True)
class NewText:
    """What a new paper would hold: its first blocks, and how many there are of each kind."""

    shown: list[tuple[str, Part]]
    counts: list[tuple[str, int]]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.shown)


def preview_of_new(incoming: list[Incoming]) -> NewText:
    """The blocks that came of a file, for a paper that does not exist yet."""
    counts = Counter(each.part.kind for each in incoming)
    return NewText(
        [(str(each.part.kind.label), each.part) for each in incoming[:MOST_SHOWN]],
        [(str(kind.label), counts[kind]) for kind in BlockKind if counts[kind]],
        len(incoming),
    )


@dataclass(frozen=True, slots=True)
class NewDraft:
    """What a draft would hold, against what it holds: how many keys stay, and the hash of the text compared with."""

    difference: papers.Difference
    seen: str
    total: int
    kept: int
    gone: int


def preview_of_draft(version: Version, incoming: list[Incoming]) -> NewDraft:
    """What a file would change in a draft. Nothing is written."""
    old = list(version.blocks.order_by("position", "pk"))
    with_keys, _found = matched(old, incoming)
    new = [
        Block(key=each.key, kind=each.part.kind, level=each.part.level, text=each.part.text)
        for each in with_keys
    ]
    found = compared(old, new)
    difference = papers.Difference(
        version,
        version,
        papers.shown_of(found, old, new),
        found.count(Fate.ADDED),
        found.count(Fate.REMOVED),
    )
    kept = sum(bool(each.key) for each in with_keys)
    return NewDraft(difference, hash_of(old), len(new), kept, len(old) - kept)
