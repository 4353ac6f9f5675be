"""The account page, and the addresses that sign-in without passwords does not have."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from intersession.kit.pages import page
from intersession.people import queries
from intersession.people.models import Person


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Who is signed in, for whom they act, and how they prove who they are."""
    person = request.user
    assert isinstance(person, Person)
    context = {
        "person": person,
        "account": queries.account_of(person),
        "took_second_step": queries.took_second_step(request),
    }
    return page(request, "people/account.html", context)


def not_here(request: HttpRequest, **parts: str) -> HttpResponse:
    """Stands at names that allauth asks for and this site does without: passwords and signing up."""
    raise Http404(
        _("There are no passwords here: you sign in with a code that we mail you, or with a passkey.")
    )
