"""Addresses of the rules pages."""

from django.urls import path

from careloop.outreach import views

app_name = "outreach"
urlpatterns = [
    path("", views.rules, name="rules"),
    path("run/", views.run, name="run"),
    path("outcomes/", views.outcomes, name="outcomes"),
    path("flags/", views.flags, name="flags"),
    path("festivals/", views.add_festival, name="add_festival"),
    path("festivals/<int:festival_id>/drop/", views.drop_festival, name="drop_festival"),
    path("<str:code>/", views.rule, name="rule"),
    path("<str:code>/preview/", views.preview, name="preview"),
]
