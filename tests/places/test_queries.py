"""Lists, search by name and the guess from the browser's language."""

import pytest
from django.utils.translation import override

from intersession.places import queries
from intersession.places.load import load_places


@pytest.fixture
def places(db: None) -> None:
    load_places()


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("kenya", "KE"),
        ("Ägypten", None),
        ("égypte", "EG"),
        ("مصر", "EG"),
        ("cote d'ivoire", "CI"),
        ("ivory coast", "CI"),
        ("CHE", "CH"),
        ("nippon", None),
        ("日本", "JP"),
        ("deutschland", "DE"),
        ("burma", "MM"),
    ],
)
def test_a_country_is_found_by_any_of_its_names(words: str, code: str | None) -> None:
    found = [place.code for place in queries.find_places(words)]
    assert (found[0] if found else None) == code


@pytest.mark.usefixtures("places")
def test_search_by_name_prefers_the_whole_name_and_survives_nonsense() -> None:
    assert queries.find_places("niger")[0].code == "NE"
    assert queries.find_places("  ") == []
    assert queries.find_places("%' OR 1=1 --\x00" * 50) == []


@pytest.mark.usefixtures("places")
def test_lists_follow_the_readers_alphabet() -> None:
    with override("fr"):
        names = [place.name for place in queries.all_places()]
    assert names.index("Égypte") < names.index("Fidji")
    assert names[0] == "Afghanistan"


@pytest.mark.usefixtures("places")
def test_regions_hold_every_place_once() -> None:
    groups = queries.by_region(queries.all_places())
    assert [group.code for group in groups] == ["002", "019", "142", "150", "009", ""]
    assert sum(len(group.places) for group in groups) == len(queries.all_places())
    assert "KE" in [place.code for place in queries.places_in("014")]
    assert len(queries.places_of_group("latin-america-caribbean")) == 33


@pytest.mark.usefixtures("places")
def test_a_code_is_read_in_any_case() -> None:
    assert queries.place_for("ke").code == "KE"  # type: ignore[union-attr]
    assert queries.place_for("INT").code == "ZZ"  # type: ignore[union-attr]
    assert queries.place_for("K\x00") is None
    assert queries.place_for("") is None


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("sw-KE,sw;q=0.9,en;q=0.8", "KE"),
        ("sw", None),
        ("ja", "JP"),
        ("fr", None),
        ("fr,ar-MA;q=0.5", "MA"),
        ("zh-Hant-TW", "TW"),
        ("es-419,es;q=0.9", None),
        ("en-ZZ-nonsense;q=abc, ,;;;", None),
        ("", None),
        ("fr;q=0.1,pl;q=0.9", "PL"),
    ],
)
def test_the_browsers_language_suggests_a_country_only_when_it_is_clear(
    header: str, code: str | None
) -> None:
    assert queries.guess_country(header) == code
