"""What we say about a service: short sentences for somebody in trouble, and honest ones about the facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from babel.dates import get_day_names
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from intersession.helplines.models import (
    Audience,
    Channel,
    Check,
    Medium,
    Need,
    Outcome,
    Service,
    ServiceKind,
)
from intersession.kit.ages import age_of, as_of_words
from intersession.people.models import Confidence

WHAT_IT_IS: dict[str, Promise] = {
    ServiceKind.HOTLINE: gettext_lazy(
        "Takes reports of child sexual abuse material and works to have it removed."
    ),
    ServiceKind.PORTAL: gettext_lazy(
        "An online form to report pictures or videos of child sexual abuse. Trained people look at each report."
    ),
    ServiceKind.HELPLINE: gettext_lazy("Somebody listens and helps. You can tell them what worries you."),
    ServiceKind.POLICE: gettext_lazy("The police, or the unit there that deals with this."),
    ServiceKind.TAKEDOWN: gettext_lazy("Helps to have intimate pictures or videos of you taken down."),
    ServiceKind.AWARENESS: gettext_lazy("Advice and materials about being safe online."),
}

LISTS: dict[str, Promise] = {
    ServiceKind.HOTLINE: gettext_lazy("A list of hotlines, country by country. Choose one and report there."),
    ServiceKind.HELPLINE: gettext_lazy("A list of child helplines, country by country. Choose one near you."),
}

NEED_WORDS: dict[str, Promise] = {
    Need.REPORT: gettext_lazy(
        "You have seen pictures or videos of child sexual abuse. Do not save them and do not pass them on: "
        "note the address and report it."
    ),
    Need.TALK: gettext_lazy(
        "Something happened to you, or you are worried about somebody. You can talk about it. It is not your "
        "fault."
    ),
    Need.TAKE_DOWN: gettext_lazy(
        "Somebody shares an intimate picture of you, or threatens to. It is not your fault. Do not pay, do "
        "not send more, and keep the messages."
    ),
    Need.POLICE: gettext_lazy("You want to report a crime, or somebody threatens you or forces you."),
    Need.ADVICE: gettext_lazy("You look after children and want to know what to do."),
}

NONE_KNOWN: dict[str, Promise] = {
    Need.REPORT: gettext_lazy("We know of no place in this country that takes such reports."),
    Need.TALK: gettext_lazy("We know of no helpline for children in this country."),
    Need.TAKE_DOWN: gettext_lazy("We know of no such service of this country. These work worldwide."),
    Need.POLICE: gettext_lazy(
        "We know of no police unit of this country for this. Go to any police station, or call the emergency "
        "number on top of this page."
    ),
    Need.ADVICE: gettext_lazy("We know of no advice centre in this country."),
}

MEDIUM_WORDS: dict[str, Promise] = {
    Medium.PHONE: gettext_lazy("Call"),
    Medium.WEB: gettext_lazy("Open"),
    Medium.CHAT: gettext_lazy("Chat"),
    Medium.EMAIL: gettext_lazy("Write a mail"),
    Medium.SMS: gettext_lazy("Send a text"),
    Medium.WHATSAPP: gettext_lazy("WhatsApp"),
    Medium.APP: gettext_lazy("App"),
    Medium.WALK_IN: gettext_lazy("Go there"),
    Medium.OTHER: gettext_lazy("Also"),
}

# Where the report address is for reports; that of a helpline may be for talking.
REPORTED_TO = (ServiceKind.HOTLINE, ServiceKind.PORTAL, ServiceKind.POLICE)

# What the source says and the name of the medium says already.
PLAIN_NOTES = {
    "web form", "online form", "web", "website", "online", "chat", "web chat", "online chat", "live chat",
    "email", "text", "sms", "text messages", "whatsapp", "app", "walk-in", "in person", "phone",
}  # fmt: skip

RECHECK_AFTER = timedelta(days=365)
RECHECK_UNSURE_AFTER = timedelta(days=91)
RETRY_AFTER = timedelta(days=7)

DAYS = {"Mon": 0, "Tue": 1, "Wed": 2, "Thu": 3, "Fri": 4, "Sat": 5, "Sun": 6}
BETWEEN_DAYS = re.compile(
    r"(?P<first>Mon|Tue|Wed|Thu|Fri|Sat|Sun)-(?P<last>Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<time>\S+)"
)
EVERY_DAY = re.compile(r"(?:(?P<before>\d\d:\d\d-\d\d:\d\d) daily|daily (?P<after>\d\d:\d\d-\d\d:\d\d))")
TIMES = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


def hours_words(text: str) -> str:
    """Hours in the reader's language where their form is plain; else empty, and the text itself is shown."""
    if text == "24/7":
        return _("Day and night, every day")
    if every_day := EVERY_DAY.fullmatch(text):
        first, last = (every_day["before"] or every_day["after"]).split("-")
        return _("Every day %(first)s to %(last)s, local time") % {"first": first, "last": last}
    between = BETWEEN_DAYS.fullmatch(text)
    times = TIMES.fullmatch(between["time"]) if between else None
    if between and times:
        names = get_day_names("wide", locale=(get_language() or "en").replace("-", "_"))
        return _("%(first_day)s to %(last_day)s, %(first)s to %(last)s, local time") % {
            "first_day": names[DAYS[between["first"]]],
            "last_day": names[DAYS[between["last"]]],
            "first": times[1],
            "last": times[2],
        }
    return ""


def audience_words(service: Service) -> str:
    """For whom it is; empty where nothing is stated."""
    if not service.audiences or Audience.PUBLIC in service.audiences:
        return _("For everybody") if service.audiences else ""
    labels = [str(Audience(value).label) for value in service.audiences]
    return _("For %(whom)s") % {"whom": _(", ").join(labels)}


def source_words(service: Service) -> str:
    """Who says so: its own site, or the site of the source."""
    host, own = _host(service.source_url), _host(service.url or service.report_url)
    is_own = host and own and (host == own or host.endswith(f".{own}") or own.endswith(f".{host}"))
    return _("its own site") if is_own else host


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.") if address else ""


def sureness_words(service: Service) -> str:
    """How sure we are of what is shown, and since when, before anybody checked it."""
    source, when = source_words(service), as_of_words(service.as_of)
    if not source:
        return _("Noted in %(when)s without a source. We are not sure of it.") % {"when": when}
    if service.confidence == Confidence.LOW:
        sentence = _("We are not sure of this. Only a part of it stands in what %(source)s said in %(when)s.")
    elif service.confidence == Confidence.MEDIUM:
        sentence = _("As %(source)s said in %(when)s; a detail may differ.")
    else:
        sentence = _("As %(source)s said in %(when)s.")
    return sentence % {"source": source, "when": when}


def age_words(service: Service) -> str:
    """How long ago that was, from three years on, when it begins to matter; else empty."""
    years = age_of(service.as_of).years or 0
    if years < 3:
        return ""
    return ngettext("That is %(years)s year ago.", "That is %(years)s years ago.", years) % {"years": years}


def check_words(check: Check) -> str:
    """What the newest check of a channel found, in one sentence."""
    sentence = {
        Outcome.WORKS: _("Checked by us on %(date)s, %(how)s: it works."),
        Outcome.CHANGED: _("Checked by us on %(date)s, %(how)s: it works, but something has changed."),
        Outcome.DOES_NOT_ANSWER: _(
            "We tried on %(date)s, %(how)s: nobody answered. Try it, and have another way."
        ),
        Outcome.GONE: _("No longer there when we checked on %(date)s, %(how)s."),
    }[Outcome(check.outcome)]
    date = formats.date_format(check.at.date(), "DATE_FORMAT")
    words = sentence % {"date": date, "how": check.get_how_display()}
    if check.outcome == Outcome.WORKS and timezone.now() - check.at > RECHECK_AFTER:
        words += " " + _("It is time to check it again.")
    return words


def what_it_is(service: Service, channels: Iterable[Channel]) -> str:
    """What the service is, in plain words; a directory is not the helpline itself."""
    if service.kind in LISTS and any("directory" in channel.note for channel in channels):
        return str(LISTS[service.kind])
    return str(WHAT_IT_IS[service.kind])


def verb_of(channel: Channel, service: Service) -> str:
    """What one does to use the channel."""
    if channel.medium == Medium.WEB and channel.value:
        if "directory" in channel.note:
            return _("Open the list")
        if channel.value == service.report_url and service.kind in REPORTED_TO:
            return _("Report here")
        if channel.value == service.report_url and service.kind == ServiceKind.TAKEDOWN:
            return _("Start here")
        if service.kind == ServiceKind.PORTAL:
            return _("If that does not open")
        return _("Website")
    return str(MEDIUM_WORDS[channel.medium])


def is_plain(channel: Channel) -> bool:
    """Whether the note says nothing the name of the medium does not say already."""
    return channel.note.lower() in PLAIN_NOTES
