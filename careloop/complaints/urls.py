"""Addresses of complaints, below a store."""

from django.urls import path

from careloop.complaints.views import board, one, opening, papers, tuning

app_name = "complaints"
ONE = "<int:complaint_id>/"

urlpatterns = [
    path("", board.board_page, name="board"),
    path("open/", opening.open_page, name="open"),
    path("open/find/", opening.find, name="find"),
    path("open/causes/", opening.suggest, name="suggest"),
    path("rules/", tuning.tuning, name="tuning"),
    path("rules/limit/", tuning.limit, name="limit"),
    path("rules/ladder/<str:severity>/", tuning.ladder, name="ladder"),
    path("rules/cause/", tuning.cause, name="cause"),
    path(ONE, one.complaint_page, name="complaint"),
    path(ONE + "form.pdf", papers.printed, name="print"),
    path(ONE + "papers/<int:paper_id>/", papers.paper, name="paper"),
    path(ONE + "<str:code>/", one.act, name="act"),
]
