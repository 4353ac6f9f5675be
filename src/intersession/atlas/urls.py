"""Addresses. A stand-in until the room is furnished."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from intersession.access.doors import allow


@allow("site.view_site")
def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


app_name = "atlas"
urlpatterns = [
    path("countries/", empty, name="countries"),
    path("laws/", empty, name="laws"),
    path("treaties/", empty, name="treaties"),
    path("criteria/", empty, name="criteria"),
]
