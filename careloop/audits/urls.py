"""Addresses of audits, below a store."""

from django.urls import path

from careloop.audits.views import (
    check,
    figures,
    findings,
    lists,
    lunch,
    photos,
    plans,
    results,
    today,
)

app_name = "audits"
ONE = "<int:inspection_id>/"
FINDING = "findings/<int:finding_id>/"
LIST = "checklists/<str:code>/"

urlpatterns = [
    path("", today.today, name="today"),
    path("start/", today.start, name="start"),
    path("all/", results.inspections, name="inspections"),
    path(ONE, check.inspection, name="inspection"),
    path(ONE + "begin/", check.begin, name="begin"),
    path(ONE + "draft/", check.draft, name="draft"),
    path(ONE + "photos/", photos.add, name="add_photo"),
    path(ONE + "photos/<int:photo_id>/remove/", photos.remove, name="remove_photo"),
    path(ONE + "relay/", results.relay, name="relay"),
    path("photos/<int:photo_id>/", photos.of_inspection, name="photo"),
    path("rechecks/<int:recheck_id>/photo/", photos.of_recheck, name="recheck_photo"),
    path("findings/", findings.findings, name="findings"),
    path(FINDING, findings.finding, name="finding"),
    path(FINDING + "act/", findings.act, name="act"),
    path(FINDING + "recheck/", findings.recheck, name="recheck"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<int:plan_id>/end/", plans.end, name="end_plan"),
    path("checklists/", lists.checklists, name="checklists"),
    path("checklists/adopt/", lists.adopt, name="adopt"),
    path("checklists/new/", lists.new, name="new_checklist"),
    path(LIST, lists.checklist, name="checklist"),
    path(LIST + "edit/", lists.edit, name="edit_checklist"),
    path(LIST + "publish/", lists.publish, name="publish_checklist"),
    path(LIST + "retire/", lists.retire, name="retire_checklist"),
    path("figures/", figures.figures, name="figures"),
    path("lunch/", lunch.lunch, name="lunch"),
    path("lunch/<int:ticket_id>/", lunch.ticket, name="ticket"),
    path("lunch/<int:ticket_id>/use/", lunch.use, name="use_ticket"),
]
