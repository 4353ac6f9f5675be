"""Where a paper stands, in words: what its state means, and whose move it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from intersession.papers.models import Paper, State, Version


@dataclass(frozen=True, slots=True)
class Standing:
    """`until` is when the time of a state ends, while it lasts."""

    meaning: str
    whose: str
    until: datetime | None = None


def standing_of(paper: Paper, latest: Version | None, draft: Version | None) -> Standing:
    """What a reader should know first. `latest` is the newest public version with its decision."""
    lasts = paper.state_until if paper.state_until and paper.state_until > timezone.now() else None
    secretariat, organisation = _("the secretariat"), paper.organisation.name
    match paper.state:
        case State.DRAFT:
            meaning = _("The text is being written. Members can stand behind it.")
            return Standing(meaning, organisation)
        case State.COMMENTS:
            meaning = _("Everybody who signs in can comment on this version.")
            return Standing(meaning, _("everybody") if lasts else secretariat, lasts)
        case State.REVISION:
            meaning = _("Comments are being answered and the text is being revised.")
            if draft is not None and draft.change_class is not None and draft.checked_by_id is None:
                return Standing(meaning, _("a second person, who checks the changes"))
            return Standing(meaning, organisation)
        case State.LAST_CALL:
            meaning = _("This is the last chance to comment before the members decide.")
            return Standing(meaning, _("everybody") if lasts else secretariat, lasts)
        case State.DECISION:
            asked = latest.decision if latest else None
            is_open = asked is not None and asked.closed_at is None and not asked.withdrawn_at
            until = asked.closes_at if asked is not None and is_open else None
            meaning = _("The members decide about this very text.")
            return Standing(meaning, _("the member organisations") if is_open else secretariat, until)
        case State.ADOPTED:
            return Standing(_("The members adopted this text."), _("nobody: it holds as it is"))
        case State.UNDER_REVIEW:
            meaning = _("The adopted text holds. Whether it still fits is being looked at.")
            return Standing(meaning, secretariat)
        case State.SUPERSEDED:
            return Standing(_("Another paper took its place. It stays readable."), _("nobody"))
        case _:
            return Standing(_("It was withdrawn. It stays readable."), _("nobody"))


BEING_REVISED = (State.COMMENTS, State.REVISION, State.LAST_CALL, State.DECISION)


def adopted_version(versions: list[Version]) -> Version | None:
    """The adopted edition that holds, of versions ordered from the newest."""
    return next((version for version in versions if version.adopted_at), None)


def shown_version(paper: Paper, versions: list[Version]) -> Version | None:
    """The version a paper's own page shows: the adopted one, unless the members are asked about a newer one."""
    latest = versions[0] if versions else None
    return latest if paper.state in BEING_REVISED else adopted_version(versions) or latest
