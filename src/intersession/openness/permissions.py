"""Everybody reads how open the coalition is; only the system keeps snapshots."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare(
    {
        "openness.view_openness": {Role.VISITOR: anything},
        "openness.keep_snapshot": {Role.SYSTEM: anything},
    }
)
