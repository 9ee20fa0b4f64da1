"""Addresses of monthly reports, under ``stores/<code>/reports/``."""

from django.urls import path

from careloop.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.months, name="months"),
    path("report.css", views.stylesheet, name="stylesheet"),
    path("<str:month>/", views.month, name="month"),
    path("<str:month>/file.<slug:format>", views.download, name="download"),
    path("<str:month>/freeze/", views.freeze, name="freeze"),
]
