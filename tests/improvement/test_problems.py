"""Problems: put down, changed, ordered, closed, taken back, marked when they come back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.improvement import actions, queries
from careloop.improvement.models import Problem
from careloop.improvement.rules import Stale
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.improvement.conftest import NOVEMBER, NOW, OCTOBER, AddMeasure, AddProblem
from tests.mart.books import Books

pytestmark = pytest.mark.django_db


def titles(viewer: Viewer, store: Store, month: Period = OCTOBER) -> list[str]:
    found = queries.month(viewer, store, month).of("top5", "front_desk")
    return [row.problem.title for row in found]


def test_problems_stand_in_order_of_priority(
    as_director: Viewer, store: Store, problem: AddProblem
) -> None:
    for title in ("一", "二"):
        problem(title)
    problem("先", priority=1)
    problem("别的", department="parts")
    assert titles(as_director, store) == ["先", "一", "二"]
    row = queries.month(as_director, store, OCTOBER).of("top5")[0]
    assert (row.repeated, row.completion.total, row.is_done, row.is_workable) == (0, 0, False, True)


def test_problem_leaves_its_trace_without_its_words(problem: AddProblem) -> None:
    problem("客户张三投诉")
    audit = AuditRow.objects.get(action="problem.add")
    assert audit.detail == {"month": "2026-10", "topic": "top5", "kpi": ""}


def test_problem_keeps_the_figure_of_its_month(books: Books, problem: AddProblem) -> None:
    for day in range(1, 5):
        books.order(books.vehicle(), date(2026, 10, day), all_menu_priced=day == 1)
    linked = problem(kpi_code="menu_quote_rate", obstacles=[3, 1, 1])
    assert (linked.before_numerator, linked.before_denominator, linked.before_unit) == (1, 4, "%")
    assert linked.obstacles == [1, 3]


def test_problem_without_any_data_is_put_down_all_the_same(problem: AddProblem) -> None:
    linked = problem(kpi_code="menu_quote_rate")
    assert (linked.before_numerator, linked.before_unit) == (None, "%")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"title": "  "}, "“Problem” is empty"),
        ({"title": "长" * 601}, "601"),
        ({"topic": "moon"}, "moon"),
        ({"department": ""}, "front_desk"),
        ({"department": "sales"}, "front_desk"),
        ({"topic": "mot", "department": "moon"}, "moon"),
        ({"kpi_code": "no_such_kpi"}, "no_such_kpi"),
        ({"kpi_code": "menu_quote_rate", "obstacles": [4]}, "number 4"),
        ({"obstacles": [1]}, "number 1"),
        ({"month": Period.parse("2026-Q4")}, "2026-Q4"),
    ],
)
def test_wrong_problem_is_refused_by_name(
    problem: AddProblem, fields: dict[str, Any], named: str
) -> None:
    with pytest.raises(Refused, match=named):
        problem(**({"title": "问题"} | fields))
    assert not Problem.objects.exists()


def test_top5_takes_five(problem: AddProblem) -> None:
    for number in range(5):
        problem(f"第{number}")
    with pytest.raises(Refused, match="has 5 problems"):
        problem("第六")
    problem("别的部门", department="workshop")
    problem("别的表", topic="plan")


def test_who_may_not_lead_puts_down_nothing(
    as_agent: Viewer, as_outsider: Viewer, store: Store
) -> None:
    for viewer in (as_agent, as_outsider):
        with pytest.raises(Forbidden):
            actions.add_problem(
                by=viewer, store=store, month=OCTOBER, topic="plan", title="问题", now=NOW
            )


def test_who_may_not_see_is_told_so(as_outsider: Viewer, store: Store, problem: AddProblem) -> None:
    found = problem()
    with pytest.raises(Forbidden):
        queries.month(as_outsider, store, OCTOBER)
    with pytest.raises(Forbidden):
        queries.problem(as_outsider, store, found.pk)


def test_problem_of_another_store_is_not_there(
    as_outsider: Viewer, other_store: Store, problem: AddProblem
) -> None:
    with pytest.raises(Refused, match="no problem"):
        queries.problem(as_outsider, other_store, problem().pk)


def test_change_counts_and_brings_the_figure_of_another_kpi(
    as_director: Viewer, books: Books, problem: AddProblem
) -> None:
    books.order(books.vehicle(), date(2026, 10, 5), all_menu_priced=True)
    found = problem(kpi_code="delivery_explanation_rate", obstacles=[1])
    changed = actions.change_problem(
        by=as_director,
        problem=found,
        revision=0,
        now=NOW,
        title="报价不全",
        root_cause="目录旧",
        kpi_code="menu_quote_rate",
    )
    assert (changed.title, changed.root_cause, changed.revision) == ("报价不全", "目录旧", 1)
    assert (changed.before_numerator, changed.obstacles) == (1, [])


def test_change_on_an_old_version_shows_both(as_director: Viewer, problem: AddProblem) -> None:
    found = problem()
    actions.change_problem(by=as_director, problem=found, revision=0, now=NOW, title="甲写的")
    with pytest.raises(Stale) as refusal:
        actions.change_problem(by=as_director, problem=found, revision=0, now=NOW, title="乙写的")
    assert (refusal.value.current.title, refusal.value.current.revision) == ("甲写的", 1)  # type: ignore[attr-defined]
    found.refresh_from_db()
    assert found.title == "甲写的"


def test_problem_moves_to_another_department_and_place(
    as_director: Viewer, store: Store, problem: AddProblem
) -> None:
    moved = problem("移", department="parts")
    problem("甲")
    actions.change_problem(
        by=as_director, problem=moved, revision=0, now=NOW, department="front_desk", priority=1
    )
    assert titles(as_director, store) == ["移", "甲"]


def test_list_is_ordered_anew(as_director: Viewer, store: Store, problem: AddProblem) -> None:
    one, two, three = (problem(title) for title in ("一", "二", "三"))
    order = {"by": as_director, "store": store, "month": OCTOBER, "topic": "top5"}
    ids = [three.pk, two.pk, one.pk]
    actions.reorder(**order, department="front_desk", ids=ids)
    assert titles(as_director, store) == ["三", "二", "一"]
    revisions = dict(Problem.objects.values_list("title", "revision"))
    assert revisions == {"三": 1, "二": 0, "一": 1}
    problem("四")
    with pytest.raises(Refused, match="list changed"):
        actions.reorder(**order, department="front_desk", ids=ids)


def test_problem_nobody_began_is_taken_back_with_its_measures(
    as_director: Viewer, store: Store, problem: AddProblem, measure: AddMeasure
) -> None:
    found = problem()
    measure(found)
    actions.remove_problem(by=as_director, problem=found, revision=0, now=NOW)
    assert titles(as_director, store) == []


def test_problem_with_a_measure_begun_stays(
    as_director: Viewer, problem: AddProblem, measure: AddMeasure
) -> None:
    found = problem()
    begun = measure(found)
    actions.report_progress(
        by=as_director, measure=begun, revision=0, state="in_progress", progress="", now=NOW
    )
    with pytest.raises(Refused, match="have begun"):
        actions.remove_problem(by=as_director, problem=found, revision=0, now=NOW)


def test_problem_is_closed_when_its_measures_are_finished(
    as_director: Viewer, problem: AddProblem, measure: AddMeasure
) -> None:
    found = problem()
    one = measure(found, "补全目录")
    with pytest.raises(Refused, match=r"补全目录.*Not done"):
        actions.close_problem(by=as_director, problem=found, revision=0, now=NOW)
    actions.report_progress(
        by=as_director, measure=one, revision=0, state="done", progress="", now=NOW
    )
    closed = actions.close_problem(by=as_director, problem=found, revision=0, now=NOW)
    assert closed.closed_at == NOW
    with pytest.raises(Refused, match="is closed"):
        actions.change_problem(by=as_director, problem=found, revision=1, now=NOW, title="改")
    with pytest.raises(Refused, match="is closed"):
        measure(found, "再来一条")
    opened = actions.reopen_problem(by=as_director, problem=found, revision=1, now=NOW)
    assert (opened.closed_at, opened.revision) == (None, 2)


def settled(problem: AddProblem, by: Viewer, month: Period, **fields: Any) -> Problem:
    found = problem(month=month, **fields)
    return actions.close_problem(by=by, problem=found, revision=0, now=NOW)


def test_problem_that_comes_back_is_marked_with_how_often(
    as_director: Viewer, store: Store, problem: AddProblem
) -> None:
    about = {"kpi_code": "callback_rate"}
    settled(problem, as_director, Period.month(2026, 3), **about)  # seven months ago
    settled(problem, as_director, Period.month(2026, 4), **about)
    settled(problem, as_director, Period.month(2026, 8), **about)
    settled(problem, as_director, Period.month(2026, 8), **about, department="customer_care")
    problem(month=Period.month(2026, 9), **about)  # still open there
    back = queries.problem(as_director, store, problem(**about).pk)
    other = queries.problem(as_director, store, problem(kpi_code="menu_quote_rate").pk)
    assert (back.repeated, other.repeated) == (2, 0)


def test_problem_comes_back_by_its_item_too(
    as_director: Viewer, store: Store, problem: AddProblem
) -> None:
    plan = {"topic": "mot", "department": "", "item": "appointment_handling"}
    settled(problem, as_director, Period.month(2026, 9), **plan)
    settled(problem, as_director, Period.month(2026, 9), **(plan | {"item": "reception"}))
    assert queries.problem(as_director, store, problem(**plan).pk).repeated == 1
    assert queries.problem(as_director, store, problem("无项目").pk).repeated == 0


def test_month_is_read_in_few_queries(
    as_director: Viewer,
    store: Store,
    problem: AddProblem,
    measure: AddMeasure,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(5):
        measure(problem(f"第{number}", kpi_code="callback_rate"))
    with django_assert_max_num_queries(5):
        found = queries.month(as_director, store, OCTOBER)
        assert [row.measures[0].owner for row in found.problems] == ["服务经理"] * 5
    assert queries.month(as_director, store, NOVEMBER).problems == ()
