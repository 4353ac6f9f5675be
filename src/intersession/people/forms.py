"""allauth's forms in our words: a label says what goes into a field, no placeholder repeats it."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

LABELS = {"email": _("Mail address"), "code": _("Code")}


class PlainLabels(forms.Form):
    """Takes the placeholders away and sets our labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)


class RequestCodeForm(PlainLabels, RequestLoginCodeForm):
    """Asks for the mail address a code goes to."""

    @property
    def elsewhere(self) -> str:
        """What people call the other provider that also signs them in, if there is one."""
        return str(settings.OIDC_NAME) if settings.OIDC_URL else ""


class ConfirmCodeForm(PlainLabels, ConfirmLoginCodeForm):
    """Asks for the mailed code: six digits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


class SecondStepForm(PlainLabels, AuthenticateForm):
    """Asks for the code of the app, or a recovery code."""


class StillYouForm(PlainLabels, ReauthenticateForm):
    """The same, before something that protects the account changes."""


class AddAppForm(PlainLabels, ActivateTOTPForm):
    """Asks for the first code of a new app."""
