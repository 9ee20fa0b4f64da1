"""Problems and measures of improvement as the rows the report prints."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pytest

from careloop.common.models import KeptFile
from careloop.improvement.models import Evidence, Measure, Problem
from careloop.improvement.queries import ProblemRow
from careloop.improvement.queries.problems import rows as read_rows
from careloop.organisation.models import Employee, Store
from careloop.reports import people

NOW = datetime(2026, 10, 20, 9, 0)


@pytest.fixture
def problem(store: Store) -> Problem:
    return noted(store, title="无预约工位")


def noted(store: Store, topic: str = "top5", department: str = "front_desk", **how: Any) -> Problem:
    """A problem of October."""
    place = department if topic == "top5" else ""
    return Problem.objects.create(
        store=store,
        month_on=date(2026, 10, 1),
        topic=topic,
        department=place,
        made_at=NOW,
        **how,
    )


def agreed(problem: Problem, text: str, **how: Any) -> Measure:
    return Measure.objects.create(
        store=problem.store, problem=problem, text=text, made_at=NOW, **how
    )


def written(*problems: Problem) -> people.Texts:
    return people.written(read(problems))


def reviewed(*problems: Problem) -> people.Texts:
    return people.reviewed(read(problems))


def read(problems: Iterable[Problem]) -> list[ProblemRow]:
    store, ids = next(iter(problems)).store, [one.pk for one in problems]
    return read_rows(store, Problem.objects.filter(pk__in=ids))


def only(rows: tuple[people.Row, ...]) -> dict[str, str]:
    (row,) = rows
    return dict(row)


def test_measure_is_a_row_with_all_its_columns(problem: Problem) -> None:
    owner = Employee.objects.create(
        store=problem.store, employee_no="E7", name="关甲", changed_at=NOW
    )
    agreed(
        problem,
        "划出两个预约工位",
        owner=owner,
        owner_name="没有印出",
        supervisor_name="服务总监",
        due_on=date(2026, 11, 30),
        control_nodes="每日核对",
    )
    assert only(written(problem)["top5_front_desk"]) == {
        "number": "1",
        "problem": "无预约工位",
        "carried": "",
        "repeated": "",
        "measure": "划出两个预约工位",
        "responsible": "关甲",
        "due_on": "2026-11-30",
        "supervisor": "服务总监",
        "control_node": "每日核对",
    }


def test_owner_without_a_name_is_printed_by_number(problem: Problem) -> None:
    nameless = Employee.objects.create(store=problem.store, employee_no="E8", changed_at=NOW)
    agreed(problem, "a", owner=nameless)
    assert only(written(problem)["top5_front_desk"])["responsible"] == "E8"


def test_further_measures_show_only_the_number(problem: Problem) -> None:
    for text in ("a", "b", "c"):
        agreed(problem, text)
    rows = written(problem)["top5_front_desk"]
    assert [row.get("problem") for row in rows] == ["无预约工位", None, None]
    assert [row["measure"] for row in rows] == ["a", "b", "c"]
    assert {row["number"] for row in rows} == {"1"}


def test_problem_without_a_measure_prints_with_blanks(problem: Problem) -> None:
    row = only(written(problem)["top5_front_desk"])
    assert row["problem"] == "无预约工位"
    assert "measure" not in row


def test_dropped_measure_is_not_printed(problem: Problem) -> None:
    agreed(problem, "a", state="dropped")
    agreed(problem, "b")
    assert only(written(problem)["top5_front_desk"])["measure"] == "b"
    assert only(reviewed(problem)["execution_review"])["measure"] == "b"


def test_review_tells_state_and_counts_the_proofs(problem: Problem) -> None:
    measure = agreed(problem, "a", state="done", evidence_kind="photo")
    for number in range(2):
        kept = KeptFile.objects.create(
            store_id=problem.store_id,
            sha256=str(number),
            name="p.jpg",
            content_type="image/jpeg",
            size=1,
            kept_at=NOW,
        )
        Evidence.objects.create(measure=measure, file=kept)
    row = only(reviewed(problem)["execution_review"])
    assert (row["state"], row["evidence"], row["files"]) == ("done", "photo", "2")


def test_review_puts_the_top5_first_by_department_and_priority(store: Store) -> None:
    plan = noted(store, "plan", title="plan")
    care = noted(store, department="customer_care", title="care")
    second = noted(store, title="second", priority=2)
    first = noted(store, title="first", priority=1)
    rows = reviewed(plan, care, second, first)["execution_review"]
    assert [row["problem"] for row in rows] == ["first", "second", "care", "plan"]


def test_review_leaves_out_what_only_says_how_the_month_was(store: Store) -> None:
    told = [noted(store, "goal", title="a"), noted(store, "first_time_fix", title="b")]
    assert reviewed(*told) == {}


def test_carried_and_repeated_are_marked(store: Store) -> None:
    first = noted(store, title="无预约工位", kpi_code="appointment_rate")
    Problem.objects.filter(pk=first.pk).update(month_on=date(2026, 9, 1))
    again = noted(store, title="无预约工位", kpi_code="appointment_rate", carried_from=first)
    row = only(written(again)["top5_front_desk"])
    assert (row["carried"], row["repeated"]) == ("1", "1")
    assert only(reviewed(first)["execution_review"])["goes_on"] == "1"


def test_plans_of_a_moment_share_a_row_with_their_completion(store: Store) -> None:
    one = noted(store, "mot", title="停留时间", item="stay_time")
    other = noted(store, "mot", title="停留时间", item="stay_time")
    agreed(one, "设快修工位", state="done")
    agreed(one, "预捡", state="in_progress")
    agreed(other, "不做了", state="dropped")
    agreed(other, "早班", state="not_done")
    assert only(reviewed(one, other)["mot_review"]) == {
        "item": "stay_time",
        "plan": "设快修工位\n预捡\n早班",
        "completion": "1/3",
    }
    assert written(one) == {}


@pytest.mark.parametrize(
    ("topic", "held", "measure", "section", "row"),
    [
        (
            "first_time_fix",
            {"situation": "上升", "title": "异响"},
            {"text": "培训"},
            "first_time_fix_summary",
            {"trend": "上升", "problem": "异响", "suggestion": "培训"},
        ),
        (
            "appointment",
            {"situation": "低", "title": "占线", "root_cause": "无专人", "resources": "一人"},
            {"text": "专线", "due_on": date(2026, 11, 5), "owner_name": "王"},
            "appointment_analysis",
            {
                "situation": "低",
                "problem": "占线",
                "root_cause": "无专人",
                "resources": "一人",
                "improvement": "专线",
                "responsible": "王",
                "supervisor": "",
                "completed_on": "2026-11-05",
            },
        ),
        (
            "loss",
            {"item": "too_far", "title": "太远"},
            {"text": "取送车"},
            "loss_measures",
            {
                "reason": "too_far",
                "measure": "取送车",
                "responsible": "",
                "due_on": "",
                "supervisor": "",
            },
        ),
        (
            "plan",
            {"title": "冬季检测"},
            {"text": "发邀请"},
            "next_month_plan",
            {
                "plan": "冬季检测",
                "content": "发邀请",
                "responsible": "",
                "due_on": "",
                "supervisor": "",
            },
        ),
    ],
)
def test_topic_fills_the_columns_of_its_section(
    store: Store,
    topic: str,
    held: dict[str, str],
    measure: dict[str, Any],
    section: str,
    row: dict[str, str],
) -> None:
    made = noted(store, topic, **held)
    agreed(made, **measure)
    assert only(written(made)[section]) == row


def test_goal_is_one_row_about_its_kpi(store: Store) -> None:
    goal = noted(
        store, "goal", kpi_code="callback_rate", title="x", situation="差 3 点", root_cause="缺人"
    )
    assert only(written(goal)["goals"]) == {
        "item": "callback_rate",
        "status": "差 3 点",
        "reason": "缺人",
    }
