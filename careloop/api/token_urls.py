"""Addresses of the tokens, under ``stores/<code>/tokens/``."""

from django.urls import path

from careloop.api import views

app_name = "tokens"
urlpatterns = [
    path("", views.tokens, name="tokens"),
    path("<int:token_id>/revoke/", views.revoke, name="revoke"),
]
