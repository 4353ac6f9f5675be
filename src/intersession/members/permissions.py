"""Who may do what with organisations, mandates and offices."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare(
    {
        "members.act_for": {Role.PERSON: anything},
        "members.load_organisations": {Role.SYSTEM: anything},
        "members.admit_organisation": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "members.welcome_person": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "members.grant_mandate": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "members.grant_office": {Role.SYSTEM: anything},
    }
)
