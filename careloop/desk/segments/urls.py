"""Addresses of segments, under ``stores/<code>/customers/segments/``."""

from django.urls import path

from careloop.desk.segments import topics, views

app_name = "segments"

urlpatterns = [
    path("", views.segments, name="segments"),
    path("save/", views.save, name="save"),
    path("<int:segment_id>/drop/", views.drop, name="drop"),
    path("call/", topics.call, name="call"),
    path("segment.csv", views.csv, name="csv"),
]
