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


def how_to_sign_in(site_url: str, mail_home: str) -> str:
    """The lines a person at the terminal needs. `mail_home` is empty where mail really goes out."""
    lines = [f"Sign in to the demo at {site_url}/en/account/login/ with one of these addresses:"]
    for person in CAST:
        second = " (asks for a second step)" if person.office else ""
        lines.append(f"  {person.email:20} {person.does}{second}")
    if mail_home:
        lines.append(
            f"The code is mailed; mail is written to {mail_home} and, while `serve` runs, shown here."
        )
    lines.append("The second step's code: .venv/bin/intersession demo --code")
    return "\n".join(lines)
