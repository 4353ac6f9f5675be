"""Bring the catalogs of the interface up to date with the strings in the code, or check that they are.

    python scripts/messages.py           update src/intersession/locale/*/LC_MESSAGES/django.po
    python scripts/messages.py --check   exit 1 if a string is missing, fuzzy, untranslated or broken

Needs GNU gettext (Debian: apt-get install gettext). Compiling needs only babel, see `intersession serve`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

import polib
from babel.messages.pofile import read_po

ROOMS = Path(__file__).resolve().parent.parent / "src" / "intersession"
LANGUAGES = ("fr", "es", "ar")


def extract(rooms: Path) -> None:
    """Run Django's extraction in `rooms`, which holds a `locale` folder."""
    (rooms / "locale").mkdir(exist_ok=True)
    command = [
        sys.executable,
        # Not with the rooms on the path: one of them is called like a module of Python's own.
        "-P",
        "-m",
        "django",
        "makemessages",
        "--no-location",
        "--no-obsolete",
        "--no-wrap",
        "-v0",
    ]
    for language in LANGUAGES:
        command += ["-l", language]
    environment = {
        "DJANGO_SETTINGS_MODULE": "intersession.config.settings",
        "PATH": "/usr/bin:/bin:/usr/local/bin",
    }
    with tempfile.TemporaryDirectory() as home:
        environment["INTERSESSION_HOME"] = home
        subprocess.run(command, cwd=rooms, check=True, env=environment)
    for language in LANGUAGES:
        tidy(rooms / "locale" / language / "LC_MESSAGES" / "django.po")


def tidy(path: Path) -> None:
    """Sort by source text and drop what changes at every run, so that differences are readable."""
    catalog = polib.pofile(str(path), wrapwidth=0)
    catalog.header = ""
    catalog.metadata_is_fuzzy = []
    catalog.metadata = {
        "Language": path.parent.parent.name,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": catalog.metadata["Plural-Forms"],
    }
    for entry in catalog:
        entry.comment = entry.tcomment = ""
        entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
    catalog.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalog.save(str(path))


def faults(rooms: Path) -> list[str]:
    """What is wrong with the catalogs, in sentences. Works on a copy."""
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "intersession"
        shutil.copytree(rooms, copy, ignore=shutil.ignore_patterns("data", "__pycache__", "*.mo"))
        extract(copy)
        for language in LANGUAGES:
            place = f"locale/{language}/LC_MESSAGES/django.po"
            wanted, present = polib.pofile(str(copy / place)), polib.pofile(str(rooms / place))
            keys = {(entry.msgid, entry.msgctxt) for entry in present}
            for entry in wanted:
                if (entry.msgid, entry.msgctxt) not in keys:
                    found.append(f"{language}: not in the catalog: {entry.msgid[:80]!r}; run `make messages`")
                elif entry.fuzzy:
                    found.append(f"{language}: needs another look: {entry.msgid[:80]!r}")
                elif not entry.translated():
                    found.append(f"{language}: not translated: {entry.msgid[:80]!r}")
            for message in read_po(StringIO((rooms / place).read_text()), locale=language):
                for error in message.check(None) if message.id else ():
                    found.append(f"{language}: {message.id!r:.80}: {error}")
    return found


def main() -> int:
    if "--check" not in sys.argv[1:]:
        extract(ROOMS)
        return 0
    found = faults(ROOMS)
    print("\n".join(found) or "catalogs: complete in " + ", ".join(LANGUAGES))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
