"""What the search knows of organisations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from anyascii import anyascii
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from intersession.members.words import expertise_words, relation_sentence
from intersession.people.models import Organisation, StakeholderGroup
from intersession.search.documents import Document, declare


def documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every organisation that was not merged into another, or those of these keys, with its other names."""
    found = Organisation.objects.standing_alone().order_by("pk")
    found = found.prefetch_related("aliases", "concept_lines", "place_lines")
    if keys is not None:
        found = found.filter(pk__in=[int(key) for key in keys])
    for organisation in found.iterator(chunk_size=500):
        yield document(organisation)


def document(organisation: Organisation) -> Document:
    """One organisation as the search sees it: group and tie in every interface language."""
    bodies = in_every_language(
        lambda: f"{StakeholderGroup(organisation.stakeholder_group).label}. {relation_sentence(organisation)}"
    )
    bodies["en"] = " · ".join([bodies["en"], *expertise_words(organisation)])
    if organisation.summary:
        language = organisation.summary_language or "und"
        bodies[language] = " · ".join(filter(None, [bodies.get(language), organisation.summary]))
    return Document(
        kind="organisation",
        key=str(organisation.pk),
        path=f"/organisations/{organisation.slug}/",
        titles={organisation.name_language or "und": organisation.name},
        bodies=bodies,
        names=tuple(
            dict.fromkeys(name for name in names_of(organisation) if name and name != organisation.name)
        ),
        places=tuple(
            dict.fromkeys(
                [organisation.place_id, *(line.place_id for line in organisation.place_lines.all())]
            )
        ),
        concepts=tuple(line.concept_id for line in organisation.concept_lines.all()),
        form=organisation.stakeholder_group,
        year=organisation.first_seen_year,
        confidence=organisation.confidence,
    )


def names_of(organisation: Organisation) -> list[str]:
    """Every name it is found by beside its own: in English, short, former, and how it sounds in Latin letters."""
    names = [
        organisation.name_en,
        organisation.acronym,
        *(alias.name for alias in organisation.aliases.all()),
    ]
    written = (organisation.name, *names)
    return [*names, *(anyascii(name) for name in written if name and not name.isascii())]


def in_every_language(words: Callable[[], object]) -> dict[str, str]:
    """What `words` gives in each interface language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found[language] = str(words())
    return found


declare("organisation", _("Organisation"), "people.organisation", documents)
