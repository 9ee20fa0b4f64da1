"""Reads of questionnaires and answers; what a viewer may not see is not in them."""

from careloop.surveys.queries.responses import (
    After,
    answers_of,
    complaint_from,
    order_named,
    response,
    responses,
    responses_about,
)
from careloop.surveys.queries.results import sampling
from careloop.surveys.queries.sheets import (
    NO_SUCH_SHEET,
    askable,
    link_of,
    questionnaires,
    require_sheet,
    sheet_for,
    sheet_named,
    sheet_shown,
    survey_settings,
)

__all__ = [
    "NO_SUCH_SHEET",
    "After",
    "answers_of",
    "askable",
    "complaint_from",
    "link_of",
    "order_named",
    "questionnaires",
    "require_sheet",
    "response",
    "responses",
    "responses_about",
    "sampling",
    "sheet_for",
    "sheet_named",
    "sheet_shown",
    "survey_settings",
]
