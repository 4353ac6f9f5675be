"""Questions, their roll, what was said, and what came of it."""

from intersession.decisions.models.asked import (
    SHOWN,
    Decision,
    DecisionManager,
    DecisionQuerySet,
    Extension,
    State,
    Visibility,
    Wording,
)
from intersession.decisions.models.kept import DecisionRecord, Notice, Review
from intersession.decisions.models.said import (
    Affiliation,
    By,
    Objection,
    Remark,
    Urn,
    Vote,
    Voter,
    YoungVoices,
)

__all__ = [
    "SHOWN",
    "Affiliation",
    "By",
    "Decision",
    "DecisionManager",
    "DecisionQuerySet",
    "DecisionRecord",
    "Extension",
    "Notice",
    "Objection",
    "Remark",
    "Review",
    "State",
    "Urn",
    "Visibility",
    "Vote",
    "Voter",
    "Wording",
    "YoungVoices",
]
