"""Addresses of papers."""

from __future__ import annotations

from django.urls import path

from intersession.papers import desk, views

app_name = "papers"
urlpatterns = [
    path("papers/", views.papers, name="papers"),
    path("papers/propose/", desk.propose_paper, name="propose_paper"),
    path("papers/<slug:slug>/", views.paper, name="paper"),
    path("papers/<slug:slug>/versions/<int:number>/", views.version, name="version"),
    path("papers/<slug:slug>/changes/<int:old>-<int:new>/", views.compare, name="compare"),
    path("papers/<slug:slug>/changes/", views.choose_versions, name="choose_versions"),
    path("papers/<slug:slug>/sponsor/", desk.sponsor_paper, name="sponsor_paper"),
    path("papers/<slug:slug>/move/<slug:move>/", desk.move_paper, name="move_paper"),
    path("papers/<slug:slug>/draft/", desk.draft, name="draft"),
    path("papers/<slug:slug>/draft/add/", desk.add_blocks, name="add_first_blocks"),
    path("papers/<slug:slug>/draft/changes/", desk.name_changes, name="name_changes"),
    path("papers/<slug:slug>/draft/changes/check/", desk.check_changes, name="check_changes"),
    path("papers/<slug:slug>/draft/<slug:key>/", desk.revise_block, name="revise_block"),
    path("papers/<slug:slug>/draft/<slug:key>/claim/", desk.claim_block, name="claim_block"),
    path("papers/<slug:slug>/draft/<slug:key>/remove/", desk.remove_block, name="remove_block"),
    path("papers/<slug:slug>/draft/<slug:key>/move/", desk.move_block, name="move_block"),
    path("papers/<slug:slug>/draft/<slug:after>/add/", desk.add_blocks, name="add_blocks"),
]
