"""Addresses of the figures, under ``stores/<code>/kpis/``."""

from django.urls import path

from careloop.kpis import target_views, views

app_name = "kpis"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("people/", views.people, name="people"),
    path("targets/", target_views.set_targets, name="targets"),
    path("<slug:code>/", views.explanation, name="explanation"),
    path("<slug:code>/rows.csv", views.rows_csv, name="rows"),
]
