"""Members of the demo beyond the one of the cast: invented, and each says so in its name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from intersession.access.actor import Actor
from intersession.audit.reports import LoadReport
from intersession.members.actions import (
    Description,
    admit_organisation,
    describe_organisation,
    load_organisations,
)
from intersession.people.models import Confidence, Organisation, StakeholderGroup


@dataclass(frozen=True, slots=True)
class Invented:
    """An organisation that does not exist."""

    slug: str
    name: str
    place: str
    group: StakeholderGroup
    since: date
    concepts: tuple[str, ...]
    languages: tuple[str, ...]
    places: tuple[str, ...] = ()
    name_language: str = "en"
    name_en: str = ""


MEMBERS = (
    Invented("demo-north-star-helpline", "North Star Helpline (fictional)", "DE", StakeholderGroup.HOTLINE_HELPLINE,
             date(2019, 3, 1), ("helpline", "grooming"), ("de", "en")),
    Invented("demo-escuela-segura", "Escuela Segura (ficticia)", "CL", StakeholderGroup.CIVIL_SOCIETY,
             date(2021, 5, 10), ("age-assurance", "digital-literacy"), ("es",), ("PE", "AR"), "es",
             "Safe School (fictional)"),
    Invented("demo-savanna-signal", "Savanna Signal (fictional)", "KE", StakeholderGroup.HOTLINE_HELPLINE,
             date(2021, 9, 1), ("hotline", "csam"), ("en", "sw"), ("UG", "TZ")),
    Invented("demo-amal", "مركز أمل لسلامة الطفل (خيالي)", "JO", StakeholderGroup.ACADEMIA,
             date(2022, 2, 14), ("parental-mediation", "digital-literacy"), ("ar", "en"), ("EG",), "ar",
             "Amal Centre for Child Safety (fictional)"),
    Invented("demo-lotus-lab", "Lotus Lab (fictional)", "IN", StakeholderGroup.TECHNICAL,
             date(2023, 6, 30), ("age-estimation", "privacy"), ("en", "hi")),
    Invented("demo-jeunes-en-ligne", "Jeunes en ligne (fictif)", "SN", StakeholderGroup.YOUTH,
             date(2024, 1, 20), ("child-participation", "cyberbullying"), ("fr",), ("CI",), "fr",
             "Young People Online (fictional)"),
    Invented("demo-blue-atoll", "Blue Atoll Ministry (fictional)", "FJ", StakeholderGroup.GOVERNMENT,
             date(2025, 4, 2), ("awareness-raising",), ("en",)),
    Invented("demo-playwell", "Playwell Games (fictional)", "SE", StakeholderGroup.PRIVATE_SECTOR,
             date(2025, 10, 1), ("online-gaming", "safety-by-design"), ("en", "sv")),
)  # fmt: skip


def fill(actor: Actor) -> str:
    """Admit the invented members who are missing."""
    there = set(
        Organisation.objects.filter(slug__in=[one.slug for one in MEMBERS]).values_list("slug", flat=True)
    )
    missing = [one for one in MEMBERS if one.slug not in there]
    rows = [
        Organisation(
            slug=one.slug,
            name=one.name,
            name_language=one.name_language,
            name_en=one.name_en,
            place_id=one.place,
            stakeholder_group=one.group,
            source="Invented for the demonstration",
            confidence=Confidence.LOW,
            is_fictional=True,
        )
        for one in missing
    ]
    load_organisations(actor, LoadReport("demo"), [(number, row, ()) for number, row in enumerate(rows, 1)])
    for one in missing:
        organisation = admit_organisation(actor, Organisation.objects.get(slug=one.slug), one.since)
        said = Description(
            name_en=one.name_en, concepts=one.concepts, languages=one.languages, places=one.places
        )
        describe_organisation(actor, organisation, said)
    return f"{len(missing)} fictional members admitted" if missing else ""
