"""What the KPI page shows for one scope and month, gathered in a handful of questions.

The page asks for many metrics at once, so that each fact is read in one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Language
from careloop.core.metrics.figures import Figure
from careloop.core.metrics.metric import Metric
from careloop.core.metrics.planning import dims_of
from careloop.kpis import charts
from careloop.kpis.cards import Aim, Card, card, is_few, printed, tone
from careloop.kpis.charts import Answers, Spec

Compare = Literal["last_month", "last_year", "sub_centre", "national"]
COMPARISONS: Mapping[str, Promise | str] = {
    "last_month": _("last month"),
    "last_year": _("the same month last year"),
    "sub_centre": _("the sub-centre"),
    "national": _("the national average"),
}
OUTSIDE = ("sub_centre", "national")  # rows of the survey house, for survey scores only
HISTORY = 13  # the month, the twelve before it: the same month last year is among them
TREND = 12

HEADLINES = (
    "css_score",
    "first_time_fix_rate",
    "complaint_closure_rate",
    "callback_rate",
    "appointment_rate",
    "loss_rate_last_visit_month",
)
STAGES: tuple[tuple[Promise | str, str, tuple[str, ...]], ...] = (
    (_("Active contact: sales"), "key", ("active_contact_sales",)),
    (_("Active contact: service"), "users", ("active_contact_service",)),
    (_("Appointment"), "calendar-event", ("appointment",)),
    (
        _("Reception and interactive pre-check"),
        "clipboard-check",
        ("reception", "interactive_precheck"),
    ),
    (_("Parts supply"), "packages", ("parts_supply",)),
    (_("Workshop"), "tool", ("workshop",)),
    (_("Delivery"), "car", ("delivery",)),
    (_("Follow-up"), "phone-call", ("follow_up",)),
)
SCORED_BY_ROW = frozenset({"css_score", "mot_score"})

# One question: codes, the period, what to split by; the answer holds a figure per code and split.
Ask = Callable[..., Sequence[Figure]]


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the eight stages of the handbook with its cards."""

    name: Promise | str
    icon: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class ChartCard:
    """A chart with its heading; ``spec`` is ``None`` where there is nothing to draw."""

    key: str
    title: Promise | str
    width: str
    spec: Spec | None
    hint: Promise | str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person's figures; ``key`` is blank for somebody on no staff file."""

    name: str
    key: str
    cells: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """Figures by person: a heading per metric, a line per person."""

    by: str
    headings: tuple[str, ...]
    lines: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What one month of one scope is asked with."""

    month: Period
    compare: Compare
    language: Language
    metrics: Mapping[str, Metric]
    aims: Mapping[str, Aim]
    people: Mapping[int, str]
    ask: Ask

    @property
    def months(self) -> list[Period]:
        return [self.month.shifted(1 - HISTORY + step) for step in range(HISTORY)]

    @property
    def span(self) -> Period:
        return Period.between(self.months[0].start, self.month.last_day)


def handbook(metrics: Mapping[str, Metric]) -> list[str]:
    """The codes of the eight stages, in the order of the catalogue."""
    stages = {code for _, _, codes in STAGES for code in codes}
    return [code for code, metric in metrics.items() if metric.stage in stages]


def cards(page: Page) -> dict[str, Card]:
    """Every card of the page: one question for the history, one for the rows compared with."""
    codes = list(dict.fromkeys([*HEADLINES, *handbook(page.metrics)]))
    history = page.ask(codes, period=page.span, by=("month",))
    compared = _compared(page, history)
    return {code: _card(page, code, history, compared.get(code)) for code in codes}


def _card(page: Page, code: str, history: Sequence[Figure], compared: Figure | None) -> Card:
    metric = page.metrics[code]
    by_month = {f.keys.get("month"): f for f in history if f.code == code}
    now = by_month.get(str(page.month)) or _nothing(metric)
    past = [by_month.get(str(month)) for month in page.months]
    return card(
        now,
        metric=metric,
        language=page.language,
        aim=page.aims.get(code),
        compared=compared,
        history=[figure.value if figure else None for figure in past],
    )


def _compared(page: Page, history: Sequence[Figure]) -> dict[str, Figure]:
    """The figures to compare with, by code; outside rows exist for survey scores only."""
    if page.compare in OUTSIDE:
        rows = page.ask(sorted(SCORED_BY_ROW), period=page.month, by=("row",))
        return {f.code: f for f in rows if f.keys.get("row") == page.compare}
    month = page.month.previous if page.compare == "last_month" else page.month.same_last_year
    return {f.code: f for f in history if f.keys.get("month") == str(month)}


def _nothing(metric: Metric) -> Figure:
    return Figure(metric.code, {}, None, None, None, 0, metric.unit, metric.decimals)


def stages(page: Page, held: Mapping[str, Card]) -> list[Stage]:
    return [
        Stage(
            name,
            icon,
            tuple(
                held[code]
                for code, metric in page.metrics.items()
                if metric.stage in codes and code in held
            ),
        )
        for name, icon, codes in STAGES
    ]


def chart_cards(page: Page) -> list[ChartCard]:
    """The five charts; each says what feed fills it while there is nothing to draw."""
    survey = _answers(page, page.ask(["css_score"], period=_trend(page), by=("month", "row")))
    items = _answers(page, page.ask(["mot_item_score"], period=page.month, by=("item", "row")))
    weekly = _answers(page, _weekly(page))
    fixed = page.ask(["first_time_fix_rate"], period=page.month, by=("technician",))
    lost = page.ask(["lost_share"], period=page.month, by=("reason",))
    aim = page.aims.get("first_time_fix_rate")
    scores = _("Comes with the survey scores feed.")
    return [
        ChartCard(
            "css",
            _("CSS score: store, sub-centre, national"),
            "",
            charts.css_trend(survey, page.months[-TREND:]),
            scores,
        ),
        ChartCard("mot", _("Moments of truth compared"), "", charts.mot_items(items), scores),
        ChartCard(
            "complaints",
            _("Complaints by cause and week, share closed"),
            "",
            charts.complaint_causes(weekly, page.month),
            _("No complaint in this month, or the complaints feed is missing."),
        ),
        ChartCard(
            "technicians",
            _("First-time fix by technician"),
            "third",
            charts.technicians(_answers(page, fixed), float(aim.value) if aim else None),
            _("Comes with the repair orders feed."),
        ),
        ChartCard(
            "loss",
            _("Why customers stay away"),
            "third",
            charts.loss_reasons(_answers(page, lost)),
            _("Comes with the calls to lost customers."),
        ),
    ]


def _trend(page: Page) -> Period:
    return Period.between(page.months[-TREND].start, page.month.last_day)


def _weekly(page: Page) -> list[Figure]:
    closed = page.ask(["complaint_closure_rate"], period=page.month, by=("report_week",))
    causes = page.ask(["problem_causes"], period=page.month, by=("cause", "report_week"))
    return [*closed, *causes]


def _answers(page: Page, figures: Sequence[Figure]) -> Answers:
    return Answers(figures, page.language, page.people)


PEOPLE_CODES = {
    "advisor": (
        "orders",
        "appointment_rate",
        "interactive_precheck_rate",
        "menu_quote_rate",
        "delivery_explanation_rate",
        "callback_rate",
        "customer_satisfied_rate",
        "hours_per_order",
        "parts_sales_per_order",
    ),
    "technician": (
        "first_time_fix_rate",
        "workshop_on_time_rate",
        "utilisation",
        "efficiency",
        "business_index",
        "hours_per_order",
    ),
}


def people_table(page: Page, by: str) -> PeopleTable:
    """The store's people side by side; a person without any figure is left out."""
    codes = tuple(
        c for c in PEOPLE_CODES[by] if c in page.metrics and by in dims_of(page.metrics[c])
    )
    figures = page.ask(list(codes), period=page.month, by=(by,))
    held: dict[Any, dict[str, Figure]] = {}
    for figure in figures:
        if figure.value is not None and figure.keys.get(by) is not None:
            held.setdefault(figure.keys[by], {})[figure.code] = figure
    lines = [
        PersonLine(
            name=page.people.get(person) or str(person),
            key=str(person) if person in page.people else "",
            cells=tuple(_cell(page, row.get(code)) for code in codes),
        )
        for person, row in held.items()
    ]
    headings = tuple(page.metrics[code].name.say(page.language) for code in codes)
    return PeopleTable(by, headings, tuple(sorted(lines, key=lambda line: line.name)))


def _cell(page: Page, figure: Figure | None) -> dict[str, Any]:
    if figure is None or figure.value is None:
        return {"text": "", "tone": "", "n": 0}
    unit = "%" if figure.unit == "%" else ""
    shade = (
        "few"
        if is_few(figure, page.metrics[figure.code])
        else tone(figure, page.aims.get(figure.code))
    )
    return {
        "code": figure.code,
        "text": f"{printed(figure)}{unit}",
        "tone": shade,
        "n": figure.n,
    }
