"""Who may do what with the vocabulary."""

from intersession.access.matrix import anything, declare
from intersession.access.roles import Role

declare(
    {
        "vocabulary.view_concept": {Role.VISITOR: anything},
        "vocabulary.load_concepts": {Role.SYSTEM: anything},
    }
)
