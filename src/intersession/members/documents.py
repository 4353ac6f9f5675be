"""What the search knows of organisations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from intersession.members.words import expertise_words, relation_sentence
from intersession.people.models import Organisation, StakeholderGroup
from intersession.search.documents import Document, declare


def documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every organisation, or those of these keys, with its other names."""
    found = Organisation.objects.order_by("pk").prefetch_related("aliases")
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
    return Document(
        kind="organisation",
        key=str(organisation.pk),
        path=f"/organisations/{organisation.slug}/",
        titles={"und": organisation.name},
        bodies=bodies,
        names=tuple(
            dict.fromkeys(
                name
                for name in (organisation.acronym, *(alias.name for alias in organisation.aliases.all()))
                if name
            )
        ),
        places=(organisation.place_id,),
        form=organisation.stakeholder_group,
        year=organisation.first_seen_year,
        confidence=organisation.confidence,
    )


def in_every_language(words: Callable[[], object]) -> dict[str, str]:
    """What `words` gives in each interface language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found[language] = str(words())
    return found


declare("organisation", _("Organisation"), "people.organisation", documents)
