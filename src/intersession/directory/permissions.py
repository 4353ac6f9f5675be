"""Who may do what in the directory."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare({"directory.view_organisation": {Role.VISITOR: anything}})
