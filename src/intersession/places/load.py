"""Reading data/places.csv into the database.

Places stand below the log, so this floor cannot write events: it hands back the places it touched and
the command that loads everything records them.
"""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from intersession.places.models import Place

SOURCE = Path(__file__).parent.parent / "data" / "places.csv"
FIELDS = (
    "kind", "name_en", "alpha3", "m49", "region", "subregion", "un_group", "un_group_note", "also_called",
    "source", "as_of",
)  # fmt: skip


@dataclass(slots=True)
class PlacesReport:
    """What a load did. `rejected` holds (line number in the file, sentence)."""

    name: str = "places.csv"
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)
    touched: list[Place] = field(default_factory=list)

    @property
    def has_written(self) -> bool:
        return bool(self.added or self.changed)


@transaction.atomic
def load_places(source: Path = SOURCE) -> PlacesReport:
    """Bring the table to what the file says. Rows that contradict a rule are rejected and named.

    A place missing from the file stays: others point at it.
    """
    report = PlacesReport(source.name)
    present = Place.objects.in_bulk()
    fresh: list[tuple[int, Place]] = []
    seen: set[str] = set()
    with source.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            place = Place(code=row["code"], **{name: (row.get(name) or "").strip() for name in FIELDS})
            before = present.get(place.code)
            if place.code in seen:
                report.rejected.append((reader.line_num, f"the code {place.code} stands twice in the file"))
            elif before and all(getattr(before, name) == getattr(place, name) for name in FIELDS):
                report.unchanged += 1
            else:
                fresh.append((reader.line_num, place))
            seen.add(place.code)
    try:
        with transaction.atomic():
            _write(report, present, [place for _line, place in fresh])
    except (IntegrityError, DataError):
        # Asking the constraints row by row costs a query each, so only when the database found a bad one.
        sound = [place for line, place in fresh if _is_sound(report, line, place)]
        _write(report, present, sound)
    return report


def _is_sound(report: PlacesReport, line: int, place: Place) -> bool:
    try:
        place.full_clean(validate_unique=False)
    except ValidationError as error:
        report.rejected.append((line, "; ".join(error.messages)))
        return False
    return True


def _write(report: PlacesReport, present: dict[str, Place], places: list[Place]) -> None:
    added = [place for place in places if place.code not in present]
    changed = [place for place in places if place.code in present]
    Place.objects.bulk_create(added)
    Place.objects.bulk_update(changed, FIELDS)
    report.added, report.changed, report.touched = len(added), len(changed), places
