"""Everybody reads where the coalition is in its year."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare({"cycles.view_cycle": {Role.VISITOR: anything}})
