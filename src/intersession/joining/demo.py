"""An application that waits in the demo: clearly fictional, sent and confirmed like a real one."""

from __future__ import annotations

from intersession.access.actor import Actor
from intersession.joining.actions import confirm_application, send_application
from intersession.joining.models import Application
from intersession.places.models import Place

ADDRESS = "nia@demo.example"


def fill(actor: Actor) -> str:
    """Add the application where there is none yet."""
    if Application.objects.filter(email=ADDRESS).exists():
        return ""
    said = {
        "is_individual": False,
        "name": "إشارة الميناء (خيالي)",
        "name_language": "ar",
        "name_en": "Port Signal (fictional)",
        "acronym": "",
        "place": Place.objects.get(code="TN"),
        "stakeholder_group": "hotline-helpline",
        "summary": "Invented for the demonstration: answers children who call, in Arabic and French.",
        "summary_language": "en",
        "url": "",
        "languages": ["ar", "fr"],
        "places": ["TN"],
        "concepts": [],
        "person_name": "Nia Demo",
        "language": "en",
    }
    application = send_application(actor, ADDRESS, said)
    confirm_application(actor, application)
    return "an application that waits"
