"""Addresses of improvement, under ``stores/<code>/improvement/``."""

from django.urls import path

from careloop.improvement.views import (
    lines,
    measures,
    meetings,
    mine,
    months,
    problems,
    proposals,
    training,
)

app_name = "improvement"
urlpatterns = [
    path("", months.month, name="month"),
    path("carry/", months.carry, name="carry"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("mine/", mine.mine, name="mine"),
    path("obstacles/", problems.obstacles, name="obstacles"),
    path("problems/new/", problems.add, name="add"),
    path("problems/<int:pk>/", problems.problem, name="problem"),
    path("problems/<int:pk>/change/", problems.change, name="change"),
    path("problems/<int:pk>/move/", months.move, name="move"),
    path("problems/<int:pk>/measures/", measures.add, name="add_measure"),
    path("problems/<int:pk>/<slug:deed>/", problems.decide, name="decide"),
    path("lines/<slug:topic>/new/", lines.add, name="add_line"),
    path("lines/<int:pk>/change/", lines.change, name="change_line"),
    path("lines/<int:pk>/remove/", lines.remove, name="remove_line"),
    path("measures/<int:pk>/change/", measures.change, name="change_measure"),
    path("measures/<int:pk>/remove/", measures.remove, name="remove_measure"),
    path("measures/<int:pk>/report/", measures.report, name="report"),
    path("proof/<int:pk>/", measures.evidence, name="evidence"),
    path("proof/<int:pk>/remove/", measures.remove_evidence, name="remove_evidence"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.plan, name="plan_meeting"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/change/", meetings.change, name="change_meeting"),
    path("meetings/<int:pk>/record/", meetings.hold, name="hold_meeting"),
    path("meetings/<int:pk>/cancel/", meetings.cancel, name="cancel_meeting"),
    path("training/", training.trainings, name="trainings"),
    path("training/new/", training.plan, name="plan_training"),
    path("training/<int:pk>/", training.training, name="training"),
    path("training/<int:pk>/change/", training.change, name="change_training"),
    path("training/<int:pk>/attendance/", training.hold, name="hold_training"),
    path("training/<int:pk>/cancel/", training.cancel, name="cancel_training"),
]
