"""Addresses of reports."""

from __future__ import annotations

from django.urls import path

from intersession.reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/report.pdf", views.report_pdf, name="report_pdf"),
    path("reports/<int:pk>/write/", views.write_report, name="write_report"),
    path("reports/<int:pk>/panel/", views.panel, name="panel"),
    path("reports/<int:pk>/panel/ask/", views.ask_review, name="ask_review"),
    path("reports/<int:pk>/panel/<int:answer>/", views.dispose_answer, name="dispose_answer"),
    path("reports/<int:pk>/publish/", views.publish_report, name="publish_report"),
    path("reports/<int:pk>/filed/", views.file_report, name="file_report"),
    path("reports/read/<str:token>/", views.answer_review, name="answer_review"),
    path("sessions/<slug:slug>/report/", views.draft_report, name="draft_report"),
]
