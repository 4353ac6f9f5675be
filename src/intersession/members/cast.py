"""Who is in the demo. Every person and organisation here is invented."""

from __future__ import annotations

from dataclasses import dataclass

DOMAIN = "demo.example"
ORGANISATION = "Harbour Lights (fictional)"


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    """An invented member, with what it says of itself."""

    slug: str
    name: str
    place: str
    group: str
    summary: str
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    name_language: str = "en"
    name_en: str = ""


ORGANISATIONS = (
    DemoOrganisation(
        "harbour-lights-fictional",
        ORGANISATION,
        "ZZ",
        "civil-society",
        "Invented for the demonstration: trains people who work with children to talk about life online.",
        ("en", "fr"),
        ("KE", "SN"),
    ),
    DemoOrganisation(
        "faro-del-sur-fictional",
        "Faro del Sur (ficticio)",
        "UY",
        "academia",
        "Invented for the demonstration: studies how age assurance works in Latin America.",
        ("es", "pt"),
        ("UY", "AR", "BR"),
        name_language="es",
        name_en="Southern Lighthouse (fictional)",
    ),
    DemoOrganisation(
        "lagoon-line-fictional",
        "Lagoon Line (fictional)",
        "FJ",
        "hotline-helpline",
        "Invented for the demonstration: a helpline for young people in the Pacific.",
        ("en", "fj"),
        ("FJ", "WS", "TO"),
    ),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as. `office` needs a second step; `mandates` are (number of the organisation, role)."""

    name: str
    does: str
    office: str = ""
    mandates: tuple[tuple[int, str], ...] = ()
    shows_name: bool = False

    @property
    def email(self) -> str:
        """The address to type on the sign-in page."""
        return f"{self.name.split()[0].lower()}@{DOMAIN}"


CAST = (
    DemoPerson("Ada Demo", "runs the secretariat", office="secretariat"),
    DemoPerson("Vic Demo", "checks helplines and hotlines", office="verifier"),
    DemoPerson(
        "Gus Demo", "keeps children and members safe: the safeguarding officer", office="safeguarding"
    ),
    DemoPerson("Ben Demo", f"represents {ORGANISATION}", mandates=((0, "representative"),), shows_name=True),
    DemoPerson("Chi Demo", f"votes for {ORGANISATION}", mandates=((0, "delegate"), (1, "observer"))),
    DemoPerson(
        "Sol Demo",
        "represents Faro del Sur and votes for it",
        mandates=((1, "representative"), (1, "delegate")),
        shows_name=True,
    ),
    DemoPerson("Tui Demo", "represents Lagoon Line", mandates=((2, "representative"),), shows_name=True),
    DemoPerson("Eve Demo", "is signed in and belongs to no organisation"),
)
