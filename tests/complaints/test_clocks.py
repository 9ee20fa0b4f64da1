"""When a complaint is due by its store's time, and the sentence that says why."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from careloop.complaints.choices import Clock, PauseReason, State
from careloop.complaints.clocks import RECKONED, StoreTime, reckon, sentence
from careloop.complaints.ladder import USUAL
from careloop.complaints.models import Complaint, LadderStep, Pause, TimeLimit
from careloop.core.kernel.calendar import WorkingCalendar
from careloop.core.kernel.clock import Limit, Unit
from careloop.core.kernel.text import Text
from careloop.organisation.actions import set_day, set_opening_hours
from careloop.organisation.choices import Role
from careloop.organisation.legal_calendar import legal_days
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from tests.mart.books import Books

LEGAL = legal_days((2026, 2027))
DAY = ((510, 720), (780, 1100))  # 8:30–12:00, 13:00–18:20
EVERY_DAY = WorkingCalendar(week=(DAY,) * 7, holidays=LEGAL.off, make_up=LEGAL.worked)
OFFICE = WorkingCalendar(week=(DAY,) * 5 + ((), ()), holidays=LEGAL.off, make_up=LEGAL.worked)
AFTERNOON = WorkingCalendar(
    week=EVERY_DAY.week, holidays=EVERY_DAY.holidays, special={date(2026, 10, 8): ((780, 1100),)}
)


def time(calendar: WorkingCalendar = EVERY_DAY, **limits: Limit) -> StoreTime:
    own = {(clock, severity): limit for clock, limit in limits.items() for severity in USUAL}
    return StoreTime(calendar, own, USUAL)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


def complaint(received: str = "09-30 17:40", severity: str = "1", **fields: Any) -> Complaint:
    return Complaint(received_at=at(received), severity=severity, **fields)


def pause(began: str, ended: str = "", reason: PauseReason = PauseReason.PART) -> Pause:
    return Pause(reason=reason.value, began_at=at(began), ended_at=at(ended) if ended else None)


def said(clock: Clock, row: Complaint, by: StoreTime, *pauses: Pause) -> Text:
    return sentence(row, clock, by, pauses)


def test_holidays_have_their_weekends() -> None:
    october = sorted(day for day in EVERY_DAY.holidays if (day.year, day.month) == (2026, 10))
    assert october == [date(2026, 10, d) for d in range(1, 8)]  # Saturday 3rd and Sunday 4th too
    assert date(2026, 10, 10) not in EVERY_DAY.holidays  # a Saturday worked in exchange


def test_the_sentence_of_a_due_moment_names_the_holiday() -> None:
    told = said(Clock.FIRST_REPLY, complaint(), time(AFTERNOON))
    assert told.en == (
        "due Thu 08-10 14:20: received Wed 30-09 17:40, 2 working hours, holiday 1–7 Oct, "
        "own hours 8 Oct"
    )
    assert told.zh == (
        "10月8日周四 14:20 到期：9月30日周三 17:40 受理，时限 2 个工作小时，10月1日至7日放假，"
        "10月8日营业时间调整"
    )


@pytest.mark.parametrize(
    ("row", "clock", "calendar", "en", "zh"),
    [
        (
            complaint("09-28 09:00", "3"),
            Clock.FIRST_REPLY,
            EVERY_DAY,
            "due Tue 29-09 09:00: received Mon 28-09 09:00, 24 hours of working days",
            "9月29日周二 09:00 到期：9月28日周一 09:00 受理，时限 24 小时（休息日不计）",
        ),
        (
            complaint("09-26 09:00", "3"),
            Clock.SOLUTION,
            OFFICE,
            "due Wed 30-09 00:00: received Sat 26-09 09:00, 48 hours of working days, "
            "holiday 26–27 Sep",
            "9月30日周三 00:00 到期：9月26日周六 09:00 受理，时限 48 小时（休息日不计），"
            "9月26日至27日放假",
        ),
        (
            complaint("09-29 09:00", "3"),
            Clock.DUTY,
            OFFICE,
            "due Wed 14-10 18:20: received Tue 29-09 09:00, 7 working days, holiday 1–7 Oct, "
            "worked in exchange 10 Oct, closed on Sun",
            "10月14日周三 18:20 到期：9月29日周二 09:00 受理，时限 7 个工作日，10月1日至7日放假，"
            "10月10日调休上班，周日休息",
        ),
        (
            complaint("09-28 09:00", solved_at=at("09-30 16:00")),
            Clock.CALL_BACK,
            EVERY_DAY,
            "due Sat 03-10 23:59: solved Wed 30-09 16:00, 3 days",
            "10月3日周六 23:59 到期：9月30日周三 16:00 解决，时限 3 天",
        ),
        (
            complaint("09-28 09:00", reopened_at=at("10-08 09:00")),
            Clock.SOLUTION,
            EVERY_DAY,
            "due Sat 10-10 09:00: reopened Thu 08-10 09:00, 48 hours of working days",
            "10月10日周六 09:00 到期：10月8日周四 09:00 退回处理，时限 48 小时（休息日不计）",
        ),
        (
            complaint("09-28 09:00", first_reply_at=at("09-28 10:15")),
            Clock.FIRST_REPLY,
            EVERY_DAY,
            "replied Mon 28-09 10:15; was due Mon 28-09 11:00: received Mon 28-09 09:00, "
            "2 working hours",
            "9月28日周一 10:15 已回复；原定 9月28日周一 11:00 到期：9月28日周一 09:00 受理，"
            "时限 2 个工作小时",
        ),
        (
            complaint(),
            Clock.CALL_BACK,
            EVERY_DAY,
            "runs from the moment the complaint is solved",
            "投诉解决后开始计时",
        ),
        (
            complaint("09-28 09:00"),
            Clock.FIRST_REPLY,
            WorkingCalendar(week=((),) * 7),
            "no due time (never open): received Mon 28-09 09:00, 2 working hours",
            "没有到期时间（门店没有营业时间）：9月28日周一 09:00 受理，时限 2 个工作小时",
        ),
    ],
)
def test_sentences_of_the_clocks(
    row: Complaint, clock: Clock, calendar: WorkingCalendar, en: str, zh: str
) -> None:
    told = said(clock, row, time(calendar))
    assert (told.en, told.zh) == (en, zh)


def test_the_sentence_names_pauses_in_its_time_only() -> None:
    waited = pause("09-28 10:00", "09-28 15:00")
    before, after = pause("09-27 10:00", "09-27 11:00"), pause("11-01 09:00", "11-01 10:00")
    told = said(Clock.FIRST_REPLY, complaint("09-28 09:00"), time(), before, waited, after)
    assert told.en == (
        "due Mon 28-09 16:00: received Mon 28-09 09:00, 2 working hours, "
        "paused Mon 28-09 10:00 – Mon 28-09 15:00 (Waiting for a part)"
    )
    assert "9月28日周一 10:00 至 9月28日周一 15:00 暂停（等待零件）" in told.zh


def test_the_sentence_of_a_paused_clock_says_since_when() -> None:
    waits = pause("09-28 10:00", reason=PauseReason.CUSTOMER)
    told = said(Clock.SOLUTION, complaint("09-28 09:00"), time(), waits)
    assert told.en.startswith("paused, due when the clock goes on: received Mon 28-09 09:00")
    assert told.en.endswith("paused since Mon 28-09 10:00 (Waiting for the customer)")
    assert told.zh.endswith("自 9月28日周一 10:00 起暂停（等待客户）")


def test_shut_days_that_meet_are_said_as_one_range() -> None:
    inventory = WorkingCalendar(
        week=OFFICE.week, special={date(2026, 9, 30): (), date(2026, 10, 1): ()}
    )
    told = said(Clock.FIRST_REPLY, complaint("09-29 18:00"), time(inventory))
    assert told.en.endswith("2 working hours, closed 30 Sep – 1 Oct")
    assert told.zh.endswith("9月30日至10月1日歇业")


@pytest.mark.parametrize("amount", [1, 90])
def test_minutes_that_are_no_whole_hours_are_said_as_minutes(amount: int) -> None:
    by = time(first_reply=Limit(amount, Unit.WORKING_MINUTES))
    plural = "minutes" if amount > 1 else "minute"
    assert f", {amount} working {plural}" in said(Clock.FIRST_REPLY, complaint(), by).en


def reckoned(row: Complaint, by: StoreTime, *pauses: Pause) -> dict[str, datetime | None]:
    reckon(row, by, pauses)
    return {field: getattr(row, field) for field in RECKONED}


def test_a_new_complaint_has_its_three_clocks_and_its_first_step() -> None:
    assert reckoned(complaint("09-28 09:00", "2"), time()) == {
        "reply_due_at": at("09-29 09:00"),
        "solution_due_at": at("09-30 09:00"),
        "duty_due_at": at("10-12 18:20"),
        "call_back_due_at": None,
        "next_due_at": at("09-29 09:00"),
        "escalates_at": at("09-28 11:00"),
    }


def test_a_complaint_without_class_runs_like_a_general_one() -> None:
    plain, general = (complaint("09-28 09:00", severity) for severity in ("", "3"))
    assert reckoned(plain, time()) == reckoned(general, time())


def test_an_answer_stops_reply_and_duty() -> None:
    row = complaint("09-28 09:00", "2", first_reply_at=at("09-28 10:00"))
    found = reckoned(row, time())
    assert (found["reply_due_at"], found["duty_due_at"]) == (None, None)
    assert found["next_due_at"] == found["solution_due_at"] == at("09-30 09:00")


def test_a_solved_complaint_waits_for_its_call_back() -> None:
    row = complaint(state=State.SOLVED.value, solved_at=at("10-08 16:00"))
    row.first_reply_at = at("09-30 18:00")
    found = reckoned(row, time())
    assert (found["solution_due_at"], found["escalates_at"]) == (None, None)
    assert found["next_due_at"] == found["call_back_due_at"] == at("10-11 23:59")


@pytest.mark.parametrize("state", [State.ARCHIVED, State.MERGED])
def test_nothing_runs_behind_the_end(state: State) -> None:
    found = reckoned(complaint(state=state.value), time())
    assert set(found.values()) == {None}


def test_a_confirmed_complaint_is_due_no_more() -> None:
    row = complaint(state=State.CONFIRMED.value, solved_at=at("10-08 16:00"))
    row.first_reply_at = row.confirmed_at = at("10-09 10:00")
    assert set(reckoned(row, time()).values()) == {None}


def test_not_valid_and_told_needs_no_solution() -> None:
    row = complaint(is_valid=False)
    assert reckoned(row, time())["solution_due_at"]
    row.first_reply_at = at("09-30 18:00")
    assert set(reckoned(row, time()).values()) == {None}


def test_a_reopened_complaint_has_its_time_anew() -> None:
    row = complaint("09-28 09:00", "2", first_reply_at=at("09-28 10:00"))
    row.reopened_at = at("10-08 09:00")
    found = reckoned(row, time())
    assert found["solution_due_at"] == at("10-10 09:00")
    assert found["escalates_at"] == at("10-08 11:00")


def test_pauses_hold_solution_and_ladder_but_not_the_duty() -> None:
    row = complaint("09-28 09:00", "2")
    held = reckoned(row, time(), pause("09-28 10:00"))
    assert (held["solution_due_at"], held["escalates_at"]) == (None, None)
    assert held["next_due_at"] == held["duty_due_at"] == at("10-12 18:20")
    gone_on = reckoned(row, time(), pause("09-28 10:00", "10-08 13:00"))
    assert gone_on["escalates_at"] == at("10-08 14:00")
    assert gone_on["duty_due_at"] == at("10-12 18:20")


@pytest.mark.django_db
def test_store_time_reads_hours_limits_and_ladder_of_the_store(
    store: Store, other_store: Store, as_director: Viewer, django_assert_num_queries: Any
) -> None:
    set_opening_hours(by=as_director, store=store, week={1: DAY, 2: DAY, 8: ((600, 720),)})
    set_day(by=as_director, store=store, day=date(2026, 10, 8), hours=())
    TimeLimit.objects.create(store=store, clock="solution", severity="3", amount=5, unit="hours")
    LadderStep.objects.create(
        store=store, severity="3", step=1, minutes=60, roles="care_director,head_office"
    )
    with django_assert_num_queries(4):
        here = StoreTime.of(store, date(2026, 9, 28))
    assert here.calendar.hours(date(2026, 10, 4)) == ((600, 720),)  # the holiday's Sunday
    assert here.calendar.hours(date(2026, 10, 8)) == ()
    assert here.limit(Clock.SOLUTION, "") == here.limit(Clock.SOLUTION, "3") == Limit(5, Unit.HOURS)
    assert here.ladder("3")[0].roles == (Role.CARE_DIRECTOR, Role.HEAD_OFFICE)
    assert here.ladder("1") == USUAL["1"]
    there = StoreTime.of(other_store, date(2026, 9, 28))
    assert there.limit(Clock.SOLUTION, "3") == Limit(48, Unit.HOURS)
    assert there.digest != here.digest


@pytest.mark.django_db
def test_roles_told_before_are_not_told_again_by_another_ladder(books: Books) -> None:
    row = books.complaint(at("09-28 09:00"), severity="2")
    row.steps.create(step=1, roles="service_manager", due_at=NOON, taken_at=NOON)
    reckon(row, time(), [])
    assert row.escalates_at == at("09-28 18:00")  # the care director's, after eight hours of work
    row.severity = "1"
    reckon(row, time(), [])
    assert row.escalates_at == at("09-28 09:00")  # of class 1 the director is told at once


NOON = at("09-28 12:00")
