"""Place: a country, a territory, a regional body or the whole world."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intersession.places.names import place_name, sort_key

WORLD = "ZZ"


class Kind(models.TextChoices):
    """What the United Nations lists make of a code: members and observer States are countries here."""

    COUNTRY = "country", _("Country")
    TERRITORY = "territory", _("Territory or area")
    ORGANISATION = "organisation", _("Regional or international body")
    WORLD = "world", _("Worldwide")


class Group(models.TextChoices):
    """The five groups in which members of the United Nations elect."""

    AFRICA = "africa", _("African States")
    ASIA_PACIFIC = "asia-pacific", _("Asia-Pacific States")
    EASTERN_EUROPE = "eastern-europe", _("Eastern European States")
    LATIN_AMERICA = "latin-america-caribbean", _("Latin American and Caribbean States")
    WESTERN_EUROPE = "western-europe-others", _("Western European and other States")
    NONE = "", pgettext_lazy("UN regional group", "None")


class PlaceQuerySet(models.QuerySet["Place"]):
    """The words in which places are asked for."""

    def inhabited(self) -> "PlaceQuerySet":
        """Countries and territories: what stands on a map, not bodies."""
        return self.filter(kind__in=[Kind.COUNTRY, Kind.TERRITORY])

    def bodies(self) -> "PlaceQuerySet":
        """Regional and international bodies."""
        return self.filter(kind=Kind.ORGANISATION)


class Place(models.Model):
    """One code of data/places.csv. `name_en` is for order and search; readers see `name`."""

    code = models.CharField(primary_key=True, max_length=8)
    kind = models.CharField(max_length=12, choices=Kind)
    name_en = models.CharField(max_length=120)
    alpha3 = models.CharField(max_length=3, blank=True)
    m49 = models.CharField(max_length=3, blank=True)
    region = models.CharField(max_length=3, blank=True, db_index=True)
    subregion = models.CharField(max_length=3, blank=True)
    un_group = models.CharField(max_length=24, choices=Group, blank=True, db_index=True)
    un_group_note = models.CharField(max_length=200, blank=True)
    also_called = models.TextField(blank=True)
    source = models.CharField(max_length=120, blank=True)
    as_of = models.CharField(max_length=10, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name_en"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(code=Upper("code")) & ~Q(code=""), name="place_code_is_upper_case"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="place_kind_is_known"),
            models.CheckConstraint(condition=Q(un_group__in=Group.values), name="place_un_group_is_known"),
            models.CheckConstraint(
                condition=Q(un_group="") | Q(kind=Kind.COUNTRY), name="place_in_a_un_group_is_a_country"
            ),
            models.CheckConstraint(
                condition=Q(region="") | Q(kind__in=[Kind.COUNTRY, Kind.TERRITORY]),
                name="place_in_a_region_is_on_the_map",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return place_name(self.code)

    @property
    def sort_key(self) -> str:
        """Where the name stands in an alphabetical list in the reader's language."""
        return sort_key(self.name)

    @property
    def slug(self) -> str:
        """The code as it stands in addresses."""
        return self.code.lower()

    @property
    def region_name(self) -> str:
        """The M49 continent in the reader's language, or nothing."""
        return place_name(self.region) if self.region else ""

    @property
    def subregion_name(self) -> str:
        """The M49 subregion in the reader's language, or nothing."""
        return place_name(self.subregion) if self.subregion else ""

    @property
    def is_on_the_map(self) -> bool:
        """True for countries and territories."""
        return self.kind in (Kind.COUNTRY, Kind.TERRITORY)
