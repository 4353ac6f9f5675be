"""Everybody reads the archive; the system loads it, the secretariat plans sessions and corrects what is there."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare(
    {
        "meetings.view_meeting": {Role.VISITOR: anything},
        "meetings.plan_meeting": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "meetings.change_meeting": {Role.SECRETARIAT: anything},
        "meetings.keep_hours": {Role.SYSTEM: anything},
        "meetings.load_meetings": {Role.SYSTEM: anything},
    }
)
