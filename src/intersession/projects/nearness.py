"""What overlaps with a project while it is typed, and where nobody works yet. The order: docs/overlaps.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intersession.overlaps.engine import overlaps_of
from intersession.overlaps.sketch import Found, Nearness, Sketch
from intersession.places.names import place_name
from intersession.projects.models import ForWhom, Project
from intersession.projects.queries import works_on
from intersession.vocabulary.queries import preferred_labels

MOST_SHOWN = 6
# So many themes and places are counted for somebody who types.
MOST_PAIRS = 4
CROWDED = 3
WORDS: Mapping[Nearness, Promise] = {
    Nearness.SAME: gettext_lazy("Probably the same project"),
    Nearness.TRANSLATION: gettext_lazy("Perhaps the same project in another language"),
    Nearness.VERSION: gettext_lazy("Perhaps an earlier or later part of it"),
    Nearness.CLOSE: gettext_lazy("Overlaps with it"),
}


def near(sketch: Sketch, without: frozenset[str] = frozenset(), most: int = MOST_SHOWN) -> Found:
    """The projects that overlap with a sketch, nearest first, with reasons in the reader's language."""
    names: dict[str, object] = dict(ForWhom.choices)
    return overlaps_of(sketch, kinds=("project",), most=most, without=without, audience_names=names)


def sketch_of_project(project: Project) -> Sketch:
    """A project that is entered already, as the overlaps see it. It comes `with_all`."""
    return Sketch(
        titles={project.language: project.title},
        addresses=(project.url,) if project.url else (),
        text=project.summary,
        languages=(project.language,),
        places=tuple(place.code for place in project.places.all()),
        concepts=tuple(concept.pk for concept in project.concepts.all()),
        publishers=tuple(str(part) for part in project.parts.all()),
        year=project.starts_on.year,
        until=project.ends_on.year if project.ends_on else None,
        audiences=tuple(audience.who for audience in project.audiences.all()),
    )


@dataclass(frozen=True, slots=True)
class Count:
    """How many work on a theme in a place; `tone` is that of its tag."""

    sentence: str
    tone: str


def counts_for(sketch: Sketch) -> Sequence[Count]:
    """Gaps and crowds of what was typed: for each theme and place, how many projects there are. Two queries."""
    first = sketch.year or timezone.now().year
    last = max(first, sketch.until or first)
    counted = works_on(sketch.concepts[:MOST_PAIRS], sketch.places[:MOST_PAIRS], first, last)
    labels = preferred_labels() if counted else {}
    found = []
    for (concept, place), rows in sorted(counted.items(), key=lambda pair: pair[1]):
        about = {"theme": labels.get(concept, concept), "place": place_name(place), "count": rows}
        if rows == 0:
            found.append(Count(_("A gap: nobody works on %(theme)s in %(place)s then.") % about, "ok"))
        else:
            sentence = ngettext(
                "%(theme)s in %(place)s: %(count)s project then.",
                "%(theme)s in %(place)s: %(count)s projects then.",
                rows,
            )
            found.append(Count(sentence % about, "warn" if rows >= CROWDED else "plain"))
    return found[:6]
