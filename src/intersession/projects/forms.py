"""What people type about projects. Themes, places and languages are read in any of their spellings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from intersession.ballots.words import METHOD_NAMES
from intersession.decisions.actions import Question
from intersession.decisions.forms import Moment
from intersession.kit.fields import OneLine, Paragraphs, clean_line, language_choices
from intersession.library.contribution_forms import concepts_by_name, parts, places_by_name, places_in
from intersession.library.filing import Titles, folded
from intersession.library.queries import every_label
from intersession.members.forms import WebAddressField
from intersession.overlaps.sketch import Sketch
from intersession.places.names import place_name
from intersession.projects.actions import Entry
from intersession.projects.models import LONGEST_SUMMARY, ForWhom, Project
from intersession.vocabulary.queries import preferred_labels

METHODS = ("consent", "majority")


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ProjectForm(forms.Form):
    """A project on one page. `entry()` gives it as actions take it."""

    title = OneLine(label=gettext_lazy("What is the project called?"), max_length=300)
    language = forms.ChoiceField(label=gettext_lazy("Language you write in"), choices=language_choices)
    concepts = OneLine(
        label=gettext_lazy("What is it about?"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "With commas between, in any language of the vocabulary. Left empty, those in the title are taken."
        ),
    )
    places = OneLine(
        label=gettext_lazy("Where is it done?"),
        max_length=1000,
        help_text=gettext_lazy("Names with commas between. “Worldwide” if it is everywhere."),
    )
    starts_on = day_field(gettext_lazy("From"))
    ends_on = day_field(
        gettext_lazy("Until"), required=False, hint=gettext_lazy("Leave it empty if it has no end.")
    )
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("For whom?"),
        required=False,
        choices=ForWhom.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    summary = Paragraphs(
        label=gettext_lazy("In two or three sentences"), required=False, max_length=LONGEST_SUMMARY, rows=4
    )
    url = WebAddressField(label=gettext_lazy("Link"), required=False)
    led_by = OneLine(
        label=gettext_lazy("Who leads it, if it is not your organisation"), required=False, max_length=300
    )
    others = Paragraphs(
        label=gettext_lazy("Who else takes part?"),
        required=False,
        max_length=3000,
        help_text=gettext_lazy("One organisation a line. Members are asked to confirm it themselves."),
        rows=3,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("language", get_language() or "en")
        super().__init__(*args, **kwargs)
        self.fields["title"].widget.attrs.setdefault("dir", "auto")

    def clean_places(self) -> tuple[str, ...]:
        return places_in(self.cleaned_data["places"])

    def clean_concepts(self) -> tuple[str, ...]:
        labels = list(every_label())
        known = concepts_by_name(labels)
        found = []
        for part in parts(self.cleaned_data["concepts"]):
            concept = known.get(part) or known.get(folded(part))
            if concept is None:
                raise forms.ValidationError(_("The vocabulary has no word “%(name)s”.") % {"name": part[:40]})
            found.append(concept)
        title = self.cleaned_data.get("title") or ""
        return tuple(dict.fromkeys(found)) or tuple(sorted(Titles.of(labels).concepts_in(title)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("A project cannot end before it starts."))
        return cleaned

    def entry(self, **more: str) -> Entry:
        """What was typed, as actions take it."""
        told = self.cleaned_data
        return Entry(
            title=told["title"],
            language=told["language"],
            starts_on=told["starts_on"],
            ends_on=told["ends_on"],
            places=told["places"],
            concepts=told["concepts"],
            audiences=told["audiences"],
            summary=told["summary"],
            url=told["url"],
            led_by=told["led_by"],
            others=tuple(filter(None, map(clean_line, told["others"].split("\n")))),
            **more,
        )

    @staticmethod
    def initial_of(project: Project) -> dict[str, Any]:
        """What the form shows of a project that comes `with_all`."""
        labels = preferred_labels()
        known = concepts_by_name(every_label())
        concepts = []
        for concept in project.concepts.all():
            name = labels.get(concept.pk, concept.pk)
            concepts.append(
                name if known.get(folded(name)) == concept.pk and parts(name) == [name] else concept.pk
            )
        places = []
        by_name = places_by_name()
        for place in project.places.all():
            name = place_name(place.code)
            places.append(
                name if by_name.get(folded(name)) == place.code and parts(name) == [name] else place.code
            )
        rows = list(project.parts.all())
        others = [part for part in rows if part.organisation_id != project.organisation_id and not part.leads]
        leader = next(
            (part for part in rows if part.leads and part.organisation_id != project.organisation_id), None
        )
        return {
            "title": project.title,
            "language": project.language,
            "concepts": ", ".join(concepts),
            "places": ", ".join(places),
            "starts_on": project.starts_on,
            "ends_on": project.ends_on,
            "audiences": [each.who for each in project.audiences.all()],
            "summary": project.summary,
            "url": project.url,
            "led_by": str(leader or ""),
            "others": "\n".join(map(str, others)),
        }


def sketch_of(entry: Entry) -> Sketch:
    """An entry as the overlaps see it."""
    return Sketch(
        titles={entry.language: entry.title},
        addresses=(entry.url,) if entry.url else (),
        text=entry.summary,
        languages=(entry.language,),
        places=tuple(entry.places),
        concepts=tuple(entry.concepts),
        year=entry.starts_on.year,
        until=entry.ends_on.year if entry.ends_on else None,
        audiences=tuple(entry.audiences),
    )


def typed_sketch(typed: QueryDict) -> Sketch:
    """What was typed so far, sound or not. Anything may be missing; nothing is believed."""

    def text(name: str, longest: int) -> str:
        return clean_line(typed.get(name, "")[:longest])

    def year(name: str) -> int | None:
        try:
            return date.fromisoformat(text(name, 10)).year
        except ValueError:
            return None

    title, language = text("title", 300), text("language", 12)
    labels = list(every_label())
    known, by_name = concepts_by_name(labels), places_by_name()
    named = [known.get(part) or known.get(folded(part)) for part in parts(text("concepts", 1000))]
    where = [by_name.get(part.upper()) or by_name.get(folded(part)) for part in parts(text("places", 1000))]
    concepts = tuple(dict.fromkeys(filter(None, named))) or tuple(
        sorted(Titles.of(labels).concepts_in(title))
    )
    return Sketch(
        titles={language or "und": title} if title else {},
        addresses=tuple(filter(None, (text("url", 500),))),
        text=text("summary", LONGEST_SUMMARY),
        languages=(language,) if language else (),
        places=tuple(dict.fromkeys(filter(None, where))),
        concepts=concepts,
        year=year("starts_on"),
        until=year("ends_on"),
        audiences=tuple(each for each in typed.getlist("audiences")[:20] if each in ForWhom.values),
    )


class ListForm(forms.Form):
    """A file with many projects."""

    batch = forms.FileField(
        label=gettext_lazy("List"),
        help_text=gettext_lazy(
            "CSV, XLSX or IATI activities (XML), up to 200 projects. You see each of them before anything is entered."
        ),
        allow_empty_file=True,
        max_length=400,
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = Paragraphs(label=gettext_lazy("Reason"), max_length=500, rows=3)


class JointForm(forms.Form):
    """Why a project should be a joint one, and how the members are asked."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    because = Paragraphs(
        label=gettext_lazy("Why should the coalition do it together?"), max_length=LONGEST_SUMMARY, rows=4
    )
    method = forms.ChoiceField(
        label=gettext_lazy("How it is decided"), widget=forms.RadioSelect, initial="consent"
    )
    closes_at = Moment(label=gettext_lazy("Voting closes (UTC)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        method = self.fields["method"]
        assert isinstance(method, forms.ChoiceField)
        method.choices = [(key, METHOD_NAMES[key]) for key in METHODS]

    def question(self, project: Project) -> Question:
        """The question in the language of the project, where the pages speak it, else in English."""
        language = project.language if project.language in dict(settings.LANGUAGES) else "en"
        with override(language):
            title = _("Shall “%(title)s” be a joint project of %(year)s?") % {
                "title": project.title[:150],
                "year": self.cleaned_data["year"],
            }
        return Question(
            title=title,
            text=self.cleaned_data["because"],
            method=self.cleaned_data["method"],
            language=language,
            closes_at=self.cleaned_data["closes_at"],
        )


WHAT = ("join", "link", "distinct")


def answers_in(typed: Mapping[str, Any], keys: list[str]) -> dict[str, tuple[str, str]]:
    """Overlap → (what was said of it, why it is distinct)."""
    found = {}
    for key in keys:
        what = str(typed.get(f"answer-{key}", ""))
        found[key] = (
            what if what in WHAT else "",
            clean_line(str(typed.get(f"because-{key}", ""))[:1000])[:500],
        )
    return found
