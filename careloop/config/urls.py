"""Addresses: the frame, signing in, and under each store the rooms that have pages."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("careloop.web.urls")),
    path("accounts/", include("allauth.urls")),
    path("stores/<str:store_code>/kpis/", include("careloop.kpis.urls")),
    path("stores/<str:store_code>/imports/", include("careloop.dms.urls")),
    path("stores/<str:store_code>/reports/", include("careloop.reports.urls")),
]
