"""Where somebody is signed in: kept by allauth beside Django's sessions, so that each can be ended."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from intersession.people.models import Person

NOWHERE = "0.0.0.0"


def rotate(request: HttpRequest) -> None:
    """Give the session another key: whoever knew the old one is out. The list of sessions follows."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def forget_address(person: Person) -> None:
    """Keep no network address of a sign-in: the device's own words and the day are enough to know it by."""
    UserSession.objects.filter(user=person).exclude(ip=NOWHERE).update(ip=NOWHERE)


def sessions_of(person: Person) -> list[UserSession]:
    """Sessions that are still open, newest first."""
    kept = UserSession.objects.filter(user=person).order_by("-created_at", "-pk")
    return [session for session in kept if session.exists()]
