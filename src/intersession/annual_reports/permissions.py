"""Who writes annual reports, and who reads them."""

from django.db.models import Q

from intersession.access.actor import Actor
from intersession.access.matrix import anything, declare
from intersession.access.roles import Role


def published(actor: Actor) -> Q:
    """Reports that are public."""
    return Q(published_at__isnull=False)


declare(
    {
        "annual_reports.view_annual_report": {
            Role.VISITOR: published,
            Role.SECRETARIAT: anything,
            Role.SYSTEM: anything,
        },
        "annual_reports.write_annual_report": {Role.SECRETARIAT: anything, Role.SYSTEM: anything},
        "annual_reports.keep_annual_file": {Role.SYSTEM: anything},
    }
)
