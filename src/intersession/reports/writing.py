"""A report in the words of a language: the same booklet for the page and the PDF. Dissent is always a part of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from intersession.action_items.models import State
from intersession.ballots.words import RESULT_NAMES
from intersession.formats.booklets import Booklet, Part, heading, note
from intersession.places.names import place_name
from intersession.reports.fields import BY_KEY, Key
from intersession.reports.models import Report
from intersession.reports.queries import Content, content_of, value_of

# Before which field a new part of the report begins.
GROUPS = {
    Key.WHEN: gettext_lazy("The session"),
    Key.SUMMARY: gettext_lazy("What was said"),
    Key.DECISIONS: gettext_lazy("What was decided and agreed"),
    Key.WOMEN: gettext_lazy("Who was heard"),
    Key.EARLIER: gettext_lazy("Before this session"),
}


def booklet_of(report: Report, language: str, content: Content | None = None) -> Booklet:
    """The report in one language of the site; what people wrote stays in the language they wrote."""
    with override(language):
        return _booklet(report, language, content or content_of(report))


def _booklet(report: Report, language: str, content: Content) -> Booklet:
    title = value_of(content, Key.TITLE).get("text") or report.meeting.title
    moment = report.published_at or timezone.now()
    lines = [_when(value_of(content, Key.WHEN)), _agreed(content)]
    notices = []
    if content["is_fictional"]:
        notices.append(_("Fictional, for the demonstration: nobody said what stands here."))
    parts: list[Part] = []
    for each in content["fields"]:
        if title_of_group := GROUPS.get(each["key"]):
            parts.append(heading(str(title_of_group)))
        if each["key"] != Key.TITLE:
            parts += _field(each, report.language)
    parts += dissent(content, report.language)
    edition = (
        _("Published on %(day)s") % {"day": date_format(report.published_at, "DATE_FORMAT")}
        if report.published_at
        else _("Draft, not public")
    )
    return Booklet(
        title=title,
        kind=_("Report of a session"),
        language=language,
        path=f"/reports/{report.pk}/",
        moment=moment.replace(microsecond=0),
        parts=parts,
        edition=edition,
        lines=[each for each in lines if each],
        notices=notices,
    )


def _agreed(content: Content) -> str:
    if not content["asked"]:
        return _("Nobody of the panel was asked to read it.")
    return _("Of the panel, %(asked)s were asked to read it; %(agreed)s agreed.") % {
        "asked": content["asked"],
        "agreed": len(content["agreed"]),
    }


def _when(value: dict[str, Any]) -> str:
    if value.get("text"):
        return str(value["text"])
    days = [date_format(date.fromisoformat(each), "DATE_FORMAT") for each in value["days"]]
    when = days[0] if days[0] == days[1] else f"{days[0]} – {days[1]}"
    where = ", ".join(
        filter(None, [value["city"], place_name(value["place"]) if value["place"] else _("online")])
    )
    return f"{when} · {where}"


def _field(value: dict[str, Any], language: str) -> list[Part]:
    field = BY_KEY[Key(value["key"])]
    parts = [heading(field.label, 2, key=field.key.value)]
    if value.get("text"):
        parts.append(Part("text", value["text"], language=language, key=field.key.value.replace("-", "")))
    elif "days" in value:
        parts.append(Part("text", _when(value), key="when"))
    elif "number" in value:
        told = str(value["number"]) if value["number"] is not None else _("Not counted.")
        parts.append(Part("text", told, key="number"))
    elif value.get("links"):
        parts.append(
            Part("links", links=[(_link(words, mark), path) for words, path, mark in value["links"]])
        )
    else:
        parts.append(
            Part("text", _("Nothing is on record.") if field.is_computed else _("Not answered."), key="none")
        )
    if corrected := value.get("corrected"):
        told = _("Corrected on %(day)s by %(who)s: %(why)s") % {
            "day": date_format(date.fromisoformat(corrected["on"]), "DATE_FORMAT"),
            "who": corrected["by"] or _("the secretariat"),
            "why": corrected["because"],
        }
        parts.append(note(told))
    elif field.is_computed and value.get("source"):
        parts.append(note(_("From the record: %(path)s") % {"path": value["source"]}))
    return parts


def _link(words: str, mark: str) -> str:
    kind, _colon, code = mark.partition(":")
    if kind == "state" and code in State.values:
        return f"{words} · {State(code).label}"
    if kind == "result" and code:
        return f"{words} · {RESULT_NAMES.get(code, code)}"
    if mark and not code:
        return _("%(title)s, version %(number)s") % {"title": words, "number": mark}
    return words


def dissent(content: Content, language: str) -> list[Part]:
    """Every objection that was not resolved; where there is none, a sentence says so."""
    held = content["dissent"]
    parts = [heading(_("Objections that were not resolved"), key="dissent")]
    for each in held["decisions"]:
        sustained = f" ({_('sustained')})" if each["is_sustained"] else ""
        parts += [
            heading(f"{each['organisation']}{sustained}", 2),
            Part("links", links=[(each["title"], each["path"])]),
            *_said(each["reason"], language),
            note(_("What would resolve it:")),
            *_said(each["resolution"], language),
            note(_("The answer:")),
            *_said(each["answer"] or _("not answered yet"), language),
        ]
    for each in held["panel"]:
        parts += [
            heading(_("%(name)s, of the panel, on this report") % {"name": each["name"]}, 2),
            *_said(each["text"], language),
            note(_("The answer:")),
            *_said(each["reply"] or _("not answered yet"), language),
        ]
    if len(parts) == 1:
        parts.append(Part("text", _("No objection stands unresolved.")))
    return parts


def _said(text: str, language: str) -> list[Part]:
    # Plain words of people: set line by line, never read as Markdown.
    return [Part("plain", text, language=language)]


def words_of_value(value: dict[str, Any]) -> str:
    """What the record says, in one line, for the form."""
    if "days" in value:
        return _when(value)
    if "number" in value:
        return str(value["number"]) if value["number"] is not None else ""
    if "links" in value:
        return "; ".join(_link(words, mark) for words, _path, mark in value["links"])
    return str(value.get("text", ""))
