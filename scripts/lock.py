"""Resolve the locked requirement files anew from pyproject.toml.

    make lock                          keep what is locked, resolve only what changed
    .venv/bin/python -m scripts.lock --upgrade     take the newest versions that fit

The files carry versions and hashes but no address of a package registry, so any mirror serves them.
"""

import subprocess
import sys
from pathlib import Path

from scripts.bootstrap import find_uv

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    "--quiet",
    "--universal",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--python-version=3.12",
)


def main() -> None:
    """Write requirements/base.txt first, then the larger sets held to the same versions."""
    uv = find_uv()
    base = ROOT / "requirements" / "base.txt"
    compile_set(uv, base)
    for extra in ("dev", "guard", "more-languages"):
        path = base.with_name(f"{extra}.txt")
        compile_set(uv, path, f"--extra={extra}", f"--constraint={base.relative_to(ROOT)}")
    print("requirements/*.txt are resolved; commit them together with pyproject.toml.")


def compile_set(uv: str, path: Path, *options: str) -> None:
    """Resolve one file; ends the program with uv's message when the requirements contradict each other."""
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv else []
    command = [uv, "pip", "compile", *OPTIONS, *upgrade, *options, "pyproject.toml"]
    subprocess.run([*command, f"--output-file={path.relative_to(ROOT)}"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
