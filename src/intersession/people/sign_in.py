"""Signing in: mailed codes and passkeys through allauth; nobody signs up by themselves yet."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intersession.people.queries import waits_for_second_step
from intersession.people.sessions import forget_address

# Seconds after a second step in which it need not be taken again.
STILL_FRESH = 300


class SignInAdapter(DefaultAccountAdapter):
    """Accounts are made by joining the coalition, not on the sign-in page."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "incorrect_code": _("This is not the code we are waiting for. Look again, or ask for a new one."),
        "too_many_login_attempts": _("That was the wrong code too often. Ask for a new one."),
        "rate_limited": _("Please wait a moment before you ask again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Persons have no user name."""

    def pre_login(self, request: HttpRequest, user: Any, *, email: str | None, **kwargs: Any) -> Any:
        """Whoever types the code from a mail reads that mail: the first code confirms the address."""
        methods = request.session.get("account_authentication_methods", [])
        typed = any(method.get("method") == "code" and method.get("email") == email for method in methods)
        if email and typed and not EmailAddress.objects.filter(user=user).exists():
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return super().pre_login(request, user, email=email, **kwargs)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """The list of sessions says when and with which browser, not from where."""
        response = super().post_login(request, user, **kwargs)
        forget_address(user)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Their own page; somebody whose office waits for a second step is led to setting one up."""
        if waits_for_second_step(request):
            return reverse("mfa_index")
        return str(super().get_login_redirect_url(request))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of a second step: an app's code works once, and the next takes 30 seconds."""
        methods = context.request.session.get("account_authentication_methods", [])
        taken = [method.get("at", 0) for method in methods if method.get("method") == "mfa"]
        if taken and time.time() - max(taken) < STILL_FRESH:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


class SecondStepAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps encrypted under the installation's key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it was used already. Wait for the next one."),
        "cannot_delete_authenticator": _("The second step cannot be taken away now."),
        "unverified_email": _("Confirm your mail address first: sign out, and sign in with a mailed code."),
    }

    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": str(settings.COALITION["short_name"])}


def _vault() -> MultiFernet:
    """Keys made from SECRET_KEY and from those before it, so that the key can be changed."""
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second-step:{key}".encode()).digest()))
        for key in keys
    )
