"""What the search and the overlaps know of projects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from intersession.projects.models import Project
from intersession.projects.queries import with_all
from intersession.search.documents import Document, declare

# An open end is taken for this many years more.
OPEN_YEARS = 4


def documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """The living projects, or those of these keys. Withdrawn and merged ones are not found."""
    projects = Project.objects.living().order_by("pk")
    if keys is not None:
        projects = projects.filter(pk__in=[int(key) for key in keys])
    for project in with_all(projects).iterator(chunk_size=100):
        yield document(project)


def document(project: Project) -> Document:
    """One project as the search sees it."""
    first, last = project.starts_on.year, project.ends_on.year if project.ends_on else None
    names = tuple(str(part) for part in project.parts.all())
    return Document(
        kind="project",
        key=str(project.pk),
        path=f"/projects/{project.slug}/",
        titles={project.language: project.title},
        bodies={project.language: project.summary} if project.summary else {},
        names=names,
        addresses=(project.url,) if project.url else (),
        languages=(project.language,),
        places=tuple(place.code for place in project.places.all()),
        concepts=tuple(concept.pk for concept in project.concepts.all()),
        audiences=tuple(audience.who for audience in project.audiences.all()),
        publisher=names,
        year=first,
        until=last or first + OPEN_YEARS,
        added_on=project.created_at.date(),
    )


declare("project", _("Projects"), "projects.project", documents)
