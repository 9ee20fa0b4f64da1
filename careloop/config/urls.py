"""Addresses: the frame, signing in, and under each store the rooms that have pages."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("careloop.web.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("careloop.api.urls")),
    path("stores/<str:store_code>/tokens/", include("careloop.api.token_urls")),
    path("notices/", include("careloop.notifications.urls")),
    path("stores/<str:store_code>/channels/", include("careloop.notifications.store_urls")),
    path("stores/<str:store_code>/customers/segments/", include("careloop.desk.segments.urls")),
    path("stores/<str:store_code>/customers/", include("careloop.customers.urls")),
    path("stores/<str:store_code>/", include("careloop.desk.urls")),
    path("stores/<str:store_code>/", include("careloop.surveys.urls")),
    path("stores/<str:store_code>/ask/", include("careloop.surveys.asking_urls")),
    path("q/", include("careloop.surveys.link_urls")),
    path("stores/<str:store_code>/appointments/", include("careloop.service.urls")),
    path("stores/<str:store_code>/messages/", include("careloop.outreach.messages.urls")),
    path("stores/<str:store_code>/rules/", include("careloop.outreach.urls")),
    path("stores/<str:store_code>/complaints/", include("careloop.complaints.urls")),
    path("stores/<str:store_code>/suggestions/", include("careloop.suggestions.urls")),
    path("stores/<str:store_code>/audits/", include("careloop.audits.urls")),
    path("stores/<str:store_code>/improvement/", include("careloop.improvement.urls")),
    path("stores/<str:store_code>/kpis/", include("careloop.kpis.urls")),
    path("stores/<str:store_code>/imports/", include("careloop.dms.urls")),
    path("stores/<str:store_code>/reports/", include("careloop.reports.urls")),
]
