"""Addresses of projects."""

from __future__ import annotations

from django.urls import path

from intersession.projects import lists, views

app_name = "projects"
urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/list.csv", views.projects_csv, name="projects_csv"),
    path("projects/grid/", views.grid, name="grid"),
    path("projects/grid.csv", views.grid_csv, name="grid_csv"),
    path("projects/enter/", views.enter_project, name="enter_project"),
    path("projects/enter/overlaps/", views.overlaps, name="overlaps"),
    path("projects/lists/", lists.begin_list, name="begin_list"),
    path("projects/lists/template.csv", lists.template_csv, name="template_csv"),
    path("projects/lists/<int:pk>/", lists.batch, name="batch"),
    path("projects/lists/<int:pk>/discard/", lists.discard_list, name="discard_list"),
    path("projects/<slug:slug>/", views.project, name="project"),
    path("projects/<slug:slug>/change/", views.change_project, name="change_project"),
    path("projects/<slug:slug>/join/", views.join_project, name="join_project"),
    path("projects/<slug:slug>/leave/", views.leave_project, name="leave_project"),
    path("projects/<slug:slug>/withdraw/", views.withdraw_project, name="withdraw_project"),
    path("projects/<slug:slug>/relate/", views.relate_project, name="relate_project"),
    path("projects/<slug:slug>/joint/", views.propose_joint, name="propose_joint"),
]
