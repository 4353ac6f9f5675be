"""Addresses of annual reports."""

from __future__ import annotations

from django.urls import path

from intersession.annual_reports import views

app_name = "annual_reports"
urlpatterns = [
    path("annual-reports/", views.annual_reports, name="annual_reports"),
    path("annual-reports/begin/", views.begin_annual_report, name="begin_annual_report"),
    path("annual-reports/<int:pk>/", views.annual_report, name="annual_report"),
    path("annual-reports/<int:pk>/report.pdf", views.annual_report_pdf, name="annual_report_pdf"),
    path("annual-reports/<int:pk>/summary.pdf", views.annual_summary_pdf, name="annual_summary_pdf"),
    path("annual-reports/<int:pk>/report.docx", views.annual_report_docx, name="annual_report_docx"),
    path("annual-reports/<int:pk>/write/", views.write_annual_report, name="write_annual_report"),
    path("annual-reports/<int:pk>/publish/", views.publish_annual_report, name="publish_annual_report"),
]
