"""Addresses of questionnaires and answers, under ``stores/<code>/``."""

from django.urls import path

from careloop.surveys.views import builder, responses, results

app_name = "surveys"
urlpatterns = [
    path("answers/", results.results, name="results"),
    path("answers/export.<str:suffix>", results.export, name="export"),
    path("answers/low/", results.low_items, name="low_items"),
    path("answers/list/", responses.responses, name="responses"),
    path("answers/sampling/", responses.sampling, name="sampling"),
    path("answers/<int:pk>/", responses.response, name="response"),
    path("questionnaires/", builder.questionnaires, name="questionnaires"),
    path("questionnaires/add-new/", builder.new, name="new"),
    path("questionnaires/set-use/", builder.use, name="use"),
    path("questionnaires/<str:code>/", builder.questionnaire, name="questionnaire"),
    path("questionnaires/<str:code>/start/", builder.start, name="start"),
    path("questionnaires/<str:code>/draft/", builder.draft, name="draft"),
    path("questionnaires/<str:code>/draft/publish/", builder.publish, name="publish"),
    path("questionnaires/<str:code>/draft/discard/", builder.discard, name="discard"),
    path("questionnaires/<str:code>/draft/question/", builder.question, name="new_question"),
    path(
        "questionnaires/<str:code>/draft/question/<str:question_code>/",
        builder.question,
        name="question",
    ),
    path(
        "questionnaires/<str:code>/draft/question/<str:question_code>/arrange/",
        builder.arrange,
        name="arrange",
    ),
]
