"""What the process takes from itself before it reads a file.

Everywhere: memory, processor time, size of what it writes, open files, core dumps. On Linux also, where the
kernel lets us: no network (a network namespace of its own), no file but Python's own to read and none to
write (Landlock), no gain of rights, and an end with its parent. What the kernel refuses is skipped: the
operator sees in `intersession check` what holds.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
LANDLOCK_VERSION, LANDLOCK_PATH_BENEATH = 1, 1
EXECUTE, READ_FILE, READ_DIR = 1 << 0, 1 << 2, 1 << 3
# The rights to files that each version of Landlock knows, and (from the fourth) those to connect and listen.
RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
NEWEST_RIGHTS = (1 << 16) - 1
CONNECT_AND_LISTEN = 0b11


class Ruleset(ctypes.Structure):
    """`struct landlock_ruleset_attr`, as far as we use it."""

    _fields_ = [("access_fs", ctypes.c_uint64), ("access_net", ctypes.c_uint64)]


class PathBeneath(ctypes.Structure):
    """`struct landlock_path_beneath_attr`."""

    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def confine(*, memory: int, seconds: int, written: int, threads: bool = False) -> list[str]:
    """Give up what this process does not need; returns what the kernel granted beyond the usual limits.

    `threads` is for a library of ours that cannot do without; nothing else may be started either way.
    """
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_AS, memory),
    ):
        # macOS knows no limit of address space; what can be set is set.
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (value, value))
    if sys.platform != "linux":
        return []
    granted = []
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    library.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    if library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        granted.append("no-new-rights")
    with suppress(OSError):
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)
        granted.append("no-network")
    if only_own_files(library):
        granted.append("no-files")
    # Limits of threads and processes come last: they would hinder the namespaces.
    if not threads:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    return granted


def only_own_files(library: ctypes.CDLL) -> bool:
    """Leave only Python, its packages and the system's libraries to read, by Landlock."""
    version = library.syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), LANDLOCK_VERSION)
    if version < 1:
        return False
    rights = RIGHTS.get(version, NEWEST_RIGHTS)
    rules = Ruleset(rights, CONNECT_AND_LISTEN if version >= 4 else 0)
    size = ctypes.sizeof(Ruleset) if version >= 4 else ctypes.sizeof(ctypes.c_uint64)
    handle = library.syscall(LANDLOCK_CREATE, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if handle < 0:
        return False
    package = Path(__file__).resolve().parent.parent.parent
    folders = {
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        str(package),
        "/usr",
        "/lib",
        "/lib64",
        "/dev/urandom",
    }
    try:
        for folder in sorted(folders):
            allow_reading(library, handle, folder)
        return library.syscall(LANDLOCK_RESTRICT, handle, 0) == 0
    finally:
        os.close(handle)


def allow_reading(library: ctypes.CDLL, handle: int, folder: str) -> None:
    """Let the ruleset have this folder and what is in it, to read and to load."""
    with suppress(OSError):
        opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        try:
            # The kernel refuses a rule with rights to folders for something that is none.
            rights = EXECUTE | READ_FILE | READ_DIR if os.path.isdir(folder) else READ_FILE
            beneath = PathBeneath(rights, opened)
            library.syscall(LANDLOCK_ADD, handle, LANDLOCK_PATH_BENEATH, ctypes.byref(beneath), 0)
        finally:
            os.close(opened)
