"""Addresses of a store's channels, under ``stores/<code>/channels/``."""

from django.urls import path

from careloop.notifications import views

app_name = "channels"
urlpatterns = [
    path("", views.store_channels, name="channels"),
    path("<int:channel_id>/", views.store_channel, name="channel"),
]
