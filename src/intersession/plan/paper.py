"""The plan on paper: the same lines as its page, as a document that every format is written from."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.formats.queries import Document, Piece, spoken, words_of_files
from intersession.formats.tree import seen
from intersession.kit.languages import direction_of
from intersession.papers.citations import plain
from intersession.papers.models import BlockKind
from intersession.plan.queries import Branch, Line, tree
from intersession.projects.queries import joint_projects


def document_of(actor: Actor, first: int, last: int, today: date) -> Document:
    """The plan of these fiscal years as it stands today, in the active language. Equal plans give equal documents."""
    language = spoken(get_language() or "en")
    years = str(first) if first == last else f"{first}–{last}"
    path = f"{reverse('plan:plan').split('/', 2)[2]}?year={first}" + (
        f"&until={last}" if last > first else ""
    )
    address = f"{settings.SITE_URL}/{path}"
    return Document(
        title=f"{_('The plan')} {years}",
        kind=_("Joint plan"),
        language=language,
        direction=direction_of(language),
        coalition=str(settings.COALITION["name"]),
        short_name=str(settings.COALITION["short_name"]),
        version="",
        status=_("As it stood on %(day)s. It changes with the work.")
        % {"day": date_format(today, "DATE_FORMAT")},
        day="",
        published_at=datetime.combine(today, time(0), UTC),
        address=address,
        short_address=address.partition("://")[2],
        purpose=_("What the coalition wants, what is done for it in which year, who leads, and how it goes."),
        purpose_language=language,
        changes="",
        pieces=tuple(
            Piece(number, key, kind, level, seen(text), "" if tag == language else tag)
            for number, (key, kind, level, text, tag) in enumerate(_pieces(actor, first, last, language), 1)
        ),
        decided="",
        objections=(),
        adopters=(),
        works=(),
        notices=(),
        fingerprint_of_text="",
        words=words_of_files(),
    )


type Part = tuple[str, str, int, str, str]


def _pieces(actor: Actor, first: int, last: int, language: str) -> list[Part]:
    """(key, kind, level, Markdown, language) in the order of the plan."""
    found: list[Part] = []
    joint = [each for each in joint_projects(actor, first) if each.is_adopted or each.is_open]
    if joint:
        found.append(
            (
                "joint",
                BlockKind.HEADING,
                1,
                f"# {_('Joint projects of %(year)s') % {'year': first}}",
                language,
            )
        )
        lines = [
            f"- [{plain(each.project.title)}]({each.project.get_absolute_url()})"
            + ("" if each.is_adopted else f" — {_('before the members')}")
            for each in joint
        ]
        found.append(("joint-list", BlockKind.LIST, 0, "\n".join(lines), language))
    for branch in tree(actor, first, last):
        found += _of_branch(branch, language)
    return found or [("none", BlockKind.PARAGRAPH, 0, _("The plan has no objective yet."), language)]


def _of_branch(branch: Branch, language: str) -> list[Part]:
    objective = branch.objective
    level = branch.depth + 1
    title = f"{'#' * level} {plain(branch.number)} {plain(objective.title)}"
    found: list[Part] = [(f"objective-{objective.pk}", BlockKind.HEADING, level, title, objective.language)]
    if objective.text:
        text = "\n\n".join(plain(line) for line in objective.text.splitlines() if line.strip())
        found.append((f"objective-{objective.pk}-text", BlockKind.PARAGRAPH, 0, text, objective.language))
    if branch.lines:
        head = (_("What is done"), _("Who leads"), _("When"), _("How it goes"))
        rows = [f"| {' | '.join(head)} |", "|---|---|---|---|", *map(_row, branch.lines)]
        found.append((f"objective-{objective.pk}-actions", BlockKind.TABLE, 0, "\n".join(rows), language))
    return found


def _row(line: Line) -> str:
    """One action as a row of a table."""
    done = line.undertaking
    what = plain(done.title)
    if line.reached:
        what += f" ({plain(done.indicator)}: {line.reached})"
    who = plain(done.lead.name) if done.lead else _("nobody yet")
    when = f"{date_format(done.starts_on, 'SHORT_DATE_FORMAT')} – {date_format(done.ends_on, 'SHORT_DATE_FORMAT')}"
    how = f"**{plain(str(line.standing.light.label))}**: {plain(line.standing.why)}"
    return f"| {what} | {who} | {when} | {how} |"
