"""Chapter 6: customers on file, loss rates, calls to lost customers (MRP-08, CHN, LCM)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from careloop.core.documents.model import Cell, Chapter, Chart, Section, Table
from careloop.core.documents.model import TableColumn as Column
from careloop.core.documents.numbers import decimal_text
from careloop.core.kernel.codes import OUTCOME
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure
from careloop.reports import conclusions, proposals, texts
from careloop.reports.chapters import lost_groups
from careloop.reports.exhibits import (
    drawn,
    percents,
    rate,
    ratios,
    values,
    whole,
    words,
    written_table,
)
from careloop.reports.figures import HALF_YEAR, LOSS_WINDOW, count, has_data
from careloop.reports.material import Material
from careloop.reports.texts import Row

NUMBER = 6
TITLE = Text(zh="流失客户分析", en="Lost customers")
CUSTOMERS = Text(zh="档案客户与基盘客户", en="Customers on file and active base")
KIND = Text(zh="项目", en="Customers")
ARCHIVED = Text(zh="档案客户总数", en="On file")
BASE = Text(zh="基盘客户总数", en="Active base")
BASE_SAID = Text(
    zh="截至{month}末，档案客户 {archived} 台，基盘客户 {base} 台（{window} 个月内来过站），"
    "占档案 {share}；11 个月来档案增加 {archived_change} 台，基盘{direction} {base_change} 台。",
    en="At the end of {month}: {archived} vehicles on file, {base} in the active base (in within "
    "{window} months), {share} of those on file; over the months shown {archived_change} more on "
    "file, the base {direction} by {base_change}.",
)
ADDED = Text(zh="增加", en="up")
REDUCED = Text(zh="减少", en="down")
COHORT = Text(
    zh="流失率（来站后 {window} 个月未再来站）", en="Loss rate: not back in {window} months"
)
COHORT_MONTH = Text(zh="来站月份", en="Month of visit")
VISITED = Text(zh="当月来站客户量", en="Visited")
LOST = Text(zh="流失", en="Lost")
LOSS_RATE = Text(zh="流失率", en="Loss rate")
COHORT_SAID = Text(
    zh="{month}来站 {visited} 台，此后 {window} 个月未再来站 {lost} 台，流失率 {rate}。",
    en="{visited} vehicles came in {month}; {lost} were not back within {window} months: "
    "a loss rate of {rate}.",
)
DEFINITIONS = Text(zh="流失率各口径对照", en="Loss rate by definition")
DEFINITION = Text(zh="口径", en="Definition")
BASE_COUNT = Text(zh="基数", en="Base")
HALF_YEAR_COHORT = Text(
    zh="{month}来站，其后 6 个月未再来站 ÷ 当月来站",
    en="Visited in {month}, not back in 6 months / visited",
)
COHORT_ROW = Text(
    zh="{month}来站，其后 {window} 个月未再来站 ÷ 当月来站",
    en="Visited in {month}, not back in {window} months / visited",
)
WITH_SALES = Text(
    zh="{window} 个月未来站 ÷（{window} 个月前来站 + 当月售车）",
    en="Not in for {window} months / (visits + vehicles sold {window} months ago)",
)
LAST_YEAR = Text(
    zh="去年同月来站且此后未再来站 ÷ 去年同月来站",
    en="Visited in the same month last year and not since / visited then",
)
OPENING = Text(zh="本月流失 ÷ 月初基盘客户", en="Lost this month / active base at its start")
DIFFERENT = Text(
    zh="各口径人群和基数不同，不可互相比较或相加。",
    en="Each definition has its own population: do not compare or add them.",
)
CALLS = Text(zh="流失客户回访", en="Calls to lost customers")
ITEM = Text(zh="项目", en="Item")
VEHICLES = Text(zh="数量", en="Count")
SHARE_OF_DUE = Text(zh="占应回访", en="Share of due")
LOST_TOTAL = Text(zh="流失客户", en="Lost customers")
COMPANY = Text(zh="其中公车客户（服务经理负责）", en="of these company cars (service manager)")
DUE = Text(zh="应回访", en="Due")
DONE = Text(zh="实际回访", en="Reached")
NOT_REACHED = Text(zh="未接受回访数", en="Not reached")
OF_WHICH = Text(zh="　{outcome}", en="– {outcome}")
CALLS_SAID = Text(
    zh="流失客户应回访 {due} 位，实际回访 {done} 位，未接受回访 {missed} 位。",
    en="{due} calls to lost customers were due, {done} reached, {missed} not.",
)
NO_CALLS = Text(
    zh="本月没有应回访的流失客户。", en="No calls to lost customers were due this month."
)
MEASURES_PROPOSED = Text(
    zh="以下按本月流失原因自动提出，尚未确认。",
    en="Proposed from the month's reasons of loss, not yet agreed.",
)
COMPANY_CODE = "lost_calls_company"
NOT_ANSWERED = (
    "powered_off",
    "refused",
    "out_of_service",
    "cannot_connect",
    "no_answer",
    "wrong_number",
    "visited_only_once",
    "hung_up",
    "line_broke",
    "left_message",
    "letter",
    "not_called",
)

Columns = tuple[Column, ...]


def chapter(material: Material) -> Chapter:
    """The sixth chapter."""
    sections = (
        customers(material),
        cohorts(material),
        definitions(material),
        calls(material),
        *lost_groups.sections(material),
        measures(material),
    )
    return Chapter(NUMBER, material.say(TITLE), sections)


def _on_file(material: Material, code: str, month: Period) -> Figure:
    return material.figures.one("customers", code, month=str(month))


def customers(material: Material) -> Section:
    """Twelve columns of months, as the trade prints it (CUS-09)."""
    months = material.months(12)
    columns = (
        words("kind", material.say(KIND), 1.6),
        *(whole(str(month), material.short_month(month)) for month in months),
    )
    named = {"archived_customers": ARCHIVED, "active_base": BASE}
    figures = {code: [_on_file(material, code, month) for month in months] for code in named}
    rows = tuple(
        (
            Cell.of(material.say(name)),
            *(c.cell(count(f)) for c, f in zip(columns[1:], figures[code], strict=True)),
        )
        for code, name in named.items()
    )
    known = any(has_data(figure) for held in figures.values() for figure in held)
    chart = Chart(
        "line",
        tuple(material.short_month(month) for month in months),
        tuple(values(material.say(name), figures[code], "#,##0") for code, name in named.items()),
        title=material.say(CUSTOMERS),
        axis_min=0,
        labels_shown=False,
    )
    return Section(
        material.say(CUSTOMERS),
        (Table(columns, rows if known else ()), drawn(material, chart)),
        conclusion=_customers_sentence(material, figures),
        notes=tuple(material.note(held[-1]) for held in figures.values()),
        layout="full",
    )


def _customers_sentence(material: Material, figures: dict[str, list[Figure]]) -> tuple[str, ...]:
    archived, base = figures["archived_customers"], figures["active_base"]
    ends = [count(figure) for figure in (archived[0], archived[-1], base[0], base[-1])]
    if None in ends:
        return ()
    archived_then, archived_now, base_then, base_now = (end or 0 for end in ends)
    if not archived_now:
        return ()
    return (
        material.say(
            BASE_SAID,
            month=material.month_name(material.month),
            archived=f"{archived_now:,}",
            base=f"{base_now:,}",
            window=LOSS_WINDOW,
            share=decimal_text(Fraction(base_now, archived_now), 1, percent=True),
            archived_change=f"{archived_now - archived_then:,}",
            direction=ADDED if base_now >= base_then else REDUCED,
            base_change=f"{abs(base_now - base_then):,}",
        ),
    )


def cohorts(material: Material) -> Section:
    """Only cohorts whose window is over: the newest is the month ``LOSS_WINDOW`` months back."""
    months = material.months(6, -LOSS_WINDOW)
    figures = [
        material.figures.one("cohorts", "loss_rate_cohort", month=str(month)) for month in months
    ]
    columns = (
        words("month", material.say(COHORT_MONTH)),
        whole("visited", material.say(VISITED)),
        whole("lost", material.say(LOST)),
        percents("loss_rate", material.say(LOSS_RATE), 2),
    )
    rows = tuple(
        (
            Cell.of(material.month_name(month)),
            columns[1].cell(figure.denominator),
            columns[2].cell(count(figure)),
            rate(columns[3], figure),
        )
        for month, figure in zip(months, figures, strict=True)
        if has_data(figure)
    )
    chart = Chart(
        "line",
        tuple(material.month_name(month) for month in months),
        (ratios(material.say(LOSS_RATE), figures, 2),),
        title=material.say(COHORT, window=LOSS_WINDOW),
        axis_min=0,
    )
    return Section(
        material.say(COHORT, window=LOSS_WINDOW),
        (Table(columns, rows), drawn(material, chart)),
        conclusion=_cohort_sentences(material, months[-1], figures[-2:]),
        notes=(material.note(figures[-1], months[-1]),),
        layout="table_left_chart_right",
    )


def _cohort_sentences(material: Material, month: Period, pair: list[Figure]) -> tuple[str, ...]:
    before, this = pair
    if this.value is None:
        return (conclusions.NO_DATA.say(material.language, name=material.say(LOSS_RATE)),)
    said = material.say(
        COHORT_SAID,
        month=material.month_name(month),
        visited=f"{this.denominator:,}",
        lost=f"{this.numerator:,}",
        window=LOSS_WINDOW,
        rate=conclusions.percent(this, 2),
    )
    if before.value is None:
        return (said,)
    judged = conclusions.verdict(this, before, "lower")
    return said, material.say(lost_groups.AGAINST_BEFORE, effect=lost_groups.EFFECTS[judged])


def definitions(material: Material) -> Section:
    """The variants beside each other, each with its own population (CHN-15)."""
    columns = (
        words("definition", material.say(DEFINITION), 3.0),
        whole("lost", material.say(LOST)),
        whole("base", material.say(BASE_COUNT)),
        percents("rate", material.say(LOSS_RATE), 2),
    )
    named = _definitions(material)
    rows = tuple(
        (
            Cell.of(name),
            columns[1].cell(count(figure)),
            columns[2].cell(figure.denominator),
            rate(percents("rate", "", decimals), figure),
        )
        for name, figure, decimals in named
        if has_data(figure)
    )
    return Section(
        material.say(DEFINITIONS),
        (Table(columns, rows),),
        conclusion=(material.say(DIFFERENT),),
        notes=tuple(material.note(figure) for _, figure, _ in named),
        layout="full",
    )


def _definitions(material: Material) -> list[tuple[str, Figure, int]]:
    """Name, figure and the decimals each source prints (GEN-10)."""
    figures = material.figures
    eight, six = material.month.shifted(-LOSS_WINDOW), material.month.shifted(-HALF_YEAR)
    cohort = figures.one("cohorts", "loss_rate_cohort", month=str(eight))
    half_year = figures.one("half_year_cohort", "loss_rate_cohort")
    name, months_name = material.say, material.month_name
    return [
        (name(COHORT_ROW, month=months_name(eight), window=LOSS_WINDOW), cohort, 2),
        (name(HALF_YEAR_COHORT, month=months_name(six)), half_year, 2),
        (name(WITH_SALES, window=LOSS_WINDOW), figures.one("loss", "loss_rate_with_sales"), 0),
        (name(LAST_YEAR), figures.one("loss", "loss_rate_same_month_last_year"), 1),
        (name(OPENING), figures.one("loss", "loss_rate_opening"), 2),
    ]


def calls(material: Material) -> Section:
    """Company cars stand apart: the service manager calls them (LCM-09, CUS-08)."""
    due = count(material.figures.one("lost_calls", "lost_calls_due"))
    done = count(material.figures.one("lost_calls", "lost_calls_valid"))
    columns = (
        words("item", material.say(ITEM), 2.0),
        whole("count", material.say(VEHICLES)),
        percents("share", material.say(SHARE_OF_DUE), 1),
    )
    counted: list[tuple[str, int | None]] = [
        (material.say(DUE), due),
        (material.say(DONE), done),
        (material.say(NOT_REACHED), None if due is None or done is None else due - done),
        *_outcomes(material),
    ]
    rows = tuple(
        (Cell.of(name), columns[1].cell(held), columns[2].cell(lost_groups.part(held, due)))
        for name, held in counted
    )
    apart = tuple(
        (Cell.of(name), columns[1].cell(held), Cell())
        for name, held in _company_cars(material, due)
    )
    bookings = lost_groups.bookings(material)
    said = (
        material.say(
            CALLS_SAID, due=f"{due:,}", done=f"{done or 0:,}", missed=f"{due - (done or 0):,}"
        )
        if due
        else material.say(NO_CALLS)
    )
    return Section(
        material.say(CALLS),
        (Table(columns, apart + rows if due else ()), bookings),
        conclusion=(said,),
        notes=(
            material.note(material.figures.one("lost_calls", "lost_calls_due")),
            material.note(material.figures.one("lost_calls", "lost_calls_valid")),
        ),
    )


def _outcomes(material: Material) -> list[tuple[str, int | None]]:
    """Why the others were not reached; an outcome nobody had is left out."""
    counted = [
        (code, count(material.figures.one("lost_outcomes", "call_outcomes", outcome=code)))
        for code in NOT_ANSWERED
    ]
    return [
        (material.say(OF_WHICH, outcome=OUTCOME.text(code)), held) for code, held in counted if held
    ]


def _company_cars(material: Material, due: int | None) -> list[tuple[str, int]]:
    """Lost customers and the company cars among them; blank where there are none."""
    company = count(material.figures.one("lost_calls", COMPANY_CODE))
    if not company or due is None:
        return []
    return [(material.say(LOST_TOTAL), due + company), (material.say(COMPANY), company)]


def measures(material: Material) -> Section:
    """What people wrote; until then a proposal for each of the most frequent reasons (LCM-04)."""
    section = texts.section_of("loss_measures")
    written = material.texts.get(section.code, ())
    reasons = [code for code, _ in lost_groups.reason_counts(material)]
    rows: Sequence[Row] = written or proposals.against_loss(material, reasons)
    return Section(
        material.say(section.title),
        (written_table(material, section, rows),),
        conclusion=(material.say(MEASURES_PROPOSED),) if rows and not written else (),
        layout="full",
    )
