"""Chapter 6, continued: lost customers by reason, age, warranty, dormancy and model (SEG-05..07).

Each breakdown names its own population; their totals are never reconciled with each other.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from careloop.core.documents.model import Cell, Chart, Note, Section, Series, Table, Tone
from careloop.core.documents.model import TableColumn as Column
from careloop.core.kernel.codes import OUTCOME
from careloop.core.kernel.rounding import divide, largest_remainder
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure, Key
from careloop.reports import conclusions, goals
from careloop.reports.exhibits import drawn, percents, pie, rate, ratios, whole, words
from careloop.reports.figures import LOSS_WINDOW, count, has_data
from careloop.reports.material import Material

AGAINST_BEFORE = Text(
    zh="与上一个来站月份相比：{effect}。", en="Against the cohort a month earlier: {effect}."
)
EFFECTS = {
    "better": Text(zh="流失率明显下降", en="clearly lower"),
    "worse": Text(zh="流失率明显上升", en="clearly higher"),
    "changed": Text(zh="有变化", en="changed"),
    "noise": Text(zh="差异在正常波动范围内，不能判断为变化", en="within noise, no clear change"),
    "same": Text(zh="持平", en="unchanged"),
    "small": Text(zh="样本偏小，不作判断", en="too few vehicles to judge"),
    "unknown": Text(zh="不作判断", en="not judged"),
}
REASONS = Text(zh="流失客户流向分析", en="Reasons given by lost customers")
REASON = Text(zh="原因", en="Reason")
CUSTOMERS = Text(zh="客户数", en="Customers")
SHARE = Text(zh="占比", en="Share")
NATURE = Text(zh="性质", en="Nature")
SUM = Text(zh="合计", en="Total")
PEOPLE = Text(zh="位", en="customers")
VEHICLE_UNIT = Text(zh="台", en="vehicles")
INTERVIEWED = Text(zh="本月接通的流失客户", en="Lost customers interviewed this month")
REAL = Text(zh="真性流失", en="real")
PSEUDO = Text(zh="假性流失", en="pseudo")
NATURES_SAID = Text(
    zh="其中真性流失 {real} 位、假性流失 {pseudo} 位（尚未到期或没有时间）。",
    en="Of these {real} are really lost and {pseudo} only seem so (not due yet, or no time).",
)
PSEUDO_REASONS = frozenset(
    {"due_soon", "mileage_not_reached", "no_time", "come_another_time", "interested", "booked"}
)
REAL_REASONS = frozenset(
    {
        "repaired_elsewhere",
        "too_far",
        "bad_road",
        "used_by_others",
        "used_in_another_town",
        "car_sold",
        "given_to_another_user",
        "clear_refusal",
        "insured_elsewhere",
    }
)
STRUCTURE = Text(zh="流失车辆按质保和未进站时长", en="Lost vehicles by warranty and time away")
GROUP = Text(zh="分组", en="Group")
LOST = Text(zh="流失台数", en="Lost")
CUMULATIVE = Text(zh="累计占比", en="Cumulative")
POPULATION = Text(
    zh="人群：截至月末 {window} 个月以上未来站的车辆。占比为构成，不是流失率。",
    en="Population: vehicles not in for more than {window} months at the month's end. A share is a "
    "composition, not a loss rate.",
)
BY_AGE = Text(zh="流失车辆按车龄", en="Lost vehicles by age")
AGES = {
    "under_1": Text(zh="1年内", en="under 1 year"),
    "1_to_2": Text(zh="1年以上2年以内", en="1–2 years"),
    "2_to_3": Text(zh="2年以上3年以内", en="2–3 years"),
    "3_to_4": Text(zh="3年以上4年以内", en="3–4 years"),
    "over_4": Text(zh="4年以上", en="over 4 years"),
    "unknown": Text(zh="车龄不详", en="age unknown"),
}
BY_WARRANTY = Text(zh="质保", en="Warranty")
WARRANTY = {
    "in_warranty": Text(zh="保修期内", en="in warranty"),
    "out_of_warranty": Text(zh="脱保", en="out of warranty"),
    "unknown": Text(zh="质保不详", en="warranty unknown"),
}
BY_DORMANCY = Text(zh="未进站时长", en="Time away")
DORMANCY = {
    "wavering": Text(zh="6个月–1年（摇摆客户）", en="6–12 months (wavering)"),
    "lost": Text(zh="1–2年（流失客户）", en="1–2 years (lost)"),
    "tending_to_complete": Text(
        zh="2–3年（趋向彻底流失）", en="2–3 years (tending to completely lost)"
    ),
    "completely_lost": Text(zh="3年以上（彻底流失）", en="over 3 years (completely lost)"),
}
MODELS = Text(zh="分车型流失率（一年以上未进站）", en="Loss rate by model (not in for over a year)")
MODEL = Text(zh="车型", en="Model")
MODEL_UNKNOWN = Text(zh="车型不详", en="Model unknown")
HELD = Text(zh="保有量", en="Held")
LOSS_RATE = Text(zh="流失率", en="Loss rate")
MODEL_SAID = Text(
    zh="“{model}”流失率最高，为 {rate}（{lost}/{held}）；“{most}”流失数最多，{count} 台。",
    en="“{model}” has the highest loss rate, {rate} ({lost}/{held}); “{most}” the most lost "
    "vehicles, {count}.",
)
MODEL_FEW = Text(
    zh="保有量不足 {least} 台的车型不参与比较。",
    en="Models with fewer than {least} vehicles held are not compared.",
)
LOYALTY = Text(zh="来站频次与保持", en="Visit frequency and retention")
ITEM = Text(zh="项目", en="Item")
VALUE = Text(zh="数值", en="Value")
NUMERATOR = Text(zh="分子", en="Numerator")
DENOMINATOR = Text(zh="分母", en="Denominator")
ADVISOR = Text(zh="服务顾问", en="Advisor")
CALLED = Text(zh="回访", en="Called")
BOOKED = Text(zh="预约成功", en="Booked")
BOOKING_RATE = Text(zh="预约成功率（目标≥30%）", en="Booking rate (target ≥30%)")
MOST_MODELS = 14

Columns = tuple[Column, ...]


def sections(material: Material) -> tuple[Section, ...]:
    return (
        reasons(material),
        ages(material),
        structure(material),
        models(material),
        loyalty(material),
    )


def part(held: int | None, whole_count: int | None) -> Fraction | None:
    """``held`` of ``whole_count``; ``None`` where either is not known."""
    return None if held is None or not whole_count else divide(held, whole_count)


def reason_counts(material: Material) -> list[tuple[str, int]]:
    found = material.figures.all("lost_reasons", "lost_share")
    held = [(str(f.keys.get("reason")), f.numerator or 0) for f in found if has_data(f)]
    return sorted(((code, counted) for code, counted in held if counted), key=lambda p: -p[1])


def reasons(material: Material) -> Section:
    """Reasons of those interviewed, which is not all who are lost (CHN-11)."""
    counts = reason_counts(material)
    columns = (
        words("reason", material.say(REASON), 1.8),
        words("nature", material.say(NATURE)),
        whole("customers", material.say(CUSTOMERS)),
        percents("share", material.say(SHARE), 0),
    )
    shares = largest_remainder([held for _, held in counts])
    names = {code: material.say(OUTCOME.text(code)) for code, _ in counts}
    rows = tuple(
        (
            Cell.of(names[code]),
            Cell.of(_nature(material, code)),
            columns[2].cell(held),
            columns[3].cell(Fraction(share, 100)),
        )
        for (code, held), share in zip(counts, shares, strict=True)
    )
    whole_count = sum(held for _, held in counts)
    closing = (
        Cell.of(material.say(SUM)),
        Cell(),
        columns[2].cell(whole_count),
        columns[3].cell(divide(whole_count, whole_count)),
    )
    return Section(
        material.say(REASONS),
        (
            Table(columns, rows, closing if rows else None),
            pie(material, material.say(REASONS), [(names[code], held) for code, held in counts]),
        ),
        conclusion=_reason_sentences(material, counts, names),
        notes=tuple(
            material.note(f) for f in material.figures.all("lost_reasons", "lost_share")[:1]
        ),
        layout="table_left_chart_right",
    )


def _nature(material: Material, code: str) -> str:
    if code in PSEUDO_REASONS:
        return material.say(PSEUDO)
    return material.say(REAL) if code in REAL_REASONS else ""


def _reason_sentences(
    material: Material, counts: list[tuple[str, int]], names: dict[str, str]
) -> tuple[str, ...]:
    parts = [conclusions.Part(names[code], held) for code, held in counts]
    most = conclusions.largest(
        material.language, material.say(INTERVIEWED), material.say(PEOPLE), parts or None
    )
    if not parts:
        return (most,)
    real = sum(held for code, held in counts if code in REAL_REASONS)
    pseudo = sum(held for code, held in counts if code in PSEUDO_REASONS)
    return most, material.say(NATURES_SAID, real=real, pseudo=pseudo)


def ages(material: Material) -> Section:
    table = _share_table(material, "lost_ages", "vehicle_age", BY_AGE, AGES)
    chart = Chart(
        "bar",
        tuple(row[0].text for row in table.rows),
        (_counts(material.say(LOST), table),),
        title=material.say(BY_AGE),
    )
    return Section(
        material.say(BY_AGE),
        (table, drawn(material, chart)),
        conclusion=(_most_said(material, table), material.say(POPULATION, window=LOSS_WINDOW)),
        notes=_first_note(material, "lost_ages"),
        layout="table_left_chart_right",
    )


def structure(material: Material) -> Section:
    tables = (
        _share_table(material, "lost_warranty", "warranty", BY_WARRANTY, WARRANTY),
        _share_table(material, "lost_dormancy", "dormancy", BY_DORMANCY, DORMANCY),
    )
    return Section(
        material.say(STRUCTURE),
        tables,
        conclusion=(material.say(POPULATION, window=LOSS_WINDOW),),
        notes=(*_first_note(material, "lost_warranty"), *_first_note(material, "lost_dormancy")),
        layout="full",
    )


def _first_note(material: Material, ask: str) -> tuple[Note, ...]:
    return tuple(material.note(figure) for figure in material.figures.all(ask, "lost_share")[:1])


def _counts(name: str, table: Table) -> Series:
    """The second column of a table as a series."""
    held = (row[1].value for row in table.rows)
    return Series(name, tuple(value if isinstance(value, int) else None for value in held))


def _most_said(material: Material, table: Table) -> str:
    parts = [
        conclusions.Part(row[0].text, row[1].value)
        for row in table.rows
        if isinstance(row[1].value, int)
    ]
    return conclusions.largest(
        material.language, material.say(BY_AGE), material.say(VEHICLE_UNIT), parts or None
    )


def _band(material: Material, names: dict[str, Text], code: str) -> str:
    return material.say(names[code]) if code in names else code


def _share_table(
    material: Material, ask: str, dim: str, heading: Text, names: dict[str, Text]
) -> Table:
    """Counts, shares and running shares of bands in their natural order; whole per cents."""
    columns = (
        words("group", material.say(heading), 1.8),
        whole("lost", material.say(LOST)),
        percents("share", material.say(SHARE), 0),
        percents("cumulative", material.say(CUMULATIVE), 0),
    )
    found = {
        str(f.keys.get(dim)): f for f in material.figures.all(ask, "lost_share") if has_data(f)
    }
    ordered = [code for code in names if code in found] + [c for c in found if c not in names]
    rows = []
    running = 0
    for code in ordered:
        figure = found[code]
        running += figure.numerator or 0
        rows.append(
            (
                Cell.of(_band(material, names, code)),
                columns[1].cell(count(figure)),
                rate(columns[2], figure),
                columns[3].cell(part(running, figure.denominator)),
            )
        )
    return Table(columns, tuple(rows))


def models(material: Material) -> Section:
    columns = (
        words("model", material.say(MODEL), 1.6),
        whole("held", material.say(HELD)),
        whole("lost", material.say(LOST)),
        percents("loss_rate", material.say(LOSS_RATE), 0),
    )
    found = [f for f in material.figures.all("lost_models", "loss_rate_model") if f.denominator]
    shown = sorted(found, key=lambda f: -(f.denominator or 0))[:MOST_MODELS]
    rows = tuple(
        (
            Cell.of(_model(material, figure.keys.get("model"))),
            columns[1].cell(figure.denominator),
            columns[2].cell(count(figure)),
            rate(columns[3], figure),
        )
        for figure in shown
    )
    chart = Chart(
        "bar",
        tuple(_model(material, figure.keys.get("model")) for figure in shown),
        (ratios(material.say(LOSS_RATE), shown, 0),),
        title=material.say(MODELS),
    )
    return Section(
        material.say(MODELS),
        (Table(columns, rows), drawn(material, chart)),
        conclusion=_model_sentences(material, found),
        notes=tuple(material.note(figure) for figure in shown[:1]),
        layout="table_left_chart_right",
    )


def _model(material: Material, key: Key) -> str:
    return str(key) if key else material.say(MODEL_UNKNOWN)


def _apart(material: Material, found: list[Figure]) -> tuple[str, ...]:
    """Whether the models differ from all together by more than chance."""
    lost = sum(figure.numerator or 0 for figure in found)
    held = sum(figure.denominator or 0 for figure in found)
    whole_store = replace(
        found[0],
        keys={},
        numerator=lost,
        denominator=held,
        n=held,
        value=Fraction(lost * 100, held),
    )
    models = [(_model(material, figure.keys.get("model")), figure) for figure in found]
    said = conclusions.outliers(
        material.language, material.say(MODEL), models, whole_store, decimals=0
    )
    return (said,) if said else ()


def _model_sentences(material: Material, found: list[Figure]) -> tuple[str, ...]:
    """Highest rate and highest count are two different things (SEG-07)."""
    enough = [f for f in found if (f.denominator or 0) >= conclusions.SMALL and f.value is not None]
    if not enough:
        return ()
    highest = max(enough, key=lambda f: f.value or Fraction(0))
    most = max(enough, key=lambda f: f.numerator or 0)
    said = material.say(
        MODEL_SAID,
        model=_model(material, highest.keys.get("model")),
        rate=conclusions.percent(highest, 0),
        lost=f"{highest.numerator:,}",
        held=f"{highest.denominator:,}",
        most=_model(material, most.keys.get("model")),
        count=f"{most.numerator:,}",
    )
    few = len(enough) < len(found)
    note = (material.say(MODEL_FEW, least=conclusions.SMALL),) if few else ()
    return (*_apart(material, enough), said, *note)


LOYALTY_CODES = (
    "visit_frequency_a",
    "visit_frequency_b",
    "visit_frequency_c",
    "visit_frequency_d",
    "retention_12_36",
    "win_back_rate",
    "grip_rate",
)


def loyalty(material: Material) -> Section:
    columns = (
        words("item", material.say(ITEM), 2.4),
        words("value", material.say(VALUE), align="right"),
        whole("numerator", material.say(NUMERATOR)),
        whole("denominator", material.say(DENOMINATOR)),
    )
    figures = [material.figures.one("loss", code) for code in LOYALTY_CODES]
    rows = tuple(_loyalty_row(material, columns, figure) for figure in figures if has_data(figure))
    return Section(
        material.say(LOYALTY),
        (Table(columns, rows),),
        conclusion=_loyalty_sentence(material, figures),
        notes=tuple(material.note(figure) for figure in figures),
        layout="full",
    )


def _loyalty_sentence(material: Material, figures: list[Figure]) -> tuple[str, ...]:
    rates = [figure for figure in figures if has_data(figure) and figure.unit == "%"]
    said = [f"{material.name(figure.code)} {material.value_text(figure)}" for figure in rates]
    return (("，" if material.language == "zh" else ", ").join(said),) if said else ()


def _loyalty_row(material: Material, columns: Columns, figure: Figure) -> tuple[Cell, ...]:
    text = material.value_text(figure)
    value = figure.value / 100 if figure.value is not None and figure.unit == "%" else figure.value
    return (
        Cell.of(material.name(figure.code)),
        Cell(value, text),
        columns[2].cell(None if figure.denominator is None else figure.numerator),
        columns[3].cell(figure.denominator),
    )


def bookings(material: Material) -> Table:
    """Bookings won by each advisor among the lost customers called (APT-08, LCM-02)."""
    columns = (
        words("advisor", material.say(ADVISOR), 1.4),
        whole("called", material.say(CALLED)),
        whole("booked", material.say(BOOKED)),
        percents("rate", material.say(BOOKING_RATE), 1),
    )
    found = material.figures.all("lost_bookings", "lost_call_booking_rate")
    held = [f for f in found if f.denominator and f.keys.get("advisor") is not None]
    rows = tuple(
        (
            Cell.of(material.person(figure.keys["advisor"])),
            columns[1].cell(figure.denominator),
            columns[2].cell(count(figure)),
            columns[3].cell(
                part(figure.numerator, figure.denominator), tone=_booking_tone(material, figure)
            ),
        )
        for figure in sorted(held, key=lambda f: material.person(f.keys["advisor"]))
    )
    return Table(columns, rows)


def _booking_tone(material: Material, figure: Figure) -> Tone | None:
    """Coloured only where enough customers were called to judge."""
    aim = material.aims.get(figure.code)
    return goals.tone(aim, figure) if aim and figure.n >= conclusions.SMALL else None
