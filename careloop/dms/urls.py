"""Addresses of imports, under ``stores/<code>/imports/``."""

from django.urls import path

from careloop.dms import drafts, views

app_name = "dms"
urlpatterns = [
    path("", views.imports, name="imports"),
    path("upload/", views.upload, name="upload"),
    path("templates/<slug:feed>.csv", views.template, name="template"),
    path("<int:run_id>/", views.run, name="run"),
    path("<int:run_id>/state/", views.state, name="state"),
    path("<int:run_id>/look/", drafts.look, name="look"),
    path("<int:run_id>/confirm/", drafts.confirm, name="confirm"),
    path("<int:run_id>/import/", views.import_now, name="import_now"),
    path("<int:run_id>/revert/", views.revert, name="revert"),
    path("<int:run_id>/rejects/", views.rejects, name="rejects"),
]
