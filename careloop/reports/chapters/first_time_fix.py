"""Chapter 5, first half: first-time fix (MRP-07, FTF-01..04)."""

from __future__ import annotations

from collections.abc import Sequence

from careloop.core.documents.model import Bullets, Cell, Chart, Section, Table
from careloop.core.documents.model import TableColumn as Column
from careloop.core.kernel.codes import REWORK_CAUSE
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure, Key
from careloop.reports import conclusions, texts
from careloop.reports.exhibits import MONTH_COLUMN, drawn, percents, rate, ratios, whole, words
from careloop.reports.figures import count, has_data
from careloop.reports.material import Material
from careloop.reports.proposals import PROPOSED, measure_for
from careloop.reports.texts import Row

TECHNICIANS = Text(zh="维修技师一次修复情况", en="First-time fix by technician")
TECHNICIAN = Text(zh="技师", en="Technician")
REPAIRED = Text(zh="维修台次", en="Orders")
NOT_FIXED = Text(zh="未一次修复", en="Not fixed first time")
REWORK_RATE = Text(zh="返修率", en="Rework rate")
FIX_RATE = Text(zh="一次修复率", en="First-time-fix rate")
STATION = Text(zh="服务站", en="Station")
CHART = Text(zh="技师与服务站返修率对比", en="Rework rate: technicians and station")
TREND = Text(zh="一次修复率走势与小结", en="First-time fix: trend and summary")
REWORK_TREND = Text(zh="服务站返修率走势", en="Rework rate of the station")
TECHNICIANS_WORD = Text(zh="技师", en="technician")
REWORK_PREFIX = Text(zh="返修率：", en="Rework rate: ")
CAUSE_WHAT = Text(zh="本月未一次修复", en="Not fixed first time")
ORDERS = Text(zh="台次", en="orders")
LABELLED = Text(zh="{label}：{said}", en="{label}: {said}")
NO_CAUSE = Text(zh="未注明原因", en="No cause recorded")
MONTHS_SHOWN = 6
CAUSES = ("vibration", "repair_skill", "parts_replacement", "driving_noise", "not_all_completed")

Columns = tuple[Column, ...]


def sections(material: Material) -> tuple[Section, ...]:
    return technicians(material), compared(material), trend(material)


def _people(material: Material) -> list[Key]:
    found = material.figures.all("technicians", "rework_rate")
    held = {f.keys["technician"] for f in found if has_data(f) and f.keys["technician"] is not None}
    return sorted(held, key=material.person)


def _rework(material: Material, technician: Key) -> Figure:
    return material.figures.one("technicians", "rework_rate", technician=technician)


def _cause_counts(material: Material, technician: Key) -> dict[str, int]:
    """Failures by cause; what has no or another cause is counted under ``other``."""
    found = material.figures.all(
        "technician_causes", "first_time_fix_failures", technician=technician
    )
    counts: dict[str, int] = {}
    for figure in found:
        cause = figure.keys.get("cause")
        code = str(cause) if cause in CAUSES else "other"
        counts[code] = counts.get(code, 0) + (figure.numerator or 0)
    return counts


def technicians(material: Material) -> Section:
    people = _people(material)
    counts = {person: _cause_counts(material, person) for person in people}
    others = any("other" in held and held["other"] for held in counts.values())
    shown = (*CAUSES, "other") if others else CAUSES
    columns = (
        words("technician", material.say(TECHNICIAN), 1.2),
        whole("repaired", material.say(REPAIRED)),
        whole("not_fixed", material.say(NOT_FIXED)),
        *(whole(code, _cause_name(material, code)) for code in shown),
        percents("rework_rate", material.say(REWORK_RATE), 2),
        percents("first_time_fix_rate", material.say(FIX_RATE), 2),
    )
    rows = tuple(_technician_row(material, columns, person, counts[person]) for person in people)
    station = material.trend("rework_rate")
    pairs = [(material.person(person), _rework(material, person)) for person in people]
    apart = conclusions.outliers(material.language, material.say(TECHNICIANS_WORD), pairs, station)
    change = conclusions.rate_change(
        material.language,
        material.say(FIX_RATE),
        material.trend("first_time_fix_rate"),
        material.before("first_time_fix_rate"),
        decimals=2,
    )
    return Section(
        material.say(TECHNICIANS),
        (Table(columns, rows, _station_row(material, columns, counts) if rows else None),),
        conclusion=(change, material.say(REWORK_PREFIX) + apart) if apart else (change,),
        notes=material.notes("first_time_fix_rate", "rework_rate"),
        layout="full",
    )


def _cause_name(material: Material, code: str) -> str:
    return material.say(NO_CAUSE if code == "other" else REWORK_CAUSE.text(code))


def _technician_row(
    material: Material, columns: Columns, person: Key, counts: dict[str, int]
) -> tuple[Cell, ...]:
    rework = _rework(material, person)
    fixed = material.figures.one("technicians", "first_time_fix_rate", technician=person)
    return _fix_row(columns, material.person(person), rework, fixed, counts)


def _station_row(
    material: Material, columns: Columns, counts: dict[Key, dict[str, int]]
) -> tuple[Cell, ...]:
    sums = {
        column.key: sum(held.get(column.key, 0) for held in counts.values())
        for column in columns[3:-2]
    }
    rework, fixed = material.trend("rework_rate"), material.trend("first_time_fix_rate")
    return _fix_row(columns, material.say(STATION), rework, fixed, sums)


def _fix_row(
    columns: Columns, name: str, rework: Figure, fixed: Figure, counts: dict[str, int]
) -> tuple[Cell, ...]:
    """A cause that nobody recorded stays blank and keeps its column (MRP-15)."""
    return (
        Cell.of(name),
        columns[1].cell(rework.denominator),
        columns[2].cell(count(rework)),
        *(column.cell(counts.get(column.key) or None) for column in columns[3:-2]),
        rate(columns[-2], rework),
        rate(columns[-1], fixed),
    )


def compared(material: Material) -> Section:
    people = _people(material)
    figures = [*(_rework(material, person) for person in people), material.trend("rework_rate")]
    names = (*(material.person(person) for person in people), material.say(STATION))
    chart = Chart(
        "bar",
        names,
        (ratios(material.say(REWORK_RATE), figures, 2),),
        title=material.say(CHART),
        highlight=(len(people),),
    )
    parts = _station_causes(material)
    sentence = conclusions.largest(
        material.language, material.say(CAUSE_WHAT), material.say(ORDERS), parts
    )
    return Section(
        material.say(CHART),
        (drawn(material, chart),),
        conclusion=(sentence,),
        notes=material.notes("rework_rate"),
    )


def _station_causes(material: Material) -> list[conclusions.Part] | None:
    people = _people(material)
    if not people:
        return None
    counts = [_cause_counts(material, person) for person in people]
    return [
        conclusions.Part(_cause_name(material, code), sum(held.get(code, 0) for held in counts))
        for code in (*CAUSES, "other")
    ]


def trend(material: Material) -> Section:
    columns = (
        words("month", material.say(MONTH_COLUMN)),
        whole("repaired", material.say(REPAIRED)),
        whole("not_fixed", material.say(NOT_FIXED)),
        percents("rework_rate", material.say(REWORK_RATE), 2),
        percents("first_time_fix_rate", material.say(FIX_RATE), 2),
    )
    rows = tuple(
        _month_row(material, columns, month)
        for month in material.months(MONTHS_SHOWN)
        if has_data(material.trend("rework_rate", month))
    )
    months = material.months()[1:]
    chart = Chart(
        "line",
        tuple(material.short_month(month) for month in months),
        (
            ratios(
                material.say(REWORK_RATE),
                (material.trend("rework_rate", month) for month in months),
                2,
            ),
        ),
        title=material.say(REWORK_TREND),
        axis_min=0,
    )
    return Section(
        material.say(TREND),
        (Table(columns, rows), drawn(material, chart), summary(material)),
        conclusion=(_rework_change(material),),
        notes=material.notes("first_time_fix_rate", "rework_rate"),
        layout="table_left_chart_right",
    )


def _month_row(material: Material, columns: Columns, month: Period) -> tuple[Cell, ...]:
    rework = material.trend("rework_rate", month)
    return (
        Cell.of(material.month_name(month)),
        columns[1].cell(rework.denominator),
        columns[2].cell(count(rework)),
        rate(columns[3], rework),
        rate(columns[4], material.trend("first_time_fix_rate", month)),
    )


def _rework_change(material: Material) -> str:
    return conclusions.rate_change(
        material.language,
        material.say(REWORK_RATE),
        material.trend("rework_rate"),
        material.before("rework_rate"),
        better="lower",
        decimals=2,
    )


def summary(material: Material) -> Bullets:
    """Trend, problem, suggestion: as written, else derived from the figures and marked so."""
    section = texts.section_of("first_time_fix_summary")
    rows: Sequence[Row] = material.texts.get(section.code) or (_derived_summary(material),)
    return Bullets(
        tuple(
            material.say(LABELLED, label=field.label, said=row[field.code])
            for row in rows
            for field in section.fields
            if row.get(field.code)
        )
    )


def _derived_summary(material: Material) -> dict[str, str]:
    return {
        "trend": _rework_change(material),
        "problem": compared(material).conclusion[0],
        "suggestion": material.say(PROPOSED) + measure_for(material, "first_time_fix_rate"),
    }
