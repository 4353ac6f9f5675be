"""What the search knows of countries, laws, treaties and criteria."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from intersession.atlas.models import Criterion, Law, Topic, Treaty
from intersession.atlas.words import CRITERION_WORDS, CriterionWords
from intersession.places.models import Group, Kind, Place
from intersession.places.names import place_name
from intersession.search.documents import Document, declare

# Languages in which people may type the name of a country, beside those of the interface.
NAME_LANGUAGES = ("pt", "ru", "zh", "sw", "de")

# The vocabulary's concept for a topic of laws; topics without one are found by their words.
CONCEPTS = {
    Topic.CSAM: "csam",
    Topic.GROOMING: "grooming",
    Topic.SEXTORTION: "sextortion",
    Topic.CONTENT: "risk-content",
    Topic.CONTACT: "risk-contact",
    Topic.CONDUCT: "risk-conduct",
    Topic.CONTRACT: "risk-contract",
    Topic.REPORTING: "reporting",
    Topic.AGE_ASSURANCE: "age-assurance",
    Topic.DATA_PROTECTION: "data-protection",
    Topic.EDUCATION: "digital-literacy",
}


CRITERION_CONCEPTS = {
    "isp_reporting": ("mandatory-reporting", "csam"),
    "data_retention": ("law-enforcement", "csam"),
    "csec_prohibition_meets_intl_standard": ("exploitation-prostitution",),
}


def interface_languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def in_every_language(words: Callable[[], object]) -> dict[str, str]:
    """What `words` says in each interface language."""
    said = {}
    for code in interface_languages():
        with override(code):
            said[code] = str(words())
    return said


def group_words(place: Place) -> object:
    return Group(place.un_group).label


def law_words(law: Law) -> str:
    """What sort of text it is and what it is about."""
    return " · ".join(str(word) for word in (law.kind_words, *(word for _topic, word in law.topic_words)))


def criterion_text(words: CriterionWords) -> str:
    return f"{words.question} {words.meaning}"


def country_documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every country, territory and regional body that has a page."""
    places = Place.objects.exclude(kind=Kind.WORLD)
    if keys is not None:
        places = places.filter(pk__in=list(keys))
    for place in places.order_by("pk"):
        codes = [place.alpha3] if place.alpha3 else []
        yield Document(
            kind="country",
            key=place.pk,
            path=f"/countries/{place.slug}/",
            titles={code: place_name(place.code, code) for code in (*interface_languages(), *NAME_LANGUAGES)},
            bodies=in_every_language(partial(group_words, place)) if place.un_group else {},
            names=(place.name_en, *(name for name in place.also_called.split("|") if name), *codes),
            places=(place.code,),
            form=place.kind,
        )


def law_documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every law. Its kind and topics are found in the words of every interface language."""
    laws = Law.objects.all() if keys is None else Law.objects.filter(pk__in=list(keys))
    for law in laws.order_by("pk").iterator(chunk_size=500):
        topics = [topic for topic in law.topic_list if topic in Topic.values]
        words = in_every_language(partial(law_words, law))
        if law.note:
            words["en"] = f"{words['en']} · {law.note}"
        titles = {law.title_language: law.title}
        titles.setdefault("en", law.title_en or law.title)
        yield Document(
            kind="law",
            key=law.pk,
            path=f"/laws/{law.pk}/",
            titles=titles,
            bodies=words,
            languages=(law.title_language,) if law.title_language != "und" else (),
            places=(law.place_id,),
            concepts=tuple(CONCEPTS[Topic(topic)] for topic in topics),
            topics=tuple(topics),
            form=law.kind,
            year=law.year,
            confidence=law.confidence,
            as_of=law.as_of or None,
        )


def treaty_documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every treaty and instrument of soft law."""
    treaties = Treaty.objects.all() if keys is None else Treaty.objects.filter(pk__in=list(keys))
    for treaty in treaties.order_by("pk"):
        yield Document(
            kind="treaty",
            key=treaty.pk,
            path=f"/treaties/{treaty.pk}/",
            titles={"en": treaty.title},
            bodies={"en": treaty.note} if treaty.note else {},
            names=(treaty.short_title,),
            languages=("en",),
            places=("ZZ",),
            publisher=treaty.body,
            form="binding" if treaty.is_binding else "soft-law",
            year=treaty.adopted_on.year if treaty.adopted_on else None,
            confidence=treaty.confidence,
        )


def criterion_documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every criterion, in the interface languages."""
    criteria = Criterion.objects.all() if keys is None else Criterion.objects.filter(pk__in=list(keys))
    for criterion in criteria.order_by("pk"):
        words = CRITERION_WORDS.get(criterion.pk)
        if words is None:
            continue
        yield Document(
            kind="criterion",
            key=criterion.pk,
            path=f"/criteria/{criterion.pk}/",
            titles=in_every_language(partial(str, words.name)),
            bodies=in_every_language(partial(criterion_text, words)),
            languages=tuple(interface_languages()),
            places=("ZZ",),
            concepts=CRITERION_CONCEPTS.get(criterion.pk, ("csam",)),
        )


declare("country", _("Country"), "places.place", country_documents)
declare("law", _("Law"), "atlas.law", law_documents)
declare("treaty", _("Treaty"), "atlas.treaty", treaty_documents)
declare("criterion", _("Criterion"), "atlas.criterion", criterion_documents)
