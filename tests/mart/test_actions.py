"""Refreshing: only what was touched, never half a version, never two at once; and verifying."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from threading import Thread

import pyarrow.parquet as pq
import pytest
from django.db import connection

from careloop.common import audit
from careloop.core.facts.store import Version
from careloop.core.kernel.errors import Refused
from careloop.mart import actions, queries
from careloop.mart.extracts.registry import extracts
from careloop.mart.lock import exclusive
from careloop.mart.reading import dialect
from careloop.organisation.rules import Forbidden, Viewer
from careloop.reports.models import MonthlyReport
from careloop.service.models import RepairOrder
from tests.mart.books import WRITTEN, Books

SYSTEM = Viewer.system()
LATER = datetime(2026, 11, 2, 8, 0)


def refreshed() -> Version:
    return actions.refresh(by=SYSTEM)


def orders_of(version: Version, month: str) -> list[int]:
    table = pq.read_table(version.path("repair_order", month), partitioning=None)
    return sorted(table["order_id"].to_pylist())


def same_file(one: Version, other: Version, fact: str, month: str | None) -> bool:
    return one.path(fact, month).samefile(other.path(fact, month))


def test_refresh_writes_every_month_once(books: Books) -> None:
    car = books.vehicle()
    september, october = books.order(car, date(2026, 9, 5)), books.order(car, date(2026, 10, 5))
    version = refreshed()
    assert orders_of(version, "2026-09") == [september.pk]
    assert orders_of(version, "2026-10") == [october.pk]
    assert actions.verify(by=SYSTEM) == []


def test_refresh_without_changes_makes_no_version(books: Books) -> None:
    books.order(books.vehicle(), date(2026, 10, 5))
    first = refreshed()
    assert refreshed().number == first.number


def test_refresh_copies_only_the_month_that_was_touched(books: Books) -> None:
    car = books.vehicle()
    books.order(car, date(2026, 8, 5))
    order = books.order(car, date(2026, 10, 5))
    before = refreshed()
    RepairOrder.objects.filter(pk=order.pk).update(total_fen=500, changed_at=LATER)
    after = refreshed()
    assert same_file(before, after, "repair_order", "2026-08")
    assert not same_file(before, after, "repair_order", "2026-10")
    assert same_file(before, after, "visit", "2026-08")
    assert actions.verify(by=SYSTEM) == []


def test_refresh_sees_a_line_an_appointment_and_a_new_group(books: Books) -> None:
    advisor = books.employee("A1")
    order = books.order(books.vehicle(), date(2026, 10, 5), advisor=advisor)
    refreshed()
    books.part(order, 1, 900)
    books.appointment(datetime(2026, 10, 5, 9), ro_no=order.ro_no)
    books.employee("A1", group="丙组")
    table = pq.read_table(refreshed().path("repair_order", "2026-10"), partitioning=None)
    (row,) = table.select(["parts_fen", "appointment_origin", "group_code"]).to_pylist()
    assert row == {"parts_fen": 900, "appointment_origin": "passive", "group_code": "丙组"}


def test_refresh_forgets_a_month_whose_rows_are_gone(books: Books) -> None:
    car = books.vehicle()
    books.order(car, date(2026, 9, 5))
    books.order(car, date(2026, 10, 5)).delete()
    lost = books.order(car, date(2026, 10, 6))
    refreshed()
    lost.delete()
    version = refreshed()
    assert {part.month for part in version.manifest.parts.values() if part.fact == "visit"} == {
        "2026-09"
    }
    assert actions.verify(by=SYSTEM) == []


def test_refresh_moves_an_order_between_months(books: Books) -> None:
    order = books.order(books.vehicle(), date(2026, 9, 30))
    refreshed()
    RepairOrder.objects.filter(pk=order.pk).update(
        opened_at=datetime(2026, 10, 1, 8), changed_at=LATER
    )
    version = refreshed()
    assert orders_of(version, "2026-10") == [order.pk]
    assert ("repair_order", "2026-09") not in version.manifest.parts


def test_new_visit_reaches_back_to_the_one_before(books: Books) -> None:
    car = books.vehicle()
    books.order(car, date(2025, 3, 5))
    refreshed()
    books.order(car, date(2026, 10, 5))
    visits = pq.read_table(refreshed().path("visit", "2025-03"), partitioning=None)
    assert visits["next_on"].to_pylist() == [date(2026, 10, 5)]


def test_data_is_as_of_the_last_event_where_nothing_was_imported(books: Books) -> None:
    books.order(books.vehicle(), date(2026, 10, 5))
    books.task(date(2026, 12, 24))
    assert refreshed().data_as_of == datetime(2026, 10, 5)


def test_rebuild_copies_everything_anew(books: Books) -> None:
    books.order(books.vehicle(), date(2026, 10, 5))
    before = refreshed()
    after = actions.rebuild(by=SYSTEM)
    assert after.number == before.number + 1
    assert not same_file(before, after, "repair_order", "2026-10")


def test_reader_of_an_old_version_is_not_disturbed(books: Books) -> None:
    car = books.vehicle()
    order = books.order(car, date(2026, 10, 5))
    number, before = order.pk, refreshed()
    order.delete()
    books.order(car, date(2026, 10, 9))
    refreshed()
    assert orders_of(before, "2026-10") == [number]


def test_verify_names_what_differs(books: Books) -> None:
    order = books.order(books.vehicle(), date(2026, 10, 5), total_fen=100)
    refreshed()
    # A change that leaves no mark: the refresh cannot see it, the verification must.
    RepairOrder.objects.filter(pk=order.pk).update(total_fen=250, changed_at=WRITTEN)
    (found,) = actions.verify(by=SYSTEM)
    assert (found.fact, found.month, found.column) == ("repair_order", "2026-10", "total_fen")
    assert (found.expected, found.found) == (250, 100)


def test_verify_sees_rows_that_were_not_copied(books: Books) -> None:
    car = books.vehicle()
    books.order(car, date(2026, 10, 5))
    refreshed()
    books.order(car, date(2026, 10, 7))
    found = {(d.fact, d.column) for d in actions.verify(by=SYSTEM)}
    assert {("repair_order", "rows"), ("visit", "rows")} <= found


def test_verify_without_a_mart_is_refused(db: None) -> None:
    with pytest.raises(Refused, match="mart refresh"):
        actions.verify(by=SYSTEM)


def test_stale_after_a_new_row_and_not_after_the_refresh(books: Books) -> None:
    assert queries.is_stale()
    car = books.vehicle()
    books.order(car, date(2026, 10, 5))
    version = actions.refresh_if_stale()
    assert not queries.is_stale()
    books.order(car, date(2026, 10, 6))
    assert queries.is_stale()
    assert actions.refresh_if_stale().number == version.number + 1


def test_deed_on_what_is_not_copied_leaves_the_mart_as_it_is(books: Books) -> None:
    actions.refresh_if_stale()
    report = MonthlyReport(pk=1)
    audit.record(actor_id=None, action="report.freeze", subject=report)
    assert not queries.is_stale()
    audit.record(actor_id=None, action="store.change", subject=books.store)
    assert queries.is_stale()


def test_no_extract_reads_what_is_said_not_to_be_copied() -> None:
    read = " ".join(
        f"{extract.source} {watch.source}"
        for extract in extracts(dialect()).values()
        for watch in extract.watches
    )
    assert not [room for room in queries.NOT_COPIED if f"{room}_" in read]


def test_stale_when_the_program_defines_its_facts_anew(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    books.order(books.vehicle(), date(2026, 10, 5))
    refreshed()
    monkeypatch.setattr(queries, "definitions_mark", lambda: "another program")
    assert queries.is_stale()
    actions.refresh_if_stale()
    assert not queries.is_stale()


def test_call_agent_may_not_refresh(as_agent: Viewer) -> None:
    with pytest.raises(Forbidden):
        actions.refresh(by=as_agent)


def test_director_may_refresh_and_verify(as_director: Viewer) -> None:
    actions.refresh(by=as_director)
    assert actions.verify(by=as_director) == []


def test_lock_refuses_a_second_holder_in_time(tmp_path: Path) -> None:
    refusals: list[Refused] = []

    def second() -> None:
        try:
            with exclusive(tmp_path / "lock", seconds=0.2):
                pass
        except Refused as refusal:
            refusals.append(refusal)

    with exclusive(tmp_path / "lock"):
        other = Thread(target=second)
        other.start()
        other.join()
    assert len(refusals) == 1
    with exclusive(tmp_path / "lock", seconds=0.2):
        pass


def test_failed_refresh_leaves_the_version_and_no_draft(
    books: Books, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    car = books.vehicle()
    books.order(car, date(2026, 10, 5))
    before = refreshed()
    books.order(car, date(2026, 10, 6))
    with monkeypatch.context() as broken:
        broken.setattr("careloop.core.metrics.rollup.refresh", _breaks)
        with pytest.raises(ZeroDivisionError):
            refreshed()
    assert queries.current_version(SYSTEM).number == before.number  # type: ignore[union-attr]
    assert not list((home / "mart" / "versions").glob("draft-*"))
    assert refreshed().number == before.number + 1


def _breaks(*_: object) -> int:
    raise ZeroDivisionError


def test_operational_mark_costs_no_scan(
    books: Books, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        queries.operational_mark()
    assert connection.vendor in ("sqlite", "postgresql")


def test_merging_complaints_is_seen_and_verified(books: Books) -> None:
    at = datetime(2026, 10, 2, 9)
    kept, twin = books.complaint(at), books.complaint(at)
    books.order(books.vehicle(), date(2026, 10, 5))
    assert pq.read_table(refreshed().path("complaint", "2026-10")).num_rows == 2
    fields = {"state": "merged", "merged_into": kept, "changed_at": LATER}
    type(twin).objects.filter(pk=twin.pk).update(**fields)
    after = refreshed()
    assert pq.read_table(after.path("complaint", "2026-10")).num_rows == 1
    assert actions.verify(by=SYSTEM) == []
