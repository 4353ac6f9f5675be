"""What an applicant says."""

from __future__ import annotations

from typing import Any

from intersession.access.actor import VISITOR
from intersession.joining import actions
from intersession.joining.models import Application
from intersession.people.models import Organisation
from intersession.places.models import Place


def make_said(**changes: Any) -> dict[str, Any]:
    """An organisation's application, as the form gives it."""
    return {
        "is_individual": False,
        "name": "إشارة الميناء (خيالية)",
        "name_language": "ar",
        "name_en": "Port Signal (fictional)",
        "acronym": "PSF",
        "place": Place.objects.get(code="TN"),
        "stakeholder_group": "hotline-helpline",
        "summary": "Answers children who call.",
        "summary_language": "en",
        "url": "https://www.port-signal.example/",
        "languages": ["ar", "fr"],
        "places": ["TN", "DZ"],
        "concepts": [],
        "person_name": "Nia Invented",
        "language": "en",
        **changes,
    }


def make_application(
    email: str = "nia@port-signal.example", *, claims: Organisation | None = None, **changes: Any
) -> Application:
    """Sent and confirmed."""
    application = actions.send_application(VISITOR, email, make_said(**changes), claims)
    return actions.confirm_application(VISITOR, application)
