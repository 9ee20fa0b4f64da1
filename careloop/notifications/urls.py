"""Addresses of one's notices, under ``notices/``."""

from django.urls import path

from careloop.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notices, name="notices"),
    path("bell/", views.bell, name="bell"),
    path("read/", views.read_all, name="read_all"),
    path("<int:notice_id>/", views.open_notice, name="open"),
    path("channels/", views.own_channels, name="channels"),
    path("channels/<int:channel_id>/", views.own_channel, name="own_channel"),
]
