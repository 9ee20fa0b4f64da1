"""A file goes in whole or not at all, once, and every row is accounted for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from careloop.common.models import AuditRow
from careloop.core.ingest.feeds.registry import FEEDS
from careloop.core.kernel.errors import Refused
from careloop.customers.models import Contact, Customer, Ownership, StoreVehicle, Vehicle
from careloop.dms import actions, tasks
from careloop.dms.choices import RunState
from careloop.dms.loading import running
from careloop.dms.models import ImportRun, QuarantinedRow, Source
from careloop.organisation.actions import add_store
from careloop.organisation.models import Employee, Store, Target, Tenure
from careloop.organisation.rules import Forbidden, Viewer
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.service.models import Appointment, LabourLine, RepairOrder
from tests.dms.files import (
    CHILD,
    NOW,
    OTHER_VIN,
    ROWS,
    VIN,
    Row,
    as_csv,
    counts,
    row,
    take,
    take_file,
)


def order(ro_no: str, **cells: str) -> Row:
    return row("repair_orders", ro_no=ro_no, **cells)


# What comes of rows: made, changed, left as they are, set aside.


def test_new_changed_and_unchanged_rows_are_told_apart(store: Store) -> None:
    take(store, "repair_orders", order("R1"), order("R2"))
    run = take(store, "repair_orders", order("R1"), order("R2", mileage="9"), order("R3"))
    assert counts(run) == (1, 1, 1, 0)
    assert run.rows_in_file == 3
    assert RepairOrder.objects.get(ro_no="R2").mileage == 9


def test_column_not_in_the_file_is_left_alone_and_blank_cell_empties(store: Store) -> None:
    take(store, "repair_orders", ROWS["repair_orders"])
    few = {k: ROWS["repair_orders"][k] for k in ("ro_no", "vin", "job_type", "opened_at")}
    take(store, "repair_orders", few | {"fault_code": ""})
    found = RepairOrder.objects.get()
    assert (found.fault_code, found.total_fen, found.customer_present) == ("", 42055, False)
    assert found.customer is not None
    assert found.advisor is not None


def test_chinese_headers_in_gb18030_are_read(store: Store) -> None:
    labels = {column.name: column.label.zh for column in FEEDS["repair_orders"].columns}
    sample = {labels[name]: cell for name, cell in ROWS["repair_orders"].items()}
    run = take_file(store, "repair_orders", as_csv(sample, encoding="gb18030"))
    assert counts(run) == (1, 0, 0, 0), run.message
    assert RepairOrder.objects.get().advisor is not None


def test_bad_rows_are_set_aside_with_cells_and_reasons_and_others_go_in(store: Store) -> None:
    run = take(store, "repair_orders", order("R1"), order("R2", vin="短"))
    assert counts(run) == (1, 0, 0, 1)
    aside = QuarantinedRow.objects.get(run=run)
    assert aside.row_number == 3
    assert aside.cells[:2] == ["R2", "短"]
    assert aside.reasons[0]["column"] == "vin"
    assert "短" in aside.reasons[0]["zh"]
    assert "短" in aside.reasons[0]["en"]


def test_blank_and_repeated_rows_are_counted(store: Store) -> None:
    content = as_csv(order("R1"), order("R1")) + b"," * 30 + b"\r\n"
    run = take_file(store, "repair_orders", content)
    assert counts(run) == (1, 0, 1, 0)
    assert (run.rows_in_file, run.blank) == (3, 1)


def test_line_without_its_order_is_set_aside_naming_the_order(store: Store) -> None:
    run = take(store, "labour_lines", ROWS["labour_lines"])
    assert counts(run) == (0, 0, 0, 1)
    aside = QuarantinedRow.objects.get(run=run)
    assert aside.reasons[0]["code"] == "no_such_order"
    assert "R1" in aside.reasons[0]["en"]
    assert aside.cells[0] == "R1"


def test_year_in_survey_scores_is_set_aside(store: Store) -> None:
    run = take(store, "survey_scores", row("survey_scores", period="2026"))
    assert counts(run) == (0, 0, 0, 1)
    assert QuarantinedRow.objects.get(run=run).reasons[0]["code"] == "not_a_month"


def test_unknown_names_are_kept_and_counted_in_a_warning(store: Store) -> None:
    run = take(store, "time_records", ROWS["time_records"])
    assert counts(run) == (1, 0, 0, 0)
    assert [warning["code"] for warning in run.warnings] == ["unknown_employee"]
    assert "T01" in run.warnings[0]["en"]
    assert "employees" in run.warnings[0]["zh"]


def test_target_without_store_is_for_all_of_the_group(store: Store) -> None:
    assert counts(take(store, "targets", row("targets", store=""))) == (1, 0, 0, 0)
    assert counts(take(store, "targets", row("targets", store=""))) == (0, 0, 1, 0)
    assert counts(take(store, "targets", row("targets", store="", value="0.4"))) == (0, 1, 0, 0)
    assert Target.objects.get().store is None


# Stubs and who they are filled by.


def test_order_makes_stubs_and_counts_them(store: Store) -> None:
    run = take(store, "repair_orders", ROWS["repair_orders"])
    assert run.stubs == {"vehicles": 1, "customers": 1, "employees": 2}
    assert Vehicle.objects.get().is_stub
    assert Customer.objects.get().is_stub
    assert set(Employee.objects.values_list("employee_no", "is_stub")) == {
        ("A01", True),
        ("T01", True),
    }
    assert Contact.objects.get().phone == "13912345678"


def test_stub_never_overwrites_what_is_filled_only_what_is_empty(store: Store) -> None:
    take(store, "vehicles", row("vehicles", plate=""))
    take(store, "customers", ROWS["customers"])
    cells = {"plate": "沪B99999", "model": "别的", "customer_name": "别人", "phone": "13000000000"}
    take(store, "repair_orders", order("R1", **cells))
    vehicle, customer = Vehicle.objects.get(), Customer.objects.get()
    assert (vehicle.plate, vehicle.model, vehicle.is_stub) == ("沪B99999", "帕萨特", False)
    assert (customer.name, customer.is_stub) == ("王芳", False)
    assert Contact.objects.get(role="owner", kind="mobile").phone == "13912345678"


def test_feed_fills_the_stub(store: Store) -> None:
    take(store, "repair_orders", ROWS["repair_orders"])
    run = take(store, "customers", ROWS["customers"])
    assert counts(run) == (0, 1, 0, 0)
    assert not Customer.objects.get(customer_no="C1").is_stub


def test_customer_without_number_is_known_by_phone_and_name(store: Store) -> None:
    nameless = row("customers", customer_no="")
    take(store, "customers", nameless)
    assert counts(take(store, "customers", nameless)) == (0, 0, 1, 0)
    take(store, "repair_orders", order("R1", customer_no=""))
    assert Customer.objects.count() == 1
    assert RepairOrder.objects.get().customer == Customer.objects.get()


def test_advisor_with_a_name_alone_is_nobody(store: Store) -> None:
    take(store, "repair_orders", order("R1", advisor_no="", technician_no=""))
    assert RepairOrder.objects.get().advisor is None
    assert not Employee.objects.exists()


def test_taxi_company_makes_fleet_vehicles(store: Store) -> None:
    take(store, "vehicles", row("vehicles", owner_name="强生出租汽车有限公司"))
    take(store, "repair_orders", order("R1", vin=OTHER_VIN, customer_no="C8", plate="京B12345"))
    assert Vehicle.objects.filter(is_fleet=True).count() == 2


def test_customers_feed_marks_the_vehicles_of_a_hire_company(store: Store) -> None:
    take(store, "vehicles", ROWS["vehicles"])
    take(store, "customers", row("customers", occupation="网约车"))
    assert Vehicle.objects.get().is_fleet


# Ownership and posts over time.


def test_another_owner_ends_the_ownership_and_opens_a_new_one(store: Store) -> None:
    take(store, "vehicles", ROWS["vehicles"])
    later = NOW + timedelta(days=30)
    other = row("vehicles", customer_no="C9", owner_name="新车主", owner_phone="13511112222")
    take(store, "vehicles", other, now=later)
    held = Ownership.objects.order_by("id").values_list(
        "customer__customer_no", "started_on", "ended_on"
    )
    assert list(held) == [
        ("C1", date(2024, 1, 2), later.date()),
        ("C9", later.date(), None),
    ]
    assert StoreVehicle.objects.get().customer == Customer.objects.get(customer_no="C9")


def test_another_post_ends_the_tenure_and_opens_a_new_one(store: Store) -> None:
    take(store, "employees", ROWS["employees"])
    later = NOW + timedelta(days=30)
    take(store, "employees", row("employees", post="金领结"), now=later)
    held = Tenure.objects.order_by("id").values_list("post", "started_on", "ended_on")
    assert list(held) == [
        ("service_advisor", date(2024, 3, 1), later.date()),
        ("gold_tie", later.date(), None),
    ]


def test_who_left_holds_the_last_post_until_that_day(store: Store) -> None:
    take(store, "employees", ROWS["employees"])
    take(store, "employees", row("employees", left_on="2026-11-01"))
    assert Tenure.objects.get().ended_on == date(2026, 11, 1)
    assert Employee.objects.get().left_on == date(2026, 11, 1)


# Contacts: tasks and attempts.


def test_two_calls_about_one_thing_are_attempts_of_one_task(store: Store) -> None:
    take(store, "calls", ROWS["calls"], row("calls", call_no="K2", outcome="无人接听"))
    assert ContactTask.objects.count() == 1
    assert ContactAttempt.objects.count() == 2


def test_corrected_due_day_moves_the_task_and_leaves_none_behind(store: Store) -> None:
    take(store, "calls", ROWS["calls"])
    take(store, "calls", row("calls", due_on="2026-10-06"))
    assert ContactTask.objects.get().due_on == date(2026, 10, 6)


# The order of files does not matter.


def test_rows_are_linked_when_what_they_name_arrives(store: Store) -> None:
    for feed in ("calls", "appointments"):
        take(store, feed, ROWS[feed])
    assert ContactTask.objects.get().order is None
    take(store, "repair_orders", ROWS["repair_orders"])
    assert ContactTask.objects.get().order == RepairOrder.objects.get()
    assert ContactTask.objects.get().vehicle == Vehicle.objects.get()
    assert Appointment.objects.get().vehicle == Vehicle.objects.get()


def test_labour_line_is_linked_when_its_technician_arrives(store: Store) -> None:
    take(store, "repair_orders", order("R1", technician_no=""))
    take(store, "labour_lines", ROWS["labour_lines"])
    assert LabourLine.objects.get().technician is None
    take(store, "employees", row("employees", employee_no="T01"))
    assert LabourLine.objects.get().technician == Employee.objects.get(employee_no="T01")


# Stores.


def test_same_vehicle_in_two_stores_is_one_vehicle_on_two_files(store: Store) -> None:
    sister = add_store(by=Viewer.system(), code="S2", name="测试二店", group="G1")
    take(store, "vehicles", ROWS["vehicles"])
    assert counts(take(sister, "vehicles", row("vehicles", customer_no="Z1"))) == (1, 0, 0, 0)
    assert counts(take(store, "vehicles", ROWS["vehicles"])) == (0, 0, 1, 0)
    assert Vehicle.objects.count() == 1
    assert StoreVehicle.objects.count() == 2
    assert Ownership.objects.filter(ended_on=None).count() == 2


def test_row_of_another_store_goes_there_when_the_viewer_may(store: Store) -> None:
    sister = add_store(by=Viewer.system(), code="S2", name="测试二店", group="G1")
    run = take(store, "repair_orders", order("R1", store="S2"), order("R2", store="测试一店"))
    assert counts(run) == (2, 0, 0, 0)
    assert RepairOrder.objects.get(ro_no="R1").store == sister
    assert RepairOrder.objects.get(ro_no="R2").store == store


def test_row_of_a_store_the_viewer_may_not_import_into_is_set_aside(
    store: Store, as_director: Viewer, director: Any, other_store: Store
) -> None:
    add_store(by=Viewer.system(), code="S2", name="测试二店", group="G1")
    rows = [order("R1", store=code) for code in ("S2", "S9", "nowhere")]
    for number, one in enumerate(rows):
        run = take(store, "repair_orders", one | {"ro_no": f"R{number}"}, by=as_director)
        assert counts(run) == (0, 0, 0, 1)
        assert QuarantinedRow.objects.get(run=run).reasons[0]["code"] == "no_such_store"
    assert not RepairOrder.objects.exists()


def test_store_named_by_code_and_by_name_cannot_smuggle_one_order_twice(store: Store) -> None:
    rows = [order("R1", store="S1"), order("R1", store="测试一店", mileage="7")]
    run = take(store, "repair_orders", *rows)
    assert run.state == RunState.DONE
    assert sum(counts(run)) == 2
    assert RepairOrder.objects.count() == 1


def test_another_store_of_another_group_is_untouched(store: Store, other_store: Store) -> None:
    take(other_store, "repair_orders", ROWS["repair_orders"])
    before = list(RepairOrder.objects.values()), list(Vehicle.objects.values())
    take(store, "repair_orders", order("R1", mileage="1", plate="沪C00001"))
    assert RepairOrder.objects.filter(store=other_store).values().get() == before[0][0]
    assert Vehicle.objects.filter(group=other_store.group).values().get() == before[1][0]


# Whole or not at all.


def nothing_stored() -> bool:
    return not any(
        model.objects.exists()
        for model in (RepairOrder, Vehicle, Customer, Contact, Employee, StoreVehicle)
    )


def test_refused_file_leaves_nothing_and_says_why(store: Store) -> None:
    run = take(store, "repair_orders", {"ro_no": "R1", "vin": VIN})
    assert run.state == RunState.REFUSED
    assert "job_type" in run.message["en"]
    assert "缺少" in run.message["zh"]
    assert nothing_stored()


def test_crash_in_the_middle_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(run_id: int, at: datetime) -> int:
        raise RuntimeError("the power went")

    monkeypatch.setattr(running, "link_late", crash)
    with pytest.raises(RuntimeError):
        take(store, "repair_orders", ROWS["repair_orders"])
    run = ImportRun.objects.get()
    assert run.state == RunState.FAILED
    assert "RuntimeError" in run.message["en"]
    assert nothing_stored()
    assert not QuarantinedRow.objects.exists()


def test_lost_row_fails_loudly_and_stores_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Forgetful(running.Loading):
        def take(self, batch: Any) -> None:
            super().take(batch)
            self.counts.created -= 1

    monkeypatch.setattr(running, "Loading", Forgetful)
    with pytest.raises(running.LostRows):
        take(store, "repair_orders", ROWS["repair_orders"])
    assert nothing_stored()


def test_dry_run_counts_exactly_and_stores_no_row(store: Store) -> None:
    take(store, "repair_orders", order("R1"))
    before = list(RepairOrder.objects.values())
    rows = [order("R1", mileage="3"), order("R2"), order("R3", vin="短")]
    run = take(store, "repair_orders", *rows, dry_run=True)
    assert (run.state, counts(run)) == (RunState.DONE, (1, 1, 0, 1))
    assert list(RepairOrder.objects.values()) == before
    assert QuarantinedRow.objects.filter(run=run).count() == 1
    again = actions.again(by=Viewer.system(), run=run)
    assert counts(actions.run_import(again.pk, now=NOW, child=CHILD)) == (1, 1, 0, 1)
    assert RepairOrder.objects.count() == 2


# Runs, jobs and who may.


def start(store: Store, by: Viewer, **more: Any) -> ImportRun:
    import_file = Path(settings.CARELOOP_HOME) / "orders.csv"
    import_file.write_bytes(as_csv(ROWS["repair_orders"]))
    with import_file.open("rb") as file:
        return actions.start_import(
            by=by, store=store, feed="repair_orders", file=file, file_name="x/../orders.csv", **more
        )


def test_director_may_import_and_it_is_audited(
    store: Store, as_director: Viewer, director: Any
) -> None:
    run = start(store, as_director)
    assert (run.state, run.file_name) == (RunState.WAITING, "orders.csv")
    actions.run_import(run.pk, child=CHILD)
    deeds = AuditRow.objects.filter(actor_id=director.pk).values_list("action", flat=True)
    assert list(deeds) == ["import.receive", "import.start", "import.run"]


def test_agent_and_outsider_may_not_import(
    store: Store, as_agent: Viewer, as_outsider: Viewer
) -> None:
    for viewer in (as_agent, as_outsider):
        with pytest.raises(Forbidden):
            start(store, viewer)
    assert not ImportRun.objects.exists()


def test_who_lost_the_permission_before_the_job_ran_is_refused(
    store: Store, as_director: Viewer, director: Any
) -> None:
    run = start(store, as_director)
    director.role_grants.all().delete()
    assert actions.run_import(run.pk, child=CHILD).state == RunState.REFUSED
    assert nothing_stored()


def test_job_done_twice_does_it_once(store: Store) -> None:
    run = start(store, Viewer.system())
    actions.run_import(run.pk, child=CHILD)
    finished = ImportRun.objects.get().finished_at
    assert tasks.do_import(run.pk) == RunState.DONE
    assert ImportRun.objects.get().finished_at == finished


def test_run_in_another_workers_hands_is_left_and_an_abandoned_one_is_done(store: Store) -> None:
    run = start(store, Viewer.system())
    ImportRun.objects.update(state=RunState.READING, started_at=NOW)
    assert actions.run_import(run.pk, now=NOW + timedelta(minutes=5)).state == RunState.READING
    later = NOW + timedelta(hours=3)
    assert actions.run_import(run.pk, now=later, child=CHILD).state == RunState.DONE


def test_draft_is_confirmed_once(store: Store) -> None:
    run = start(store, Viewer.system())
    with pytest.raises(Refused, match="confirmed"):
        actions.confirm(by=Viewer.system(), run=run)


def test_unknown_feed_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="tyres"):
        take(store, "tyres", ROWS["repair_orders"])


def test_source_remembers_its_mapping(store: Store) -> None:
    odd = {("编" if name == "ro_no" else name): v for name, v in ROWS["repair_orders"].items()}
    assert take(store, "repair_orders", odd, source="DMS").state == RunState.REFUSED
    mapping = {"编": "ro_no"}
    run = take(store, "repair_orders", odd, source="DMS", mapping=mapping)
    assert counts(run) == (1, 0, 0, 0)
    assert Source.objects.get().mapping["编"] == "ro_no"
    assert counts(take(store, "repair_orders", odd, source="DMS")) == (0, 0, 1, 0)


def test_mapping_is_saved_by_who_may(store: Store, as_director: Viewer, as_agent: Viewer) -> None:
    named = {"store": store, "feed": "calls", "source": "CC", "mapping": {"号": "call_no"}}
    assert actions.save_mapping(by=as_director, **named).mapping == {"号": "call_no"}
    with pytest.raises(Forbidden):
        actions.save_mapping(by=as_agent, **named)
    with pytest.raises(Refused):
        actions.save_mapping(by=as_director, **(named | {"source": " "}))
