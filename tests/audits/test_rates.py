"""The figures of inspections, against counts made by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from careloop.audits import actions, queries
from careloop.audits.choices import Rhythm, Subject
from careloop.audits.models import Checklist, Finding, Inspection
from careloop.audits.queries import FindingFilters, InspectionFilters, Rate
from careloop.core.kernel.periods import Period
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.audits.conftest import MONDAY, all_full, finished, on, planned, put_right
from tests.mart.books import Books

MARCH = Period.month_of(MONDAY)
FRIDAY = MONDAY + timedelta(days=4)


@pytest.fixture
def week(store: Store, lounge: Checklist, as_checker: Viewer, host: Employee) -> None:
    """Five days of a daily lounge check.

    Monday 90.9 relayed, finding cured; Tuesday 100 relayed; Wednesday 90.9 not relayed, finding
    open and due on Friday; Thursday missed; Friday begun. Tuesday also a spot check, 100.
    """
    planned(store)
    for ahead in range(5):
        day = MONDAY + timedelta(days=ahead)
        actions.make_due(now=on(day))
        one = Inspection.objects.get(due_on=day)
        if ahead == 3:
            continue
        begun = actions.begin(by=as_checker, inspection=one, revision=0, now=on(day))
        if ahead == 4:
            continue
        faulty = {"lounge_1": 0} if ahead != 1 else {}
        findings = [put_right("lounge_1", host, day + timedelta(days=2))] if faulty else []
        done = finished(as_checker, begun, all_full(begun, **faulty), findings, on(day))
        if ahead < 2:
            actions.relay(by=as_checker, inspection=done, now=on(day, 10), in_person=True)
        if ahead == 0:
            cure(as_checker, done)
        if ahead == 1:
            spot = actions.start_unplanned(
                by=as_checker, store=store, checklist_code="lounge", now=on(day)
            )
            finished(as_checker, spot, all_full(spot), now=on(day))


def cure(by: Viewer, done: Inspection) -> None:
    finding = Finding.objects.get(inspection=done)
    told = actions.act_on_finding(
        by=by, finding=finding, revision=0, done="", now=on(done.due_on, 11)
    )
    actions.recheck(by=by, finding=told, revision=1, is_cured=True, now=on(done.due_on, 12))


def rates(by: Viewer, store: Store, today: date, period: Period = MARCH) -> queries.Three:
    return queries.rates(by, store, period, today=today).total


def test_check_rate_is_finished_of_what_should_be_done_by_now(
    store: Store, week: None, as_checker: Viewer
) -> None:
    # On Friday itself the one begun is not late yet; on Saturday it is.
    assert rates(as_checker, store, FRIDAY).check == Rate(3, 4)
    assert rates(as_checker, store, FRIDAY + timedelta(days=1)).check == Rate(3, 5)
    assert rates(as_checker, store, FRIDAY).check.value == Fraction(3, 4)


def test_relay_rate_counts_spot_checks_too(store: Store, week: None, as_checker: Viewer) -> None:
    assert rates(as_checker, store, FRIDAY).relay == Rate(2, 4)


def test_follow_up_rate_leaves_out_what_is_not_due(
    store: Store, week: None, as_checker: Viewer
) -> None:
    assert rates(as_checker, store, FRIDAY).follow_up == Rate(1, 1)
    assert rates(as_checker, store, FRIDAY + timedelta(days=1)).follow_up == Rate(1, 2)


def test_follow_up_counts_a_failed_recheck_until_its_new_day_is_over(
    store: Store, week: None, as_checker: Viewer
) -> None:
    finding = Finding.objects.exclude(state="cured").get()
    told = actions.act_on_finding(
        by=as_checker, finding=finding, revision=0, done="", now=on(FRIDAY)
    )
    day = FRIDAY + timedelta(days=1)
    assert rates(as_checker, store, day).follow_up == Rate(1, 2)  # done, not looked at again
    actions.recheck(
        by=as_checker,
        finding=told,
        revision=1,
        is_cured=False,
        remark="还在漏",
        now=on(FRIDAY),
        due_on=day,
    )
    assert rates(as_checker, store, day).follow_up == Rate(2, 2)
    assert rates(as_checker, store, day + timedelta(days=1)).follow_up == Rate(1, 2)


@pytest.mark.parametrize("ahead", [4, 5])
def test_every_figure_leads_to_its_rows(
    store: Store, week: None, as_checker: Viewer, ahead: int
) -> None:
    today = MONDAY + timedelta(days=ahead)
    total = rates(as_checker, store, today)
    for figure in ("check", "relay"):
        rate: Rate = getattr(total, figure)
        for is_hit, count in (
            (None, rate.denominator),
            (True, rate.numerator),
            (False, rate.denominator - rate.numerator),
        ):
            asked = InspectionFilters(period=MARCH, counted=figure, is_hit=is_hit, today=today)  # type: ignore[arg-type]
            assert len(queries.inspections(as_checker, store, asked)) == count
    for is_hit, count in (
        (None, total.follow_up.denominator),
        (True, total.follow_up.numerator),
        (False, total.follow_up.denominator - total.follow_up.numerator),
    ):
        wanted = FindingFilters(today=today, period=MARCH, counted=True, is_hit=is_hit)
        assert len(queries.findings(as_checker, store, wanted)) == count


def test_rates_of_nothing_have_no_value(store: Store, as_checker: Viewer) -> None:
    total = rates(as_checker, store, FRIDAY)
    assert total == queries.Three()
    assert total.check.value is None


def test_rates_keep_to_their_period(store: Store, week: None, as_checker: Viewer) -> None:
    monday = Period.day(MONDAY)
    assert rates(as_checker, store, FRIDAY, monday).check == Rate(1, 1)
    assert rates(as_checker, store, FRIDAY, MARCH.previous).check == Rate(0, 0)


@pytest.fixture
def advisors(store: Store, books: Books, lounge: Checklist, as_checker: Viewer) -> list[Employee]:
    """Two advisors checked weekly: A1 is done (72.7), A2 is not."""
    people = [books.employee("A1"), books.employee("A2")]
    planned(store, Rhythm.WEEKLY, Subject.ADVISOR)
    actions.make_due(now=on(MONDAY))
    one = Inspection.objects.get(subject=people[0])
    begun = actions.begin(by=as_checker, inspection=one, revision=0, now=on(MONDAY))
    codes = ("lounge_1", "lounge_2", "lounge_3")
    findings = [put_right(code, people[0]) for code in codes]
    finished(as_checker, begun, all_full(begun, **dict.fromkeys(codes, 0)), findings)
    return people


def test_rates_by_checklist_and_by_person_add_to_the_whole(
    store: Store, week: None, advisors: list[Employee], as_checker: Viewer
) -> None:
    today = MONDAY + timedelta(days=8)
    told = queries.rates(as_checker, store, MARCH, today=today)
    assert [(line.code, line.rates.check) for line in told.by_checklist] == [("lounge", Rate(4, 7))]
    assert [(line.subject, line.rates.check) for line in told.by_subject] == [
        (None, Rate(3, 5)),
        (advisors[0], Rate(1, 1)),
        (advisors[1], Rate(0, 1)),
    ]
    for lines in (told.by_checklist, told.by_subject):
        assert sum((line.rates for line in lines), queries.Three()) == told.total  # type: ignore[attr-defined]


def test_rates_ask_the_database_no_more_for_more_people(
    store: Store, advisors: list[Employee], as_checker: Viewer, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        queries.rates(as_checker, store, MARCH, today=FRIDAY)


# Scores


def test_scores_pool_the_points_day_by_day(store: Store, week: None, as_checker: Viewer) -> None:
    (line,) = queries.scores(as_checker, store, MARCH)
    assert (line.code, line.name.en, line.subject) == ("lounge", "Customer lounge", None)
    course = {day.day: (score.percent, score.inspections) for day, score in line.course}
    assert course == {
        2: (Fraction(1000, 11), 1),
        3: (100, 2),
        4: (Fraction(1000, 11), 1),
    }
    assert line.total.points == Rate(420, 440)


def test_scores_by_month_and_person(
    store: Store, week: None, advisors: list[Employee], as_checker: Viewer
) -> None:
    place, person = queries.scores(as_checker, store, MARCH, by_subject=True, step="month")
    assert (place.subject, person.subject) == (None, advisors[0])
    assert [(day, score.points) for day, score in place.course] == [
        (date(2026, 3, 1), Rate(420, 440))
    ]
    assert person.total.percent == Fraction(800, 11)


def test_scores_leave_out_lists_without_a_total(
    store: Store, as_checker: Viewer, as_director: Viewer
) -> None:
    actions.adopt(by=as_director, store=store, code="mystery_shopper", now=on(MONDAY))
    one = actions.start_unplanned(
        by=as_checker, store=store, checklist_code="mystery_shopper", now=on(MONDAY)
    )
    finished(as_checker, one, all_full(one))
    assert queries.scores(as_checker, store, MARCH) == []


# The report's line


def test_month_line_has_the_counts_behind_the_rates(
    store: Store, week: None, as_checker: Viewer
) -> None:
    line = queries.month_line(as_checker, store, MARCH, today=FRIDAY + timedelta(days=1))
    counts = (line.due, line.finished, line.inspected, line.relayed)
    assert counts == (5, 3, 4, 2)
    assert (line.to_follow_up, line.followed_up, line.findings, line.cured) == (2, 1, 2, 1)
    ((name, score),) = line.scores
    assert (name.zh, score.percent) == ("顾客休息室检查表", Fraction(1050, 11))


def test_figures_are_the_stores_own(
    store: Store, week: None, other_store: Store, as_outsider: Viewer, as_agent: Viewer
) -> None:
    for viewer in (as_outsider, as_agent):
        with pytest.raises(Forbidden):
            rates(viewer, store, FRIDAY)
        with pytest.raises(Forbidden):
            queries.scores(viewer, store, MARCH)
        with pytest.raises(Forbidden):
            queries.month_line(viewer, store, MARCH, today=FRIDAY)
    assert rates(as_outsider, other_store, FRIDAY) == queries.Three()
