"""How to sign in to the demo, in the words of the terminal."""

from __future__ import annotations

from intersession.members.cast import CAST


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
