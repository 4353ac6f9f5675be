"""What the search knows of questions: those that stand, with the answers that were accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from intersession.questions.models import Answer, Question
from intersession.search.documents import Document, declare


def documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """Every standing question, or those of these keys."""
    found = Question.objects.standing().order_by("pk").select_related("organisation")
    if keys is not None:
        found = found.filter(pk__in=[int(key) for key in keys])
    accepted = (
        Answer.objects.filter(accepted_at__isnull=False).select_related("organisation").order_by("number")
    )
    found = found.prefetch_related(
        Prefetch("answers", accepted, to_attr="accepted"), "concept_lines", "place_lines"
    )
    for question in found.iterator(chunk_size=200):
        yield document(question)


def document(question: Question) -> Document:
    """One question as the search sees it."""
    accepted: list[Answer] = question.accepted  # type: ignore[attr-defined]
    texts: dict[str, list[str]] = {}
    for language, text in [
        (question.language, question.text),
        *((each.language, each.text) for each in accepted),
    ]:
        if text:
            texts.setdefault(language, []).append(text)
    names = dict.fromkeys([question.organisation.name, *(each.organisation.name for each in accepted)])
    return Document(
        kind="question",
        key=str(question.pk),
        path=f"/questions/{question.slug}/",
        titles={question.language: question.title},
        bodies={language: "\n\n".join(parts) for language, parts in texts.items()},
        names=tuple(names),
        languages=tuple(dict.fromkeys([question.language, *texts])),
        places=tuple(line.place_id for line in question.place_lines.all()),
        concepts=tuple(line.concept_id for line in question.concept_lines.all()),
        form="answered" if accepted else "closed" if question.is_closed else "open",
        year=question.asked_at.year,
        added_on=question.asked_at.date(),
    )


declare("question", _("Questions"), "questions.question", documents)
