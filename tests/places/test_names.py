"""Names of places in the reader's language."""

from django.utils.translation import override

from intersession.places.names import fold, place_name, sort_key


def test_a_country_is_named_in_the_readers_language() -> None:
    assert place_name("KE", "en") == "Kenya"
    assert place_name("DE", "fr") == "Allemagne"
    assert place_name("EG", "ar") == "مصر"
    with override("es"):
        assert place_name("US") == "Estados Unidos"


def test_regions_and_bodies_have_names_too() -> None:
    assert place_name("002", "fr") == "Afrique"
    assert place_name("EU", "fr") == "Union européenne"
    assert place_name("COE", "en") == "Council of Europe"


def test_int_in_a_file_is_the_whole_world() -> None:
    assert place_name("INT", "en") == place_name("ZZ", "en") == "Worldwide"


def test_an_unknown_code_or_language_never_breaks_a_page() -> None:
    assert place_name("QQ", "en") == "QQ"
    assert place_name("KE", "nonsense") == "Kenya"


def test_folding_forgets_accents_case_and_spaces() -> None:
    assert fold("  Côte  d’Ivoire ") == "cote d'ivoire"


def test_order_ignores_accents_and_the_arabic_article() -> None:
    assert sorted(["Zambie", "Égypte", "Fidji"], key=sort_key) == ["Égypte", "Fidji", "Zambie"]
    assert sort_key("اليابان") < sort_key("يونان")
