"""Programs from outside Python that tests and benchmarks need, installed from Debian's archive where possible."""

import os
import shutil
import subprocess
import sys
from glob import glob
from pathlib import Path

# What to look for, and the package that brings it.
CHROMIUM = ("chromium", "chromium")
POSTGRES = ("initdb", "postgresql")
GETTEXT = ("xgettext", "gettext")
POPPLER = ("pdfinfo", "poppler-utils")
# Fonts are no programs: one file of each says that they are there.
NOTO = ("/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf", "fonts-noto-core")
NOTO_CJK = ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", "fonts-noto-cjk")
WRK = ("wrk", "wrk")
NGINX = ("nginx", "nginx-light")


def need(*programs: tuple[str, str]) -> None:
    """Make sure each program is there: install it as root on Debian or Ubuntu, else end with what to install."""
    missing = [package for program, package in programs if not find(program)]
    if not missing:
        return
    wanted = " ".join(missing)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(
            f"Please install: {wanted} (on Debian or Ubuntu: sudo apt-get install {wanted}), then try again."
        )
    print(f"· Installing {wanted}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *missing]):
        done = subprocess.run(["apt-get", *command], env=quiet, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"apt-get {command[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    still = [package for program, package in programs if not find(program)]
    if still:
        sys.exit(f"Installed {wanted}, but {' '.join(still)} is still not to be found.")


def find(program: str) -> str | None:
    """The path of a program; PostgreSQL's own are not on the search path on Debian."""
    if program.startswith("/"):
        # Elsewhere fonts are in other places, and tests that need them are left out where they are missing.
        return program if Path(program).exists() or not shutil.which("apt-get") else None
    named = os.environ.get(f"INTERSESSION_{program.upper()}")
    alike = {"chromium": ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")}
    for name in (named, *alike.get(program, (program,))):
        if name and (path := shutil.which(name)):
            return path
    folders = glob("/usr/lib/postgresql/*/bin") + glob("/opt/homebrew/opt/postgresql*/bin") + ["/usr/sbin"]
    newest_first = sorted(
        folders, key=lambda folder: [int(part) for part in folder.split("/") if part.isdigit()]
    )
    for folder in reversed(newest_first):
        if (Path(folder) / program).exists():
            return str(Path(folder) / program)
    return None
