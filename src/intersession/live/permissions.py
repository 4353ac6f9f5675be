"""Who follows a session live, who takes part, and who runs it."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role
from intersession.programme.permissions import run_by_oneself

declare(
    {
        "live.view_live": {Role.VISITOR: anything},
        "live.take_part": {Role.PERSON: anything},
        "live.run": {Role.SECRETARIAT: anything, Role.SYSTEM: anything, Role.PERSON: run_by_oneself},
        # The link that whoever runs the session gave to the captioner is the key.
        "live.caption": {Role.VISITOR: anything, Role.SYSTEM: anything},
    }
)
