"""Chapter 2: the survey house's CSS and MOT scores, the mystery shopper (MRP-04, SUR)."""

from __future__ import annotations

from careloop.core.documents.model import Cell, Chapter, Chart, Section, Table
from careloop.core.documents.model import TableColumn as Column
from careloop.core.documents.numbers import decimal_text
from careloop.core.kernel.codes import SURVEY_ITEM
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure
from careloop.reports import conclusions
from careloop.reports.chapters.moments import ITEMS, full_name, short_name
from careloop.reports.exhibits import drawn, number, score, values, whole, words
from careloop.reports.figures import has_data
from careloop.reports.material import Material

NUMBER = 2
TITLE = Text(zh="CSS/PT 评估状况", en="External CSS and PT scores")
SCORES = Text(zh="满意度报告：MOT 与 CSS", en="Satisfaction: MOT and CSS")
ITEMS_CHART = Text(zh="MOT 十项得分对比", en="Ten MOT items compared")
SHOPPER = Text(zh="神秘访客（PT）分析", en="Mystery shopper (PT)")
ROW = Text(zh="对比", en="Row")
SAMPLE = Text(zh="成功样本量", en="Sample")
LAST = Text(zh="上期", en="Last period")
THIS = Text(zh="本期", en="This period")
ROWS = {
    "sub_centre": Text(zh="分中心", en="Sub-centre"),
    "region": Text(zh="区域", en="Region"),
    "national": Text(zh="全国平均分", en="National average"),
}
SECTION = Text(zh="环节", en="Section")
SECTIONS = ("receive_vehicle", "confirm_order", "repair_waiting", "delivery_settlement", "hardware")
TOTAL = Text(zh="总分", en="Total")
CHANGE = Text(zh="变化", en="Change")
LOWEST = Text(
    zh="十项中“{item}”得分最低，为 {value}。", en="“{item}” is the lowest of the ten: {value}."
)
BELOW = Text(
    zh="{count} 项低于全国平均，差距最大的是“{item}”（低 {gap}）。",
    en="{count} items are below the national average, “{item}” by most ({gap}).",
)
NONE_BELOW = Text(zh="十项均不低于全国平均。", en="None of the ten is below the national average.")
PT_BELOW = Text(
    zh="PT 总分 {total}；低于总分的环节：{sections}。",
    en="PT total {total}; below it: {sections}.",
)
PT_TOTAL = Text(zh="PT 总分 {total}。", en="PT total {total}.")


def chapter(material: Material) -> Chapter:
    """The second chapter; the items of a row are those of the month's imported survey."""
    sections = (scores(material), items_chart(material), shopper(material))
    return Chapter(NUMBER, material.say(TITLE), sections)


def _item(material: Material, item: str, row: str = "this") -> Figure:
    if row in ("this", "last"):
        month = material.month if row == "this" else material.month.previous
        return material.figures.one("mot_items", "mot_item_score", month=str(month), item=item)
    return material.figures.one("mot_rows", "mot_item_score", row=row, item=item)


def _total(material: Material, code: str, row: str) -> Figure:
    if row in ("this", "last"):
        return material.trend(code) if row == "this" else material.before(code)
    return material.figures.one("survey_rows", code, row=row)


def scores(material: Material) -> Section:
    columns = (
        words("row", material.say(ROW), 1.2),
        whole("sample", material.say(SAMPLE)),
        *(number(item, short_name(material, item), 1) for item in ITEMS),
        number("mot", "MOT", 1),
        number("css", "CSS", 1),
    )
    named = {"last": LAST, "this": THIS, **ROWS}
    rows = tuple(
        _score_row(material, columns, row, material.say(name)) for row, name in named.items()
    )
    shown = tuple(row for row in rows if any(cell.text for cell in row[1:]))
    return Section(
        material.say(SCORES),
        (Table(columns, shown),),
        conclusion=_score_sentences(material),
        notes=material.notes("mot_score", "css_score"),
        layout="full",
    )


def _score_row(
    material: Material, columns: tuple[Column, ...], row: str, name: str
) -> tuple[Cell, ...]:
    mot, css = _total(material, "mot_score", row), _total(material, "css_score", row)
    sample = mot.n or css.n
    return (
        Cell.of(name),
        columns[1].cell(sample or None),
        *(
            score(column, _item(material, item, row))
            for column, item in zip(columns[2:-2], ITEMS, strict=True)
        ),
        score(columns[-2], mot),
        score(columns[-1], css),
    )


def _score_sentences(material: Material) -> tuple[str, ...]:
    language = material.language
    return (
        conclusions.score_change(
            language, "MOT", material.trend("mot_score"), material.before("mot_score")
        ),
        conclusions.score_change(
            language, "CSS", material.trend("css_score"), material.before("css_score")
        ),
    )


def items_chart(material: Material) -> Section:
    kept = [row for row in ("last", "this", "national") if _has_items(material, row)]
    named = {"last": LAST, "this": THIS, "national": ROWS["national"]}
    chart = Chart(
        "bar",
        tuple(short_name(material, item) for item in ITEMS),
        tuple(
            values(material.say(named[row]), (_item(material, item, row) for item in ITEMS), "0.0")
            for row in kept
        ),
        title=material.say(ITEMS_CHART),
    )
    return Section(
        material.say(ITEMS_CHART),
        (drawn(material, chart),),
        conclusion=_item_sentences(material),
        notes=(material.note(_item(material, ITEMS[0])),),
    )


def _has_items(material: Material, row: str) -> bool:
    return any(has_data(_item(material, item, row)) for item in ITEMS)


def _item_sentences(material: Material) -> tuple[str, ...]:
    scored = [(item, _item(material, item).value) for item in ITEMS]
    held = [(value, item) for item, value in scored if value is not None]
    if not held:
        return (conclusions.NO_DATA.say(material.language, name="MOT"),)
    value, item = min(held)
    lowest = material.say(LOWEST, item=full_name(material, item), value=decimal_text(value, 1))
    gaps = [
        (national.value - value, item)
        for value, item in held
        if (national := _item(material, item, "national")).value is not None
    ]
    if not gaps:
        return (lowest,)
    below = [gap for gap in gaps if gap[0] > 0]
    if not below:
        return (lowest, material.say(NONE_BELOW))
    gap, worst = max(below)
    return (
        lowest,
        material.say(
            BELOW, count=len(below), item=full_name(material, worst), gap=decimal_text(gap, 1)
        ),
    )


def _section(material: Material, section: str, *, before: bool = False) -> Figure:
    month = material.month.previous if before else material.month
    return material.figures.one("pt_sections", "pt_score", month=str(month), section=section)


def shopper(material: Material) -> Section:
    columns = (
        words("section", material.say(SECTION), 1.6),
        number("last", material.say(LAST), 2),
        number("this", material.say(THIS), 2),
        number("change", material.say(CHANGE), 2),
    )
    pairs = [
        (code, _section(material, code), _section(material, code, before=True)) for code in SECTIONS
    ]
    rows = tuple(
        _shopper_row(columns, material.say(SURVEY_ITEM.text(code)), this, last)
        for code, this, last in pairs
        if has_data(this) or has_data(last)
    )
    total, total_before = material.trend("pt_score"), material.before("pt_score")
    closing = _shopper_row(columns, material.say(TOTAL), total, total_before)
    chart = Chart(
        "bar",
        (*(material.say(SURVEY_ITEM.text(code)) for code in SECTIONS), material.say(TOTAL)),
        (
            values(
                material.say(THIS),
                (*(this for _, this, _ in pairs), total),
                "0.0",
            ),
        ),
        title=material.say(SHOPPER),
        axis_min=0,
        axis_max=120,  # the range the trade's template prints (MRP-10)
        highlight=(len(SECTIONS),),
    )
    return Section(
        material.say(SHOPPER),
        (Table(columns, rows, closing if has_data(total) else None), drawn(material, chart)),
        conclusion=_shopper_sentences(material, total),
        notes=material.notes("pt_score"),
        layout="table_left_chart_right",
    )


def _shopper_row(
    columns: tuple[Column, ...], name: str, this: Figure, last: Figure
) -> tuple[Cell, ...]:
    change = this.value - last.value if this.value is not None and last.value is not None else None
    return (
        Cell.of(name),
        score(columns[1], last),
        score(columns[2], this),
        columns[3].cell(change),
    )


def _shopper_sentences(material: Material, total: Figure) -> tuple[str, ...]:
    if total.value is None:
        return (conclusions.NO_DATA.say(material.language, name="PT"),)
    scored = ((code, _section(material, code).value) for code in SECTIONS)
    below = [code for code, value in scored if value is not None and value < total.value]
    shown = decimal_text(total.value, 2)
    if not below:
        return (material.say(PT_TOTAL, total=shown),)
    glue = "、" if material.language == "zh" else ", "
    names = glue.join(material.say(SURVEY_ITEM.text(code)) for code in below)
    return (material.say(PT_BELOW, total=shown, sections=names),)
