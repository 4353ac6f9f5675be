"""Who may do what with an account: its owner, and nobody else."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare({"accounts.keep_account": {Role.PERSON: anything}})
