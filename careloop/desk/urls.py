"""Addresses of the desk, below one store."""

from django.urls import path, re_path

from careloop.desk.views import calls, changes, finding, people, put_off, scripts, worklist

app_name = "desk"
CUSTOMER = "customers/<int:customer_id>/"
TASK = "desk/tasks/<int:task_id>/"

urlpatterns = [
    path("search/", finding.search, name="search"),
    path(CUSTOMER, people.customer, name="customer"),
    path(CUSTOMER + "history/", people.customer_history, name="customer_history"),
    path(CUSTOMER + "correct/", changes.correct, name="correct"),
    path(CUSTOMER + "wish/", changes.wish, name="wish"),
    path(CUSTOMER + "task/", changes.new_task, name="new_task"),
    path(CUSTOMER + "appointment/", changes.new_appointment, name="new_appointment"),
    path(CUSTOMER + "contacts/<int:contact_id>/number/", changes.reveal, name="reveal"),
    path("vehicles/<int:vehicle_id>/", people.vehicle, name="vehicle"),
    path("vehicles/<int:vehicle_id>/history/", people.vehicle_history, name="vehicle_history"),
    path("desk/", worklist.worklist, name="worklist"),
    path("desk/filters/", worklist.filtering, name="filters"),
    path("desk/views/", worklist.keep_view, name="keep_view"),
    path("desk/views/<int:view_id>/drop/", worklist.drop_view, name="drop_view"),
    path("desk/assign/", worklist.assign, name="assign"),
    re_path(r"^desk/worklist\.(?P<kind>csv|xlsx)$", worklist.export, name="export"),
    path("desk/owners/", worklist.owners, name="owners"),
    path("desk/next/", calls.following, name="next"),
    path("desk/slots/", calls.slots, name="slots"),
    path("desk/scripts/", scripts.scripts, name="scripts"),
    path(TASK, calls.call, name="task"),
    path(TASK + "case/", calls.case, name="case"),
    path(TASK + "gate/", calls.gate, name="gate"),
    path(TASK + "history/", calls.opened, name="opened"),
    path(TASK + "put-off/<int:declined_id>/", put_off.settle, name="settle_put_off"),
    path(TASK + "draft/", calls.draft, name="draft"),
    path(TASK + "dial/<int:contact_id>/", calls.dialled, name="dial"),
]
