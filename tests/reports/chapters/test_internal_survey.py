"""Chapter 3, against the printed tables of source 000."""

from __future__ import annotations

from careloop.reports.chapters import internal_survey
from tests.reports.sample import (
    answers,
    chart_of,
    column,
    empty,
    material,
    printed,
    scored,
    table_of,
)


def test_call_statistics_print_the_golden_row() -> None:
    rows = printed(table_of(internal_survey.calls(material())))
    assert rows[-1] == [
        "2026年10月", "850", "700", "82.4%", "150", "17.6%", "300", "35.3%", "100",
    ]  # fmt: skip
    assert len(rows) == 6


def test_call_sentence_leads_the_section() -> None:
    said = internal_survey.calls(material()).headline
    assert said.startswith("通过对850位用户的回访")
    assert "欣喜17.6%，失望35.3%" in said


def test_call_chart_shows_a_year_with_rates_on_the_second_axis() -> None:
    chart = chart_of(internal_survey.calls(material()))
    assert len(chart.categories) == 12
    assert [series.on_secondary_axis for series in chart.series] == [False, True, True, True]


def test_month_without_calls_is_blank_and_keeps_its_row() -> None:
    section = internal_survey.calls(empty())
    assert printed(table_of(section)) == [["2026年10月", *[""] * 8]]
    assert section.headline == "本月没有维修后回访记录。"


def test_question_scores_print_two_months_with_samples() -> None:
    table = table_of(internal_survey.questions(material()))
    assert column(table, "last") == [
        "100.00",
        "100.00",
        "100.00",
        "92.65",
        "88.24",
        "94.12",
        "95.59",
    ]
    assert column(table, "this") == [
        "100.00",
        "100.00",
        "100.00",
        "96.43",
        "92.87",
        "89.30",
        "92.86",
    ]
    assert set(column(table, "last_sample")) == {"800"}
    assert set(column(table, "this_sample")) == {"850"}


def test_bars_carry_the_number_of_the_question() -> None:
    chart = chart_of(internal_survey.questions(material()))
    assert chart.categories[:2] == ("问题1", "问题2")


def test_lowest_question_is_said_with_its_sample() -> None:
    said = internal_survey.questions(material()).headline
    assert said == "得分最低的是“6 交车免费洗车”，89.30 分（样本 850）。"


def test_questions_stand_in_their_order() -> None:
    figures = answers()
    asked = [
        scored("question_score", "90", 50, month="2026-10", question=q, external=0)
        for q in ("Q10", "其他", "Q2", "explain_work")
    ]
    table = table_of(internal_survey.questions(material("zh", {**figures, "questions": asked})))
    assert column(table, "question") == ["解释维修", "2 顾问接待及时友好", "Q10", "其他"]


def test_external_answers_stay_out_of_the_own_survey() -> None:
    figures = answers()
    outside = [scored("question_score", "10", 50, month="2026-10", question="Q1", external=1)]
    made = material("zh", {**figures, "questions": figures["questions"] + outside})
    assert column(table_of(internal_survey.questions(made)), "this")[0] == "100.00"


def test_scores_by_advisor_tell_small_samples() -> None:
    figures = answers()
    few = [scored("question_score", "90", 12, advisor=1, question="Q1", external=0)]
    section = internal_survey.by_advisor(material("zh", {**figures, "advisor_questions": few}))
    assert printed(table_of(section)) == [["关甲", "12", "90.0"]]
    assert "不足 30" in section.headline


def test_low_items_hold_disappointed_customers_against_vehicles_received() -> None:
    rows = printed(table_of(internal_survey.low_items(material())))
    row = next(row for row in rows if row[0] == "关甲")
    assert row == ["关甲", "355", "220", "10", "2.8", "6 交车免费洗车", "89.3", "220"]


def test_comparison_marks_every_external_cell() -> None:
    table = table_of(internal_survey.comparison(material()))
    row = next(row for row in table.rows if row[0].text == "关甲")
    assert [cell.external for cell in row] == [False, False, False, *[True] * 12]
    assert row[-1].text == "85.2"


def test_comparison_adds_up_and_reconciles_the_external_sample() -> None:
    section = internal_survey.comparison(material())
    assert printed(table_of(section))[-1][:4] == ["合计", "1,494", "521", "114"]
    assert section.headline == "各顾问外访样本合计 114，与本期成功样本量一致。"


def test_comparison_that_does_not_reconcile_says_so() -> None:
    figures = answers()
    people = [f for f in figures["advisors"] if f.keys["advisor"] != 5]
    section = internal_survey.comparison(material("zh", {**figures, "advisors": people}))
    assert section.headline == "各顾问外访样本合计 94，与本期成功样本量 114 不一致，请核对。"


def test_mot_of_an_advisor_never_mixes_own_and_external_answers() -> None:
    figures = answers()
    mixed = [
        scored("question_score", "80", 20, advisor=2, question=item, external=int(i < 5))
        for i, item in enumerate(internal_survey.ITEMS)
    ]
    made = material("zh", {**figures, "advisor_questions": mixed})
    table = table_of(internal_survey.comparison(made))
    row = next(row for row in table.rows if row[0].text == "温乙")
    assert [cell.external for cell in row[4:14]] == [True] * 5 + [False] * 5
    assert row[-1].text == ""


def test_own_answers_to_all_ten_items_give_an_own_mot() -> None:
    figures = answers()
    inside = [
        scored("question_score", "80", 20, advisor=2, question=item, external=0)
        for item in internal_survey.ITEMS
    ]
    made = material("zh", {**figures, "advisor_questions": inside})
    row = next(r for r in table_of(internal_survey.comparison(made)).rows if r[0].text == "温乙")
    assert (row[-1].text, row[-1].external) == ("80.0", False)


def test_employee_nobody_knows_is_not_recorded() -> None:
    figures = answers() | {"advisor_questions": [
        scored("question_score", "90", 40, advisor=99, question="Q1", external=0)
    ]}  # fmt: skip
    table = table_of(internal_survey.by_advisor(material("zh", figures)))
    assert column(table, "advisor") == ["未登记"]
