"""The KPI page, the table of people, the explanation of a figure with its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render

from careloop.core.kernel.periods import Period
from careloop.core.metrics.figures import Explanation
from careloop.core.metrics.planning import Filters
from careloop.kpis import dashboard as board
from careloop.kpis import queries, rows
from careloop.kpis.cards import card, interval
from careloop.organisation.choices import Permission
from careloop.organisation.pages import Scope, StoreRequest, language, scope_page

MONTHS_OFFERED = 24
PAGE_ROWS = 50
MOST_ROWS = 100_000


@scope_page(Permission.VIEW_FIGURES)
def dashboard(request: StoreRequest, scope: Scope) -> HttpResponse:
    """Cards, charts and people of one month."""
    asked = _asked(request)
    page = _page(request, scope, asked)
    cards = board.cards(page)
    context = _frame(request, scope, asked) | {"has_data": any(c.value for c in cards.values())}
    if context["has_data"]:
        version = queries.mart_version(request.viewer)
        context |= {
            "data_as_of": version.manifest.data_as_of if version else None,
            "headlines": [cards[code] for code in board.HEADLINES if code in cards],
            "stages": board.stages(page, cards),
            "charts": board.chart_cards(page),
            "people": board.people_table(page, _by(request)),
        }
    return render(request, "kpis/dashboard.html", context)


@scope_page(Permission.VIEW_FIGURES)
def people(request: StoreRequest, scope: Scope) -> HttpResponse:
    """The table of advisors or of technicians alone, for the tabs."""
    asked = _asked(request)
    table = board.people_table(_page(request, scope, asked), _by(request))
    return render(request, "kpis/people.html", _frame(request, scope, asked) | {"people": table})


@scope_page(Permission.VIEW_FIGURES)
def explanation(request: StoreRequest, scope: Scope, code: str) -> HttpResponse:
    """Where a figure comes from: beside the dashboard (htmx), or as a page with its rows."""
    asked = _asked(request)
    person = _person(request, scope)
    context = _frame(request, scope, asked) | _explained(request, scope, asked, code, person)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "kpis/drawer.html", context)
    if context["may_see_rows"]:
        context |= _rows_page(request, context["explanation"])
    return render(request, "kpis/explanation.html", context)


@scope_page(Permission.VIEW_ROWS)
def rows_csv(request: StoreRequest, scope: Scope, code: str) -> HttpResponse:
    """All rows behind a figure, formula-like text neutralised."""
    asked = _asked(request)
    person = _person(request, scope)
    found = _explain(request, scope, asked, code, person, limit=MOST_ROWS)
    response = HttpResponse(
        rows.as_csv(found.rows, language()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = (
        f'attachment; filename="{code}-{scope.code}-{asked.month}.csv"'
    )
    return response


@dataclass(frozen=True, slots=True)
class Asked:
    month: Period
    compare: board.Compare
    today: date


@dataclass(frozen=True, slots=True)
class Person:
    """The one of the staff whose figure is asked for: ``by`` advisor or technician."""

    by: str
    id: int
    name: str

    @property
    def filters(self) -> Filters:
        return {self.by: self.id}


def _person(request: StoreRequest, scope: Scope) -> Person | None:
    """Whose figure the address asks for; somebody of other stores is no page here."""
    by = next((by for by in board.PEOPLE_CODES if by in request.GET), None)
    if by is None:
        return None
    named = queries.people(request.viewer, scope.store_ids)
    found = next((pk for pk in named if str(pk) == request.GET[by]), None)
    if found is None:
        raise Http404(by)
    return Person(by, found, named[found])


def _asked(request: StoreRequest) -> Asked:
    """The month of the address, else the last whole one.

    Raises:
        Refused: the address names no month.
    """
    today = date.today()
    text = request.GET.get("month", "")
    month = Period.parse(text) if text else Period.month_of(today).previous
    compare = request.GET.get("compare", "last_month")
    return Asked(
        month=Period.month_of(month.start),
        compare=compare if compare in board.COMPARISONS else "last_month",  # type: ignore[arg-type]
        today=today,
    )


def _by(request: StoreRequest) -> str:
    by = request.GET.get("by", "advisor")
    return by if by in board.PEOPLE_CODES else "advisor"


def _frame(request: StoreRequest, scope: Scope, asked: Asked) -> dict[str, Any]:
    """What the tools at the head of the page show."""
    this_month = Period.month_of(asked.today)
    months = [this_month.shifted(-step) for step in range(MONTHS_OFFERED)]
    if asked.month not in months:
        months.append(asked.month)
    store_id = scope.store.pk if scope.store else 0
    return {
        "month": asked.month,
        "months": months,
        "next_month": asked.month.shifted(1) if asked.month < this_month else None,
        "compare": asked.compare,
        "compare_label": board.COMPARISONS[asked.compare],
        "compares_outside": asked.compare in board.OUTSIDE,
        "comparisons": list(board.COMPARISONS.items()),
        "may_see_report": request.viewer.may(Permission.VIEW_REPORT, store_id),
        "may_import": request.viewer.may(Permission.IMPORT, store_id),
        "may_see_rows": all(request.viewer.may(Permission.VIEW_ROWS, pk) for pk in scope.store_ids),
    }


def _page(request: StoreRequest, scope: Scope, asked: Asked) -> board.Page:
    def ask(codes: list[str], **question: Any) -> Any:
        return queries.figures(
            request.viewer, codes, store_ids=scope.store_ids, as_of=asked.today, **question
        )

    return board.Page(
        month=asked.month,
        compare=asked.compare,
        language=language(),
        metrics=queries.metrics(),
        aims=queries.aims(request.viewer, scope.store_ids, asked.month),
        people=queries.people(request.viewer, scope.store_ids),
        ask=ask,
    )


def _explain(
    request: StoreRequest,
    scope: Scope,
    asked: Asked,
    code: str,
    person: Person | None,
    *,
    limit: int,
) -> Explanation:
    """The explanation of the month's figure; a code the catalogue does not hold is no page."""
    if code not in queries.metrics():
        raise Http404(code)
    return queries.explain(
        request.viewer,
        code,
        period=asked.month,
        store_ids=scope.store_ids,
        filters=person.filters if person else None,
        as_of=asked.today,
        limit=limit,
    )


def _explained(
    request: StoreRequest, scope: Scope, asked: Asked, code: str, person: Person | None
) -> dict[str, Any]:
    limit = PAGE_ROWS * _page_number(request)
    found = _explain(request, scope, asked, code, person, limit=limit)
    question = {"month": asked.month, **(person.filters if person else {})}
    aims = queries.aims(request.viewer, scope.store_ids, asked.month)
    metric, spoken = found.metric, language()
    return {
        "explanation": found,
        "person": person,
        "asked_for": urlencode(question),
        "card": card(found.figure, metric=metric, language=spoken, aim=aims.get(code)),
        "interval": interval(found.figure),
        "numerator": f"{found.numerator or 0:,}",
        "denominator": f"{found.denominator or 0:,}",
        "filters": rows.filters(found.filters, spoken),
        "obstacles": metric.obstacles,
    }


def _page_number(request: StoreRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def _rows_page(request: StoreRequest, found: Explanation) -> dict[str, Any]:
    """One page of rows; the explanation holds all up to the page's last."""
    number = _page_number(request)
    first = PAGE_ROWS * (number - 1)
    shown = rows.named(found.rows.slice(first, PAGE_ROWS), language())
    last = first + len(shown.rows)
    return {
        "headings": shown.headings,
        "rows": shown.rows,
        "page": {
            "first": first + 1,
            "last": last,
            "total": found.rows_total,
            "previous": number - 1 if number > 1 else None,
            "next": number + 1 if last < found.rows_total else None,
        },
    }
