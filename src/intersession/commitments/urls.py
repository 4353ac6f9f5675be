"""Addresses of commitments."""

from __future__ import annotations

from django.urls import path

from intersession.commitments import desk, views

app_name = "commitments"
urlpatterns = [
    path("papers/<slug:slug>/commitments/", views.paper, name="paper"),
    path("papers/<slug:slug>/commitments/list.csv", views.paper_csv, name="paper_csv"),
    path("papers/<slug:slug>/commitments/commit/", views.commit, name="commit"),
    path("papers/<slug:slug>/commitments/offer/", views.send_offer, name="send_offer"),
    path("papers/<slug:slug>/commitments/<int:pk>/", views.commitment, name="commitment"),
    path("papers/<slug:slug>/commitments/<int:pk>/renew/", views.renew_commitment, name="renew_commitment"),
    path("papers/<slug:slug>/commitments/<int:pk>/keep/", views.keep_commitment, name="keep_commitment"),
    path("papers/<slug:slug>/commitments/<int:pk>/end/", views.end_commitment, name="end_commitment"),
    path("papers/<slug:slug>/commitments/<int:pk>/evidence/", views.add_evidence, name="add_evidence"),
    path("offers/sent/", views.offer_sent, name="offer_sent"),
    path("offers/<str:token>/", views.confirm_offer, name="confirm_offer"),
    path("desk/offers/", desk.offers, name="offers"),
    path("desk/offers/<int:pk>/verify/", desk.verify_offer, name="verify_offer"),
    path("desk/offers/<int:pk>/decline/", desk.decline_offer, name="decline_offer"),
]
