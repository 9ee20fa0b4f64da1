"""Chapter 7 of one month becomes chapter 1 of the next."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import IntegrityError

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.improvement import actions, queries
from careloop.improvement.choices import Topic
from careloop.improvement.models import Measure, Problem
from careloop.improvement.rules import CARRIED
from careloop.improvement.verdicts import Verdict
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.improvement.conftest import NOVEMBER, NOW, OCTOBER, AddMeasure, AddProblem
from tests.mart.books import Books

pytestmark = pytest.mark.django_db
END = datetime(2026, 11, 30, 17, 0)


def carry(by: Viewer, store: Store, month: Period = NOVEMBER) -> list[Problem]:
    return actions.carry_over(by=by, store=store, month=month, now=END)


def report(by: Viewer, measure: Measure, state: str) -> None:
    actions.report_progress(
        by=by, measure=measure, revision=measure.revision, state=state, progress="说明", now=NOW
    )


def test_what_is_not_done_goes_on_with_what_is_left(
    as_director: Viewer, store: Store, problem: AddProblem, measure: AddMeasure, sun: Employee
) -> None:
    october = problem(
        "无控工看板", department="workshop", root_cause="没有场地", obstacles=(), resources="看板"
    )
    done, half = measure(october, "看样"), measure(october, "定做", owner=sun, due_on=END.date())
    report(as_director, done, "done")
    report(as_director, half, "in_progress")
    (november,) = carry(as_director, store)
    assert (november.carried_from, november.month_on) == (october, date(2026, 11, 1))
    assert (november.title, november.root_cause) == ("无控工看板", "没有场地")
    (left,) = november.measures.all()
    assert (left.text, left.owner, left.state) == ("定做", sun, "in_progress")
    assert (left.progress, left.due_on) == ("说明", END.date())
    assert left.pk != half.pk


def test_what_is_done_or_closed_or_only_says_something_stays(
    as_director: Viewer, store: Store, problem: AddProblem, measure: AddMeasure
) -> None:
    report(as_director, measure(problem("做完")), "done")
    closed = problem("已关闭")
    report(as_director, measure(closed), "dropped")
    actions.close_problem(by=as_director, problem=closed, revision=0, now=NOW)
    for topic in set(Topic) - set(CARRIED):
        problem("小结", topic=topic)
    assert carry(as_director, store) == []


def test_without_measures_or_with_dropped_ones_only_nothing_is_done(
    as_director: Viewer, store: Store, problem: AddProblem, measure: AddMeasure
) -> None:
    problem("没有措施")
    report(as_director, measure(problem("措施取消")), "dropped")
    carried = carry(as_director, store)
    assert [one.title for one in carried] == ["没有措施", "措施取消"]
    assert [one.measures.count() for one in carried] == [0, 0]


def test_carrying_again_carries_only_what_is_new(
    as_director: Viewer, store: Store, problem: AddProblem
) -> None:
    problem("一")
    assert [one.title for one in carry(as_director, store)] == ["一"]
    problem("二")
    assert [one.title for one in carry(as_director, store)] == ["二"]
    assert carry(as_director, store) == []
    listed = queries.month(as_director, store, NOVEMBER).of("top5", "front_desk")
    assert [(row.problem.title, row.problem.priority) for row in listed] == [("一", 1), ("二", 2)]


def test_problem_is_carried_once_whatever_happens(
    as_director: Viewer, store: Store, problem: AddProblem
) -> None:
    october = problem()
    carry(as_director, store)
    with pytest.raises(IntegrityError):
        problem(month=NOVEMBER, carried_from=october)


def test_carried_problem_does_not_count_against_the_five(
    as_director: Viewer, store: Store, problem: AddProblem
) -> None:
    for number in range(5):
        problem(f"十月{number}")
        problem(f"十一月{number}", month=NOVEMBER)
    assert len(carry(as_director, store)) == 5
    assert len(queries.month(as_director, store, NOVEMBER).of("top5", "front_desk")) == 10


def test_carried_problem_takes_the_figure_of_its_new_month(
    as_director: Viewer, store: Store, problem: AddProblem, books: Books
) -> None:
    for number, month in enumerate((10, 11, 11)):
        books.order(books.vehicle(), date(2026, month, 3 + number), all_menu_priced=number == 2)
    october = problem(kpi_code="menu_quote_rate", obstacles=[2])
    (november,) = carry(as_director, store)
    assert (october.before_numerator, october.before_denominator) == (0, 1)
    assert (november.before_numerator, november.before_denominator) == (1, 2)
    assert november.obstacles == [2]


def test_work_goes_on_in_the_later_month_only(
    as_director: Viewer, store: Store, problem: AddProblem, measure: AddMeasure
) -> None:
    october = problem()
    old = measure(october)
    (november,) = carry(as_director, store)
    with pytest.raises(Refused, match="carried on to 2026-11"):
        report(as_director, old, "done")
    with pytest.raises(Refused, match="carried on to 2026-11"):
        measure(october, "再来一条")
    with pytest.raises(Refused, match="carried on to 2026-11"):
        actions.close_problem(by=as_director, problem=october, revision=0, now=NOW)
    overdue = queries.overdue(as_director, store, date(2026, 12, 15))
    assert [row.measure.problem for row in overdue] == [november]


def test_course_of_a_problem_through_the_months(
    as_director: Viewer, store: Store, problem: AddProblem
) -> None:
    problem()
    (november,) = carry(as_director, store)
    (december,) = carry(as_director, store, Period.month(2026, 12))
    middle = queries.problem(as_director, store, november.pk)
    months = [row.problem.month_on.month for row in queries.course(as_director, middle)]
    assert months == [10, 11, 12]
    assert (middle.carried_to, middle.is_workable) == (december, False)
    assert queries.problem(as_director, store, december.pk).repeated == 0  # no KPI and no item


def test_carried_problem_about_a_kpi_is_marked_repeated(
    as_director: Viewer, store: Store, problem: AddProblem
) -> None:
    problem(kpi_code="callback_rate")
    carry(as_director, store)
    (december,) = carry(as_director, store, Period.month(2026, 12))
    assert queries.problem(as_director, store, december.pk).repeated == 2


def test_review_tells_last_months_measures_and_what_they_did(
    as_director: Viewer, store: Store, problem: AddProblem, measure: AddMeasure, books: Books
) -> None:
    for month, quoted in ((10, 10), (11, 38)):
        car = books.vehicle()
        for number in range(40):
            books.order(car, date(2026, month, 2 + number % 20), all_menu_priced=number < quoted)
    october = problem(kpi_code="menu_quote_rate")
    report(as_director, measure(october), "done")
    measure(october, "抽查")
    problem("无指标", topic="plan")
    problem("小结", topic="first_time_fix")
    quote, plan = sorted(
        queries.review(as_director, store, NOVEMBER, today=date(2026, 12, 1)),
        key=lambda one: one.row.problem.topic,
        reverse=True,
    )
    assert (quote.row.completion.done, quote.row.completion.total) == (1, 2)
    assert quote.effect is not None
    assert (quote.effect.before, quote.effect.after) != (None, None)
    assert quote.effect.verdict is Verdict.IMPROVED
    assert plan.effect is None
    assert queries.review(as_director, store, OCTOBER, today=date(2026, 12, 1)) == ()


def test_only_leaders_carry(as_agent: Viewer, as_outsider: Viewer, store: Store) -> None:
    for viewer in (as_agent, as_outsider):
        with pytest.raises(Forbidden):
            carry(viewer, store)
    with pytest.raises(Forbidden):
        queries.review(as_outsider, store, NOVEMBER, today=END.date())


def test_only_months_are_carried_into(as_director: Viewer, store: Store) -> None:
    with pytest.raises(Refused, match="2026-Q4"):
        carry(as_director, store, Period.quarter(2026, 4))
