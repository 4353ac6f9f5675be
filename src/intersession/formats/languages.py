"""In which languages a version can be had as a file, and its words in each.

A file goes where no page can say what changed since. So it holds of a translation only what a person wrote and what
is up to date; all else stands in the paper's own language, and the file says so. Machine text is never in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from intersession.kit.languages import language_name
from intersession.papers.models import Version
from intersession.translations.models import Rendition
from intersession.translations.outlines import DONE, outlines
from intersession.translations.queries import TranslatedText, text_of


@dataclass(frozen=True, slots=True)
class Worded:
    """A version in one language: its title, and for each lasting key the Markdown; what is missing is not there."""

    title: str
    texts: dict[str, str]
    is_whole: bool
    """Whether every block is there and none is out of date; what is not stays in the paper's own language."""
    notices: tuple[str, ...]


def languages_of_each(versions: Sequence[Version]) -> dict[int, list[str]]:
    """Version → the languages it can be had in, its own first. Eight queries at most, however many."""
    public = [each for each in versions if not each.is_draft]
    found = {each.pk: [str(each.paper.language)] for each in versions}
    begun = list(Rendition.objects.filter(paper__in={each.paper_id for each in public}).order_by("language"))
    wanted = [
        (version, rendition.language, rendition)
        for version in public
        for rendition in begun
        if rendition.paper_id == version.paper_id
    ]
    for outline in outlines(wanted):
        if outline.progress.done:
            found[outline.version.pk].append(outline.language)
    return found


def languages_of(version: Version) -> list[str]:
    """The languages it can be had in, its own first."""
    return languages_of_each([version])[version.pk]


def worded(version: Version, language: str) -> Worded | None:
    """The words of a translation; None for the paper's own language. In the words of the active language."""
    if language == version.paper.language:
        return None
    text = text_of(version, language)
    texts = {each.key: each.text for each in text.blocks if each.standing in DONE}
    return Worded(
        text.title.text if text.title.standing in DONE else str(version.paper.title),
        texts,
        text.progress.is_complete,
        _notices(text),
    )


def _notices(text: TranslatedText) -> tuple[str, ...]:
    """What a reader of a translation has to know: what holds, and who wrote it."""
    found = []
    if text.is_adopted:
        found.append(_("The members decided about this translation, too, and it was adopted."))
    else:
        found.append(
            _("A translation. What was decided is the text in this language: %(language)s.")
            % {"language": language_name(text.source_language)}
        )
    names = {each.organisation.name if each.organisation else "" for each in text.people}
    if known := sorted(names - {""}):
        found.append(_("Translated for: %(names)s.") % {"names": ", ".join(known)})
    return tuple(found)
