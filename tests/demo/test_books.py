"""What three simulated years look like: plausible, seasonal, and consistent in themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

import pytest

from careloop.demo import visits as jobs
from careloop.demo.books import Books, Period
from careloop.demo.orders import Order
from tests.demo.conftest import TODAY

CODES = ("HZ01", "HZ02", "NB01")
Group = dict[str, Books]


def share(items: Iterable[bool]) -> float:
    flags = list(items)
    return sum(flags) / len(flags)


def external(books: Books) -> list[Order]:
    return [order for order in books.orders if not order.is_internal]


def settled(books: Books) -> list[Order]:
    return [order for order in books.orders if order.progress.settled_at]


def test_period_is_three_years_and_the_running_month() -> None:
    period = Period.before(date(2026, 11, 22), 3)
    assert (period.first, period.last) == (date(2023, 11, 1), date(2026, 11, 21))
    assert len(period.whole_months) == 36
    assert period.months[-1] == date(2026, 11, 1)


def test_period_on_the_first_of_a_month_ends_with_the_last_one() -> None:
    period = Period.before(date(2026, 3, 1), 3)
    assert period.last == date(2026, 2, 28)
    assert period.months == period.whole_months


@pytest.mark.parametrize("code", CODES)
def test_every_month_has_the_work_of_a_real_store(group: Group, code: str) -> None:
    books = group[code]
    by_month = Counter(order.opened_at.date().replace(day=1) for order in books.orders)
    assert all(250 <= by_month[month] <= 620 for month in books.period.whole_months)


@pytest.mark.parametrize("code", CODES)
def test_maintenance_is_the_bulk_and_every_job_type_occurs(group: Group, code: str) -> None:
    orders = group[code].orders
    kinds = Counter(order.visit.job for order in orders)
    assert kinds[jobs.PERIODIC] > 0.55 * len(orders)
    assert set(kinds) == {*jobs_of_the_trade()}


def jobs_of_the_trade() -> tuple[str, ...]:
    return ("首保", "定保", "一般维修", "事故", "索赔", "返修", "内部")


def test_one_store_is_weak_in_first_time_fix(group: Group) -> None:
    rework = {
        code: share(order.visit.job == jobs.REWORK for order in settled(books))
        for code, books in group.items()
    }
    assert rework["HZ02"] > 1.3 * max(rework["HZ01"], rework["NB01"])
    assert all(0.01 < rate < 0.06 for rate in rework.values())


def test_one_store_is_strong_in_appointments(group: Group) -> None:
    booked = {
        code: share(bool(order.appointment) for order in external(books))
        for code, books in group.items()
    }
    assert booked["NB01"] > booked["HZ01"] > booked["HZ02"]
    assert 0.4 < booked["NB01"] < 0.65


def test_spring_festival_is_closed_and_summer_is_busy(group: Group) -> None:
    orders = group["HZ01"].orders
    festival = date(2026, 2, 17)
    assert not [o for o in orders if abs((o.opened_at.date() - festival).days) <= 1]
    july = sum(o.opened_at.month == 7 for o in orders)
    april = sum(o.opened_at.month == 4 for o in orders)
    assert july > april


def test_customers_stay_away_as_real_ones_do(group: Group) -> None:
    """Cohort loss over eight months lies where dealers' figures lie, in each store."""
    for books in group.values():
        days = defaultdict(set)
        for order in external(books):
            days[order.visit.vehicle.vin].add(order.opened_at.date())
        last = [
            (max(d for d in dates if d < date(2026, 3, 1)), dates)
            for dates in days.values()
            if any(date(2025, 6, 1) <= d < date(2026, 3, 1) for d in dates)
        ]
        lost = share(
            not any(day < d <= day + timedelta(244) for d in dates)
            for day, dates in last
            if day < date(2026, 3, 1)
        )
        assert 0.08 < lost < 0.45, books.store.code


def test_bad_repairs_drive_customers_away(group: Group) -> None:
    journeys = [journey for books in group.values() for journey in books.journeys]
    was_hurt = [any(v.job == jobs.REWORK for v in journey.visits[-3:]) for journey in journeys]
    left = [journey.left_after is not None for journey in journeys]
    after_bad = share(gone for gone, hurt in zip(left, was_hurt, strict=True) if hurt)
    otherwise = share(gone for gone, hurt in zip(left, was_hurt, strict=True) if not hurt)
    assert after_bad > otherwise


def test_steps_of_an_order_follow_each_other(group: Group) -> None:
    for books in group.values():
        for order in books.orders:
            steps = [order.opened_at, *(moment for moment in order.progress if moment)]
            assert all(earlier <= later for earlier, later in pairwise(steps)), order.number
            assert steps[-1] <= books.period.now


def test_nothing_happens_after_yesterday(group: Group) -> None:
    now = group["HZ01"].period.now
    for books in group.values():
        assert max(order.opened_at for order in books.orders) <= now
        assert max(call.attempted_at for call in books.calls if call.attempted_at) <= now
        assert max(answer.answered_at for answer in books.answers) <= now
        assert max(complaint.received_at for complaint in books.complaints) <= now
        assert max(booking.booked_at for booking in books.appointments) <= now


def test_visits_are_booked_for_the_days_to_come(group: Group) -> None:
    for books in group.values():
        ahead = [b for b in books.appointments if b.appointed_at.date() >= TODAY]
        assert {b.appointed_at.date() for b in ahead} == {TODAY + timedelta(n) for n in range(6)}
        assert len({b.vehicle.vin for b in ahead}) == len(ahead)
        assert not any(b.arrived_at or b.cancelled_at or b.order for b in ahead)


def test_rework_names_the_order_it_repeats(group: Group) -> None:
    for books in group.values():
        known = {order.number for order in books.orders}
        comebacks = [o.visit for o in books.orders if o.visit.rework_of]
        named = [visit for visit in comebacks if visit.rework_of and visit.rework_of.number]
        assert len(named) > 0.97 * len(comebacks)  # the first weeks repeat older work
        assert {visit.rework_of.number for visit in named if visit.rework_of} <= known
        assert all(visit.cause in jobs.CAUSES and visit.fault for visit in comebacks)


def test_order_numbers_are_unique_and_in_order_of_arrival(group: Group) -> None:
    for books in group.values():
        numbers = [order.number for order in books.orders]
        assert len(set(numbers)) == len(numbers)
        assert numbers == sorted(numbers)


def test_staff_join_and_leave_and_work_only_while_they_are_there(group: Group) -> None:
    for books in group.values():
        employees = books.staff.employees
        assert any(one.left_on for one in employees)
        assert any(one.hired_on > books.period.first for one in employees)
        present = share(order.visit.advisor.works_on(order.visit.day) for order in books.orders)
        assert present > 0.97  # somebody stands in while a post is empty
        assert {one.group for one in employees if one.post == "服务顾问"} == {
            "业待一组",
            "业待二组",
        }


def test_appointments_and_orders_name_each_other(group: Group) -> None:
    for books in group.values():
        orders = {order.number: order for order in books.orders}
        arrived = [booking for booking in books.appointments if booking.arrived_at]
        assert all(orders[b.order].appointment == b.number for b in arrived)
        assert all(b.booked_at <= b.appointed_at for b in books.appointments)
        missed = [b for b in books.appointments if not b.arrived_at]
        assert missed
        assert any(b.cancelled_at for b in missed)


@pytest.mark.parametrize("code", CODES)
def test_follow_up_calls_have_the_shares_of_the_trade(group: Group, code: str) -> None:
    calls = [call for call in group[code].calls if call.kind == "维修后回访"]
    tasks = {call.order for call in calls}
    levels = Counter(call.level for call in calls if call.level)
    assert 0.72 < sum(levels.values()) / len(tasks) < 0.9
    assert 0.1 < levels["欣喜"] / len(tasks) < 0.3
    assert levels["失望"] < levels["欣喜"] < levels["满意"]
    assert any(call.attempted_at is None for call in calls)


def test_every_kind_of_call_is_made_and_lost_customers_give_reasons(group: Group) -> None:
    calls = [call for books in group.values() for call in books.calls]
    assert {call.kind for call in calls} == {
        "维修后回访", "销售回访", "首保提醒", "定保提醒", "质保到期", "流失回访",
    }  # fmt: skip
    reasons = {call.outcome for call in calls if call.kind == "流失回访"}
    assert {"公里数未到", "已到其它站维修", "太远", "即将来站保养", "关机", "已预约"} <= reasons


def test_company_cars_are_not_called_when_lost(group: Group) -> None:
    lost = [c for books in group.values() for c in books.calls if c.kind == "流失回访"]
    assert lost
    assert not any(call.vehicle.is_company_car for call in lost)


def test_complaints_come_from_all_causes_and_most_are_closed(group: Group) -> None:
    complaints = [one for books in group.values() for one in books.complaints]
    assert len({one.cause for one in complaints}) == 8
    assert 0.85 < share(one.closed_at is not None for one in complaints) < 1
    assert any(not one.is_valid for one in complaints)
    for one in complaints:
        times = [one.received_at, one.replied_at, one.solved_at, one.closed_at]
        happened = [moment for moment in times if moment]
        assert happened == sorted(happened)


def test_published_scores_are_indices_about_a_hundred(group: Group) -> None:
    for books in group.values():
        css = [s for s in books.scores if s.kind == "CSS" and s.row == "本店"]
        assert [score.month for score in css] == books.period.whole_months
        assert all(90 < score.score < 108 for score in css)
        moments = [s for s in books.scores if s.kind == "MOT" and s.row == "本店"]
        assert all(88 < score.score < 112 for score in moments)
        assert sum(score.weight or 0 for score in moments[:10]) == 100


def test_the_external_sample_is_that_of_the_published_month(group: Group) -> None:
    books = group["NB01"]
    css = {s.month: s.sample for s in books.scores if s.kind == "CSS" and s.row == "本店"}
    asked: dict[date, set[str]] = defaultdict(set)
    for answer in books.answers:
        if answer.is_external:
            asked[answer.answered_at.date().replace(day=1)].add(answer.response)
    assert all(len(asked[month]) == sample for month, sample in css.items())


def test_policies_are_new_or_renewed_and_last_a_year(group: Group) -> None:
    policies = group["HZ01"].policies
    assert len({policy.number for policy in policies}) == len(policies)
    renewals = [policy for policy in policies if not policy.is_new_car]
    assert len(renewals) > 30 * 24
    assert all(364 <= (p.ends_on - p.starts_on).days <= 366 for p in policies)


def test_taxis_and_company_cars_are_among_the_fleet(group: Group) -> None:
    cars = [journey.vehicle for books in group.values() for journey in books.journeys]
    assert 0.005 < share(car.is_taxi for car in cars) < 0.05
    assert 0.08 < share(car.is_company_car for car in cars) < 0.25
    assert all("T" in car.plate for car in cars if car.is_taxi)
    assert len({car.vin for car in cars}) == len(cars)
    assert len({car.plate for car in cars}) == len(cars)


def test_some_customers_go_to_the_sister_store(group: Group) -> None:
    strangers = [
        order
        for order in group["HZ02"].orders
        if order.visit.vehicle.owner.number.startswith("HZ01")
    ]
    assert len(strangers) > 50
