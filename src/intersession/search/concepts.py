"""What the search knows of the vocabulary. Declared here because the vocabulary stands a floor below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from intersession.search.documents import Document, declare
from intersession.vocabulary.queries import labels


def concept_documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every concept: preferred labels as titles, all others (terms to avoid too) as names to find it by."""
    wanted = None if keys is None else set(keys)
    titles: dict[str, dict[str, str]] = {}
    names: dict[str, list[str]] = {}
    for label in labels():
        if wanted is not None and label.concept_id not in wanted:
            continue
        if label.kind == "preferred":
            titles.setdefault(label.concept_id, {})[label.language] = label.text
        else:
            names.setdefault(label.concept_id, []).append(label.text)
    for concept_id, texts in titles.items():
        yield Document(
            kind="concept",
            key=concept_id,
            path=f"/vocabulary/{concept_id}/",
            titles=texts,
            names=tuple(dict.fromkeys(names.get(concept_id, ()))),
            languages=tuple(texts),
            concepts=(concept_id,),
        )


declare("concept", _("Concept"), "vocabulary.concept", concept_documents)
