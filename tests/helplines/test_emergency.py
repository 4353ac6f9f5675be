"""Emergency numbers, written out of the metadata."""

from __future__ import annotations

import pytest
from phonenumbers import shortnumberinfo

from intersession.helplines.emergency import emergency_of, written_out
from intersession.places.models import Place
from tests.world import World


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("KE", ("112", "999", "114")),
        ("US", ("911", "112")),
        ("FR", ("112", "15", "17", "18")),
        ("AU", ("112", "000", "106")),
        ("ke", ("112", "999", "114")),
        ("GN", ()),
        ("ZZ", ()),
        ("EU", ()),
        ("../x", ()),
    ],
)
def test_the_widely_known_numbers_come_first(code: str, numbers: tuple[str, ...]) -> None:
    assert emergency_of(code).numbers == numbers


def test_every_number_shown_is_one_to_the_library_and_none_is_a_range(world: World) -> None:
    for place in Place.objects.inhabited():
        numbers = emergency_of(place.code).numbers
        assert len(numbers) <= 10
        assert all(shortnumberinfo.is_emergency_number(number, place.code) for number in numbers)


def test_short_numbers_the_library_accepts_are_all_shown(world: World) -> None:
    """Up to three digits; ranges such as Czechia's 15x are left out on purpose."""
    for code in ("KE", "PH", "BR", "EG", "GE", "IN", "DE", "GB", "MX", "ZW"):
        accepted = {
            f"{number:0{digits}d}"
            for digits in (2, 3)
            for number in range(10**digits)
            if shortnumberinfo.is_emergency_number(f"{number:0{digits}d}", code)
        }
        shown = set(emergency_of(code).numbers)
        # The library also accepts a number followed by more digits where phones dial on.
        assert {number for number in accepted if number in shown} == {n for n in shown if len(n) <= 3}
        assert accepted - shown == set()


@pytest.mark.parametrize(
    ("pattern", "numbers"),
    [
        ("112", {"112"}),
        ("1(?:12|9[0-2])|999", {"112", "190", "191", "192", "999"}),
        ("0(?:11?|22?)", {"01", "011", "02", "022"}),
        (r"1(?:12|5\d)", {"112"}),
        ("[19]99", {"199", "999"}),
    ],
)
def test_an_expression_is_written_out(pattern: str, numbers: set[str]) -> None:
    assert written_out(pattern) == numbers


@pytest.mark.parametrize("pattern", ["1+", "1(?:12", "112)", "(112)", "1{3}"])
def test_an_expression_of_another_grammar_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"grammar|closes|closed"):
        written_out(pattern)
