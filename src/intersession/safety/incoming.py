"""Files while they come in: never more of them on this machine than may be taken.

Django would write any file that somebody posts to any address to the disk before a view is asked. Here what
is beyond the limit is counted and dropped, and so is whatever comes from somebody without a session.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_FILES = 20


class IncomingFile(FileUploadHandler):
    """Writes to a temporary file up to the limit; beyond it, gives the name and the size and no bytes."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.files = 0
        self.file: TemporaryUploadedFile | None = None
        self.limit = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.files += 1
        is_known = self.request is not None and settings.SESSION_COOKIE_NAME in self.request.COOKIES
        self.limit = settings.UPLOADS["bytes"] if is_known and self.files <= MOST_FILES else 0
        self.file = TemporaryUploadedFile(
            self.file_name or "", self.content_type, 0, self.charset, self.content_type_extra
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self.file is not None
        if self.limit and start + len(raw_data) > self.limit:
            self.limit = 0
            self.file.truncate(0)
        if self.limit:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        assert self.file is not None
        file, self.file = self.file, None
        if not self.limit and file_size:
            file.close()
            # Its size says why it is refused; there are no bytes behind it.
            return UploadedFile(
                BytesIO(), self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
            )
        file.seek(0)
        file.size = file_size
        return file

    def upload_interrupted(self) -> None:
        if self.file is not None:
            self.file.close()
            self.file = None
