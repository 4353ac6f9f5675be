"""An annual report in the words of a language: the booklet of which page, PDF, Word and the one page are made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from intersession.action_items.models import State
from intersession.annual_reports.models import AnnualReport, Place
from intersession.annual_reports.queries import content_of
from intersession.ballots.words import RESULT_NAMES
from intersession.directory.regions import UN_GROUPS, region_name
from intersession.formats.booklets import Booklet, Part, heading, note
from intersession.library.models import Kind
from intersession.meetings.models import Relation
from intersession.openness.words import STANDINGS
from intersession.people.models import StakeholderGroup
from intersession.plan.lights import Light

# The lines of the openness page, by their keys.
OPENNESS = {
    "membership": gettext_lazy("Open membership"),
    "lists": gettext_lazy("Open mailing lists"),
    "archives": gettext_lazy("Open archives"),
    "groups": gettext_lazy("Three stakeholder groups or more are active"),
    "dissent": gettext_lazy("Dissent is shown in every output"),
    "report": gettext_lazy("The yearly report is filed in time"),
}


def booklet_of(report: AnnualReport, language: str, content: Mapping[str, Any] | None = None) -> Booklet:
    """The report in one language of the site."""
    with override(language):
        return _Writer(report, language, content or content_of(report)).booklet()


def day(iso: str) -> str:
    """A day in words."""
    return date_format(date.fromisoformat(iso), "DATE_FORMAT")


def period_of(report: AnnualReport) -> str:
    """A whole year as its number, else from when until when."""
    first, last = report.first_on, report.last_on
    if (first.year, first.month, first.day, last.month, last.day) == (last.year, 1, 1, 12, 31):
        return str(first.year)
    return f"{date_format(first, 'DATE_FORMAT')} – {date_format(last, 'DATE_FORMAT')}"


def label(choices: type[TextChoices], code: str) -> str:
    """A code in words; one that is no longer known stands as it is."""
    return str(choices(code).label) if code in choices.values else code


class _Writer:
    """Writes the parts one after the other."""

    def __init__(self, report: AnnualReport, language: str, content: Mapping[str, Any]) -> None:
        self.report, self.language = report, language
        self.figures, self.texts = content["figures"], content["texts"]
        self.parts: list[Part] = []
        self.short: list[tuple[str, list[str]]] = []

    def booklet(self) -> Booklet:
        f = self.figures
        moment = self.report.published_at or timezone.now()
        foreword, tag = self._text(Place.FOREWORD)
        if foreword:
            self._begin(Place.FOREWORD)
        for write in (
            self.members, self.sessions, self.papers, self.commitments, self.library, self.discussion, self.projects,
            self.action_items, self.youth, self.openness,
        ):  # fmt: skip
            write()
        notices = []
        if self.report.is_fictional:
            notices.append(_("Fictional, for the demonstration: much of what is counted here is invented."))
        edition = (
            _("Published on %(day)s") % {"day": date_format(moment, "DATE_FORMAT")}
            if self.report.is_public
            else _("Draft, not public")
        )
        return Booklet(
            title=_("Annual report %(period)s") % {"period": period_of(self.report)},
            kind=_("What the coalition did"),
            language=self.language,
            path=f"/annual-reports/{self.report.pk}/",
            moment=moment.replace(microsecond=0),
            parts=self.parts,
            edition=edition,
            lines=[_("Counted from the record on %(day)s.") % {"day": day(f["counted_on"])}],
            notices=notices,
            summary=" ".join(foreword.split()),
            summary_language=tag,
            short=self.short,
        )

    # ── means ───────────────────────────────────────────────────────────────────────────────

    def _text(self, place: Place) -> tuple[str, str]:
        """The coalition's own words at a place, in this language or one they were written in."""
        held = self.texts.get(place.value, {})
        if self.language in held:
            return held[self.language], self.language
        return next(
            ((text, tag) for tag, text in sorted(held.items(), key=lambda each: each[0] != "en")), ("", "")
        )

    def _begin(self, place: Place) -> None:
        self.parts.append(heading(str(place.label), key=place.value))
        text, tag = self._text(place)
        if text:
            self.parts.append(Part("text", text, language=tag, key=place.value.replace("-", "")))

    def _say(self, *sentences: str) -> None:
        self.parts += [Part("plain", each) for each in sentences if each]

    def _links(self, links: list[tuple[str, str]], none: str = "") -> None:
        if links:
            self.parts.append(Part("links", links=links))
        elif none:
            self._say(none)

    def _bars(self, name: str, numbers: list[tuple[str, int]]) -> None:
        if numbers:
            self.parts.append(Part("bars", name, head=[_("Name"), _("Number")], numbers=numbers))

    def _source(self, path: str) -> None:
        self.parts.append(note(_("From the record: %(path)s") % {"path": path}))

    def _shortly(self, place: Place, *lines: str) -> None:
        self.short.append((str(place.label), [each for each in lines if each]))

    # ── the parts ───────────────────────────────────────────────────────────────────────────

    def members(self) -> None:
        """Who is a member, of which group and region, and who is new."""
        f = self.figures["members"]
        self._begin(Place.MEMBERS)
        total = _("Members at the end: %s") % f["total"]
        new = _("New in this time: %s") % len(f["new"])
        left = _("Left in this time: %s") % f["left"]
        self._say(f"{total} · {new} · {left}")
        groups = [(str(each.label), f["groups"].get(each.value, 0)) for each in StakeholderGroup]
        self._bars(_("Members by stakeholder group"), groups)
        regions = [(region_name(code), f["regions"].get(code, 0)) for code in (*UN_GROUPS, "")]
        self._bars(_("Members by regional group of the United Nations"), regions)
        if f["new"]:
            self.parts.append(heading(_("New members"), 2))
            self._links([(name, path) for name, path in f["new"]])
        self._source("/organisations/")
        self._shortly(
            Place.MEMBERS,
            f"{total} · {new} · {left}",
            _("Stakeholder groups: %(groups)s · regional groups: %(regions)s")
            % {
                "groups": sum(number > 0 for _name, number in groups),
                "regions": sum(f["regions"].get(code, 0) > 0 for code in UN_GROUPS),
            },
        )

    def sessions(self) -> None:
        """When the coalition met, and whether its reports were handed in."""
        f = self.figures["sessions"]
        self._begin(Place.SESSIONS)
        self._links(
            [
                (f"{title} · {day(when)} · {label(Relation, relation)}", path)
                for title, path, when, relation in f["list"]
            ],
            _("No session is on record for this time."),
        )
        reports = f["reports"]
        said = (
            _(
                "Reports the forum wanted: %(due)s · in time: %(in_time)s · late: %(late)s · missing: %(missing)s"
            )
            % reports
            if reports["due"]
            else _("No day for a report is on record.")
        )
        self._say(said)
        self._source("/sessions/")
        self._shortly(Place.SESSIONS, _("Sessions: %s") % len(f["list"]), said)

    def papers(self) -> None:
        """What was published, adopted and decided, with every objection that was not resolved."""
        f, decisions = self.figures["papers"], self.figures["decisions"]
        self._begin(Place.PAPERS)
        published = _("Versions published: %s") % f["published"]
        adopted = _("Versions adopted: %s") % f["adopted"]
        self._say(f"{published} · {adopted}")
        self._links(
            [
                (_("%(title)s, version %(number)s") % {"title": title, "number": number}, path)
                for title, path, number in f["list"]
            ]
        )
        self.parts.append(heading(_("Decisions"), 2))
        self._links(
            [
                (f"{each['title']} · {RESULT_NAMES.get(each['result'], each['result'])}", each["path"])
                for each in decisions
            ],
            _("No decision was concluded in this time."),
        )
        self.parts.append(heading(_("Objections that were not resolved"), 2, key="dissent"))
        objections = [(each, one) for each in decisions for one in each["dissent"]]
        for decision, one in objections:
            sustained = f" ({_('sustained')})" if one["is_sustained"] else ""
            self.parts.append(heading(f"{one['organisation']}{sustained}", 3))
            self._links([(decision["title"], decision["path"])])
            self._say(one["reason"])
            self.parts.append(note(_("What would resolve it:")))
            self._say(one["resolution"])
            self.parts.append(note(_("The answer:")))
            self._say(one["answer"] or _("not answered yet"))
        if not objections:
            self._say(_("No objection stands unresolved."))
        self._source("/decisions/")
        unresolved = _("Objections that were not resolved: %s") % len(objections)
        self._shortly(
            Place.PAPERS,
            f"{published} · {adopted}",
            f"{_('Decisions')}: {len(decisions)} · {unresolved}",
            "; ".join(one["organisation"] for _decision, one in objections),
        )

    def commitments(self) -> None:
        """Who came to stand by which paper."""
        f = self.figures["commitments"]
        self._begin(Place.COMMITMENTS)
        said = _("Guidelines adopted by organisations: %(adopted)s · positions endorsed: %(endorsed)s") % f
        self._say(said)
        self._links([(f"{who} · {title}", path) for who, title, path in f["list"]])
        self._source("/papers/")
        self._shortly(Place.COMMITMENTS, said)

    def library(self) -> None:
        """How the library grew."""
        f = self.figures["library"]
        self._begin(Place.LIBRARY)
        said = _("Works in the library at the end: %(total)s · new in this time: %(new)s") % f
        self._say(said)
        self._bars(
            _("New works by kind"), [(label(Kind, code), number) for code, number in f["kinds"].items()]
        )
        self._source("/library/")
        self._shortly(Place.LIBRARY, said)

    def discussion(self) -> None:
        """Questions, answers and comments."""
        f = self.figures["discussion"]
        self._begin(Place.DISCUSSION)
        self._bars(
            _("What was asked, answered and commented"),
            [
                (_("Questions to the coalition"), f["questions"]),
                (_("Answers"), f["answers"]),
                (_("Comments on papers"), f["comments"]),
            ],
        )
        self._say(_("Mail between members is not on record here, so it is not counted."))
        self._source("/questions/")
        self._shortly(
            Place.DISCUSSION,
            _("Questions: %(questions)s · answers: %(answers)s · comments: %(comments)s") % f,
        )

    def projects(self) -> None:
        """How the plan stands, and joint projects."""
        f = self.figures["plan"]
        self._begin(Place.PROJECTS)
        lights = [(label(Light, code), number) for code, number in f["lights"].items()]
        if lights:
            self._bars(_("Actions of the plan, as they stood"), lights)
        else:
            self._say(_("No action of the plan ran in this time."))
        entered = _("Projects entered: %s") % f["entered"]
        joint = _("Joint projects: %s") % len(f["joint"])
        self._say(f"{entered} · {joint}")
        self._links([(title, path) for title, path in f["joint"]])
        self._source("/plan/")
        self._shortly(
            Place.PROJECTS, f"{entered} · {joint}", " · ".join(f"{name}: {number}" for name, number in lights)
        )

    def action_items(self) -> None:
        """What was agreed, done and not done."""
        f = self.figures["action_items"]
        self._begin(Place.ACTION_ITEMS)
        states = [(label(State, code), number) for code, number in f["states"].items()]
        if states:
            self._bars(_("Action items agreed in this time, as they stood"), states)
        else:
            self._say(_("No action item was agreed in this time."))
        if f["done"]:
            self.parts.append(heading(_("Done in this time"), 2))
            self._links([(f"{what}: {outcome}", path) for what, path, outcome in f["done"]])
        if f["overdue"]:
            self.parts.append(heading(_("Not done, and overdue"), 2))
            self._links([(f"{what} · {day(due)}" if due else what, path) for what, path, due in f["overdue"]])
        self._source("/actions/")
        self._shortly(
            Place.ACTION_ITEMS,
            " · ".join(f"{name}: {number}" for name, number in states)
            or _("No action item was agreed in this time."),
            _("Done in this time: %s") % len(f["done"]),
        )

    def youth(self) -> None:
        """What is on record of young people's part in it; and what is not."""
        f = self.figures["youth"]
        self._begin(Place.YOUTH)
        panel = (
            _("On panels, people who say that they are young: %s") % f["young"]
            if f["young"] is not None
            else _("How many on the panels are young is not known: nobody said.")
        )
        self._say(panel)
        for title, path, text, tag in f["told"]:
            self._links([(title, path)])
            self.parts.append(Part("plain", text, language=tag))
        if not f["told"]:
            self._say(_("No report of a session in this time says what young people said."))
        came = _("What came of it is not recorded yet.")
        self._say(came)
        self._shortly(Place.YOUTH, panel, came)

    def openness(self) -> None:
        """What the forum asks of a coalition, and whether it was kept."""
        f = self.figures["openness"]
        self._begin(Place.OPENNESS)
        rows = [
            (str(OPENNESS.get(each["key"], each["key"])), str(STANDINGS[each["standing"]][0])) for each in f
        ]
        self.parts.append(
            Part("table", head=[_("What is asked"), _("How it stands")], rows=rows, widths=(3, 2))
        )
        self._say(_("Measured on %(day)s.") % {"day": day(self.figures["counted_on"])})
        self._source("/openness/")
        breaches = sum(each["standing"] == "breach" for each in f)
        self._shortly(
            Place.OPENNESS,
            _("Lines that are not kept: %(number)s of %(all)s") % {"number": breaches, "all": len(f)},
        )
