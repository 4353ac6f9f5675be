"""Addresses of one's own organisation."""

from __future__ import annotations

from django.urls import path

from intersession.mandates import views

app_name = "mandates"
urlpatterns = [
    path("account/organisation/", views.own, name="own"),
    path("account/organisations/<slug:slug>/", views.organisation, name="organisation"),
    path("account/organisations/<slug:slug>/invite/", views.send_invite, name="send_invite"),
    path("account/organisations/<slug:slug>/mandate/", views.grant_mandate, name="grant_mandate"),
    path("account/organisations/<slug:slug>/hand-over/", views.hand_over, name="hand_over"),
    path("account/organisations/<slug:slug>/proxy/", views.give_proxy, name="give_proxy"),
    path(
        "account/organisations/<slug:slug>/describe/",
        views.describe_organisation,
        name="describe_organisation",
    ),
    path(
        "account/organisations/<slug:slug>/correct/",
        views.correct_organisation,
        name="correct_organisation",
    ),
    path("account/organisations/<slug:slug>/trust/", views.trust_organisation, name="trust_organisation"),
    path("account/organisations/<slug:slug>/leave/", views.end_membership, name="end_membership"),
    path("account/invites/<int:pk>/withdraw/", views.withdraw_invite, name="withdraw_invite"),
    path("account/mandates/<int:pk>/end/", views.end_mandate, name="end_mandate"),
    path("account/proxies/<int:pk>/end/", views.end_proxy, name="end_proxy"),
    path("invite/accepted/", views.invite_accepted, name="invite_accepted"),
    path("invite/<str:token>/", views.accept_invite, name="accept_invite"),
]
