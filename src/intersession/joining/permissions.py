"""Who may do what with applications."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare(
    {
        "joining.apply": {Role.VISITOR: anything, Role.SYSTEM: anything},
        # Whoever holds the mailed address of the page: the address is the key.
        "joining.follow_application": {Role.VISITOR: anything, Role.SYSTEM: anything},
        "joining.view_own_applications": {Role.PERSON: anything},
        "joining.answer_application": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
    }
)
