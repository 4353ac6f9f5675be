"""Everybody reads the archive; only the system loads it."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare(
    {
        "meetings.view_meeting": {Role.VISITOR: anything},
        "meetings.load_meetings": {Role.SYSTEM: anything},
    }
)
