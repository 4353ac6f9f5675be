"""Who may do what with papers as files. What may be read in the first place, the papers say."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare(
    {
        "formats.order_printout": {Role.VISITOR: anything, Role.SYSTEM: anything},
        "formats.make_printout": {Role.SYSTEM: anything},
    }
)
