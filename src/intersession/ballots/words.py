"""Methods, positions, rules and findings in words: every sentence is computed from the data counted with."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.utils.translation import pgettext_lazy as in_context

from intersession.ballots.methods import (
    Abstentions,
    Objection,
    Reasons,
    Rules,
    Side,
    Threshold,
    Visibility,
)
from intersession.ballots.tally import FEWEST_SECRET, RECUSED, UNOPENED, Finding, Need, Result, Tally

type NameOfGroup = Callable[[str], str]

METHOD_NAMES: Mapping[str, object] = {
    "advice": gettext_lazy("Advice"),
    "consent": gettext_lazy("Consent"),
    "consensus": gettext_lazy("Consensus"),
    "gradients": gettext_lazy("Gradients of agreement"),
    "majority": gettext_lazy("Majority with quorum"),
    "groups": gettext_lazy("Majority in each stakeholder group"),
}
METHOD_ABOUT: Mapping[str, object] = {
    "advice": gettext_lazy("Everybody says what they think; whoever asked decides and says what came of it."),
    "consent": gettext_lazy("It passes unless somebody has an objection that is not resolved."),
    "consensus": gettext_lazy("It passes with wide support and without an objection that is not resolved."),
    "gradients": gettext_lazy("Eight steps from endorsing to blocking show how strong the support is."),
    "majority": gettext_lazy("Yes and no are counted, if enough organisations take part."),
    "groups": gettext_lazy(
        "Each stakeholder group needs enough of its organisations to take part, and a majority among them, so "
        "that no group outvotes another."
    ),
}
POSITION_NAMES: Mapping[str, object] = {
    "support": gettext_lazy("We support it"),
    "concerns": gettext_lazy("We have concerns"),
    "consent": gettext_lazy("No objection"),
    "object": gettext_lazy("Objection"),
    "agree": gettext_lazy("Agree"),
    "disagree": gettext_lazy("Disagree"),
    "block": gettext_lazy("Block"),
    "yes": in_context("a vote", "Yes"),
    "no": in_context("a vote", "No"),
    "abstain": gettext_lazy("Abstain"),
    "endorse": gettext_lazy("Endorse wholly"),
    "endorse-but": gettext_lazy("Endorse, with a minor point"),
    "reservations": gettext_lazy("Agree with reservations"),
    "stand-aside": gettext_lazy("Stand aside"),
    "disagree-go-along": gettext_lazy("Disagree, but go along"),
    "disagree-no-part": gettext_lazy("Disagree, and take no part in it"),
    RECUSED: gettext_lazy("Recused"),
    UNOPENED: gettext_lazy("Not opened"),
    "": gettext_lazy("Has not spoken yet"),
}
RESULT_NAMES: Mapping[str, object] = {
    Result.PASSED: gettext_lazy("Passed"),
    Result.NOT_PASSED: gettext_lazy("Not passed"),
    Result.ADVISED: gettext_lazy("Advice given"),
}
THRESHOLD_NAMES: Mapping[str, object] = {
    "none": in_context("a threshold", "None"),
    "quarter": in_context("a threshold", "At least a quarter"),
    "third": in_context("a threshold", "At least a third"),
    "half": in_context("a threshold", "At least half"),
    "more-than-half": in_context("a threshold", "More than half"),
    "two-thirds": in_context("a threshold", "At least two thirds"),
    "three-quarters": in_context("a threshold", "At least three quarters"),
    "all": in_context("a threshold", "All"),
}
SHARES: Mapping[tuple[int, int, bool], object] = {
    (1, 4, False): gettext_lazy("at least a quarter"),
    (1, 3, False): gettext_lazy("at least a third"),
    (1, 2, False): gettext_lazy("at least half"),
    (1, 2, True): gettext_lazy("more than half"),
    (2, 3, False): gettext_lazy("at least two thirds"),
    (3, 4, False): gettext_lazy("at least three quarters"),
    (1, 1, False): gettext_lazy("all"),
}


def position_name(key: str) -> str:
    """A position in words."""
    return str(POSITION_NAMES.get(key, key))


def share_words(threshold: Threshold) -> str:
    """A share in words, in the middle of a sentence."""
    words = SHARES.get((threshold.numerator, threshold.denominator, threshold.is_exceeded))
    return str(words or f"{threshold.numerator}/{threshold.denominator}")


def what_is_needed(rules: Rules) -> list[str]:
    """Everything that is needed to pass, one sentence each."""
    if not rules.decides:
        return [_("Nothing is decided by counting: whoever asked reads the advice, decides, and says why.")]
    found = []
    if rules.quorum:
        share = share_words(rules.quorum)
        found.append(
            _("In each stakeholder group, %(share)s of its organisations take part.") % {"share": share}
            if rules.by_group
            else _("Of the organisations that may vote, %(share)s take part.") % {"share": share}
        )
    if rules.majority:
        words = {"share": share_words(rules.majority), "base": _base_words(rules)}
        found.append(
            _("In each stakeholder group, %(share)s of %(base)s are in favour.") % words
            if rules.by_group
            else _("Of %(base)s, %(share)s are in favour.") % words
        )
    if rules.overall:
        found.append(
            _("Over all groups together, %(share)s of %(base)s are in favour.")
            % {"share": share_words(rules.overall), "base": _base_words(rules)}
        )
    if rules.is_blocked_by_objections:
        found.append(_("No objection is left that is not resolved when the question closes."))
    if rules.is_secret:
        found.append(
            _("In each stakeholder group at least %(fewest)s vote: fewer would show who voted how.")
            % {"fewest": FEWEST_SECRET}
            if rules.by_group
            else _("At least %(fewest)s organisations vote: fewer would show who voted how.")
            % {"fewest": FEWEST_SECRET}
        )
    return found


def _base_words(rules: Rules) -> str:
    if rules.abstentions == Abstentions.AGAINST:
        return _("the votes for, against and abstaining")
    return _("the votes for and against")


def how_it_counts(rules: Rules) -> list[str]:
    """What else somebody should know before they vote, one sentence each."""
    found = [
        _("One organisation has one voice; organisations that belong together have one between them."),
    ]
    if rules.decides:
        found.append(
            _("An abstention counts as taking part, and as a vote that is not in favour.")
            if rules.abstentions == Abstentions.AGAINST and rules.majority
            else _("An abstention counts as taking part, neither for nor against.")
        )
        found.append(_("Whoever is recused is left out of every count."))
    if rules.is_secret:
        found.append(
            _(
                "The ballot is secret: it is kept who voted, and apart from it what was voted. You get a receipt."
            )
        )
    else:
        found.append(
            _("The ballot is open: everybody sees how each organisation voted. The latest vote counts.")
        )
    found.append(str(VISIBILITY_WORDS[rules.visibility]))
    if rules.reasons == Reasons.REQUIRED:
        found.append(_("Every vote says why."))
    if any(each.objection == Objection.MUST for each in rules.positions):
        found.append(_("Whoever objects or blocks says why, and what would resolve it."))
    return found


VISIBILITY_WORDS: Mapping[Visibility, object] = {
    Visibility.ALWAYS: gettext_lazy("Everybody sees the count while the question is open."),
    Visibility.AFTER_VOTING: gettext_lazy(
        "While the question is open, an organisation sees the count after it has voted; everybody does after closing."
    ),
    Visibility.AFTER_CLOSING: gettext_lazy("Nobody sees the count before the question closes."),
}


def side_words(side: Side) -> str:
    """How a position counts, in a word or two."""
    if side == Side.FOR:
        return _("counts in favour")
    if side == Side.AGAINST:
        return _("counts against")
    return _("counts as taking part only")


def finding_words(finding: Finding, name_of_group: NameOfGroup = str) -> str:
    """One thing that is needed and how far it is there, in a sentence."""
    words: dict[str, object] = {"have": finding.have, "base": finding.base}
    if finding.threshold:
        words["share"] = share_words(finding.threshold)
        words["fewest"] = finding.threshold.fewest(finding.base)
    if finding.need == Need.QUORUM:
        sentence = (
            _("%(have)s of %(base)s organisations took part; needed: %(share)s, that is %(fewest)s.") % words
        )
    elif finding.need == Need.NO_OBJECTION:
        sentence = (
            _("No objection is unresolved.")
            if finding.is_met
            else ngettext(
                "%(n)s objection is not resolved.", "%(n)s objections are not resolved.", finding.have
            )
            % {"n": finding.have}
        )
    elif finding.need == Need.SECRECY:
        sentence = _("%(have)s secret ballots were cast; fewer than %(base)s are not opened.") % words
    elif not finding.base:
        sentence = _("Nobody voted for or against; needed in favour: %(share)s.") % words
    else:
        sentence = (
            _("%(have)s of %(base)s votes are in favour; needed: %(share)s, that is %(fewest)s.") % words
        )
    if finding.need == Need.OVERALL:
        return _("All groups together: %(sentence)s") % {"sentence": sentence}
    if finding.group:
        return _("%(group)s: %(sentence)s") % {"group": name_of_group(finding.group), "sentence": sentence}
    return sentence


def why_not(counted: Tally, name_of_group: NameOfGroup = str) -> list[str]:
    """Why it did not pass (or would not, closed now), one sentence each; nothing when it does."""
    return [finding_words(each, name_of_group) for each in counted.unmet]
