"""Who may see the pages of the site itself."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare(
    {
        "site.view_site": {Role.VISITOR: anything},
    }
)
