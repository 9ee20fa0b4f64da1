"""The run of the rules: who is to be contacted when, and when no longer."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.customers.models import Consent
from careloop.organisation.rules import Forbidden, Viewer
from careloop.outreach import actions
from careloop.outreach.kinds import registry
from careloop.outreach.models import ContactTask
from careloop.service.models import DeclinedWork
from tests.outreach.desk import Desk


def test_every_contact_type_has_a_kind() -> None:
    assert set(registry.KINDS) == set(CONTACT_TYPE.codes)


def test_kind_is_registered_once() -> None:
    other = registry.KINDS["sales"]
    with pytest.raises(ValueError, match="delivery"):
        registry.register(
            type(other)(code="delivery", purpose=other.purpose)  # another one of that name
        )


@pytest.mark.parametrize("code", CONTACT_TYPE.codes)
def test_defaults_of_a_kind_hold_together(code: str) -> None:
    kind = registry.KINDS[code]
    assert kind.checked({}) == kind.defaults()


def test_after_repair_opens_the_next_day_is_due_on_the_third_and_ends_with_the_fifteenth(
    desk: Desk,
) -> None:
    car = desk.car()
    order = desk.books.order(car, date(2026, 10, 31))
    desk.run("after_repair")
    task = desk.only("after_repair")
    assert (task.order, task.ro_no) == (order, order.ro_no)
    assert task.customer is not None
    assert task.opens_at == datetime(2026, 11, 1)
    assert task.due_on == date(2026, 11, 3)
    assert task.expires_at == datetime(2026, 11, 16)


def test_after_repair_leaves_out_internal_open_and_old_orders(desk: Desk) -> None:
    car = desk.car()
    desk.books.order(car, desk.ago(2), is_internal=True)
    desk.books.order(car, desk.ago(2), settled=False)
    desk.books.order(car, desk.ago(16))
    desk.books.order(car, desk.today)  # left today: opens tomorrow
    assert desk.run("after_repair").made == {}


def test_after_repair_leaves_out_orders_an_export_has_brought_a_call_about(desk: Desk) -> None:
    order = desk.books.order(desk.car(), desk.ago(3))
    desk.books.task(desk.ago(1), order=order)
    assert desk.run("after_repair").made == {}


def test_running_twice_makes_nothing_twice(desk: Desk) -> None:
    desk.books.order(desk.car(purchased_on=desk.ago(100)), desk.ago(3))
    first = desk.run()
    again = desk.run()
    assert first.made == {"after_repair": 1, "first_maintenance": 1}
    assert (again.made, again.gone, again.expired) == ({}, 0, 0)


def test_running_the_next_day_makes_nothing_twice(desk: Desk) -> None:
    desk.car(purchased_on=desk.ago(100))
    desk.run("first_maintenance")
    assert desk.run("first_maintenance", now=desk.now + timedelta(days=1)).made == {}


def test_task_expires_when_its_window_closes(desk: Desk) -> None:
    desk.books.order(desk.car(), desk.ago(3))
    desk.run("after_repair")
    late = desk.run("after_repair", now=datetime(2026, 11, 15))
    assert late.expired == 1
    assert ContactTask.objects.get().state == "expired"
    assert ContactTask.objects.get().closed_reason == "window_closed"


def test_first_maintenance_is_due_three_months_after_the_purchase(desk: Desk) -> None:
    desk.car(purchased_on=date(2026, 8, 10))
    desk.run("first_maintenance")
    task = desk.only("first_maintenance")
    assert task.due_on == date(2026, 11, 10)
    assert task.opens_at == datetime(2026, 10, 27)
    assert task.expires_at == datetime(2026, 11, 26)


def test_first_maintenance_waits_for_its_time(desk: Desk) -> None:
    desk.car(purchased_on=date(2026, 8, 20))  # opens on 6 November
    assert desk.run("first_maintenance").made == {}


def test_first_maintenance_is_gone_when_the_car_came_in_for_it(desk: Desk) -> None:
    car = desk.car(purchased_on=date(2026, 8, 10))
    desk.run("first_maintenance")
    desk.books.order(car, desk.today, job_type="first_maintenance")
    assert desk.run("first_maintenance").gone == 1
    task = ContactTask.objects.get(contact_type="first_maintenance")
    assert (task.state, task.closed_reason) == ("gone", "reason_gone")


def test_first_maintenance_follows_the_sale_where_no_purchase_is_on_file(desk: Desk) -> None:
    desk.books.sale(desk.car(), date(2026, 8, 1), delivered_on=date(2026, 8, 8))
    desk.run("first_maintenance")
    assert desk.only("first_maintenance").due_on == date(2026, 11, 8)


def test_first_maintenance_comes_earlier_when_the_mileage_is_reached_first(desk: Desk) -> None:
    # 3,000 km in 30 days: 5,000 km on day 50, long before three months have passed.
    car = desk.car(purchased_on=date(2026, 9, 20))
    desk.books.order(car, date(2026, 10, 20), mileage=3000)
    desk.run("first_maintenance")
    assert desk.only("first_maintenance").due_on == date(2026, 11, 9)


def test_periodic_maintenance_is_due_five_months_after_the_last(desk: Desk) -> None:
    desk.books.order(desk.car(), date(2026, 6, 10), job_type="periodic_maintenance")
    desk.run("periodic_maintenance")
    assert desk.only("periodic_maintenance").due_on == date(2026, 11, 10)


def test_periodic_maintenance_follows_the_cars_own_interval(desk: Desk) -> None:
    car = desk.car()
    for day in (date(2026, 3, 4), date(2026, 7, 12)):  # 130 days apart
        desk.books.order(car, day, job_type="periodic_maintenance")
    desk.run("periodic_maintenance", now=datetime(2026, 11, 10, 9))
    assert desk.only("periodic_maintenance").due_on == date(2026, 11, 19)


def test_periodic_maintenance_comes_by_mileage_when_that_is_first(desk: Desk) -> None:
    car = desk.car()
    desk.books.order(car, date(2026, 7, 1), job_type="periodic_maintenance", mileage=20_000)
    desk.books.order(car, date(2026, 9, 29), mileage=26_300)  # 70 km a day
    desk.run("periodic_maintenance")
    # 30,000 km lie 3,700 km on: 53 days after 29 September.
    task = ContactTask.objects.filter(contact_type="periodic_maintenance").first()
    assert task is None  # opens fourteen days before 21 November
    desk.run("periodic_maintenance", now=datetime(2026, 11, 8, 9))
    assert desk.only("periodic_maintenance").due_on == date(2026, 11, 21)


def test_car_is_canvassed_three_months_after_the_sale_when_its_first_maintenance_is_done(
    desk: Desk,
) -> None:
    car = desk.car(purchased_on=date(2026, 8, 10))
    desk.books.order(car, date(2026, 9, 1), job_type="first_maintenance")
    desk.run()
    assert desk.only("periodic_maintenance").due_on == date(2026, 11, 10)
    assert desk.open("first_maintenance") == []


def test_reminder_comes_again_after_thirty_days_and_only_then(desk: Desk) -> None:
    desk.car(purchased_on=date(2026, 8, 10))
    desk.run("first_maintenance")
    first = desk.only("first_maintenance")
    desk.run("first_maintenance", now=datetime(2026, 11, 26, 9))
    second = desk.only("first_maintenance")
    first.refresh_from_db()
    assert first.state == "expired"
    assert second.due_on == first.due_on + timedelta(days=30)


def test_reminder_ends_with_a_refusal(desk: Desk, as_agent: Viewer) -> None:
    desk.car(purchased_on=date(2026, 8, 10))
    desk.run("first_maintenance")
    task = desk.only("first_maintenance")
    actions.record_attempt(
        by=as_agent, task=task, revision=0, outcome="clear_refusal", now=desk.now
    )
    assert desk.run("first_maintenance", now=datetime(2026, 12, 20, 9)).made == {}


def test_reminder_becomes_a_loss_contact_after_a_year(desk: Desk) -> None:
    car = desk.car()
    desk.books.order(car, date(2025, 11, 20), job_type="periodic_maintenance")
    desk.run()
    assert len(desk.open("periodic_maintenance")) == 1
    assert desk.open("lost_customer") == []
    desk.run(now=datetime(2026, 11, 20, 9))
    assert desk.open("periodic_maintenance") == []
    assert len(desk.open("lost_customer")) == 1


def test_lost_customer_is_asked_from_the_twelfth_month_to_the_twenty_fourth(desk: Desk) -> None:
    for day in (date(2024, 11, 2), date(2024, 11, 3), date(2025, 11, 2), date(2025, 11, 3)):
        desk.books.order(desk.car(), day)
    desk.run("lost_customer")
    cars = {task.vehicle.vin[-1] for task in desk.open("lost_customer") if task.vehicle}
    assert cars == {"1", "2"}


def test_lost_customer_belongs_to_the_advisor_of_the_last_visit(desk: Desk) -> None:
    car = desk.car()
    advisor = desk.books.employee("A1")
    desk.books.order(car, date(2024, 1, 5), advisor=desk.books.employee("A2"))
    desk.books.order(car, date(2025, 10, 1), advisor=advisor)
    desk.run("lost_customer")
    assert desk.only("lost_customer").advisor == advisor


def test_company_car_goes_to_the_service_manager(desk: Desk) -> None:
    desk.books.order(desk.car(is_company_car=True), date(2025, 10, 1))
    desk.run("lost_customer")
    assert desk.only("lost_customer").pool == "service_manager"


def test_fleet_cars_are_asked_how_the_repair_was_but_get_no_reminder(desk: Desk) -> None:
    taxi = desk.car(is_fleet=True, purchased_on=date(2026, 8, 10))
    desk.books.order(taxi, desk.ago(3))
    assert desk.run().made == {"after_repair": 1}


def test_car_that_is_booked_gets_no_reminder(desk: Desk) -> None:
    car = desk.car(purchased_on=date(2026, 8, 10))
    desk.run("first_maintenance")
    desk.books.appointment(datetime(2026, 11, 5, 9), vehicle=car)
    assert desk.run("first_maintenance").gone == 1


def test_reminder_opens_again_when_the_appointment_is_cancelled(desk: Desk) -> None:
    car = desk.car(purchased_on=date(2026, 8, 10))
    desk.run("first_maintenance")
    appointment = desk.books.appointment(datetime(2026, 11, 5, 9), vehicle=car)
    desk.run("first_maintenance")
    appointment.cancelled_at = desk.now
    appointment.save()
    assert desk.run("first_maintenance").made == {"first_maintenance": 1}
    assert ContactTask.objects.count() == 1
    assert desk.only("first_maintenance").closed_at is None


def test_warranty_is_told_once_a_month_before_its_end(desk: Desk) -> None:
    desk.car(warranty_ends_on=date(2026, 12, 2))
    desk.car(purchased_on=date(2023, 11, 20))  # three years: ends on 20 November
    desk.car(warranty_ends_on=date(2026, 12, 3))
    desk.run("warranty_expiry")
    assert [task.due_on for task in desk.open("warranty_expiry")] == [
        date(2026, 10, 20),
        date(2026, 11, 2),
    ]
    assert desk.run("warranty_expiry", now=datetime(2026, 11, 15, 9)).made == {"warranty_expiry": 1}


def test_inspection_is_told_in_the_month_before(desk: Desk) -> None:
    desk.car(inspection_due_on=date(2026, 12, 2))
    desk.car(inspection_due_on=date(2026, 12, 3))
    desk.run("inspection")
    task = desk.only("inspection")
    assert (task.due_on, task.expires_at) == (date(2026, 11, 17), datetime(2026, 12, 3))


def test_appointment_is_reminded_of_twelve_to_twenty_four_hours_before(desk: Desk) -> None:
    car = desk.car()
    desk.books.appointment(datetime(2026, 11, 3, 14), vehicle=car)
    desk.books.appointment(  # booked the same day
        datetime(2026, 11, 3, 15), vehicle=car, booked_at=datetime(2026, 11, 3, 8)
    )
    desk.run("appointment_reminder")
    task = desk.only("appointment_reminder")
    assert task.opens_at == datetime(2026, 11, 2, 14)
    assert task.expires_at == datetime(2026, 11, 3, 2)
    assert task.due_on == date(2026, 11, 2)


def test_reminded_customer_shows_on_the_appointment(desk: Desk, as_agent: Viewer) -> None:
    booked = desk.books.appointment(datetime(2026, 11, 3, 9), vehicle=desk.car())
    desk.run("appointment_reminder")
    task = desk.only("appointment_reminder")
    actions.record_attempt(by=as_agent, task=task, revision=0, outcome="answered", now=desk.now)
    booked.refresh_from_db()
    assert booked.reminded_at == desk.now


def test_nobody_is_reminded_of_an_appointment_that_is_off(desk: Desk) -> None:
    booked = desk.books.appointment(datetime(2026, 11, 3, 14), vehicle=desk.car())
    desk.run("appointment_reminder")
    booked.cancelled_at = desk.now
    booked.save()
    assert desk.run("appointment_reminder").gone == 1


def test_no_show_is_called_the_next_day(desk: Desk) -> None:
    missed = desk.car()
    desk.books.appointment(datetime(2026, 11, 1, 9), vehicle=missed)
    came = desk.car()
    desk.books.appointment(datetime(2026, 11, 1, 9), vehicle=came)
    desk.books.order(came, date(2026, 11, 1))
    desk.books.appointment(datetime(2026, 11, 2, 8), vehicle=desk.car())  # today: wait
    desk.run("no_show")
    task = desk.only("no_show")
    assert (task.vehicle, task.due_on) == (missed, date(2026, 11, 2))


def test_appointment_that_names_nobody_is_about_who_keeps_the_car(desk: Desk) -> None:
    keeper, driver = desk.customer("韩燕"), desk.customer("夏斌")
    desk.books.appointment(datetime(2026, 11, 1, 9), vehicle=desk.car(keeper))
    desk.books.appointment(datetime(2026, 11, 1, 9), vehicle=desk.car(), customer=driver)
    desk.run("no_show")
    assert {task.customer for task in desk.open("no_show")} == {keeper, driver}


def test_new_car_is_called_about_within_two_days_and_again_after_delivery(desk: Desk) -> None:
    desk.books.sale(desk.car(), date(2026, 11, 1))
    desk.books.sale(desk.car(), date(2026, 10, 1), delivered_on=date(2026, 10, 30))
    desk.run("sales", "delivery")
    assert desk.only("sales").due_on == date(2026, 11, 3)
    assert desk.only("delivery").due_on == date(2026, 11, 2)


def test_service_contacts_a_new_customer_within_ninety_days(desk: Desk, as_agent: Viewer) -> None:
    sale = desk.books.sale(desk.car(), date(2026, 9, 1), delivered_on=date(2026, 9, 10))
    desk.run("delivery_contact")
    task = desk.only("delivery_contact")
    assert task.expires_at == datetime(2026, 12, 10)
    actions.record_attempt(by=as_agent, task=task, revision=0, outcome="answered", now=desk.now)
    sale.refresh_from_db()
    assert sale.first_service_contact_at == desk.now


def test_birthday_is_greeted_on_the_day_and_once_a_year(desk: Desk) -> None:
    customer = desk.customer(birthday=date(1980, 11, 2))
    desk.books.order(desk.car(customer), desk.ago(200))
    desk.customer(birthday=date(1980, 11, 2))  # no car of theirs ever came
    desk.run("birthday")
    assert desk.only("birthday").customer == customer
    assert desk.run("birthday", now=desk.now + timedelta(days=1)).made == {}


def test_leap_day_birthday_is_greeted_on_the_28th_in_other_years(desk: Desk) -> None:
    desk.books.order(desk.car(desk.customer(birthday=date(1988, 2, 29))), desk.ago(20))
    assert desk.run("birthday", now=datetime(2027, 2, 28, 9)).made == {"birthday": 1}


def test_festival_is_off_until_the_store_switches_it_on(desk: Desk, as_director: Viewer) -> None:
    desk.books.order(desk.car(), desk.ago(20))
    eve = datetime(2027, 2, 5, 9)  # the Spring Festival is on 6 February
    assert desk.run("festival", now=eve).made == {}
    actions.set_rule(
        by=as_director, store=desk.store, kind="festival", is_on=True, parameters={}, now=eve
    )
    assert desk.run("festival", now=eve).made == {"festival": 1}


def test_festival_of_the_stores_own_is_kept(desk: Desk, as_director: Viewer) -> None:
    desk.books.order(desk.car(), desk.ago(20))
    actions.set_rule(
        by=as_director, store=desk.store, kind="festival", is_on=True, parameters={}, now=desk.now
    )
    actions.add_festival(
        by=as_director, store=desk.store, name="店庆", celebrated_on=date(2026, 11, 3)
    )
    assert desk.run("festival").made == {"festival": 1}


def test_declined_work_is_offered_again_unless_the_car_came_since(desk: Desk) -> None:
    put_off, came = desk.car(), desk.car()
    for car in (put_off, came):
        DeclinedWork.objects.create(
            store=desk.store, vehicle=car, work="更换刹车片", declined_on=date(2026, 10, 1)
        )
    desk.books.order(came, date(2026, 10, 5))
    desk.run("declined_work")
    task = desk.only("declined_work")
    assert (task.vehicle, task.note, task.due_on) == (put_off, "更换刹车片", date(2026, 10, 31))


def test_solved_complaint_is_called_back_by_somebody_else(desk: Desk) -> None:
    complaint = desk.books.complaint(
        datetime(2026, 10, 28, 9),
        vehicle=desk.car(),
        state="solved",
        solved_at=datetime(2026, 11, 1, 15),
        responsible_no="A7",
    )
    desk.run("complaint_callback")
    task = desk.only("complaint_callback")
    assert (task.due_on, task.barred_no) == (date(2026, 11, 4), "A7")
    complaint.state = "confirmed"
    complaint.save()
    assert desk.run("complaint_callback").gone == 1


def test_customer_who_does_not_agree_is_left_out_and_back_in_when_they_do(desk: Desk) -> None:
    customer = desk.customer()
    desk.car(customer, purchased_on=date(2026, 8, 10))
    refusal = {"channel": "any", "purpose": "reminder", "recorded_at": desk.now}
    Consent.objects.create(customer=customer, is_given=False, **refusal)
    assert desk.run("first_maintenance").made == {}
    Consent.objects.create(customer=customer, is_given=True, **refusal)
    assert desk.run("first_maintenance").made == {"first_maintenance": 1}


def test_do_not_contact_closes_what_is_open(desk: Desk) -> None:
    customer = desk.customer()
    desk.car(customer, purchased_on=date(2026, 8, 10))
    desk.run("first_maintenance")
    customer.do_not_contact = True
    customer.save()
    assert desk.run("first_maintenance").gone == 1


def test_task_somebody_is_calling_on_is_not_closed_under_them(desk: Desk, as_agent: Viewer) -> None:
    car = desk.car(purchased_on=date(2026, 8, 10))
    desk.run("first_maintenance")
    actions.claim(by=as_agent, task=desk.only("first_maintenance"), now=desk.now)
    desk.books.order(car, desk.today, job_type="first_maintenance")
    assert desk.run("first_maintenance").gone == 0
    assert desk.run("first_maintenance", now=desk.now + timedelta(minutes=31)).gone == 1


def test_call_brought_by_an_import_settles_the_task_it_is_about(desk: Desk) -> None:
    desk.books.order(desk.car(), desk.ago(3))
    desk.run("after_repair")
    task = desk.only("after_repair")
    desk.books.attempt(task, desk.now, "no_answer", created_run=1)
    desk.run("after_repair")
    task.refresh_from_db()
    assert (task.state, task.attempts_made, task.last_outcome) == ("open", 1, "no_answer")
    desk.books.attempt(task, desk.now + timedelta(hours=1), "answered", created_run=1)
    assert desk.run("after_repair").settled == 1
    task.refresh_from_db()
    assert (task.state, task.closed_reason) == ("done", "spoken")


def test_contact_made_by_hand_is_no_business_of_the_rules(desk: Desk, as_agent: Viewer) -> None:
    actions.schedule_contact(
        by=as_agent,
        store=desk.store,
        contact_type="first_maintenance",
        occasion="hand:1",
        due_on=desk.today,
        now=desk.now,
        customer=desk.customer(),
    )
    assert desk.run("first_maintenance").gone == 0


def test_run_is_for_those_who_tune_rules(desk: Desk, as_agent: Viewer) -> None:
    with pytest.raises(Forbidden):
        actions.run_rules(by=as_agent, store=desk.store, now=desk.now)
