"""Addresses. A stand-in until the room is furnished."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from intersession.access.doors import allow


@allow("site.view_site")
def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


app_name = "helplines"
urlpatterns = [
    path("help/", empty, name="choose_country"),
    path("desk/helplines/", empty, name="desk"),
]
