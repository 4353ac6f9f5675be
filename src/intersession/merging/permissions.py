"""Who may merge organisations."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare(
    {
        "merging.merge_organisations": {Role.SECRETARIAT: anything},
        "merging.undo_merge": {Role.SECRETARIAT: anything},
    }
)
