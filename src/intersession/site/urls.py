"""Addresses of the site; the capabilities' addresses are included here."""

from __future__ import annotations

from django.urls import include, path

from intersession.helplines.urls import short_urlpatterns
from intersession.search.urls import concept_urlpatterns
from intersession.site import desk, views
from intersession.vocabulary.urls import skos_urlpatterns

site_urlpatterns = [
    path("", views.home, name="home"),
    path("-/patterns/", views.patterns, name="patterns"),
    path("desk/", desk.desk, name="desk"),
    path("you/", desk.own_page, name="own_page"),
]

urlpatterns = [
    path("", include((site_urlpatterns, "site"))),
    path("", include("intersession.helplines.urls")),
    path("", include("intersession.library.urls")),
    path("", include("intersession.atlas.urls")),
    path("", include((concept_urlpatterns, "filed"))),
    path("", include("intersession.vocabulary.urls")),
    path("", include("intersession.members.urls")),
    path("", include("intersession.mandates.urls")),
    path("", include("intersession.joining.urls")),
    path("", include("intersession.merging.urls")),
    path("", include("intersession.accounts.urls")),
    path("", include("intersession.directory.urls")),
    path("", include("intersession.pages.urls")),
    path("", include("intersession.decisions.urls")),
    path("", include("intersession.search.urls")),
    path("", include("intersession.formats.urls")),
    path("", include("intersession.commitments.urls")),
    path("", include("intersession.surveys.urls")),
    path("", include("intersession.calls.urls")),
    path("", include("intersession.circulation.urls")),
    path("", include("intersession.projects.urls")),
    path("", include("intersession.plan.urls")),
    path("", include("intersession.papers.urls")),
    path("", include("intersession.reviews.urls")),
    path("", include("intersession.translations.urls")),
    path("", include("intersession.following.urls")),
    path("", include("intersession.collections.urls")),
    path("", include("intersession.transcripts.urls")),
    path("", include("intersession.meetings.urls")),
    path("", include("intersession.programme.urls")),
    path("", include("intersession.live.urls")),
    path("", include("intersession.reports.urls")),
    path("", include("intersession.annual_reports.urls")),
    path("", include("intersession.action_items.urls")),
    path("", include("intersession.safety.urls")),
    path("", include("intersession.questions.urls")),
    path("", include("intersession.sharing.urls")),
    path("", include("intersession.events.urls")),
    path("", include("intersession.openness.urls")),
    path("", include("intersession.cycles.urls")),
]

machine_urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", views.sitemap_part, name="sitemap_part"),
]

# Addresses without a language: for programs, posters and search engines.
plain_urlpatterns = [
    path("", include((machine_urlpatterns, "machines"))),
    path("", include((short_urlpatterns, "short"))),
    path("", include((skos_urlpatterns, "skos"))),
]
