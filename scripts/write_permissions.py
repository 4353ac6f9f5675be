"""Writes docs/permissions.md from the matrix: who may do what, and to which records.

    .venv/bin/python scripts/write_permissions.py

A test compares the page with the matrix, so that every change of access is a line of the review.
"""

from __future__ import annotations

import os
from pathlib import Path

import django

TARGET = Path(__file__).parent.parent / "docs" / "permissions.md"
HEAD = """# Permissions

Written by `scripts/write_permissions.py` from the matrix in each room's `permissions.py`; do not edit.

A cell names the condition on the records: **all** is every record, anything else is explained below. An empty
cell means no. Roles are a set: whoever is signed in is a person and also a visitor; a representative, an alternate
and a delegate are also members, but only of the organisation they act for at that moment; an observer and an
individual are not. Offices (verifier, secretariat, safeguarding) count only after a second step at sign-in. `system` is
the program itself, when it loads reference data.
"""


def page() -> str:
    """The whole page as Markdown."""
    from intersession.access.matrix import MATRIX, anything  # noqa: PLC0415 — after django.setup()
    from intersession.access.roles import Role  # noqa: PLC0415

    conditions: dict[str, str] = {}
    lines = [HEAD]
    for room in sorted({permission.partition(".")[0] for permission in MATRIX}):
        lines.append(f"\n## {room}\n")
        lines.append(f"| permission | {' | '.join(Role)} |")
        lines.append(f"|---|{'---|' * len(Role)}")
        for permission, cells in sorted(MATRIX.items()):
            if not permission.startswith(f"{room}."):
                continue
            words = []
            for role in Role:
                condition = cells.get(role)
                name = condition.__name__.replace("_", " ") if condition else ""
                if condition and condition is not anything:
                    conditions[name] = " ".join((condition.__doc__ or "").split())
                words.append("all" if condition is anything else name)
            lines.append(f"| `{permission.partition('.')[2]}` | {' | '.join(words)} |")
    if conditions:
        lines.append("\n## Conditions\n")
        lines += [f"- **{name}**: {words}" for name, words in sorted(conditions.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intersession.config.settings")
    django.setup()
    TARGET.write_text(page(), encoding="utf-8")
    print(f"{TARGET} written")


if __name__ == "__main__":
    main()
