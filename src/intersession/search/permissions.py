"""Who may search: everybody, over what is published."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare({"search.search": {Role.VISITOR: anything}})
