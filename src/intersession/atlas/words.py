"""What criteria, readings and published measures are called, and what they mean, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class CriterionWords:
    """`name` is short enough for a table; `meaning` says what is asked and what does not count."""

    id: str
    name: Text
    question: Text
    meaning: Text
    published: tuple[str, ...] = ()


CRITERIA: tuple[CriterionWords, ...] = (
    CriterionWords(
        "legislation_specific",
        _("Law specific to abuse material"),
        _("Does the country have criminal law written specifically about child sexual abuse material?"),
        _(
            "A law counts when it names sexual material showing children as an offence of its own. A general "
            "ban on obscenity or pornography does not count, nor does a labour law that only forbids the "
            "worst forms of child labour."
        ),
        ("no_specific_legislation", "has_some_anti_csam_legislation"),
    ),
    CriterionWords(
        "defines_csam",
        _("Abuse material is defined"),
        _("Does the law say what child sexual abuse material is?"),
        _(
            "A definition says at what age someone is a child, and which pictures, films, "
            "recordings or texts "
            "are meant. Without one, courts must decide case by case, and police in two countries may not "
            "mean the same thing when they work together."
        ),
        ("defines_csam", "some_but_no_definition"),
    ),
    CriterionWords(
        "tech_facilitated_offences",
        _("Offences by means of technology"),
        _("Does the law cover offences committed with computers, phones or the Internet?"),
        _(
            "The law either names computers, networks or electronic means, or is worded so broadly that "
            "making, sharing or opening such material by them is clearly covered."
        ),
        ("some_but_no_technology_offences",),
    ),
    CriterionWords(
        "simple_possession",
        _("Simple possession is an offence"),
        _("Is knowingly having such material an offence, even with no intention of passing it on?"),
        _(
            "Simple possession means to have the material and to know it. Where only possession in order to "
            "distribute or sell is punished, the answer is no."
        ),
        (
            "criminalises_simple_possession",
            "some_but_no_simple_possession",
            "does_not_criminalise_knowing_possession",
        ),
    ),
    CriterionWords(
        "isp_reporting",
        _("Providers must report"),
        _("Must Internet service providers report suspected abuse material they learn of?"),
        _(
            "The law obliges providers to tell the police or a body named by the State once they "
            "know of such "
            "material. That is not a duty to search for it. Voluntary reporting, common as it is, does not "
            "count."
        ),
        ("requires_isp_reporting",),
    ),
    CriterionWords(
        "data_retention",
        _("Providers must keep data"),
        _("Must providers keep data that an investigation will need?"),
        _(
            "The law obliges providers to retain or preserve certain data for a set time, so that "
            "evidence is "
            "not gone before an investigator can ask for it with the authority the law requires."
        ),
    ),
    CriterionWords(
        "covers_non_realistic_images",
        _("Drawn or generated images are covered"),
        _("Does the law also cover images of children who do not exist?"),
        _(
            "Drawings, cartoons, animations and computer-generated images that show a child in a sexual way. "
            "States differ on purpose here: some protect such images as expression, some punish them like "
            "recordings."
        ),
    ),
    CriterionWords(
        "csec_prohibition_meets_intl_standard",
        _("Commercial sexual exploitation is fully prohibited"),
        _("Are using, procuring and offering a child for prostitution and pornography all prohibited?"),
        _(
            "The measure is article 3(b) of ILO Convention 182: using, procuring and offering a child for "
            "prostitution, for the production of pornography and for pornographic performances must each be "
            "prohibited. Where one is missing the answer is no, even if others are severely punished."
        ),
    ),
    CriterionWords(
        "csam_performance_offences_complete",
        _("Offences on material and performances are complete"),
        _("Does the law cover every act around abuse material and sexual performances of children?"),
        _(
            "Whether a reviewer found an act missing, such as offering a child for a pornographic "
            "performance. "
            "Only countries to which the reviewer addressed a recommendation are on file: for the others "
            "nothing is known here, neither good nor bad."
        ),
    ),
)
CRITERION_WORDS = {words.id: words for words in CRITERIA}


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose view an assessment is."""

    name: Text
    about: Text


READINGS: dict[str, Reading] = {
    "own coding of law text/commentary (not an ICMEC value)": Reading(
        _("Compilers’ own reading"),
        _(
            "Read from the text of the law or a commentary by those who compiled this data. Not yet "
            "checked by the coalition, and not a rating of ICMEC."
        ),
    ),
    "US DOL/ILAB Findings 2022 (published 2023)": Reading(
        _("US Department of Labor, 2022 findings"),
        _("Findings on the Worst Forms of Child Labor 2022, published in 2023."),
    ),
    "US DOL/ILAB Findings data set (year not stated)": Reading(
        _("US Department of Labor, data set"),
        _("Findings on the Worst Forms of Child Labor, from a data set that does not state its year."),
    ),
    "ICMEC & UNICEF 2016 (Latin America) as reported by UNODC": Reading(
        _("Regional study of 2016, as reported by UNODC"),
        _(
            "A study of Latin America by ICMEC and UNICEF, as a UNODC teaching module reports it; "
            "not a rating "
            "of ICMEC’s Global Review."
        ),
    ),
    "published legal review (not ICMEC)": Reading(
        _("Published legal review"),
        _("A comparison of laws published in a journal or report; not a rating of ICMEC."),
    ),
}


def reading_of(edition: str) -> Reading:
    """Whose view an edition is; an edition without words of its own is named as the file names it."""
    return READINGS.get(edition) or Reading(edition, "")


MEASURES: dict[str, Text] = {
    "countries_reviewed": _("countries reviewed"),
    "sufficient_legislation": _("countries with legislation found sufficient"),
    "sufficient_legislation_4_or_5_criteria": _("countries meeting four or five of five criteria"),
    "meets_all_5_criteria": _("countries meeting all five criteria"),
    "meets_all_but_isp_reporting": _("countries meeting all but the duty of providers to report"),
    "some_specific_legislation": _("countries with some specific legislation"),
    "has_some_anti_csam_legislation": _("countries with some legislation on abuse material"),
    "no_specific_legislation": _("countries with no specific legislation"),
    "some_but_insufficient": _("countries with some legislation, found insufficient"),
    "some_but_no_definition": _("countries with some legislation but no definition"),
    "some_but_no_technology_offences": _("countries with some legislation but no technology offences"),
    "some_but_no_simple_possession": _("countries with some legislation but not on simple possession"),
    "criminalises_simple_possession": _("countries that make simple possession an offence"),
    "does_not_criminalise_knowing_possession": _("countries where knowing possession is no offence"),
    "defines_csam": _("countries that define abuse material"),
    "requires_isp_reporting": _("countries that oblige providers to report"),
    "refined_or_new_law_since_2006": _("countries with new or better law since 2006"),
}


def measure_words(measure: str) -> Text:
    """What a published count counts."""
    return MEASURES.get(measure) or measure.replace("_", " ")


BODIES: dict[str, Text] = {
    "United Nations": _("United Nations"),
    "Council of Europe": _("Council of Europe"),
    "European Union": _("European Union"),
    "African Union": _("African Union"),
    "African Union (OAU)": _("African Union (then Organisation of African Unity)"),
    "International Labour Organization": _("International Labour Organization"),
    "UN Committee on the Rights of the Child": _("UN Committee on the Rights of the Child"),
    "League of Arab States": _("League of Arab States"),
}


def body_words(body: str) -> Text:
    """The body under whose roof a treaty was made."""
    return BODIES.get(body) or body
