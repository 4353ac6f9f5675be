"""What a kit says of a paper on one page and on a picture. Status and unresolved objections stand on each."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from intersession.commitments.queries import is_adopted_kind, of_paper
from intersession.formats.models import PaperSize
from intersession.formats.printing import TYPST_NAMES, breakable, qr_of, set_by, set_in
from intersession.formats.queries import Document, document_of, spoken
from intersession.formats.tree import words_of
from intersession.papers.models import Paper, Version
from intersession.people.models import StakeholderGroup

MOST_HEADINGS = 12
LONGEST_PURPOSE = 700
LONGEST_HEADING = 140
LONGEST_TITLE = 140
MOST_OBJECTIONS, LONGEST_REASON = 4, 160
LONGEST_ADDRESS = 64
# The letters of the title on a picture, by how long it is; a long text on the sheet is set smaller.
SIZES = ((40, 72), (80, 58), (120, 46))
SMALLEST = 40


def cut(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def status_of(version: Version, document: Document) -> str:
    """How the version stands, for a page on which its objections are not printed in full."""
    if version.adopted_at is None:
        return document.status
    day = date_format(version.adopted_at, "DATE_FORMAT")
    count = len(document.objections)
    if not count:
        return _("Adopted on %(day)s. No objection stands unresolved.") % {"day": day}
    said = ngettext(
        "Adopted on %(day)s with %(count)d unresolved objection.",
        "Adopted on %(day)s with %(count)d unresolved objections.",
        count,
    )
    return said % {"day": day, "count": count}


def headings_of(document: Document) -> list[tuple[str, str]]:
    """(words, language where it is another) of the headings of a document, the highest two levels."""
    found = []
    for piece, nodes in zip(document.pieces, document.trees, strict=True):
        for node in nodes:
            if node["t"] == "h" and node["level"] <= 2 and (words := words_of(node["c"]).strip()):
                found.append((cut(words, LONGEST_HEADING), piece.language or document.language))
    return found


def stands(paper: Paper) -> tuple[str, str]:
    """How many stand by a paper now, and of which groups; both empty where nobody does yet."""
    groups = Counter(of_paper(paper).order_by().values_list("organisation__stakeholder_group", flat=True))
    total = sum(groups.values())
    if not total:
        return "", ""
    if is_adopted_kind(paper):
        said = ngettext("%(count)d organisation adopted it.", "%(count)d organisations adopted it.", total)
    else:
        said = ngettext("%(count)d organisation endorses it.", "%(count)d organisations endorse it.", total)
    named = sorted(groups.items(), key=lambda pair: (-pair[1], pair[0]))
    who = "; ".join(f"{StakeholderGroup(group).label}: {number}" for group, number in named)
    return said % {"count": total}, who


def sheet_of(version: Version, language: str, size: str) -> bytes:
    """The page to hand out, as PDF. Raises `safety.running.Failed`."""
    with override(spoken(language)):
        document = document_of(version, language)
        now = timezone.now()
        return set_by("sheet", _sheet(document, version, size, now), document.published_at)


def _sheet(document: Document, version: Version, size: str, now: datetime) -> dict[str, Any]:
    headings = headings_of(document)
    shown = headings[:MOST_HEADINGS]
    total, who = stands(version.paper)
    objections = [
        breakable(f"{each.organisation}: {cut(each.reason, LONGEST_REASON)}") for each in document.objections
    ]
    day = document.published_at
    weight = len(document.purpose[:LONGEST_PURPOSE]) + sum(len(words) for words, _tag in shown)
    more = len(headings) - len(shown)
    return {
        **set_in(document.language),
        "paper": TYPST_NAMES[PaperSize(size)],
        "size": 11.5 if weight < 900 else 10.5 if weight < 1500 else 9.5,
        "date": [day.year, day.month, day.day],
        "title": breakable(cut(document.title, LONGEST_TITLE)),
        "kind": document.kind,
        "coalition": document.coalition,
        "version": document.version,
        "day": document.day,
        "status": status_of(version, document),
        "notices": list(document.notices),
        "objections": objections[:MOST_OBJECTIONS],
        "purpose": breakable(cut(document.purpose, LONGEST_PURPOSE)),
        "purpose_set": set_in(document.purpose_language),
        "headings": [{"text": breakable(words), "set": set_in(tag)} for words, tag in shown],
        "more": more,
        "stands": total,
        "who": who,
        "qr": qr_of(document.address),
        "address": document.address,
        "short_address": document.short_address,
        "words": {
            "purpose": _("What it is for"),
            "inside": _("What it says"),
            "more": ngettext("and %(count)d more part", "and %(count)d more parts", more) % {"count": more},
            "stands": _("Who stands by it"),
            "dissent": _("Objections that were not resolved"),
            "qr": _("QR code with the address of this version"),
            "read_online": _("Read all of it, with every objection and its answer:"),
            "asof": _("As it stood on %(day)s. The page shows how it stands now.")
            % {"day": date_format(now, "DATE_FORMAT")},
        },
    }


def picture_of(version: Version, language: str) -> bytes:
    """The picture for where a link is shared: PNG, 1200 × 630. Raises `Failed`."""
    with override(spoken(language)):
        document = document_of(version, language)
        title = cut(document.title, LONGEST_TITLE)
        data = {
            **set_in(document.language),
            "size": next((size for most, size in SIZES if len(title) <= most), SMALLEST),
            "coalition": cut(document.coalition, 70),
            "kind": f"{document.kind} · {document.version}",
            "title": breakable(title),
            "status": status_of(version, document),
            "notices": [_("Fictional, for the demonstration")] if version.paper.is_fictional else [],
            "short_address": document.short_address
            if len(document.short_address) <= LONGEST_ADDRESS
            else document.short_address.partition("/")[0],
        }
        return set_by("picture", data, document.published_at, format="png")
