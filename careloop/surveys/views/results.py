"""The figures of answers: two periods side by side, low items, and both to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from careloop.core.documents import xlsx
from careloop.core.documents.model import Chapter, Report, Section, Table
from careloop.core.ingest.rejects import harmless
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.scoring.questions import Kind, Question
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import Scope, StoreRequest, scope_page, store_page
from careloop.surveys import results as figures
from careloop.surveys.queries import results as found
from careloop.surveys.queries.responses import question_name
from careloop.surveys.queries.sheets import questions_known
from careloop.surveys.views.frame import Asked, asked_for, frame, page_language, staff_names

Known = Mapping[str, Question]
TITLE = Text(zh="满意度调查结果", en="Survey results")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@scope_page(Permission.VIEW_ANSWERS)
def results(request: StoreRequest, scope: Scope) -> HttpResponse:
    """Two periods side by side, by question, advisor, group or store."""
    asked = asked_for(request)
    return render(
        request,
        "surveys/results.html",
        frame(request, scope, asked) | _results(request, scope, asked),
    )


@scope_page(Permission.VIEW_ANSWERS)
def export(request: StoreRequest, scope: Scope, suffix: str) -> HttpResponse:
    """The tables of the page as CSV (the first of them) or as a workbook."""
    asked = asked_for(request)
    tables = _results(request, scope, asked)["tables"]
    if suffix == "csv":
        return _file(_csv(tables[0]), "text/csv; charset=utf-8", f"survey-{asked.period}.csv")
    if suffix != "xlsx":
        raise Http404(suffix)
    report = Report(
        title=TITLE.say(page_language()),
        organisation=scope.store.name if scope.store else scope.group,
        period_label=f"{asked.period} / {asked.before}",
        made_on=date.today(),
        data_as_of=date.today(),
        chapters=(
            Chapter(1, TITLE.say(page_language()), tuple(Section(t.caption, (t,)) for t in tables)),
        ),
        language=page_language(),
    )
    return _file(xlsx.render(report, page_language()), XLSX, f"survey-{asked.period}.xlsx")


@store_page(Permission.VIEW_ANSWERS)
def low_items(request: StoreRequest, store: Store) -> HttpResponse:
    """One question's disappointed customers, advisor by advisor (SUR-07)."""
    asked, scope = asked_for(request), request.scope
    scores = _scores(request, scope, asked, asked.period, "advisor")
    names, known = staff_names(request, scope), questions_known(scope.store_ids)
    chosen = asked.question or figures.weakest(scores)
    received = dict(found.vehicles_received(request.viewer, scope.store_ids, asked.period))
    table = figures.low_answers(
        figures.of_question(scores, chosen) if chosen else {},
        received,
        lambda who: names.get(who, who) or figures.NOBODY.say(page_language()),
        page_language(),
    )
    context = frame(request, scope, asked) | {
        "section": "low",
        "table": table,
        "chosen": chosen,
        "questions": _offered(scores, known),
    }
    return render(request, "surveys/low_items.html", context)


def _results(request: StoreRequest, scope: Scope, asked: Asked) -> dict[str, Any]:
    language, what = page_language(), figures.WHAT[asked.axis]
    now = _scores(request, scope, asked, asked.period, asked.axis)
    before = _scores(request, scope, asked, asked.before, asked.axis)
    known = questions_known(scope.store_ids)
    who, question = _who_namer(request, scope, asked), _question_namer(known)
    if asked.axis == "question":
        comparison = figures.Comparison(now, before)
        tables = [figures.compared(comparison, what, question, language)]
    else:
        of = asked.question
        comparison = figures.Comparison(
            figures.of_question(now, of), figures.of_question(before, of)
        )
        tables = [
            figures.compared(comparison, what, who, language),
            figures.matrix(now, what, who, question, language),
        ]
    captions = (_("Two periods"), _("Question by question"))
    asking = {code for code, one in known.items() if one.kind is Kind.NPS}
    return {
        "tables": [
            _captioned(table, caption) for table, caption in zip(tables, captions, strict=False)
        ],
        "questions": _offered(now, known),
        "recommended": figures.recommended(now, asking),
        "samples": found.samples(request.viewer, scope.store_ids, asked.period),
    }


def _captioned(table: Table, caption: str) -> Table:
    return Table(table.columns, table.rows, table.total_row, caption)


def _scores(
    request: StoreRequest, scope: Scope, asked: Asked, period: Period, axis: found.Axis
) -> found.Scores:
    return found.scores(
        request.viewer,
        scope.store_ids,
        period,
        axis=axis,
        asked=asked.asked,
        questionnaire=asked.questionnaire,
    )


def _question_namer(known: Known) -> figures.Namer:
    """Items by their names; questions by code and words; what nobody knows as it came."""
    language = page_language()

    def name(code: str) -> str:
        if code == "mot":
            return figures.MOT.say(language)
        item = question_name(code).say(language)
        if item != code or code not in known:
            return item
        return f"{code} {known[code].text.say(language)}"

    return name


def _who_namer(request: StoreRequest, scope: Scope, asked: Asked) -> figures.Namer:
    nobody = figures.NOBODY.say(page_language())
    names = {str(store.pk): store.name for store in scope.stores}
    if asked.axis == "advisor":
        names = dict(staff_names(request, scope))
    return lambda who: names.get(who, who) or nobody


def _offered(scores: found.Scores, known: Known) -> list[tuple[str, str]]:
    name = _question_namer(known)
    return [
        (code, name(code))
        for code in sorted({place.asked for place in scores}, key=figures.in_order)
    ]


def _csv(table: Table) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(column.heading for column in table.columns)
    for row in table.all_rows():
        rows.writerow(harmless(cell.text) for cell in row)
    return "\ufeff" + out.getvalue()


def _file(content: str | bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response
