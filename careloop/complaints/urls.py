"""Addresses of complaints, below a store."""

from django.urls import URLPattern

app_name = "complaints"
urlpatterns: list[URLPattern] = []
