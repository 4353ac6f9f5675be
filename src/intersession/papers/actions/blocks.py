"""What writing a draft needs again and again: the locked draft, its writer, text cut into blocks."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.access.errors import NotAllowed, Refused
from intersession.papers import texts
from intersession.papers.citations import Cited, cited, with_links
from intersession.papers.models import (
    LONGEST_BLOCK,
    Block,
    Paper,
    State,
    Version,
    new_key,
)
from intersession.people.models import Person


def editor(actor: Actor) -> Person:
    if actor.person is None:
        raise NotAllowed("papers.edit_paper")
    return actor.person


def locked_draft(actor: Actor, paper: Paper, permission: str = "papers.edit_paper") -> Version:
    """The draft of a paper that is being written now, locked until the change is done."""
    locked = Paper.objects.select_for_update().get(pk=paper.pk)
    actor.require(permission, locked)
    if locked.state not in (State.DRAFT, State.REVISION):
        raise Refused(
            _("The text is not being written now: the paper is in the state “%s”.")
            % locked.get_state_display()
        )
    draft: Version = locked.versions.get(published_at=None)
    return draft


def split(source: str) -> list[texts.Part]:
    try:
        return texts.split(source)
    except texts.TooLong as error:
        raise Refused(
            _("This is too long: a paragraph may have %(letters)s characters, a paper %(blocks)s paragraphs.")
            % {"letters": LONGEST_BLOCK, "blocks": texts.MOST_BLOCKS}
        ) from error


def html_of_part(part: texts.Part, known: Mapping[tuple[str, str], Cited]) -> str:
    return texts.html_of(texts.Part(part.kind, part.level, with_links(part.text, known)))


def insert(version: Version, parts: list[texts.Part], position: int, person: Person) -> list[Block]:
    """New blocks at a position; those behind move on."""
    if not parts:
        return []
    if version.blocks.count() + len(parts) > texts.MOST_BLOCKS:
        raise Refused(_("A paper may have %s paragraphs.") % texts.MOST_BLOCKS)
    known = cited([part.text for part in parts])
    Block.objects.filter(version=version, position__gte=position).update(position=F("position") + len(parts))
    return Block.objects.bulk_create(
        [
            Block(
                version=version,
                key=new_key(),
                position=position + number,
                kind=part.kind,
                level=part.level,
                text=part.text,
                html=html_of_part(part, known),
                edited_by=person,
            )
            for number, part in enumerate(parts)
        ],
        batch_size=500,
    )


def uncheck(version: Version) -> None:
    """Changes that were named or checked before the text changed again have to be looked at again."""
    Version.objects.filter(pk=version.pk).update(
        change_class=None, classified_by=None, checked_by=None, checked_at=None
    )
