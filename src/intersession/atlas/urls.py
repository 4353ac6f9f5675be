"""Addresses of the atlas. A table is at its page's address with .csv."""

from __future__ import annotations

from django.urls import path, re_path

from intersession.atlas import downloads, views

app_name = "atlas"
urlpatterns = [
    path("countries/", views.countries, name="countries"),
    path("countries.csv", downloads.countries, name="countries_csv"),
    path("countries/compare/", views.compare, name="compare"),
    path("countries/compare.csv", downloads.compare, name="compare_csv"),
    re_path(r"^countries/(?P<code>[A-Za-z]{2,8})/$", views.country, name="country"),
    re_path(r"^countries/(?P<code>[A-Za-z]{2,8})\.csv$", downloads.country, name="country_csv"),
    path("treaties/", views.treaties, name="treaties"),
    path("treaties.csv", downloads.treaties, name="treaties_csv"),
    path("treaties/<slug:treaty_id>/", views.treaty, name="treaty"),
    path("treaties/<slug:treaty_id>.csv", downloads.treaty, name="treaty_csv"),
    path("laws/", views.laws, name="laws"),
    path("laws.csv", downloads.laws, name="laws_csv"),
    path("laws/<slug:law_id>/", views.law, name="law"),
    path("criteria/", views.criteria, name="criteria"),
    path("criteria.csv", downloads.criteria, name="criteria_csv"),
    path("criteria/<slug:criterion_id>/", views.criterion, name="criterion"),
    path("criteria/<slug:criterion_id>.csv", downloads.criterion, name="criterion_csv"),
    path("consent-ages/", views.consent_ages, name="consent_ages"),
    path("consent-ages.csv", downloads.consent_ages, name="consent_ages_csv"),
]
