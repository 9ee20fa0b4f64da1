"""Chapter 5, second half: appointments (APT-02..05)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from careloop.core.documents.model import Cell, Chart, Section, Series, Table
from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import divide, largest_remainder
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure
from careloop.reports import conclusions, goals, texts
from careloop.reports.exhibits import (
    as_line,
    drawn,
    percents,
    pie,
    rate,
    ratios,
    whole,
    words,
    written_table,
)
from careloop.reports.figures import count, has_data, nothing
from careloop.reports.material import Material
from careloop.reports.proposals import (
    PROPOSED,
    due_on,
    measure_for,
    obstacle_of,
    problem_text,
    responsible_for,
    supervisor,
)
from careloop.reports.texts import Row

DISTRIBUTION = Text(zh="预约情况分布", en="Visits by appointment")
CLASS = Text(zh="类别", en="Class")
VISITS = Text(zh="台次", en="Visits")
SHARE = Text(zh="占比", en="Share")
SUM = Text(zh="合计", en="Total")
CLASSES = {
    "appointments_passive_share": Text(zh="月被动预约量", en="Passive appointments"),
    "appointments_active_share": Text(zh="月主动预约量", en="Active appointments"),
    "no_appointment_share": Text(zh="未预约进站台次", en="Without appointment"),
}
WHAT = Text(zh="本月进站", en="Visits this month")
ACTIVE_TREND = Text(zh="主动预约走势", en="Active appointments: trend")
ACTIVE_VOLUME = Text(zh="月主动预约量", en="Invited")
RETURNED = Text(zh="已返站客户", en="Returned")
SUCCESS = Text(zh="主动预约成功率", en="Active success rate")
SHARE_TREND = Text(zh="主动预约比例与预约率走势", en="Active share and appointment rate: trend")
ACTIVE_SHARE = Text(zh="主动预约比例", en="Active share of appointments")
APPOINTMENT_RATE = Text(zh="预约率", en="Appointment rate")
MONTH = Text(zh="月份", en="Month")
ANALYSIS = Text(zh="预约分析表", en="Appointment analysis")
MONTHS_SHOWN = 6


def sections(material: Material) -> tuple[Section, ...]:
    return (
        distribution(material),
        active_trend(material),
        share_trend(material),
        analysis(material),
    )


def distribution(material: Material) -> Section:
    columns = (
        words("class", material.say(CLASS), 1.6),
        whole("visits", material.say(VISITS)),
        percents("share", material.say(SHARE), 0),
    )
    counts = [count(material.trend(code)) for code in CLASSES]
    known = any(held is not None for held in counts)
    shares = largest_remainder([held or 0 for held in counts])
    names = [material.say(name) for name in CLASSES.values()]
    rows = tuple(
        (Cell.of(name), columns[1].cell(held), columns[2].cell(divide(share, 100)))
        for name, held, share in zip(names, counts, shares, strict=True)
        if known
    )
    whole_month = sum(held or 0 for held in counts)
    closing = (
        Cell.of(material.say(SUM)),
        columns[1].cell(whole_month),
        columns[2].cell(divide(whole_month, whole_month)),
    )
    slices = [(name, held or 0) for name, held in zip(names, counts, strict=True)]
    parts = [conclusions.Part(name, held) for name, held in slices]
    return Section(
        material.say(DISTRIBUTION),
        (
            Table(columns, rows, closing if rows else None),
            pie(material, material.say(DISTRIBUTION), slices),
        ),
        conclusion=(
            conclusions.largest(
                material.language,
                material.say(WHAT),
                material.say(VISITS),
                parts if known else None,
            ),
        ),
        notes=material.notes(*CLASSES),
        layout="table_left_chart_right",
    )


def active_trend(material: Material) -> Section:
    code = "active_appointment_success_rate"
    months = material.months()[1:]
    figures = [material.trend(code, month) for month in months]
    columns = (
        words("month", material.say(MONTH)),
        whole("volume", material.say(ACTIVE_VOLUME)),
        whole("returned", material.say(RETURNED)),
        percents("success", material.say(SUCCESS), 1),
    )
    held = [(m, f) for m, f in zip(months, figures, strict=True) if has_data(f)][-MONTHS_SHOWN:]
    rows = tuple(
        (
            Cell.of(material.month_name(month)),
            columns[1].cell(figure.denominator),
            columns[2].cell(figure.numerator),
            rate(columns[3], figure),
        )
        for month, figure in held
    )
    chart = Chart(
        "bar_line",
        tuple(material.short_month(month) for month in months),
        (
            _integers(material.say(ACTIVE_VOLUME), [figure.denominator for figure in figures]),
            _integers(material.say(RETURNED), [count(figure) for figure in figures]),
            as_line(ratios(material.say(SUCCESS), figures, 1)),
        ),
        title=material.say(ACTIVE_TREND),
        secondary_min=0,
        labels_shown=False,
    )
    return Section(
        material.say(ACTIVE_TREND),
        (Table(columns, rows), drawn(material, chart)),
        conclusion=(
            conclusions.rate_change(
                material.language,
                material.say(SUCCESS),
                material.trend(code),
                material.before(code),
            ),
        ),
        notes=material.notes(code),
        layout="table_left_chart_right",
    )


def _integers(name: str, counts: list[int | None]) -> Series:
    return Series(name, tuple(counts))


def _active_share(material: Material, month: Period) -> Figure:
    """Active among all appointments that came: a composition of two shares' integers."""
    active = count(material.trend("appointments_active_share", month))
    passive = count(material.trend("appointments_passive_share", month))
    if active is None or passive is None or not active + passive:
        return nothing("appointments_active_share")
    both = active + passive
    value = divide(active * 100, both)
    return Figure("appointments_active_share", {}, active, both, value, both, "%", 2)


def share_trend(material: Material) -> Section:
    months = material.months()[1:]
    active = [_active_share(material, month) for month in months]
    booked = [material.trend("appointment_rate", month) for month in months]
    columns = (
        words("month", material.say(MONTH)),
        percents("active", material.say(ACTIVE_SHARE), 2),
        percents("booked", material.say(APPOINTMENT_RATE), 2),
    )
    triples = zip(months, active, booked, strict=True)
    held = [(m, a, b) for m, a, b in triples if has_data(a) or has_data(b)][-MONTHS_SHOWN:]
    rows = tuple(
        (Cell.of(material.month_name(month)), rate(columns[1], a), rate(columns[2], b))
        for month, a, b in held
    )
    aim = material.aims.get("appointment_rate")
    chart = Chart(
        "line",
        tuple(material.short_month(month) for month in months),
        (
            ratios(material.say(ACTIVE_SHARE), active, 1),
            ratios(material.say(APPOINTMENT_RATE), booked, 1, Fraction(aim.value) if aim else None),
        ),
        title=material.say(SHARE_TREND),
        axis_min=0,
        axis_max=1,
        labels_shown=False,
    )
    return Section(
        material.say(SHARE_TREND),
        (Table(columns, rows), drawn(material, chart)),
        conclusion=(
            conclusions.rate_change(
                material.language,
                material.say(APPOINTMENT_RATE),
                material.trend("appointment_rate"),
                material.before("appointment_rate"),
            ),
        ),
        notes=material.notes("appointment_rate"),
        layout="table_left_chart_right",
    )


def analysis(material: Material) -> Section:
    """The sheet people write; until then one row proposed from the figures, marked so."""
    section = texts.section_of("appointment_analysis")
    rows: Sequence[Row] = material.texts.get(section.code, ()) or _proposed(material)
    return Section(
        material.say(ANALYSIS),
        (written_table(material, section, rows),),
        notes=material.notes("appointment_rate"),
        layout="full",
    )


def _proposed(material: Material) -> list[dict[str, str]]:
    aim, figure = material.aims.get("appointment_rate"), material.trend("appointment_rate")
    if aim is None or goals.met(aim, figure) is not False:
        return []
    return [
        {
            "situation": share_trend(material).conclusion[0],
            "problem": problem_text(material, "appointment_rate"),
            "root_cause": material.say(PROPOSED) + obstacle_of(material, "appointment_rate"),
            "improvement": material.say(PROPOSED) + measure_for(material, "appointment_rate"),
            "responsible": responsible_for(material, "front_desk"),
            "supervisor": supervisor(material),
            "completed_on": due_on(material),
        }
    ]
