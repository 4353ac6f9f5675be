"""Shows on the terminal what would have been mailed, while mail is written to files."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

# What the sign-in mail sets on a line of its own: capitals and digits, perhaps with a dash between.
CODE = re.compile(
    r"^\s*(?=\S*[A-Z0-9]{3})([A-Z0-9]{2,5}(?:-[A-Z0-9]{2,5})?|[A-Z0-9]{6,10})\s*$", re.MULTILINE
)
END_OF_MESSAGE = b"-" * 79 + b"\n"


class MailEcho:
    """Reads what is added to the folder from now on. Without a folder there is never anything new."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.read: dict[Path, int] = {path: path.stat().st_size for path in self._files()}

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.log")) if self.folder else []

    def new_lines(self) -> Iterator[str]:
        """One line for each message: to whom, about what, and the code in it."""
        for path in self._files():
            start = self.read.get(path, 0)
            if path.stat().st_size <= start:
                continue
            with path.open("rb") as file:
                file.seek(start)
                added = file.read()
            whole, end, _ = added.rpartition(END_OF_MESSAGE)
            self.read[path] = start + len(whole) + len(end)
            for raw in filter(bytes.strip, (whole + end).split(END_OF_MESSAGE)):
                yield line_for(email.message_from_bytes(raw, policy=email.policy.default))


def line_for(message: EmailMessage) -> str:
    """A message in one line."""
    body = message.get_body(("plain",))
    code = CODE.search(body.get_content() if body else "")
    return f"✉ {message['To']} · {message['Subject']}" + (f" · {code[1]}" if code else "")
