"""Corrections at the desk: read strictly, kept with what stood before."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.customers.actions import correct, correct_vehicle
from careloop.customers.models import Contact, Correction, Customer, StoreVehicle, Vehicle
from careloop.customers.queries import corrections, parties, search, shown_value
from careloop.organisation.rules import Forbidden, Viewer
from tests.customers.conftest import NOW

pytestmark = pytest.mark.django_db


def test_phone_is_corrected_found_anew_and_the_old_one_kept(
    wang: Customer, as_agent: Viewer
) -> None:
    made = correct(
        by=as_agent, customer=wang, field="phone", value="137 0000 1111", now=NOW, why="客户告知"
    )
    assert made is not None
    assert (made.old_value, made.new_value, made.why) == ("13812345678", "13700001111", "客户告知")
    assert wang.contacts.get().phone == "13700001111"
    assert [hit.title for hit in search(as_agent, [wang.store_id], "1111")] == ["王小明"]
    assert not search(as_agent, [wang.store_id], "5678")


def test_old_and_new_value_are_stored_encrypted(wang: Customer, as_agent: Viewer) -> None:
    correct(by=as_agent, customer=wang, field="phone", value="13700001111", now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT old_value, new_value FROM customers_correction")
        old, new = cursor.fetchone()
    assert old
    assert new
    assert "13812345678" not in old
    assert "13700001111" not in new


def test_number_of_a_driver_nobody_knew_makes_a_party(wang: Customer, as_agent: Viewer) -> None:
    correct(by=as_agent, customer=wang, field="driver_name", value="赵师傅", now=NOW)
    correct(by=as_agent, customer=wang, field="driver_phone", value="13600002222", now=NOW)
    driver = next(party for party in parties(as_agent, wang) if party.role == "driver")
    assert (driver.name, driver.phone, driver.field) == ("赵师傅", "136****2222", "driver_phone")


def test_name_is_corrected_and_found_by_its_pinyin(wang: Customer, as_agent: Viewer) -> None:
    correct(by=as_agent, customer=wang, field="name", value="曾小明", now=NOW)
    assert search(as_agent, [wang.store_id], "zengxm") == []
    assert [h.title for h in search(as_agent, [wang.store_id], "zengxiao")] == ["曾小明"]


def test_date_and_code_are_read_as_in_an_import(wang: Customer, as_agent: Viewer) -> None:
    correct(by=as_agent, customer=wang, field="birthday", value="1980年2月9日", now=NOW)
    correct(by=as_agent, customer=wang, field="sex", value="先生", now=NOW)
    wang.refresh_from_db()
    assert (wang.birthday, wang.sex) == (date(1980, 2, 9), "male")


def test_same_value_again_is_no_correction(wang: Customer, as_agent: Viewer) -> None:
    assert correct(by=as_agent, customer=wang, field="name", value=" 王小明 ", now=NOW) is None
    assert not Correction.objects.exists()


def test_correction_marks_the_row_as_work_of_a_person(wang: Customer, as_agent: Viewer) -> None:
    Customer.objects.filter(pk=wang.pk).update(changed_run=7, digest=b"0" * 16)
    correct(by=as_agent, customer=wang, field="region", value="石狮", now=NOW)
    wang.refresh_from_db()
    assert (wang.changed_run, wang.changed_at, bytes(wang.digest or b"")) == (None, NOW, b"0" * 16)


def test_value_may_be_emptied(wang: Customer, as_agent: Viewer) -> None:
    correct(by=as_agent, customer=wang, field="phone", value="", now=NOW)
    contact = Contact.objects.get(customer=wang)
    assert (contact.phone, contact.phone_index, contact.is_valid) == ("", "", True)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("phone", "12345", "不是中国的手机"),
        ("phone", "138123456789", "不是中国的手机"),
        ("name", "  ", "不能为空"),
        ("birthday", "去年", "不是存在的日期"),
        ("birthday", "2030-01-01", "晚于当前"),
        ("sex", "未知数", "不在列表中"),
        ("identity", "x", "不能在这里更正"),
        ("do_not_contact", "1", "不能在这里更正"),
    ],
)
def test_bad_value_is_refused_with_a_sentence(
    field: str, value: str, said: str, wang: Customer, as_agent: Viewer
) -> None:
    with pytest.raises(Refused) as refusal:
        correct(by=as_agent, customer=wang, field=field, value=value, now=NOW)
    assert said in refusal.value.say("zh")
    assert not Correction.objects.exists()


def test_outsider_may_not_correct(wang: Customer, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        correct(by=as_outsider, customer=wang, field="name", value="张三", now=NOW)


def test_audit_names_the_field_and_no_value(wang: Customer, as_agent: Viewer) -> None:
    correct(by=as_agent, customer=wang, field="phone", value="13700001111", now=NOW)
    row = AuditRow.objects.get(action="customer.correct")
    assert (row.detail, row.actor_id, row.store_id) == (
        {"field": "phone"}, as_agent.user_id, wang.store_id,
    )  # fmt: skip


def test_vehicle_is_corrected_and_found_by_its_new_plate(wang: Customer, as_agent: Viewer) -> None:
    car = Vehicle.objects.get()
    made = correct_vehicle(
        by=as_agent, store=wang.store, vehicle=car, field="plate", value="沪b·67890", now=NOW
    )
    assert made is not None
    assert (made.old_value, made.new_value, made.customer) == ("沪A12345", "沪B67890", wang)
    (hit,) = search(as_agent, [wang.store_id], "B67890")
    assert hit.is_exact
    assert not search(as_agent, [wang.store_id], "A12345")


def test_mileage_below_zero_is_refused(wang: Customer, as_agent: Viewer) -> None:
    car = Vehicle.objects.get()
    with pytest.raises(Refused, match="out of any possible range"):
        correct_vehicle(
            by=as_agent, store=wang.store, vehicle=car, field="mileage", value="-5", now=NOW
        )


def test_corrections_are_listed_the_latest_first_with_numbers_masked(
    wang: Customer, as_agent: Viewer
) -> None:
    correct(by=as_agent, customer=wang, field="region", value="石狮", now=NOW)
    correct(by=as_agent, customer=wang, field="phone", value="13700001111", now=NOW)
    file = StoreVehicle.objects.get()
    correct_vehicle(
        by=as_agent, store=wang.store, vehicle=file.vehicle, field="mileage", value="8000", now=NOW
    )
    told = [(c.field, shown_value(c.field, c.new_value)) for c in corrections(as_agent, wang)]
    assert told == [("mileage", "8000"), ("phone", "137****1111"), ("region", "石狮")]
    assert [c.field for c in corrections(as_agent, file=file)] == ["mileage"]
