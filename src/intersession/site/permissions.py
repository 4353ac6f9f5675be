"""Who may see the pages of the site itself."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare(
    {
        "site.view_site": {Role.VISITOR: anything},
        "site.view_own_page": {Role.PERSON: anything},
        "site.view_desk": {
            Role.SECRETARIAT: anything,
            Role.VERIFIER: anything,
            Role.SAFEGUARDING: anything,
        },
    }
)
