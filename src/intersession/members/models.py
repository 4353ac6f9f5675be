"""What an organisation or a person knows and where they work: for the directory and for finding expertise."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import UniqueConstraint

from intersession.kit.records import Record
from intersession.people.models import Organisation, Person
from intersession.places.models import Place
from intersession.vocabulary.models import Concept


class OrganisationConcept(Record):
    """A concept of the vocabulary an organisation has expertise in."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="concept_lines")
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="organisation_lines")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["organisation", "concept"], name="concept_once_per_organisation")
        ]


class OrganisationLanguage(Record):
    """A language an organisation works in."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="language_lines")
    language = models.CharField(max_length=12, db_index=True)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["organisation", "language"], name="language_once_per_organisation")
        ]


class OrganisationPlace(Record):
    """A country, territory or body an organisation works in, beside the one it is based in."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="place_lines")
    place = models.ForeignKey(Place, models.PROTECT, related_name="working_organisation_lines")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["organisation", "place"], name="place_once_per_organisation")
        ]


class PersonConcept(Record):
    """A concept a person says they know about."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="concept_lines")
    concept = models.ForeignKey(Concept, models.PROTECT, related_name="person_lines")

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["person", "concept"], name="concept_once_per_person")
        ]


class PersonLanguage(Record):
    """A language a person can be asked in."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="language_lines")
    language = models.CharField(max_length=12)

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["person", "language"], name="language_once_per_person")
        ]


class OrganisationKey(Record):
    """A name of an organisation, or a word of it, in plain Latin letters: duplicates are looked up by these.

    Derived from names by `members.names`; the actions that change a name write them anew.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="name_keys")
    key = models.CharField(max_length=300, db_index=True)
    is_whole = models.BooleanField()

    class Meta(Record.Meta):
        constraints: ClassVar[list[Any]] = [
            UniqueConstraint(fields=["organisation", "key", "is_whole"], name="key_once_per_organisation")
        ]
