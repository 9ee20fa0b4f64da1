"""Addresses."""

from django.urls import path

app_name = "dms"
urlpatterns: list = []
