"""What the pages of joining ask."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from intersession.access.actor import Actor
from intersession.joining.models import SIGNER, Application, ApplicationMessage
from intersession.members.names import domain_of, is_own_domain
from intersession.members.queries import Alike, organisations_like
from intersession.people.models import Mandate, Organisation
from intersession.vocabulary.queries import preferred_labels


def application_of(key: str) -> Application:
    """The application behind an address; 404 for one that we did not make."""
    try:
        pk = int(SIGNER.unsign(key))
    except (signing.BadSignature, ValueError):
        raise Http404(
            _("There is no application at this address. Copy the whole address from our letter.")
        ) from None
    found: Application | None = (
        Application.objects.select_related("place", "claims", "organisation")
        .filter(pk=pk)
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    if found is None:
        raise Http404(_("This application is gone: its address was not confirmed in time."))
    return found


def messages_of(application: Application) -> list[ApplicationMessage]:
    """What was asked and said, in order."""
    return list(ApplicationMessage.objects.filter(application=application).order_by("created_at", "pk"))


def applications(actor: Actor, *, is_open: bool) -> QuerySet[Application]:
    """Applications for the desk: those undecided, the longest waiting first; or those decided, newest first."""
    found = Application.objects.filter(actor.scope("joining.answer_application"), confirmed_at__isnull=False)
    listed: QuerySet[Application] = (
        found.undecided().order_by("asked_at", "waits_since", "pk")
        if is_open
        else found.exclude(pk__in=Application.objects.undecided().values("pk")).order_by(
            "-confirmed_at", "-pk"
        )
    )
    return listed.select_related("place", "claims", "organisation").fetch_mode(settings.PAGE_FETCH_MODE)


def application_for(actor: Actor, pk: int) -> Application:
    """An application the secretariat may answer."""
    found: Application | None = (
        Application.objects.filter(
            actor.scope("joining.answer_application"), pk=pk, confirmed_at__isnull=False
        )
        .select_related("place", "claims", "organisation", "answered_by")
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    if found is None:
        raise Http404(_("There is no such application."))
    return found


def own_applications(actor: Actor) -> list[Application]:
    """Those made with the address of this person, newest first."""
    if actor.person is None or not actor.person.email:
        return []
    return list(
        Application.objects.filter(
            actor.scope("joining.view_own_applications"),
            email=actor.person.email,
            confirmed_at__isnull=False,
        ).order_by("-created_at", "-pk")
    )


def alike(application: Application) -> list[Alike]:
    """Organisations of the records that the application may mean."""
    return organisations_like([application.name, application.name_en], application.acronym, application.url)


def claimable(slug: str) -> Organisation | None:
    """An organisation that can be claimed: known, not merged away."""
    found: Organisation | None = (
        Organisation.objects.standing_alone()
        .select_related("place")
        .filter(slug=slug)
        .fetch_mode(settings.PAGE_FETCH_MODE)
        .first()
    )
    return found


def is_proved_by_domain(application: Application, organisation: Organisation) -> bool:
    """Whether the confirmed address lies at the organisation's own domain, and nobody acts for it yet.

    Only the very same domain counts: a body below another (`x.gov.uk`) is not that other.
    """
    domain = domain_of(application.email)
    return (
        is_own_domain(domain)
        and domain == organisation.domain
        and organisation.member_since is None
        and not Mandate.objects.filter(organisation=organisation).exists()
    )


def concept_names(ids: Iterable[str]) -> list[str]:
    """Concepts by the reader's words."""
    names = preferred_labels()
    return [names.get(each, each) for each in ids]
