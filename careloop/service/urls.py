"""Addresses of appointments, under ``stores/<code>/appointments/``."""

from django.urls import path

from careloop.service import capacity_pages, deeds, views

app_name = "service"
urlpatterns = [
    path("", views.day_board, name="day_board"),
    path("book/", views.book, name="book"),
    path("find/", views.find, name="find"),
    path("slots/", views.slots, name="slots"),
    path("<int:appointment_id>/", deeds.appointment, name="appointment"),
    path("<int:appointment_id>/move/", deeds.move, name="move"),
    path("<int:appointment_id>/cancel/", deeds.cancel, name="cancel"),
    path("<int:appointment_id>/mark/", deeds.mark, name="mark"),
    path("<int:appointment_id>/link/", deeds.link, name="link"),
    path("capacity/", capacity_pages.capacity, name="capacity"),
    path("capacity/hours/", capacity_pages.hours, name="hours"),
    path("capacity/days/", capacity_pages.days, name="days"),
    path("capacity/bays/", capacity_pages.bays, name="bays"),
]
