"""The month on one page: the KPIs of the handbook against their targets; and what a restated
month changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from careloop.core.documents.model import Cell, KeyFigure, KeyFigures, NoData, Note, Section, Table
from careloop.core.documents.numbers import decimal_text
from careloop.core.kernel.text import Text
from careloop.reports import conclusions, goals
from careloop.reports.exhibits import words
from careloop.reports.figures import KPI_CODES, has_data
from careloop.reports.material import Material

OVERVIEW = Text(zh="本月 KPI 总览", en="The month's KPIs")
TARGET = Text(zh="目标 {target}", en="target {target}")
NO_TARGET = Text(zh="无目标值", en="no target")
NO_DATA = Text(zh="暂无数据", en="no data")
# One line: the cards take the whole height of a slide.
COUNTED = Text(
    zh="{known} 项 KPI 有数据：达标 {reached} 项，未达标 {missed} 项；较上月明显改善 {better} 项、"
    "变差 {worse} 项",
    en="{known} KPIs: {reached} on target, {missed} missed; {better} clearly better, {worse} worse",
)
LEGEND = Text(
    zh="与上月相比的变化在正常波动范围内，或样本偏小，不能判断为变化",
    en="The change on last month is within noise or rests on few cases: no clear change",
)
CHANGES = Text(zh="本版变更（与上一版相比）", en="Changed since the version before")
FIGURE = Text(zh="指标", en="Figure")
BEFORE = Text(zh="上一版", en="Before")
AFTER = Text(zh="本版", en="After")
CHANGED = Text(
    zh="重新月结：共 {count} 处变更。", en="Restated: {count} figures or texts have changed."
)
SHOWN = Text(zh="列出前 {shown} 处。", en="The first {shown} are listed.")
MOST_CHANGES = 30
SPARK_MONTHS = 12
WITHIN_NOISE = "≈"


# Names too long for a card, shortened.
LABELS: Mapping[str, Text] = {
    "final_check_invoice_timely_rate": Text(zh="终检出票及时率", en="Bill in time"),
    "delivery_explanation_rate": Text(zh="交车解释比例", en="Bill explained"),
    "workshop_on_time_rate": Text(zh="车间完工准时率", en="Workshop on time"),
    "appointment_reminder_rate": Text(zh="预约提醒比例", en="Reminded"),
    "customer_punctuality_rate": Text(zh="客户守时率", en="Customers on time"),
    "precheck_form_usage": Text(zh="预检表使用率", en="Pre-check forms"),
    "interactive_precheck_rate": Text(zh="互动预检比例", en="Joint pre-check"),
    "parts_prepick_timely_rate": Text(zh="零件预捡及时率", en="Pre-picked in time"),
    "customer_satisfied_rate": Text(zh="客户满意率", en="Customers satisfied"),
    "problem_resolution_rate": Text(zh="问题解决率", en="Problems solved"),
    "menu_quote_rate": Text(zh="目录式报价率", en="Menu quotes"),
    "hours_per_order": Text(zh="每工单工时销售", en="Hours per order"),
    "parts_sales_per_order": Text(zh="每工单零件销售", en="Parts per order"),
    "parts_sales_per_advisor": Text(zh="每顾问零件销售", en="Parts per advisor"),
    "active_contact_sales": Text(zh="主动接触率（销售）", en="Contact at delivery"),
    "active_contact_dcrc": Text(zh="主动接触率（DCRC）", en="Contact in 90 days"),
    "suggestion_effect_rate": Text(zh="建议生效率", en="Suggestions done"),
}


def overview(material: Material) -> Section:
    """All 24 KPIs, coloured only where they have a target."""
    known = [code for code in KPI_CODES if has_data(material.trend(code))]
    shown = KeyFigures(tuple(_key_figure(material, code) for code in KPI_CODES))
    return Section(
        material.say(OVERVIEW),
        (shown if known else NoData(material.say(NO_DATA)),),
        conclusion=(_counted(material, known),),
        notes=(Note(WITHIN_NOISE, material.say(LEGEND)), *material.notes(*KPI_CODES)),
        layout="full",
    )


def _key_figure(material: Material, code: str) -> KeyFigure:
    figure, aim = material.trend(code), material.aims.get(code)
    unit = material.metrics[code].unit if code in material.metrics else figure.unit
    target = material.say(TARGET, target=goals.text(aim, unit, material.language)) if aim else ""
    return KeyFigure(
        label=material.say(LABELS[code]) if code in LABELS else material.name(code),
        value_text=material.value_text(figure) if has_data(figure) else material.say(NO_DATA),
        target_text=target or material.say(NO_TARGET),
        change_text=_change(material, code),
        tone=goals.tone(aim, figure) if aim else None,
        spark=tuple(material.trend(code, m).value for m in material.months(SPARK_MONTHS)),
    )


def _better(material: Material, code: str) -> conclusions.Better:
    metric = material.metrics.get(code)
    return metric.direction if metric else "none"


def _change(material: Material, code: str) -> str:
    """Signed difference from last month; a sign of its own where it is within noise."""
    this, last = material.trend(code), material.before(code)
    if this.value is None or last.value is None:
        return ""
    difference = this.value - last.value
    sign = "+" if difference > 0 else ""
    text = f"{sign}{decimal_text(difference, this.decimals)}"
    judged = conclusions.verdict(this, last, _better(material, code))
    return WITHIN_NOISE if judged in ("noise", "small", "same") else text


def _counted(material: Material, known: list[str]) -> str:
    judged = [
        goals.met(material.aims[code], material.trend(code))
        for code in known
        if code in material.aims
    ]
    moved = [
        conclusions.verdict(material.trend(code), material.before(code), _better(material, code))
        for code in known
    ]
    return material.say(
        COUNTED,
        known=len(known),
        reached=judged.count(True),
        missed=judged.count(False),
        better=moved.count("better"),
        worse=moved.count("worse"),
    )


def changes(material: Material, listed: Sequence[Mapping[str, str]]) -> Section:
    """What a restated version changed: label, before, after, already in the report's language."""
    columns = (
        words("figure", material.say(FIGURE), 2.6),
        words("before", material.say(BEFORE), align="right"),
        words("after", material.say(AFTER), align="right"),
    )
    rows = tuple(
        (Cell.of(one["figure"]), Cell.of(one["before"]), Cell.of(one["after"]))
        for one in listed[:MOST_CHANGES]
    )
    said = material.say(CHANGED, count=len(listed))
    more = material.say(SHOWN, shown=MOST_CHANGES) if len(listed) > MOST_CHANGES else ""
    return Section(
        material.say(CHANGES), (Table(columns, rows),), conclusion=(said + more,), layout="full"
    )
