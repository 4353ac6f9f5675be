"""Who is in the demo. Every person and organisation here is invented."""

from __future__ import annotations

from dataclasses import dataclass

DOMAIN = "demo.example"
ORGANISATION = "Harbour Lights (fictional)"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as. `office` needs a second step; `mandate` is held for the fictional member."""

    name: str
    does: str
    office: str = ""
    mandate: str = ""

    @property
    def email(self) -> str:
        """The address to type on the sign-in page."""
        return f"{self.name.split()[0].lower()}@{DOMAIN}"


CAST = (
    DemoPerson("Ada Demo", "runs the secretariat", office="secretariat"),
    DemoPerson("Vic Demo", "checks helplines and hotlines", office="verifier"),
    DemoPerson("Ben Demo", f"represents {ORGANISATION}", mandate="representative"),
    DemoPerson("Chi Demo", f"votes for {ORGANISATION}", mandate="delegate"),
    DemoPerson("Eve Demo", "is signed in and belongs to no organisation"),
)
