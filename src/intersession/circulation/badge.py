"""The badge that can be embedded elsewhere: a picture that says how a paper stands now. It loads nothing else."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from intersession.circulation.sheets import cut, stands
from intersession.decisions.queries import dissent_of
from intersession.papers.models import Paper, State, Version

# How wide a letter is taken to be, in units of the drawing. No font can be relied on elsewhere.
LETTER, MARGIN, NARROWEST, WIDEST = 7.4, 14, 220, 460
HOLDS, WITHDRAWN, OTHER = "#0b5c6b", "#8a2c2c", "#4a5763"
GONE = (State.WITHDRAWN, State.SUPERSEDED)


def lines_of(paper: Paper, adopted: Version | None) -> tuple[str, str, str]:
    """(title, how it stands, who stands by it or what was objected) in the words of the active language."""
    if adopted is None or paper.state in GONE:
        return cut(paper.title, 52), str(paper.get_state_display()), ""
    stand = _("Adopted · version %(number)s") % {"number": adopted.number}
    if paper.state == State.UNDER_REVIEW:
        stand += f" · {State.UNDER_REVIEW.label}"
    elif paper.state != State.ADOPTED:
        stand += " · " + _("a newer one is being prepared")
    objections = len(dissent_of(adopted.decision)) if adopted.decision else 0
    said = [stands(paper)[0]]
    if objections:
        said.append(
            ngettext("%(count)d objection unresolved", "%(count)d objections unresolved", objections)
            % {"count": objections}
        )
    return cut(paper.title, 52), stand, " ".join(filter(None, said))


def tone_of(paper: Paper, adopted: Version | None) -> str:
    """The ground of the badge: the words say the same."""
    if paper.state == State.WITHDRAWN:
        return WITHDRAWN
    return HOLDS if adopted is not None and paper.state not in GONE else OTHER


def badge_of(paper: Paper, adopted: Version | None) -> bytes:
    """The SVG."""
    title, stand, more = lines_of(paper, adopted)
    widest = max(len(title), len(stand), len(more))
    width = round(min(WIDEST, max(NARROWEST, widest * LETTER + 2 * MARGIN)))
    is_rtl = get_language_bidi()
    x, height = (width - MARGIN, 76) if is_rtl else (MARGIN, 76)
    if more:
        height = 96
    # `start` follows the direction of the text.
    lines = format_html(
        '<text x="{x}" y="28" font-weight="bold">{title}</text><text x="{x}" y="52">{stand}</text>'
        '<text x="{x}" y="76">{more}</text>',
        x=x,
        title=title,
        stand=stand,
        more=more,
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        ' viewBox="0 0 {width} {height}" role="img" aria-label="{label}">'
        '<rect width="{width}" height="{height}" rx="8" fill="{tone}"/>'
        '<g fill="#fff" font-family="sans-serif" font-size="14" direction="{direction}">{lines}</g></svg>',
        width=width,
        height=height,
        label=" · ".join(filter(None, [title, stand, more])),
        tone=tone_of(paper, adopted),
        direction="rtl" if is_rtl else "ltr",
        lines=lines,
    ).encode()
