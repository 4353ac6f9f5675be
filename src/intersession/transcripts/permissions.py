"""Everybody reads what is published; the secretariat brings in, answers for minors and publishes."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def published(_actor: Actor) -> Q:
    """Published, also when withdrawn since: a tombstone says so."""
    return Q(published_at__isnull=False)


declare(
    {
        "transcripts.view_transcript": {
            Role.VISITOR: published,
            Role.SECRETARIAT: anything,
            Role.SAFEGUARDING: anything,
        },
        "transcripts.import_transcript": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "transcripts.answer_flags": {Role.SECRETARIAT: anything, Role.SAFEGUARDING: anything},
        "transcripts.correct_speaker": {Role.SECRETARIAT: anything},
        "transcripts.publish_transcript": {Role.SECRETARIAT: anything},
        "transcripts.withdraw_transcript": {Role.SECRETARIAT: anything, Role.SAFEGUARDING: anything},
    }
)
