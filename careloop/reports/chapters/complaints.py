"""Chapter 4: causes of dissatisfaction by week, closure, responsible persons (MRP-06, CMP)."""

from __future__ import annotations

from careloop.core.documents.model import Cell, Chapter, Chart, Section, Series, Table
from careloop.core.documents.model import TableColumn as Column
from careloop.core.documents.numbers import decimal_text
from careloop.core.kernel.codes import COMPLAINT_CAUSE
from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import divide
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Key
from careloop.reports import conclusions
from careloop.reports.exhibits import (
    MONTH_COLUMN,
    as_line,
    drawn,
    number,
    percents,
    rate,
    ratios,
    score,
    values,
    whole,
    words,
)
from careloop.reports.figures import count, has_data, total
from careloop.reports.material import Material

NUMBER = 4
TITLE = Text(zh="客户抱怨/投诉处理追踪及成因分析", en="Complaints: tracking and causes")
CAUSES = Text(zh="本月客户不满意原因", en="Causes of dissatisfaction this month")
CAUSE = Text(zh="原因", en="Cause")
WEEKS = (
    Text(zh="第一周", en="Week 1"),
    Text(zh="第二周", en="Week 2"),
    Text(zh="第三周", en="Week 3"),
    Text(zh="第四周", en="Week 4"),
)
MONTH_TOTAL = Text(zh="全月合计", en="Month total")
SHARE = Text(zh="占比", en="Share")
SUM = Text(zh="合计", en="Total")
WHAT = Text(zh="本月客户不满意", en="Dissatisfaction this month")
CASES = Text(zh="件", en="cases")
CLOSURE = Text(zh="投诉结案统计", en="Closure of complaints")
RECEIVED = Text(zh="投诉件数", en="Complaints")
CLOSED = Text(zh="结案数", en="Closed")
CLOSURE_RATE = Text(zh="结案率", en="Closure rate")
REPLIED = Text(zh="已回复", en="Replied")
REPLY_RATE = Text(zh="回复率", en="Reply rate")
PER_HUNDRED = Text(zh="每百台次投诉", en="Per 100 orders")
RESPONSIBLE = Text(zh="按责任人统计", en="Complaints by responsible person")
PERSON = Text(zh="责任人", en="Responsible")
OPEN = Text(zh="未结案", en="Open")
STILL_OPEN = Text(
    zh="本月受理 {received} 件，截至{day}已结案 {closed} 件，未结案 {open} 件。",
    en="{received} received this month, {closed} closed by {day}, {open} still open.",
)
HANDLED = Text(
    zh="升级上报 {escalated} 件，回访不满意重新处理 {reopened} 件，截至{day}超期 {overdue} 件",
    en="{escalated} escalated, {reopened} opened again after the call-back, {overdue} overdue by "
    "{day}",
)
SOLVED_IN = Text(
    zh="；平均 {hours} 个工作小时解决（n={solved}）。",
    en="; solved in {hours} working hours on average (n={solved}).",
)
STOP = Text(zh="。", en=".")
NO_COMPLAINTS = Text(zh="本月无投诉记录。", en="No complaints were recorded this month.")
WHO_MOST = Text(zh="本月投诉责任", en="Complaints by responsible person")
MONTHS_SHOWN = 6

Columns = tuple[Column, ...]


def chapter(material: Material) -> Chapter:
    """The fourth chapter; report weeks are the days 1–7, 8–14, 15–21, 22–end."""
    sections = (causes(material), closure(material), responsible(material))
    return Chapter(NUMBER, material.say(TITLE), sections)


def _weekly(material: Material, cause: str) -> list[int | None]:
    """Counts of a cause in the four weeks; 0 where others were recorded, ``None`` without data."""
    known = bool(material.figures.keys_of("causes", "problem_causes", "cause"))
    found = [
        material.figures.one("causes", "problem_causes", report_week=str(week), cause=cause)
        for week in material.month.report_weeks()
    ]
    return [count(figure) if has_data(figure) else 0 if known else None for figure in found]


def causes(material: Material) -> Section:
    columns = (
        words("cause", material.say(CAUSE)),
        *(whole(f"week{i}", material.say(week)) for i, week in enumerate(WEEKS, start=1)),
        whole("total", material.say(MONTH_TOTAL)),
        percents("share", material.say(SHARE), 1),
    )
    weekly = {code: _weekly(material, code) for code in COMPLAINT_CAUSE.codes}
    sums = {code: sum(held for held in weeks if held is not None) for code, weeks in weekly.items()}
    known = any(held is not None for weeks in weekly.values() for held in weeks)
    order = sorted(weekly, key=lambda code: -sums[code])
    whole_month = sum(sums.values())
    rows = tuple(
        _cause_row(columns, material.say(COMPLAINT_CAUSE.text(code)), weekly[code], whole_month)
        for code in order
        if known
    )
    by_week = [sum(weekly[code][i] or 0 for code in order) for i in range(4)]
    closing = _cause_row(columns, material.say(SUM), by_week, whole_month) if known else None
    return Section(
        material.say(CAUSES),
        (Table(columns, rows, closing), drawn(material, _cause_chart(material, order, weekly))),
        conclusion=(_cause_sentence(material, sums, known=known),),
        notes=material.notes("complaints"),
        layout="table_left_chart_right",
    )


def _cause_row(
    columns: Columns, name: str, weeks: list[int | None] | list[int], whole_month: int
) -> tuple[Cell, ...]:
    month = sum(held or 0 for held in weeks)
    return (
        Cell.of(name),
        *(column.cell(held) for column, held in zip(columns[1:5], weeks, strict=True)),
        columns[5].cell(month),
        columns[6].cell(divide(month, whole_month)),
    )


def _cause_chart(
    material: Material, order: list[str], weekly: dict[str, list[int | None]]
) -> Chart:
    """The weeks as bars beside each other, for each cause."""
    return Chart(
        "bar",
        tuple(material.say(COMPLAINT_CAUSE.text(code)) for code in order),
        tuple(
            Series(material.say(week), tuple(weekly[code][i] for code in order))
            for i, week in enumerate(WEEKS)
        ),
        title=material.say(CAUSES),
    )


def _cause_sentence(material: Material, sums: dict[str, int], *, known: bool) -> str:
    parts = [
        conclusions.Part(material.say(COMPLAINT_CAUSE.text(code)), held)
        for code, held in sums.items()
    ]
    return conclusions.largest(
        material.language, material.say(WHAT), material.say(CASES), parts if known else None
    )


def closure(material: Material) -> Section:
    columns = (
        words("month", material.say(MONTH_COLUMN)),
        whole("complaints", material.say(RECEIVED)),
        whole("replied", material.say(REPLIED)),
        percents("complaint_reply_rate", material.say(REPLY_RATE), 1),
        whole("closed", material.say(CLOSED)),
        percents("complaint_closure_rate", material.say(CLOSURE_RATE), 1),
        number("complaint_rate", material.say(PER_HUNDRED), 2),
    )
    rows = tuple(
        _closure_row(material, columns, month)
        for month in material.months(MONTHS_SHOWN)
        if has_data(material.trend("complaints", month)) or month == material.month
    )
    months = material.months()[1:]
    chart = Chart(
        "bar_line",
        tuple(material.short_month(month) for month in months),
        (
            values(material.say(RECEIVED), (material.trend("complaints", m) for m in months)),
            as_line(
                ratios(
                    material.say(CLOSURE_RATE),
                    (material.trend("complaint_closure_rate", m) for m in months),
                    1,
                )
            ),
        ),
        title=material.say(CLOSURE),
        secondary_min=0,
        secondary_max=1,
        labels_shown=False,  # a rate of 100 % would write over the legend; the table has it
    )
    return Section(
        material.say(CLOSURE),
        (Table(columns, rows), drawn(material, chart)),
        conclusion=_closure_sentences(material),
        notes=material.notes(
            "complaints", "complaint_reply_rate", "complaint_closure_rate", "complaint_rate"
        ),
        layout="table_left_chart_right",
    )


def _closure_row(material: Material, columns: Columns, month: Period) -> tuple[Cell, ...]:
    replied = material.trend("complaint_reply_rate", month)
    closed = material.trend("complaint_closure_rate", month)
    return (
        Cell.of(material.month_name(month)),
        columns[1].cell(count(material.trend("complaints", month))),
        columns[2].cell(count(replied)),
        rate(columns[3], replied),
        columns[4].cell(count(closed)),
        rate(columns[5], closed),
        score(columns[6], material.trend("complaint_rate", month)),
    )


def _closure_sentences(material: Material) -> tuple[str, ...]:
    closed = material.trend("complaint_closure_rate")
    if closed.denominator is None or closed.numerator is None:
        return (material.say(NO_COMPLAINTS),)
    standing = material.say(
        STILL_OPEN,
        received=closed.denominator,
        closed=closed.numerator,
        open=closed.denominator - closed.numerator,
        day=material.data_as_of.isoformat(),
    )
    change = conclusions.rate_change(
        material.language,
        material.say(CLOSURE_RATE),
        closed,
        material.before("complaint_closure_rate"),
    )
    return standing, *_handled(material), change


def _handled(material: Material) -> tuple[str, ...]:
    """How the month's complaints were handled, and how long it took."""
    told = material.handling
    if told is None:
        return ()
    counts = material.say(
        HANDLED,
        day=material.data_as_of.isoformat(),
        escalated=told.escalated,
        reopened=told.reopened,
        overdue=told.overdue,
    )
    if told.hours is None:
        return (counts + material.say(STOP),)
    hours = decimal_text(told.hours, 1)
    return (counts + material.say(SOLVED_IN, hours=hours, solved=told.solved),)


def responsible(material: Material) -> Section:
    columns = (
        words("person", material.say(PERSON), 1.4),
        whole("complaints", material.say(RECEIVED)),
        whole("closed", material.say(CLOSED)),
        whole("open", material.say(OPEN)),
        percents("closure_rate", material.say(CLOSURE_RATE), 1),
        percents("share", material.say(SHARE), 1),
    )
    people = _people(material)
    received = total(material.figures.all("responsible", "complaints")) or 0
    rows = tuple(_person_row(material, columns, person, received) for person in people)
    parts = [
        conclusions.Part(
            material.person(person),
            count(material.figures.one("responsible", "complaints", responsible=person)) or 0,
        )
        for person in people
    ]
    sentence = conclusions.largest(
        material.language, material.say(WHO_MOST), material.say(CASES), parts or None
    )
    chart = Chart(
        "horizontal_bar",
        tuple(part.name for part in parts),
        (Series(material.say(RECEIVED), tuple(part.count for part in parts)),),
        title=material.say(RESPONSIBLE),
    )
    return Section(
        material.say(RESPONSIBLE),
        (Table(columns, rows), drawn(material, chart)),
        conclusion=(sentence,),
        notes=material.notes("complaints", "complaint_closure_rate"),
        layout="table_left_chart_right",
    )


def _people(material: Material) -> list[Key]:
    """Those with complaints, most first."""
    found = material.figures.all("responsible", "complaints")
    held = [figure for figure in found if figure.value]
    ordered = sorted(
        held, key=lambda f: (-(f.numerator or 0), material.person(f.keys["responsible"]))
    )
    return [figure.keys["responsible"] for figure in ordered]


def _person_row(
    material: Material, columns: Columns, person: Key, received: int
) -> tuple[Cell, ...]:
    counted = count(material.figures.one("responsible", "complaints", responsible=person)) or 0
    closed = material.figures.one("responsible", "complaint_closure_rate", responsible=person)
    done = count(closed)
    return (
        Cell.of(material.person(person)),
        columns[1].cell(counted),
        columns[2].cell(done),
        columns[3].cell(None if done is None else counted - done),
        rate(columns[4], closed),
        columns[5].cell(divide(counted, received)),
    )
