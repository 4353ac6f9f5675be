"""What a page of help shows: never a dead end, nothing unsure alone, the most useful first."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone, translation
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from intersession.helplines.models import Medium, Need, Outcome, Service, ServiceKind
from intersession.helplines.queries import (
    Section,
    ShownService,
    help_page,
    help_place,
    section_of,
    shown_services,
    sitemap_pages,
)
from intersession.helplines.words import check_words, hours_words, sureness_words
from intersession.people.models import Confidence
from intersession.places.models import Place
from tests.helplines.making import make_channel, make_check, make_service
from tests.world import World


def leads_on(section: Section) -> bool:
    """One press reaches somebody: a service that may stand alone, or a worldwide one."""
    return any(shown.is_sure for shown in [*section.services, *section.worldwide])


def test_no_need_in_any_country_is_a_dead_end(world: World) -> None:
    known = shown_services(Service.objects.filter(withdrawn_on=None))
    worldwide = [each for each in known if each.service.place_id == "ZZ"]
    codes = [*Place.objects.inhabited().values_list("code", flat=True), "ZZ"]
    assert len(codes) == 251
    for code in codes:
        own = [each for each in known if each.service.place_id == code]
        for need in Need:
            assert leads_on(section_of(need, own, worldwide, code == "ZZ")), f"{code} {need}"


def test_a_page_has_a_section_for_every_need(world: World) -> None:
    for code in ("ke", "aq", "zz"):
        place = help_place(code)
        assert place
        page = help_page(place)
        assert [section.need for section in page.sections] == list(Need)
        assert all(leads_on(section) for section in page.sections)


def test_where_all_services_of_a_need_are_unsure_worldwide_ones_stand_beside(world: World) -> None:
    place = help_place("ke")
    assert place
    police = next(section for section in help_page(place).sections if section.need == Need.POLICE)
    assert police.is_unsure
    assert {shown.service.place_id for shown in police.worldwide} == {"ZZ"}


SERVICES = st.lists(
    st.tuples(
        st.sampled_from(ServiceKind.values),
        st.sampled_from(Confidence.values),
        st.sampled_from(["", *Outcome.values]),
        st.sampled_from([Medium.PHONE, Medium.OTHER]),
    ),
    max_size=6,
)


@given(SERVICES)
@how(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_known_and_found_no_need_is_a_dead_end(
    world: World, rows: list[tuple[str, str, str, str]]
) -> None:
    Service.objects.filter(place_id="KE").exclude(slug="").update(
        withdrawn_on=timezone.now().date(), withdrawal_reason="For the test."
    )
    for kind, confidence, outcome, medium in rows:
        service = make_service(kind=kind, confidence=confidence)
        told = {"value": "", "note": "mobile teams"} if medium == Medium.OTHER else {}
        channel = make_channel(service, medium=medium, **told)
        if outcome:
            make_check(channel, world.people["vic"], outcome=outcome, note="Seen.")
    place = help_place("ke")
    assert place
    for section in help_page(place).sections:
        assert leads_on(section)
        alone = section.services and not section.worldwide
        assert not alone or any(shown.is_sure for shown in section.services)


def test_pictures_are_taken_down_worldwide_even_where_a_country_has_a_service(world: World) -> None:
    place = help_place("gb")
    assert place
    section = next(each for each in help_page(place).sections if each.need == Need.TAKE_DOWN)
    assert section.services
    assert {"Take It Down", "StopNCII.org"} <= {shown.service.name for shown in section.worldwide}


def shown(service: Service) -> ShownService:
    return shown_services(Service.objects.filter(pk=service.pk))[0]


def test_a_service_that_answers_comes_before_one_that_does_not_and_a_checked_one_before_all(
    world: World,
) -> None:
    vic = world.people["vic"]
    low, high, newer, checked, silent = (
        make_service(confidence=Confidence.LOW),
        make_service(),
        make_service(as_of="2026"),
        make_service(confidence=Confidence.MEDIUM),
        make_service(),
    )
    for service in (low, high, newer):
        make_channel(service)
    make_check(make_channel(checked), vic)
    make_check(make_channel(silent), vic, outcome=Outcome.DOES_NOT_ANSWER, note="It rang out.")
    section = section_of(Need.TALK, [shown(each) for each in (silent, low, high, newer, checked)], [], False)
    assert [each.service for each in section.services] == [checked, newer, high, low, silent]


def test_a_check_of_long_ago_makes_nothing_sure(world: World) -> None:
    service = make_service(confidence=Confidence.LOW)
    check = make_check(make_channel(service), world.people["vic"])
    assert shown(service).is_sure
    type(check).objects.filter(pk=check.pk).update(at=timezone.now() - timedelta(days=400))
    assert not shown(service).is_sure
    assert "time to check" in check_words(type(check).objects.get(pk=check.pk))


def test_words_say_how_sure_and_how_old(world: World) -> None:
    own = make_service(
        url="https://www.made.example/", source_url="https://news.made.example/x", as_of="2021"
    )
    assert sureness_words(own) == "As its own site said in 2021."
    other = make_service(source_url="https://www.paper.example/a", as_of="2021-03", confidence="medium")
    assert sureness_words(other) == "As paper.example said in March 2021; a detail may differ."
    assert sureness_words(make_service(confidence="low", as_of="2019")).startswith("We are not sure")
    assert "without a source" in sureness_words(make_service(source_url="", confidence="low"))


def test_plain_hours_are_said_in_the_readers_language_and_others_are_left_as_stated() -> None:
    assert hours_words("24/7") == "Day and night, every day"
    assert hours_words("Mon-Fri 09:00-17:00") == "Monday to Friday, 09:00 to 17:00, local time"
    assert hours_words("14:00-18:00 daily") == "Every day 14:00 to 18:00, local time"
    assert hours_words("24/7 in most regions") == ""
    with translation.override("fr"):
        assert "lundi" in hours_words("Mon-Fri 09:00-17:00")


def test_the_sitemap_knows_every_help_page_and_when_it_was_last_checked(world: World) -> None:
    make_check(make_channel(make_service()), world.people["vic"])
    pages = dict(sitemap_pages())
    assert len(pages) == 251
    assert pages["ke"] == timezone.now().date()
    assert pages["aq"] is None
    assert "eu" not in pages
