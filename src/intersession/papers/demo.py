"""Papers of the demo, open for comments. Every word in them is invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import override

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.papers.actions import move_paper, propose_paper, sponsor_paper
from intersession.papers.models import Paper
from intersession.people.models import Office, Person, RoleGrant

TITLE = "Age checks that respect children (demonstration)"
PURPOSE = "Invented for the demonstration: to say what an age check may ask a child for, and what it may not."
TEXT = """# What we ask

Every word here is invented for the demonstration; no organisation holds this position.

Services should use the least intrusive means that gives the assurance the risk calls for,
and keep no more data than that check needs.

- A check says in plain words what it asks for, and why.
- A child who is turned away by mistake can have the result looked at by a person.

## For whom it fails

Providers publish how often a check is wrong, and for whom. A measure that shuts a child out of help
is not a safeguard.
"""


ARABIC_TITLE = "كلمات يفهمها الأطفال (عرض توضيحي)"
ARABIC_PURPOSE = "نص مختلق لأغراض العرض: كيف تشرح الخدمات قواعدها للأطفال."
ARABIC = """# ما نطلبه

كل كلمة هنا مختلقة لأغراض العرض، ولا تتبنى أي منظمة هذا الموقف.

تشرح الخدمات قواعدها بكلمات يفهمها الأطفال، وتذكر رقم خط المساعدة 116111 في كل صفحة.

- لا تطلب الخدمة بيانات أكثر مما تحتاج.
- يجد الطفل طريقة للشكوى في خطوتين.
"""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the demo. `members` are of different organisations; `second` is a colleague of the first."""

    members: list[Actor]
    second: Actor
    secretariat: Actor


def cast() -> Cast | None:
    """Fictional people who can propose papers, those of other stakeholder groups than the first one next."""
    people = Person.objects.filter(is_fictional=True, mandates__isnull=False).distinct().order_by("pk")
    acting = [actor_of(person, two_step=False) for person in people]
    members = [each for each in acting if each.organisation and each.holds("papers.propose_paper")]
    office = RoleGrant.objects.current().filter(office=Office.SECRETARIAT, person__is_fictional=True)
    secretariat = office.select_related("person").first()
    if not members or secretariat is None:
        return None
    ada = actor_of(secretariat.person, two_step=True)
    first = members[0]
    own = first.organisation
    assert own
    seen = {own.pk}
    others: list[Actor] = []
    for each in members[1:]:
        assert each.organisation
        if each.organisation.pk not in seen:
            seen.add(each.organisation.pk)
            others.append(each)
    others.sort(
        key=lambda each: (
            each.organisation is None or each.organisation.stakeholder_group == own.stakeholder_group
        )
    )
    second = next((each for each in members[1:] if each.organisation and each.organisation.pk == own.pk), ada)
    return Cast([first, *others], second, ada)


def fill(actor: Actor) -> str:
    """A paper open for comments, and one in Arabic that is still a draft; none where the cast is missing."""
    people = None if Paper.objects.filter(title=TITLE).exists() else cast()
    if people is None or len(people.members) < 2:
        return ""
    first, other = people.members[:2]
    if not first.organisation or not other.organisation:
        return ""
    if first.organisation.stakeholder_group == other.organisation.stakeholder_group:
        return ""
    with override("en"):
        paper = propose_paper(first, "position", TITLE, "en", PURPOSE, TEXT, is_fictional=True)
        sponsor_paper(other, paper)
        move_paper(people.secretariat, paper, "open_comments")
        arabic = propose_paper(
            other, "statement", ARABIC_TITLE, "ar", ARABIC_PURPOSE, ARABIC, is_fictional=True
        )
        sponsor_paper(first, arabic)
        move_paper(people.secretariat, arabic, "open_comments")
    return "two papers open for comments"
