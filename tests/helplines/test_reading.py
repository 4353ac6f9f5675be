"""From the words of a source to channels: what is read, and what is rather not."""

from __future__ import annotations

import csv
import re

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from intersession.helplines.models import Channel, Medium
from intersession.helplines.reading import Unreadable, channel_of, language_of_name, read_row, slug_of

PLACES = {"KE", "GB", "ZZ", "EG"}
ROW = {
    "country": "KE",
    "kind": "helpline",
    "name": "Harbour Line (fictional)",
    "operator": "Harbour Lights",
    "url": "https://harbour.example/",
    "report_url": "",
    "phone": "116",
    "other_channels": "chat",
    "hours": "24/7",
    "languages": "sw;en",
    "anonymous": "yes",
    "for_whom": "children;public",
    "network": "CHI",
    "source_url": "https://source.example/",
    "as_of": "2024",
    "confidence": "high",
}


@pytest.mark.parametrize(
    ("text", "medium", "value", "note"),
    [
        ("0800 61 111", Medium.PHONE, "0800 61 111", ""),
        ("(242) 322-2763", Medium.PHONE, "(242) 322-2763", ""),
        ("+54 9 11 2481 1722", Medium.PHONE, "+54 9 11 2481 1722", ""),
        ("19", Medium.PHONE, "19", ""),
        ("132 (Polícia Nacional)", Medium.PHONE, "132", "Polícia Nacional"),
        ("124 from a mobile phone", Medium.PHONE, "124", "from a mobile phone"),
        ("114 Emergenza Infanzia", Medium.PHONE, "114", "Emergenza Infanzia"),
        ("1-2-1 chat", Medium.CHAT, "", "1-2-1 chat"),
        ("2021 campaign", Medium.OTHER, "", "2021 campaign"),
        ("24 hours a day", Medium.OTHER, "", "24 hours a day"),
        ("regional centres in 17 cities and provinces", Medium.OTHER, "", None),
        ("Crime Stoppers 1800 333 000", Medium.OTHER, "", "Crime Stoppers 1800 333 000"),
        ("three-digit number since Nov 2021 (digits not on the stored page)", Medium.OTHER, "", None),
        ("hotline (number not on the stored page)", Medium.OTHER, "", None),
        ("web form", Medium.WEB, "", "web form"),
        ("anonymous web form", Medium.WEB, "", "anonymous web form"),
        ("web-based report", Medium.WEB, "", "web-based report"),
        ("live chat", Medium.CHAT, "", "live chat"),
        ("app chat", Medium.CHAT, "", "app chat"),
        ("My ChildLine app", Medium.APP, "", "My ChildLine app"),
        ("email info@lasteabi.ee", Medium.EMAIL, "info@lasteabi.ee", ""),
        ("email", Medium.EMAIL, "", "email"),
        ("text 686868", Medium.SMS, "686868", ""),
        ("sms to 1280", Medium.SMS, "1280", ""),
        ("WhatsApp (61) 99611-0100", Medium.WHATSAPP, "(61) 99611-0100", ""),
        ("in person", Medium.WALK_IN, "", "in person"),
        ("Telegram @INCIBE017", Medium.OTHER, "", "Telegram @INCIBE017"),
        ("mobile teams", Medium.OTHER, "", "mobile teams"),
    ],
)
def test_a_channel_is_what_its_own_words_say(text: str, medium: str, value: str, note: str | None) -> None:
    read = channel_of(text)
    assert (read.medium, read.value) == (medium, value)
    assert read.note == (text if note is None else note)


@pytest.mark.parametrize(
    ("value", "dialled"),
    [
        ("116 111", "116111"),
        ("+212 6 24 40 58 89", "+212624405889"),
        ("(242) 322-2763", "2423222763"),
        ("1-800-668-6868", "18006686868"),
        ("0800 WHATSUP", "0800"),
        ("call us", ""),
    ],
)
def test_a_phone_dials_the_digits_shown_and_no_other(value: str, dialled: str) -> None:
    assert Channel(medium=Medium.PHONE, value=value).dialled == dialled


@given(st.text(alphabet="0123456789+-(). ;,abcÄ٠۱\n", max_size=40))
def test_whatever_stands_there_a_link_holds_only_digits_that_were_shown(value: str) -> None:
    dialled = Channel(medium=Medium.PHONE, value=value).dialled
    assert re.fullmatch(r"(\+?[\d]+)?", dialled)
    shown = iter(value)
    assert all(sign in shown for sign in dialled)


@given(st.text(max_size=60))
@how(max_examples=40, deadline=None)
def test_no_text_of_a_channel_breaks_the_reading_or_is_lost(text: str) -> None:
    read = channel_of(text)
    assert read.value or read.note or not text
    assert all(part in text for part in (read.value, read.note))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"country": "XX"}, "XX"),
        ({"country": "ke"}, "ke"),
        ({"kind": "hot line"}, "kind"),
        ({"anonymous": "perhaps"}, "anonymous"),
        ({"confidence": "certain"}, "confidence"),
        ({"name": " "}, "no name"),
        ({"url": "javascript:alert(1)"}, "web address"),
        ({"report_url": "data:text/html,x"}, "web address"),
        ({"source_url": "https://"}, "web address"),
        ({"url": "https://user:secret@harbour.example/"}, "web address"),
        ({"url": "https://[broken/"}, "web address"),
        ({"as_of": "2023-02-30"}, "not a date"),
        ({"as_of": "2024-13"}, "not a date"),
        ({"as_of": ""}, "not a date"),
        ({"as_of": "yesterday"}, "not a date"),
        ({"as_of": "2999"}, "future"),
        ({"as_of": "0024"}, "long ago"),
        ({"languages": "sw;<b>"}, "language tag"),
        ({"for_whom": "children;aliens"}, "for_whom"),
        ({"network": "NASA"}, "network"),
        ({"phone": "", "url": "", "other_channels": ""}, "no way to reach it"),
        ({"name": "x" * 301}, "longer than"),
    ],
)
def test_a_line_against_the_rules_is_refused_with_a_reason(changes: dict[str, str], reason: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(reason)):
        read_row({**ROW, **changes}, PLACES)


def test_a_sound_line_gives_a_service_with_its_channels() -> None:
    read = read_row(ROW, PLACES)
    assert (read.place, read.slug) == ("KE", "ke-helpline-harbour-line-fictional")
    assert [(each.medium, each.value, each.hours) for each in read.channels] == [
        (Medium.PHONE, "116", "24/7"),
        (Medium.WEB, "https://harbour.example/", ""),
        (Medium.CHAT, "", ""),
    ]


def test_the_file_says_int_for_the_whole_world() -> None:
    assert read_row({**ROW, "country": "INT"}, PLACES).place == "ZZ"


def test_control_characters_do_not_enter() -> None:
    assert read_row({**ROW, "name": "Har\x00bour\u0007 Line"}, PLACES).fields["name"] == "Harbour Line"


def test_hours_belong_to_the_phone_unless_the_words_say_otherwise() -> None:
    row = {**ROW, "report_url": "https://harbour.example/report", "other_channels": "web form"}
    on_the_phone = {each.value: each.hours for each in read_row(row, PLACES).channels}
    assert on_the_phone == {
        "116": "24/7", "https://harbour.example/report": "", "https://harbour.example/": "",
    }  # fmt: skip
    on_the_web = {
        each.value: each.hours for each in read_row({**row, "hours": "24/7 (web)"}, PLACES).channels
    }
    assert on_the_web == {
        "116": "", "https://harbour.example/report": "24/7 (web)", "https://harbour.example/": "",
    }  # fmt: skip


def test_slugs_are_lasting_and_tell_names_of_every_script_apart() -> None:
    assert slug_of("KE", "helpline", "Childline Kenya") == "ke-helpline-childline-kenya"
    assert slug_of("TH", "helpline", "มูลนิธิสายเด็ก 1387") == slug_of("TH", "helpline", "มูลนิธิสายเด็ก 1387")
    assert slug_of("BG", "helpline", "Линия 116 111") != slug_of("BG", "helpline", "Телефон 116 111")


@pytest.mark.parametrize(
    ("name", "languages", "expected"),
    [
        ("خط نجدة الطفل 16000 (Child Helpline 16000)", ["ar"], "ar"),
        ("Линия помощи", ["kk", "ru"], "kk"),
        ("Línea 102", ["es"], "es"),
        ("Kids Helpline", ["en"], "en"),
        ("Child Helpline 116", ["sw", "en"], ""),
        ("Yaga Ndakumva 116", ["rn", "fr"], ""),
        ("チャイルドライン", ["ja"], "ja"),
    ],
)
def test_the_language_of_a_name_is_said_only_without_doubt(
    name: str, languages: list[str], expected: str
) -> None:
    assert language_of_name(name, languages) == expected


def test_every_line_of_the_reference_data_is_read(world: object) -> None:
    from intersession.places.models import Place

    places = set(Place.objects.values_list("code", flat=True))
    with (settings.REFERENCE_DATA / "services.csv").open(encoding="utf-8", newline="") as lines:
        slugs = [read_row(row, places).slug for row in csv.DictReader(lines)]
    assert len(slugs) == len(set(slugs)) > 370
