"""Addresses of sign-in: the pages of allauth that this site uses, under allauth's names, none of them kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from intersession.people import elsewhere, views


def private(route: str, view: Callable[..., Any], name: str) -> URLPattern:
    """A page that no cache may keep."""
    return path(route, never_cache(view), name=name)


# Only their names are needed: allauth reverses them, nobody is led there.
NOT_HERE = {
    "signup/": "account_signup",
    "email/": "account_email",
    "confirm-email/": "account_email_verification_sent",
    "password/change/": "account_change_password",
    "password/set/": "account_set_password",
    "password/reset/": "account_reset_password",
    "elsewhere/signup/": "socialaccount_signup",
    "elsewhere/": "socialaccount_connections",
    "elsewhere/cancelled/": "socialaccount_login_cancelled",
    "elsewhere/error/": "socialaccount_login_error",
}

urlpatterns = [
    private("", views.account, "mfa_index"),
    private("login/", account.request_login_code, "account_login"),
    private("login/code/", account.request_login_code, "account_request_login_code"),
    private("login/code/confirm/", account.confirm_login_code, "account_confirm_login_code"),
    private("login/passkey/", webauthn.login_webauthn, "mfa_login_webauthn"),
    private("login/with/<slug:provider_id>/", require_POST(elsewhere.begin), "openid_connect_login"),
    private(
        "login/with/<slug:provider_id>/back/", require_GET(elsewhere.come_back), "openid_connect_callback"
    ),
    private("login/second-step/", second_step.authenticate, "mfa_authenticate"),
    private("logout/", account.logout, "account_logout"),
    private("closed/", account.account_inactive, "account_inactive"),
    private("confirm/", account.reauthenticate, "account_reauthenticate"),
    private("confirm/code/", second_step.reauthenticate, "mfa_reauthenticate"),
    private("confirm/passkey/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    private("app/add/", totp.activate_totp, "mfa_activate_totp"),
    private("app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    private("recovery-codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    private("recovery-codes/new/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    private("recovery-codes/file/", recovery_codes.download_recovery_codes, "mfa_download_recovery_codes"),
    private("passkeys/", webauthn.list_webauthn, "mfa_list_webauthn"),
    private("passkeys/add/", webauthn.add_webauthn, "mfa_add_webauthn"),
    private("passkeys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
    private("passkeys/<int:pk>/name/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    *(private(route, views.not_here, name) for route, name in NOT_HERE.items()),
]
