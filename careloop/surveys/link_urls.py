"""The address of a link, short enough for an SMS: ``/q/<token>/``."""

from django.urls import path

from careloop.surveys.views import links

app_name = "sheets"
urlpatterns = [path("<str:token>/", links.answer, name="answer")]
