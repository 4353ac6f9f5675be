"""Addresses of sharing."""

from __future__ import annotations

from django.urls import path

from intersession.sharing import batches, views

app_name = "sharing"
urlpatterns = [
    path("share/", views.share, name="share"),
    path("share/look-up/", views.look_up, name="look_up"),
    path("share/file/", views.share_file, name="share_file"),
    path("share/new/", views.share_resource, name="share_resource"),
    path("share/draft/<slug:slug>/", views.share_resource, name="share_draft"),
    path("share/overlaps/", views.overlaps, name="overlaps"),
    path("share/list/", batches.begin_batch, name="begin_batch"),
    path("share/list/<int:pk>/", batches.batch, name="batch"),
    path("share/list/<int:pk>/discard/", batches.discard_batch, name="discard_batch"),
    path("share/list/<int:pk>/faults.csv", batches.faults_csv, name="faults_csv"),
    path("share/resources.csv", batches.template_csv, name="template_csv"),
]
