"""Addresses of following."""

from django.urls import path

from intersession.following import views

app_name = "following"
urlpatterns = [
    path("follow/", views.follow, name="follow"),
    path("following/", views.following, name="following"),
    path("following.json", views.following_json, name="following_json"),
    path("following/stop/", views.unfollow_all, name="unfollow_all"),
    path("following/<int:pk>/stop/", views.unfollow, name="unfollow"),
]
