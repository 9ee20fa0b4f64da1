"""A whole interview: the best or the worst answer to each question that is asked."""

from __future__ import annotations

from careloop.core.scoring.questions import Kind
from careloop.core.scoring.sheets import visible
from careloop.outreach.models import ContactTask
from careloop.surveys.queries import sheet_for


def answers_of(task: ContactTask, *, good: bool) -> dict[str, str]:
    """Answers question by question, as skip logic shows them."""
    sheet = sheet_for(task.store, task.contact_type)
    assert sheet is not None
    given: dict[str, str] = {}
    while open_ones := [q for q in visible(sheet, given) if q.code not in given]:
        question = open_ones[0]
        if question.kind is Kind.TEXT:
            given[question.code] = "没有补充"
            continue
        ranked = sorted(question.choices, key=lambda option: question.points(option.code) or 0)
        given[question.code] = (ranked[-1] if good else ranked[0]).code
    return given
