"""What stood in the report's own form is found again in improvement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from careloop.improvement.models import Measure, Problem

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WRITTEN = datetime(2026, 11, 5, 10, 0)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
TASK = {"measure": "划出工位", "responsible": "服务经理", "due_on": "2026-11-30"}


def migrate(name: str | None) -> Apps:
    """The database with the reports' migrations up to ``name``."""
    executor = MigrationExecutor(connection)
    ends = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "reports"]
    targets = [("reports", name)] if name else ends
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.fixture
def before() -> Iterator[Apps]:
    """The time when the report had a form of its own."""
    yield migrate("0001_initial")
    migrate(None)


def moved(before: Apps, *texts: tuple[date, str, list[dict[str, str]]]) -> None:
    """Write the sections as they were kept, then migrate."""
    group = before.get_model("organisation", "Group").objects.create(name="G1")
    store = before.get_model("organisation", "Store").objects.create(
        code="S1", name="一店", group=group
    )
    for month_on, section, rows in texts:
        before.get_model("reports", "ReportText").objects.create(
            store_id=store.pk, month_on=month_on, section=section, rows=rows, written_at=WRITTEN
        )
    migrate("0002_texts_become_problems")


def only_problem() -> dict[str, Any]:
    return dict(Problem.objects.values().get())


def test_top5_becomes_a_problem_with_its_measures(before: Apps) -> None:
    rows = [
        {"problem": "无预约工位", "supervisor": "服务总监", "control_node": "每日核对", **TASK},
        {"problem": "无预约工位", "measure": "挂牌"},
        {"problem": "", "measure": "通知"},
        {"problem": "缺人"},
    ]
    moved(before, (OCTOBER, "top5_workshop", rows))
    held = [(p.title, p.department, p.priority, p.month_on) for p in Problem.objects.order_by("pk")]
    assert held == [
        ("无预约工位", "workshop", 1, OCTOBER),
        ("缺人", "workshop", 2, OCTOBER),
    ]
    first, *others = Measure.objects.order_by("pk")
    assert (first.text, first.owner_name, first.due_on) == (
        "划出工位",
        "服务经理",
        date(2026, 11, 30),
    )
    assert (first.supervisor_name, first.control_nodes) == ("服务总监", "每日核对")
    assert [one.text for one in others] == ["挂牌", "通知"]
    assert {one.problem.title for one in Measure.objects.all() if one.problem} == {"无预约工位"}


def test_review_tells_how_far_last_months_measures_are(before: Apps) -> None:
    row = {"problem": "无预约工位", **TASK}
    told = row | {"state": "done", "evidence": "photo"}
    moved(
        before,
        (NOVEMBER, "execution_review", [told]),
        (OCTOBER, "top5_front_desk", [row]),
    )
    measure = Measure.objects.get()
    assert (measure.state, measure.evidence_kind) == ("done", "photo")
    assert Problem.objects.get().department == "front_desk"


def test_review_of_what_no_top5_held_becomes_a_problem_of_the_month_before(before: Apps) -> None:
    moved(
        before,
        (NOVEMBER, "execution_review", [{"problem": "控工看板停用", "state": "in_progress"}]),
    )
    problem = Problem.objects.get()
    assert (problem.month_on, problem.topic, problem.department) == (OCTOBER, "top5", "")
    assert Measure.objects.get().state == "in_progress"


def test_moment_of_truth_plan_is_of_the_month_before(before: Apps) -> None:
    rows = [
        {"item": "stay_time", "plan": "设快修工位", "completion": "60%"},
        {"item": "listen", "plan": "复述需求", "completion": "100%"},
    ]
    moved(before, (NOVEMBER, "mot_review", rows))
    assert {(p.item, p.topic, p.month_on) for p in Problem.objects.all()} == {
        ("stay_time", "mot", OCTOBER),
        ("listen", "mot", OCTOBER),
    }
    held = [(m.text, m.state, m.progress) for m in Measure.objects.order_by("pk")]
    assert held == [("设快修工位", "not_done", "60%"), ("复述需求", "done", "100%")]


@pytest.mark.parametrize(
    ("section", "row", "problem", "measure"),
    [
        (
            "first_time_fix_summary",
            {"trend": "升", "problem": "异响", "suggestion": "培训"},
            {"topic": "first_time_fix", "situation": "升", "title": "异响"},
            {"text": "培训"},
        ),
        (
            "appointment_analysis",
            {
                "situation": "低",
                "problem": "占线",
                "root_cause": "无专人",
                "improvement": "专线",
                "resources": "一人",
                "completed_on": "2026-11-20",
            },
            {
                "topic": "appointment",
                "situation": "低",
                "title": "占线",
                "root_cause": "无专人",
                "resources": "一人",
            },
            {"text": "专线", "due_on": date(2026, 11, 20)},
        ),
        (
            "loss_measures",
            {"reason": "太远", "measure": "取送车"},
            {"topic": "loss", "item": "太远", "title": "太远"},
            {"text": "取送车"},
        ),
        (
            "next_month_plan",
            {"plan": "冬季检测", "content": "发邀请", "responsible": "客服主管"},
            {"topic": "plan", "title": "冬季检测"},
            {"text": "发邀请", "owner_name": "客服主管"},
        ),
    ],
)
def test_section_keeps_every_column(
    before: Apps,
    section: str,
    row: dict[str, str],
    problem: dict[str, str],
    measure: dict[str, Any],
) -> None:
    moved(before, (OCTOBER, section, [row]))
    assert only_problem().items() >= problem.items()
    assert Measure.objects.values().get().items() >= measure.items()


def test_goal_has_no_measure(before: Apps) -> None:
    moved(before, (OCTOBER, "goals", [{"item": "预约率", "status": "差 3 点", "reason": "缺人"}]))
    held = only_problem()
    assert (held["item"], held["situation"], held["root_cause"]) == ("预约率", "差 3 点", "缺人")
    assert not Measure.objects.exists()
