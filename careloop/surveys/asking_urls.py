"""Addresses of asking at the store, under ``stores/<code>/ask/``."""

from django.urls import path

from careloop.surveys.views import asking

app_name = "asking"
urlpatterns = [
    path("", asking.choose, name="choose"),
    path("sheet/", asking.ask, name="ask"),
    path("start/", asking.start, name="start"),
]
