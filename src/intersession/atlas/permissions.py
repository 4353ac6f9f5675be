"""Who may do what in the atlas: everybody reads, only a load writes."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare(
    {
        "atlas.view_atlas": {Role.VISITOR: anything},
        "atlas.load_atlas": {Role.SYSTEM: anything},
    }
)
