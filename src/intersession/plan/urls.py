"""Addresses of the plan."""

from __future__ import annotations

from django.urls import path

from intersession.plan import views

app_name = "plan"
urlpatterns = [
    path("plan/", views.plan, name="plan"),
    path("plan/document/", views.document, name="document"),
    path("plan/plan.<str:ending>", views.plan_file, name="plan_file"),
    path("plan/list.csv", views.plan_csv, name="plan_csv"),
    path("plan/objectives/add/", views.add_objective, name="add_objective"),
    path("plan/objectives/<int:pk>/", views.change_objective, name="change_objective"),
    path("plan/objectives/<int:pk>/actions/add/", views.add_undertaking, name="add_undertaking"),
    path("plan/actions/<slug:slug>/", views.undertaking, name="undertaking"),
    path("plan/actions/<slug:slug>/change/", views.change_undertaking, name="change_undertaking"),
    path("plan/actions/<slug:slug>/note/", views.note_progress, name="note_progress"),
    path("plan/actions/<slug:slug>/done/", views.finish_undertaking, name="finish_undertaking"),
    path("plan/actions/<slug:slug>/give-up/", views.drop_undertaking, name="drop_undertaking"),
]
