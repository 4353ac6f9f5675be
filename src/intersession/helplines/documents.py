"""What the search knows of services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from intersession.helplines.models import Audience, Medium, Need, Service, ServiceKind
from intersession.helplines.queries import KINDS_OF, ShownService, shown_services
from intersession.helplines.words import what_it_is
from intersession.places.names import place_name
from intersession.search.documents import Document, declare

# The vocabulary's concepts for what a service does.
CONCEPTS: dict[str, tuple[str, ...]] = {
    ServiceKind.HELPLINE: ("helpline",),
    ServiceKind.HOTLINE: ("hotline", "reporting", "csam"),
    ServiceKind.PORTAL: ("hotline", "reporting", "csam"),
    ServiceKind.POLICE: ("law-enforcement", "reporting"),
    ServiceKind.TAKEDOWN: ("notice-and-takedown", "ncii"),
    ServiceKind.AWARENESS: ("awareness-raising",),
}
# Languages in which people may type the name of a country, beside those of the interface.
NAME_LANGUAGES = ("pt", "ru", "zh", "sw", "de")


def documents(keys: Iterable[str] | None) -> Iterator[Document]:
    """The listed services, or those of these keys that are listed. Withdrawn ones are not found."""
    services = Service.objects.filter(withdrawn_on=None).order_by("pk")
    if keys is not None:
        services = services.filter(pk__in=[int(key) for key in keys])
    for shown in shown_services(services):
        yield document(shown)


def document(shown: ShownService) -> Document:
    """One service as the search sees it. It is found on its country's page, where the others stand too."""
    service = shown.service
    numbers = [
        each.channel.value
        for each in shown.channels
        if each.channel.medium == Medium.PHONE and each.channel.value
    ]
    bodies = {code: place_name(service.place_id, code) for code in NAME_LANGUAGES}
    for code, _name in settings.LANGUAGES:
        with override(code):
            bodies[code] = words_about(shown)
    return Document(
        kind="service",
        key=str(service.pk),
        path=f"/help/{service.place.slug}/#{service.slug}",
        titles={service.name_language or "und": service.name},
        bodies=bodies,
        names=tuple(name for name in (service.operator, *numbers) if name),
        languages=tuple(service.languages),
        places=(service.place_id,),
        concepts=CONCEPTS[service.kind],
        audiences=tuple(value for value in service.audiences if value != Audience.PUBLIC),
        publisher=service.operator,
        form=service.kind,
        year=int(service.as_of[:4]),
        confidence=service.confidence,
        as_of=service.as_of,
    )


def words_about(shown: ShownService) -> str:
    """What it is, for which need and where, in the current language."""
    service = shown.service
    needs = [str(need.label) for need in Need if service.kind in KINDS_OF[need]]
    what = what_it_is(service, [each.channel for each in shown.channels])
    return " · ".join([str(ServiceKind(service.kind).label), *needs, what, place_name(service.place_id)])


declare("service", _("Help and reporting"), "helplines.service", documents)
