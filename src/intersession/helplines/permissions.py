"""Who may do what with services."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare(
    {
        "helplines.view_service": {Role.VISITOR: anything},
        "helplines.suggest_correction": {Role.VISITOR: anything},
        "helplines.check_channel": {Role.VERIFIER: anything, Role.SECRETARIAT: anything},
        "helplines.answer_correction": {Role.VERIFIER: anything, Role.SECRETARIAT: anything},
        "helplines.withdraw_service": {Role.VERIFIER: anything, Role.SECRETARIAT: anything},
        "helplines.load_services": {Role.SYSTEM: anything},
    }
)
