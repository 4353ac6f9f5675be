"""The `intersession` command: reads its arguments, sets Django up where it is needed, and hands over."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

import django
from django.conf import settings

# These need the settings at most; Django is set up by the processes they start.
WITHOUT_DJANGO = ("serve", "web", "manage")
# These need no settings either: they run where nothing is installed but the code.
WITHOUT_SETTINGS = ("verify",)

ENVIRONMENT = """\
Settings come from the environment:
  PORT                     where the site listens (8000)
  INTERSESSION_HOME        where database, files, index and mail live (var/ in the checkout)
  INTERSESSION_URL         the address people type, such as https://coalition.example
  DATABASE_URL             postgresql://user:password@host:port/name (SQLite under INTERSESSION_HOME)
  INTERSESSION_MAIL_URL    smtp://user:password@host:port (files under INTERSESSION_HOME/mail)
  INTERSESSION_DEMO        1 fills the site with clearly fictional people and says so on every page
"""

SERVE = """\
Run the whole site on this machine: web, worker, and whatever set-up is missing.

The first start applies the database migrations, compiles translations, gathers static files, loads the
reference data and builds the search index; later starts find all that in place and take seconds. Stops
cleanly on Ctrl-C or SIGTERM. A part that dies is started again; one that keeps dying stops everything.
Only one `serve` runs for one INTERSESSION_HOME; a second one says so and ends with status 1.
"""
WEB = """\
Run only the web server. Any number may run beside each other, on one machine or several, as long as they
share one database. It writes no access log and keeps no client address. Needs `setup` to have run.
"""
WORKER = """\
Run only the worker: it carries out what pages leave for later, and follows the log to keep the search index
fresh. Run one for each INTERSESSION_HOME, because an index has one writer.
"""
SETUP = """\
Do what `serve` does before it starts, and end: migrations, translations, static files, reference data,
search index, and with INTERSESSION_DEMO=1 the demo content. Run it once after each upgrade where `web` and
`worker` run apart. What is in place already is left alone.
"""
LOAD = """\
Bring the reference data (the CSV files of the project, or those of another folder) into the database. Safe to
repeat: prints for each file how many rows were added, changed, left as they were, and rejected, and for each
rejected row its line and the reason. A file is loaded whole or not at all. Ends with status 1 if a row was
rejected.
"""
REINDEX = """\
Build the search index anew from the database, showing progress and rate. The site keeps answering from the
old index until the new one is complete. Never needed in daily life: the worker follows every change.
"""
SEARCH = """\
Search as the search page does, and print what it would show. With --json the answer is one JSON object:
for each hit its kind, title, languages, countries, address, score and the concepts it matched.
"""
CHECK = """\
Say in one line each whether the parts this installation stands on are well: home, database and migrations,
the log's hash chain, search index, files, sandbox, guard, scanner, fonts, static files, mail, clock, decisions. Ends
with status 1 if one is not.
"""
GUARD = """\
Say how the guard against known abuse material stands. With the name of a file, write a generated test picture
there: with INTERSESSION_GUARD_TEST_BANK=1 the site refuses it as it would refuse a known picture, so that you
can see all of what follows. The picture shows grey squares and nobody.
"""
DEMO = """\
Fill the database with clearly fictional people and organisations, and print how to sign in as each of them.
Safe to repeat. Refused unless INTERSESSION_DEMO=1, so that it cannot happen to a real installation.
With --code it only prints the codes that the demo people's second step asks for at this moment.
"""
VERIFY = """\
Check the file of a closed decision: that its bytes are those that were written, that the text is the one
that was fixed when voting opened, that the count is what ballots and rules give, and that the log's event
carries the file's hash. Needs neither the site nor its database. Ends with status 1 if something is wrong.
"""
PAPER_EXPORT = """\
Write a paper to a file, as its page offers it: pdf, docx, epub, html or md. Only public versions; the newest,
unless --version says which. A PDF that was made and kept is written as it is; one that was not is made, and kept.
"""
IMPORT_SESSION = """\
Read a transcript or an old report of a session (text, HTML, DOCX, PDF, WebVTT, SRT), print what was understood of
it and, with line numbers, what was not, and store it for the session it is of: found by date and title, or named
by --meeting. It is not public before somebody answered for names of minors at the desk.
"""
MANAGE = """\
Hand over to Django's own commands, for developers: `intersession manage makemigrations`, `manage shell` …
"""


def parser() -> argparse.ArgumentParser:
    """Every subcommand and its options."""
    root = argparse.ArgumentParser(
        prog="intersession",
        description="The open platform on which a coalition for children's safety online works.",
        epilog=ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = root.add_subparsers(dest="command", required=True, metavar="command")

    def add(name: str, text: str, summary: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=summary,
            description=text,
            epilog=ENVIRONMENT,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    serve = add("serve", SERVE, "run web and worker, setting up what is missing")
    web = add("web", WEB, "run only the web server")
    for listener in (serve, web):
        listener.add_argument(
            "--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for all (default: %(default)s)"
        )
        listener.add_argument(
            "--workers",
            type=positive,
            default=min(2, os.cpu_count() or 1),
            help="processes (default: %(default)s)",
        )
    worker = add("worker", WORKER, "run only the worker")
    for role in (web, worker):
        # Given by `serve`: the role ends when the one who started it is gone, however it went.
        role.add_argument("--until-stdin-closes", action="store_true", help=argparse.SUPPRESS)
    add("setup", SETUP, "set up what is missing, then end")
    load = add("load", LOAD, "load the reference data")
    load.add_argument("folder", nargs="?", help="folder with the CSV files (default: the project's own)")
    add("reindex", REINDEX, "build the search index anew")
    search = add("search", SEARCH, "search from the terminal")
    search.add_argument("words", help="what to look for, as typed into the search box")
    search.add_argument("--lang", default="en", help="language of the words and of the answer (default: en)")
    search.add_argument("--limit", type=positive, default=10, help="how many hits (default: %(default)s)")
    search.add_argument("--json", action="store_true", help="print JSON")
    add("check", CHECK, "say whether everything is well")
    guard = add("guard", GUARD, "say how the guard stands, or write a picture to try it")
    guard.add_argument("file", nargs="?", help="where to write the test picture (PNG)")
    demo = add("demo", DEMO, "fill in fictional people and say how to sign in")
    demo.add_argument("--code", action="store_true", help="print the current second-step codes only")
    verify = add("verify", VERIFY, "check the record of a closed decision")
    verify.add_argument("file", help="the file, as downloaded from the decision's page")
    export = add("paper-export", PAPER_EXPORT, "write a paper to a file")
    export.add_argument("slug", help="the last part of the paper's address")
    export.add_argument("--format", choices=("pdf", "docx", "epub", "html", "md"), default="pdf")
    export.add_argument("--version", type=positive, help="its number (default: the newest public one)")
    export.add_argument("--language", default="", help="such as ar (default: the paper's own)")
    export.add_argument("--size", choices=("a4", "letter"), default="a4", help="of the PDF's paper")
    export.add_argument("--output", help="the file to write (default: SLUG-VERSION.FORMAT)")
    session = add("import-session", IMPORT_SESSION, "read a transcript or an old report of a session")
    session.add_argument("file", help="the file to read")
    session.add_argument("--dry-run", action="store_true", help="only print what was understood")
    session.add_argument("--json", action="store_true", help="print JSON")
    session.add_argument(
        "--meeting", help="the last part of the session's address (default: found by date and title)"
    )
    manage = add("manage", MANAGE, "Django's own commands")
    manage.add_argument("arguments", nargs=argparse.REMAINDER, help="what to hand over")
    return root


def positive(text: str) -> int:
    """A whole number above zero, from the command line."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def main(arguments: list[str] | None = None) -> None:
    """Run one command and end with its status."""
    chosen = parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intersession.config.settings")
    try:
        if chosen.command in WITHOUT_SETTINGS:
            pass
        elif chosen.command in WITHOUT_DJANGO:
            _ = settings.HOME
        else:
            django.setup()
    except (ValueError, OSError) as error:
        sys.exit(f"intersession: the settings cannot be used: {error}")
    # Each command is a module of its own: what the others stand on is not loaded for it.
    module = import_module(f"intersession.config.commands.{chosen.command.replace('-', '_')}")
    try:
        status: int = module.run(chosen)
    except BrokenPipeError:
        # The reader of our output went away, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    main()
