"""Addresses of messages to customers, under ``stores/<code>/messages/``."""

from django.urls import path

from careloop.outreach.messages.views import sent, templates, writing

app_name = "messages"
urlpatterns = [
    path("", sent.messages, name="messages"),
    path("<int:message_id>/", sent.deed, name="deed"),
    path("write/", writing.write, name="write"),
    path("many/", writing.write_many, name="write_many"),
    path("templates/", templates.templates, name="templates"),
    path("templates/ready/", templates.add_ready, name="add_ready"),
    path("templates/new/", templates.new, name="new_template"),
    path("templates/<int:template_id>/", templates.edit, name="edit_template"),
]
