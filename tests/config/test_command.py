"""The `intersession` command and the parts of it that need no running site."""

import os
import socket
import subprocess
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from intersession.audit.models import Event
from intersession.audit.reports import LoadReport
from intersession.config import command
from intersession.config.commands import check, load, search, setup
from intersession.config.commands.serve import Part, Stopping, hold
from intersession.config.commands.web import port_problem
from intersession.config.mail_echo import MailEcho

COMMANDS = (
    "serve",
    "web",
    "worker",
    "setup",
    "load",
    "reindex",
    "search",
    "check",
    "guard",
    "demo",
    "import-session",
    "manage",
)
MAIL = """\
Subject: Your sign-in code
From: site@coalition.example
To: ben@demo.example
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit

Hello,

{code}

Nothing else.
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main([name, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert len(text.split("Settings come from")[0]) > 150, "a help worth reading"
    assert "until-stdin" not in text


def test_settings_that_cannot_be_used_are_named_in_one_line() -> None:
    environment = {**os.environ, "PORT": "eight thousand"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "intersession.config.command", "check"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "settings cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"Port {port} is taken" in str(port_problem("127.0.0.1", port))
    assert port_problem("127.0.0.1", port) is None


def test_two_processes_cannot_serve_one_home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = hold(tmp_path / "serve.lock")
    assert first is not None
    assert hold(tmp_path / "serve.lock") is None
    assert "already runs here: http" in capsys.readouterr().err
    first.close()
    again = hold(tmp_path / "serve.lock")
    assert again is not None
    again.close()


def test_a_part_that_keeps_dying_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "intersession.config.commands.serve.SELF", [sys.executable, "-c", "raise SystemExit(3)"]
    )
    part = Part("web", [])
    part.start()

    def watch() -> None:
        for _ in range(400):
            part.restart_if_dead()
            time.sleep(0.05)

    with pytest.raises(Stopping, match="ended with status 3, for the third time"):
        watch()
    part.kill()


@pytest.mark.parametrize("code", ["ABC-DEF", "K3LM9X", "123456"])
def test_a_mailed_code_is_shown(tmp_path: Path, code: str) -> None:
    (tmp_path / "before.log").write_text(MAIL.format(code="OLD-ONE") + "-" * 79 + "\n")
    echo = MailEcho(tmp_path)
    assert list(echo.new_lines()) == []
    with (tmp_path / "new.log").open("w") as file:
        file.write(MAIL.format(code=code))
        file.flush()
        assert list(echo.new_lines()) == [], "half a message is not shown"
        file.write("-" * 79 + "\n")
    assert list(echo.new_lines()) == [f"✉ ben@demo.example · Your sign-in code · {code}"]
    assert list(echo.new_lines()) == []


def test_translations_are_compiled_when_their_text_is_newer(tmp_path: Path, settings: Any) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Help"\nmsgstr "Aide"\n'
    )
    assert setup.compile_translations() == "fr compiled"
    assert b"Aide" in source.with_suffix(".mo").read_bytes()
    assert setup.compile_translations() == ""
    os.utime(source, (time.time() + 5, time.time() + 5))
    assert setup.compile_translations() == "fr compiled"


def test_a_report_names_rejected_rows_up_to_a_bearable_number() -> None:
    report = LoadReport(
        "laws.csv", added=1200, rejected=[(line, "No such country.") for line in range(2, 40)]
    )
    lines = load.described(report)
    assert "1,200 added" in lines[0]
    assert lines[1] == "    line 2: No such country."
    assert lines[-1] == "    … and 18 more"


def test_loading_from_nowhere_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert load.run(Namespace(folder=str(tmp_path / "absent"))) == 2
    assert "There is no folder" in capsys.readouterr().err


@pytest.fixture
def well(settings: Any, tmp_path: Path) -> Any:
    """Settings whose folders a test may spoil."""
    settings.HOME, settings.MAIL_HOME, settings.INDEX_HOME = tmp_path, tmp_path / "mail", tmp_path / "index"
    settings.STATIC_ROOT = tmp_path / "static"
    return settings


def test_check_says_each_part_in_one_line_and_what_is_wrong(
    db: None, well: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check.run(Namespace()) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == [
        *(
            "home",
            "database",
            "log",
            "index",
            "files",
            "sandbox",
            "guard",
            "scanner",
            "fonts",
            "static",
            "mail",
            "clock",
            "decisions",
        )
    ]
    wrong = {line.split()[1] for line in lines if line.startswith("WRONG")}
    assert wrong == {"index", "static"}
    assert "intersession reindex" in next(line for line in lines if " index " in line)


def test_check_finds_a_changed_log(db: None, well: Any) -> None:
    assert "chain is whole" in check.log_chain()
    Event.objects.filter(id=3).update(subject_id="other")
    with pytest.raises(check.Unwell, match="event 3 was changed"):
        check.log_chain()


def test_check_finds_mail_that_cannot_be_written(db: None, well: Any) -> None:
    assert "written to files" in check.mail_goes_out()
    well.MAIL_HOME = well.HOME / "mail" / "file" / "below"
    (well.HOME / "mail" / "file").write_text("")
    with pytest.raises(OSError, match="Not a directory"):
        check.mail_goes_out()


def test_searching_without_an_index_says_what_to_do(
    db: None, well: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intersession.search.index._reader", {})
    assert search.run(Namespace(words="grooming", lang="en", limit=3, json=True)) == 2
    assert "intersession reindex" in capsys.readouterr().err


def test_django_commands_are_within_reach() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "intersession.config.command", "manage", "version"],
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith("6.")
