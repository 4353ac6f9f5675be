"""What must hold before a paper moves on, each as a sentence when it does not."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intersession.ballots.tally import Result
from intersession.papers import changes
from intersession.papers.models import Paper, State
from intersession.papers.workflow import GUARDS, Move, guard


def missing(paper: Paper, move: Move) -> list[object]:
    """What a move still lacks, in sentences; nothing when it may be made."""
    return [
        sentence for name in move.guards for function in GUARDS.get(name, ()) if (sentence := function(paper))
    ]


@guard("text-is-there")
def text_is_there(paper: Paper) -> str:
    """A paper has a text before anybody is asked about it."""
    draft = paper.versions.filter(published_at=None).first()
    return "" if draft and draft.blocks.exists() else _("The draft has no text yet.")


@guard("sponsors-stand-behind-it")
def sponsors_stand_behind_it(paper: Paper) -> str:
    """Organisations of several stakeholder groups stand behind a proposal, its own among them."""
    groups = set(paper.sponsors.values_list("organisation__stakeholder_group", flat=True))
    groups.add(paper.organisation.stakeholder_group)
    lacking = settings.PAPER_SPONSOR_GROUPS - len(groups)
    if lacking <= 0:
        return ""
    return ngettext(
        "Organisations of %(count)s more stakeholder group must stand behind it.",
        "Organisations of %(count)s more stakeholder groups must stand behind it.",
        lacking,
    ) % {"count": lacking}


@guard("changes-are-checked")
def changes_are_checked(paper: Paper) -> str:
    """Changes since the last public version are named, and checked by a second person."""
    draft = paper.versions.filter(published_at=None).first()
    if draft is None or changes.before(draft) is None or not changes.changed_keys(draft):
        return ""
    if draft.change_class is None:
        return _("The changes since the last version are not named yet.")
    return "" if draft.checked_by_id else _("A second person has not checked the changes yet.")


@guard("clock-has-run")
def clock_has_run(paper: Paper) -> str:
    """Everybody had the time that was promised."""
    if paper.state_until is None or paper.state_until <= timezone.now():
        return ""
    ends = date_format(timezone.localtime(paper.state_until), "DATE_FORMAT")
    return _("This state lasts until %(day)s.") % {"day": ends}


@guard("decision-adopted-it")
def decision_adopted_it(paper: Paper) -> str:
    """The members decided about this very text, the rules were met, and every objection has its answer."""
    version = paper.versions.exclude(published_at=None).select_related("decision").first()
    decision = version.decision if version else None
    if version is None or decision is None or decision.subject_hash != version.text_hash:
        return _("The members have not decided about this text yet.")
    if decision.withdrawn_at:
        return _("The question to the members was withdrawn.")
    if decision.closed_at is None:
        return _("The members are still deciding.")
    if decision.result != Result.PASSED:
        return _("The decision did not pass. Take the text back for revision, or withdraw it.")
    if decision.concluded_at is None:
        return _("The outcome of the decision is not written yet; every objection is answered first.")
    return ""


@guard("the-members-did-not-adopt-it")
def the_members_did_not_adopt_it(paper: Paper) -> str:
    """What the members adopted is recorded; nobody takes it back behind their backs."""
    if paper.state != State.DECISION:
        return ""
    version = paper.versions.exclude(published_at=None).select_related("decision").first()
    decision = version.decision if version else None
    if decision is None or decision.withdrawn_at or decision.result != Result.PASSED:
        return ""
    return _("The members adopted this text. Record that; a new edition can be prepared afterwards.")


@guard("an-edition-says-something-new")
def an_edition_says_something_new(paper: Paper) -> str:
    """An adopted text is not put to the members a second time: its dissent belongs to the decision it has."""
    latest = paper.versions.exclude(published_at=None).first()
    if latest is None or latest.adopted_at is None:
        return ""
    draft = paper.versions.filter(published_at=None).first()
    if draft is not None and changes.changed_keys(draft):
        return ""
    return _("The new edition says the same as the adopted one so far. Revise the text, or keep that one.")
