"""Chapter 5, against the printed tables of source 000."""

from __future__ import annotations

from fractions import Fraction

from careloop.core.documents.model import Bullets, NoData
from careloop.reports.chapters import appointments, first_time_fix, fixes_and_appointments
from tests.reports.sample import (
    SEPTEMBER,
    answers,
    chart_of,
    column,
    empty,
    figure,
    material,
    printed,
    table_of,
    writing,
)


def test_technicians_print_the_golden_rates_both_labelled() -> None:
    table = table_of(first_time_fix.technicians(material()))
    assert [c.label for c in table.columns[-2:]] == ["返修率", "一次修复率"]
    rates = dict(zip(column(table, "technician"), column(table, "rework_rate"), strict=True))
    assert rates == {
        "高己": "0.47%", "姚庚": "2.27%", "吴辛": "2.34%", "郑壬": "1.61%", "服务站": "1.71%",
    }  # fmt: skip
    assert column(table, "first_time_fix_rate")[-1] == "98.29%"


def test_cause_nobody_had_stays_blank_in_its_column() -> None:
    table = table_of(first_time_fix.technicians(material()))
    row = next(row for row in printed(table) if row[0] == "高己")
    assert row == ["高己", "214", "1", "1", "", "", "", "", "0.47%", "99.53%"]


def test_rework_without_a_cause_gets_a_column_of_its_own() -> None:
    figures = answers()
    figures["technician_causes"] += [
        figure("first_time_fix_failures", 2, technician=11, cause=None)
    ]
    table = table_of(first_time_fix.technicians(material("zh", figures)))
    assert table.columns[-3].label == "未注明原因"
    assert column(table, "other") == ["", "", "", "2", "2"]


def test_technicians_within_chance_are_not_ranked() -> None:
    said = first_time_fix.technicians(material()).conclusion[1]
    assert said == "返修率：各技师与全站 1.71% 的差异均在随机波动范围内，不宜据此排名。"


def test_chart_shows_technicians_and_highlights_the_station() -> None:
    chart = chart_of(first_time_fix.compared(material()))
    assert chart.categories[-1] == "服务站"
    assert chart.highlight == (4,)
    assert chart.series[0].values[-1] == Fraction(16, 938)


def test_trend_prints_the_golden_months() -> None:
    golden = (220, 211, 309, 245, 291, 154)
    figures = answers()
    months = [
        found
        for step, failed in enumerate(reversed(golden))
        for found in (
            figure("rework_rate", failed, 10_000, month=str(SEPTEMBER.shifted(1 - step))),
            figure(
                "first_time_fix_rate",
                10_000 - failed,
                10_000,
                month=str(SEPTEMBER.shifted(1 - step)),
            ),
        )
    ]
    section = first_time_fix.trend(material("zh", {**figures, "trend": months}))
    shown = column(table_of(section), "rework_rate")
    assert shown == ["2.20%", "2.11%", "3.09%", "2.45%", "2.91%", "1.54%"]
    assert "较上月下降 1.37 个百分点，明显改善" in section.headline


def test_summary_is_derived_and_marked_until_written() -> None:
    bullets = next(b for b in first_time_fix.trend(material()).blocks if isinstance(b, Bullets))
    assert [item[:3] for item in bullets.items] == ["趋势：", "问题：", "建议："]
    assert "【建议】" in bullets.items[2]


def test_written_summary_replaces_the_derived_one() -> None:
    made = writing(material(), first_time_fix_summary=[{"trend": "十月有所提高"}])
    assert first_time_fix.summary(made) == Bullets(("趋势：十月有所提高",))


def test_appointment_shares_are_whole_and_add_to_hundred() -> None:
    rows = printed(table_of(appointments.distribution(material())))
    assert rows == [
        ["月被动预约量", "32", "2%"],
        ["月主动预约量", "486", "34%"],
        ["未预约进站台次", "914", "64%"],
        ["合计", "1,432", "100%"],
    ]


def test_appointment_pie_holds_the_counts() -> None:
    assert chart_of(appointments.distribution(material())).series[0].values == (32, 486, 914)


def test_active_trend_prints_volume_returned_and_success() -> None:
    rows = printed(table_of(appointments.active_trend(material())))
    assert rows[-1] == ["2026年10月", "900", "486", "54.0%"]
    chart = chart_of(appointments.active_trend(material()))
    assert [s.kind for s in chart.series] == ["bar", "bar", "line"]


def test_active_share_is_of_appointments_and_not_of_visits() -> None:
    rows = printed(table_of(appointments.share_trend(material())))
    assert rows[-1][1] == "93.82%"


def test_month_without_appointments_has_no_active_share() -> None:
    figures = answers()
    for code in ("appointments_active_share", "appointments_passive_share"):
        figures["trend"] = [f for f in figures["trend"] if f.code != code]
        figures["trend"].append(figure(code, 0, 900, month="2026-10"))
    rows = printed(table_of(appointments.share_trend(material("zh", figures))))
    assert rows[-1][1] == ""


def test_appointment_rate_has_its_target_in_the_chart() -> None:
    chart = chart_of(appointments.share_trend(material()))
    assert chart.series[1].target == Fraction(1, 2)


def test_analysis_is_proposed_only_below_target() -> None:
    row = printed(table_of(appointments.analysis(material())))[0]
    assert row[1] == "预约率 50.0%，未达目标 >50%"
    assert row[2].startswith("【建议】")
    above = answers()
    above["trend"] = [figure("appointment_rate", 60, 100, month="2026-10")]
    assert table_of(appointments.analysis(material("zh", above))).rows == ()


def test_written_analysis_is_printed_as_it_is() -> None:
    made = writing(material(), appointment_analysis=[{"problem": "无预约工位"}])
    assert column(table_of(appointments.analysis(made)), "problem") == ["无预约工位"]


def test_month_without_data_keeps_the_columns() -> None:
    chapter = fixes_and_appointments.chapter(empty())
    tables = [table_of(s) for s in chapter.sections if not isinstance(s.blocks[0], NoData)]
    assert all(table.columns and not table.rows for table in tables)
