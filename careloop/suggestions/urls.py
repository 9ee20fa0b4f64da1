"""Addresses of suggestions, under ``stores/<code>/suggestions/``."""

from django.urls import path

from careloop.suggestions import views

app_name = "suggestions"
urlpatterns = [
    path("", views.suggestions, name="suggestions"),
    path("review/", views.review, name="review"),
    path("new/", views.make, name="make"),
    path("<int:pk>/", views.suggestion, name="suggestion"),
    path("<int:pk>/accept/", views.accept, name="accept"),
    path("<int:pk>/decline/", views.decline, name="decline"),
    path("<int:pk>/<slug:deed>/", views.settle, name="settle"),
]
