"""Of the demo: a call with five ideas, two of them merged, all told; a survey that is open, and one that closed."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import Actor
from intersession.access.requests import actor_of
from intersession.access.roles import Role
from intersession.calls import actions
from intersession.calls.actions import Entry, Terms
from intersession.calls.models import Call, Idea
from intersession.people.models import Mandate, Organisation, Person
from intersession.people.queries import secretariat
from intersession.surveys.actions import Asking, Head, add_question, make_questionnaire, word_questionnaire
from intersession.surveys.models import Questionnaire

# (title, summary, language, countries, concepts)
IDEAS = (
    (
        "Helplines that share their nights (invented)",
        "Three helplines take turns, so that a child who writes at three in the morning gets an answer.",
        "en", ("FJ", "WS"), ("helpline",),
    ),
    (
        "Noches compartidas entre líneas de ayuda (ficticio)",
        "Las líneas de ayuda se turnan de noche. Contamos qué costó y qué cambió.",
        "es", ("UY", "AR"), ("helpline",),
    ),
    (
        "What children say about report buttons (invented)",
        "Forty children tried the report buttons of five games. We show where they looked and what they expected.",
        "en", ("KE",), ("reporting",),
    ),
    (
        "A quiz for parents (invented)",
        "Ten questions about sexting, with a leaflet. We would like to show it to the coalition.",
        "en", (), ("sexting",),
    ),
    (
        "أزرار الإبلاغ في الألعاب (مختلق)",
        "جرّبنا أزرار الإبلاغ مع أطفال في مدرستين، وسألناهم عمّا ينتظرونه بعد الضغط عليها.",
        "ar", ("EG",), ("reporting",),
    ),
)  # fmt: skip
# What becomes of each, and into which it is merged.
FATES = (("accepted", None), ("merged", 1), ("accepted", None), ("declined", None), ("merged", 3))
SCORES = (
    ((5, 4, 5), (4, 4, 5)),
    ((4, 4, 4), (5, 3, 4)),
    ((5, 5, 4), (5, 4, 4)),
    ((2, 2, 3), (4, 1, 2)),
    ((4, 5, 4), (3, 5, 4)),
)
ASKED = (
    Asking("one", "Does your organisation run a helpline?", is_required=True, options=("Yes", "No")),
    Asking("one", "When is it reached?", options=("By day", "Day and night"), asked_after=1, asked_if=(0,)),
    Asking(
        "several", "Who turns to you most?", options=("Children", "Parents", "Teachers", "Nobody yet"), most=2
    ),
    Asking(
        "scale", "How well do services answer your reports?", options=("badly", "very well"), least=1, most=5
    ),
    Asking(
        "matrix",
        "How often do you meet this?",
        options=("Seldom", "Often"),
        lines=("Grooming", "Bullying"),
        is_required=True,
    ),
    Asking("text", "What would help you most?", hint="In a sentence. Name nobody.", most=300),
)
WORDS = {
    "fr": {
        "title": "Lignes d’aide : ce qui fonctionne (inventé)",
        "intro": "Cette enquête est inventée pour la démonstration.",
        "q1": "Votre organisation gère-t-elle une ligne d’aide ?",
        "q1.options.0": "Oui",
        "q1.options.1": "Non",
        "q2": "Quand peut-on la joindre ?",
        "q2.options.0": "Le jour",
        "q2.options.1": "Jour et nuit",
        "q3": "Qui s’adresse le plus à vous ?",
        "q3.options.0": "Des enfants",
        "q3.options.1": "Des parents",
        "q3.options.2": "Des enseignants",
        "q3.options.3": "Personne encore",
        "q4": "Les services répondent-ils bien à vos signalements ?",
        "q4.options.0": "mal",
        "q4.options.1": "très bien",
        "q5": "Rencontrez-vous souvent ceci ?",
        "q5.options.0": "Rarement",
        "q5.options.1": "Souvent",
        "q5.lines.0": "Pédopiégeage",
        "q5.lines.1": "Harcèlement",
        "q6": "Qu’est-ce qui vous aiderait le plus ?",
        "q6.hint": "En une phrase. Ne nommez personne.",
    },
    "ar": {
        "title": "خطوط المساعدة: ما الذي ينجح (مختلق)",
        "intro": "هذا الاستطلاع مختلق لأغراض العرض.",
        "q1": "هل تدير منظمتكم خط مساعدة؟",
        "q1.options.0": "نعم",
        "q1.options.1": "لا",
        "q2": "متى يمكن الوصول إليه؟",
        "q2.options.0": "نهارًا",
        "q2.options.1": "ليلًا ونهارًا",
        "q3": "من يلجأ إليكم أكثر؟",
        "q3.options.0": "الأطفال",
        "q3.options.1": "الوالدان",
        "q3.options.2": "المعلمون",
        "q3.options.3": "لا أحد بعد",
        "q4": "ما مدى حسن استجابة الخدمات لبلاغاتكم؟",
        "q4.options.0": "سيئة",
        "q4.options.1": "جيدة جدًا",
        "q5": "كم مرة تصادفون ما يلي؟",
        "q5.options.0": "نادرًا",
        "q5.options.1": "كثيرًا",
        "q5.lines.0": "الاستدراج",
        "q5.lines.1": "التنمر",
        "q6": "ما أكثر ما يفيدكم؟",
        "q6.hint": "في جملة واحدة، ودون ذكر أحد.",
    },
}
SENTENCES = (
    "(Invented) One address for all reports.",
    "(Invented) Answers within a day.",
    "(Ficticio) Que alguien conteste de noche.",
    "(Invented) Training for the people who answer.",
    "(Inventé) Des nouvelles après un signalement.",
)


@transaction.atomic
def fill(actor: Actor) -> str:
    """Add the calls where there are none."""
    if Call.objects.filter(is_fictional=True).exists():
        return ""
    speakers = _speakers()
    person = secretariat().filter(is_fictional=True).first()
    # Five write and two others review.
    if person is None or len(speakers) < len(IDEAS) + 2:
        return ""
    office = actor_of(person, two_step=True)
    _ideas(office, actor, speakers)
    _survey(office, "Helplines: what works (invented)", days=20)
    closed = _survey(office, "Helplines: what worked last year (invented)", days=1)
    _answered(closed)
    _end(closed, actor, days=20)
    return "three calls"


def _speakers() -> list[Actor]:
    """One person for each fictional member, acting for it."""
    found: dict[int, Actor] = {}
    mandates = Mandate.objects.current().filter(
        person__is_fictional=True,
        organisation__is_fictional=True,
        organisation__in=Organisation.objects.members(),
    )
    for mandate in mandates.select_related("person", "organisation").order_by("organisation_id", "pk"):
        who = actor_of(mandate.person, two_step=False, acting_for=mandate.organisation_id)
        if mandate.organisation_id not in found and Role.MEMBER in who.roles:
            found[mandate.organisation_id] = who
    return list(found.values())


def _end(call: Call, actor: Actor, *, days: int) -> None:
    """The demo cannot wait for the clock: the call was over some days ago."""
    now = timezone.now()
    Call.objects.filter(pk=call.pk).update(
        opens_at=now - timedelta(days=days + 30), closes_at=now - timedelta(days=days)
    )
    actions.follow_clock(actor, call)


def _ideas(office: Actor, actor: Actor, speakers: list[Actor]) -> None:
    now = timezone.now()
    call = actions.make_call(
        office,
        Terms(
            "ideas",
            "What shall our next session be about? (invented)",
            "This call is invented for the demonstration.\n\nTell us what you would show or discuss in ninety minutes, "
            "who would be in the room, and what should be different afterwards.",
            "en",
            now.year,
            now - timedelta(minutes=1),
            now + timedelta(days=1),
            is_review_anonymous=True,
            criteria=("Useful to children", "New", "Can be done"),
        ),
        is_fictional=True,
    )
    actions.announce_call(office, call)
    ideas: list[Idea] = []
    for who, (title, summary, language, places, concepts) in zip(speakers, IDEAS, strict=False):
        entry = Entry(title, summary, language, concepts=concepts, places=places)
        ideas.append(actions.submit_idea(who, actions.draft_idea(who, call, entry, is_fictional=True)))
    reviewers = speakers[len(IDEAS) : len(IDEAS) + 2]
    for reviewer in reviewers:
        assert reviewer.person is not None
        actions.appoint_reviewer(office, call, reviewer.person)
    _end(call, actor, days=12)
    for idea, scores in zip(ideas, SCORES, strict=True):
        for reviewer, given in zip(reviewers, scores, strict=True):
            actions.rate_idea(reviewer, idea, given, "(Invented) A reason in a sentence.")
    # Those that stay first, then those that go on in them.
    for idea, (fate, into) in sorted(zip(ideas, FATES, strict=True), key=lambda pair: pair[1][0] == "merged"):
        target = ideas[into - 1] if into is not None else None
        actions.decide_idea(office, idea, fate, "(Invented) Thank you for it.", target)
    actions.release_fates(office, call)


def _questionnaire(office: Actor, title: str) -> Questionnaire:
    made = make_questionnaire(
        office,
        Head(
            title,
            "en",
            "This survey is invented for the demonstration.",
            is_anonymous=True,
            texts_for="results",
        ),
        is_fictional=True,
    )
    for asking in ASKED:
        add_question(office, made, asking)
    for language, texts in WORDS.items():
        word_questionnaire(office, made, language, texts)
    return made


def _survey(office: Actor, title: str, *, days: int) -> Call:
    now = timezone.now()
    call = actions.make_call(
        office,
        Terms(
            "survey",
            title,
            "This survey is invented for the demonstration. It asks what works, and what would help.",
            "en",
            now.year,
            now - timedelta(minutes=1),
            now + timedelta(days=days),
            _questionnaire(office, title),
            open_to="people",
            is_one_each=True,
        ),
        is_fictional=True,
    )
    return actions.announce_call(office, call)


def _answered(call: Call) -> None:
    """Everybody of the demo answers, some one way and some another."""
    people = Person.objects.filter(is_fictional=True, is_active=True).order_by("pk")
    for place, person in enumerate(people):
        who = actor_of(person, two_step=False)
        answers: dict[str, object] = {
            "q1": 0 if place % 3 else 1,
            "q3": [place % 2, 2] if place % 5 == 0 else [place % 2],
            "q4": (3, 4, 5, 4, 2, 5, 4, 5)[place % 8],
            "q5": {"0": place % 2, "1": 1 if place % 4 else 0},
        }
        if place % 3:
            answers["q2"] = (place // 3) % 2
        if place < len(SENTENCES):
            answers["q6"] = SENTENCES[place]
        actions.answer_call(who, call, answers)
