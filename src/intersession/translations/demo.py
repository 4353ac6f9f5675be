"""A paper of the demo in French and Arabic: one block a machine's, one out of date. Every word in it is invented."""

from __future__ import annotations

from django.utils.translation import override

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.papers.actions import (
    check_changes,
    move_paper,
    name_changes,
    propose_paper,
    revise_block,
    sponsor_paper,
)
from intersession.papers.models import Paper, Version
from intersession.people.models import Office, Person, RoleGrant
from intersession.translations.actions import check_translation, offer_translation
from intersession.translations.models import TITLE
from intersession.translations.outlines import outline_of

PAPER = "Help in a child's own language (demonstration)"
PURPOSE = "Invented for the demonstration: to say that help should be there in the languages children speak."
TEXT = """# Help in one's own language

Every word here is invented for the demonstration; no organisation holds this position.

A child should find help in a language they **speak at home**, not only in the official one.

Helplines say on their first page which languages they answer in, and when.

- Each language is named in that language.
- A child who cannot be answered is told who can.
"""
CHANGED = "Helplines say on their first page which languages they answer in, and answer in two of them day and night."
SUMMARY = "Helplines are now asked to answer in two languages day and night."

# By position: the title, then each block of TEXT. The paragraph about helplines is left for last.
WORDS = {
    "fr": (
        "De l'aide dans la langue de l'enfant (démonstration)",
        "# De l'aide dans sa propre langue",
        "Chaque mot est inventé pour la démonstration ; aucune organisation ne défend cette position.",
        "Un enfant devrait trouver de l'aide dans une langue qu'il **parle à la maison**, et pas seulement dans "
        "la langue officielle.",
        "Les lignes d'écoute disent dès leur première page dans quelles langues elles répondent, et quand.",
        "- Chaque langue est nommée dans cette langue.\n"
        "- Un enfant à qui l'on ne peut répondre apprend qui peut le faire.",
    ),
    "ar": (
        "المساعدة بلغة الطفل (عرض توضيحي)",
        "# المساعدة بلغة الطفل نفسه",
        "كل كلمة هنا مختلقة لأجل العرض التوضيحي، ولا تتبنى أي منظمة هذا الموقف.",
        "ينبغي أن يجد الطفل المساعدة بلغة **يتحدثها في البيت**، لا باللغة الرسمية وحدها.",
        "تذكر خطوط المساعدة في صفحتها الأولى اللغات التي تجيب بها وأوقاتها.",
        "- تُسمّى كل لغة بتلك اللغة.\n- الطفل الذي لا يمكن الرد عليه يُخبَر بمن يستطيع ذلك.",
    ),
}
AGAIN = (
    "Les lignes d'écoute disent dès leur première page dans quelles langues elles répondent, et répondent dans "
    "deux d'entre elles jour et nuit."
)
MACHINE = 3


def fill(actor: Actor) -> str:
    """A paper of two versions, all of it in French and checked, most of it in Arabic."""
    if Paper.objects.filter(title=PAPER).exists():
        return ""
    people = Person.objects.filter(is_fictional=True, mandates__isnull=False).distinct().order_by("pk")
    acting = [actor_of(person, two_step=False) for person in people]
    members = [each for each in acting if each.organisation and each.holds("papers.propose_paper")]
    grant = RoleGrant.objects.current().filter(office=Office.SECRETARIAT, person__is_fictional=True)
    office = grant.select_related("person").first()
    if not members or office is None:
        return ""
    first, secretariat = members[0], actor_of(office.person, two_step=True)
    others = [each for each in members if _group(each) != _group(first)]
    if not others:
        return ""
    with override("en"):
        paper = propose_paper(first, "position", PAPER, "en", PURPOSE, TEXT, is_fictional=True)
        sponsor_paper(others[0], paper)
        move_paper(secretariat, paper, "open_comments")
        version = paper.versions.get(number=1)
        _translate(others[0], version, "fr")
        _translate(others[0], version, "ar")
        # The demo cannot wait four weeks for comments.
        Paper.objects.filter(pk=paper.pk).update(state_until=None)
        move_paper(secretariat, paper, "begin_revision")
        key = version.blocks.order_by("position")[3].key
        revise_block(first, paper, key, CHANGED, 1)
        name_changes(first, paper, {key: 3}, SUMMARY)
        check_changes(secretariat, paper)
        move_paper(secretariat, paper, "call_last")
        version = Version.objects.get(paper=paper, number=2)
        offer_translation(others[0], version, "fr", key, AGAIN)
        check_translation(secretariat, version, "fr", outline_of(version, "fr").fingerprint)
    return "a paper in French and Arabic"


def _group(actor: Actor) -> str:
    return str(actor.organisation.stakeholder_group) if actor.organisation else ""


def _translate(actor: Actor, version: Version, language: str) -> None:
    keys = [TITLE, *version.blocks.order_by("position").values_list("key", flat=True)]
    for number, (key, words) in enumerate(zip(keys, WORDS[language], strict=True)):
        is_machine = language == "ar" and number == MACHINE
        offer_translation(actor, version, language, key, words, is_machine=is_machine)
