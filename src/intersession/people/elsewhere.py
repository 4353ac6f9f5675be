"""Signing in through another provider (OpenID Connect), where the operator set one up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, NoReturn

from allauth.account.utils import filter_users_by_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext

logger = logging.getLogger(__name__)


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    """Opens the account of somebody who has one; makes none, and keeps nothing of what the provider says."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The person whose address the provider calls verified; the same answer for everybody else."""
        if sociallogin.state.get("process") != "login" or sociallogin.is_existing:
            _back(request)
        known = {
            person.pk: person
            for address in sociallogin.email_addresses
            if address.verified
            for person in filter_users_by_email(address.email, is_active=True, prefer_verified=True)
        }
        if len(known) != 1:
            _back(request)
        (sociallogin.user,) = known.values()

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        _back(request)


def begin(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Leads to the provider."""
    return _or_back(views.login, request, provider_id)


def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Takes what the provider answers."""
    return _or_back(views.callback, request, provider_id)


def _or_back(
    view: Callable[..., HttpResponseBase], request: HttpRequest, provider_id: str
) -> HttpResponseBase:
    """A provider that is down (for requests, an OSError) must not take this site's page with it."""
    try:
        return view(request, provider_id)
    except OSError as trouble:
        logger.warning("The OpenID Connect provider does not answer: %s", type(trouble).__name__)
        return _sorry(request)


def _back(request: HttpRequest) -> NoReturn:
    raise ImmediateHttpResponse(_sorry(request))


def _sorry(request: HttpRequest) -> HttpResponseRedirect:
    """To the sign-in page, with one sentence for every reason."""
    sentence = gettext(
        "Signing in this way did not work. Ask for a code by mail instead, at the address you joined with."
    )
    messages.error(request, sentence)
    return HttpResponseRedirect(reverse("account_login"))
