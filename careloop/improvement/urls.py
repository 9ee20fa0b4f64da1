"""Addresses of improvement, below a store."""

from django.urls import URLPattern

app_name = "improvement"
urlpatterns: list[URLPattern] = []
