"""The exports go through the importer like anyone's files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from careloop.core.ingest.feeds.registry import FEEDS
from careloop.core.ingest.pipeline import read_checked
from careloop.core.ingest.reading.child import ReadingChild
from careloop.core.ingest.reading.limits import Limits
from careloop.core.ingest.verdicts import Quarantined, Tally
from careloop.demo.faults import FEED, GOOD_ROWS, STORE
from careloop.demo.simulator import ExportFile

NOW = datetime(2026, 11, 22, 9, 0)
Read = tuple[Tally, list[Quarantined]]


def read(export: ExportFile, child: ReadingChild) -> Read:
    with read_checked(
        export.path, FEEDS[export.feed], now=NOW, store=export.store_code, child=child
    ) as checked:
        set_aside = [row for batch in checked for row in batch.quarantined]
        return checked.tally, set_aside


@pytest.fixture(scope="module")
def results(exports: list[ExportFile]) -> Iterator[dict[str, Read]]:
    """Every file of the set, read, mapped and checked; by file name."""
    with ReadingChild(Limits()) as child:
        yield {export.path.name: read(export, child) for export in exports}


def test_every_row_of_every_export_is_accounted_for(results: dict[str, Read]) -> None:
    assert len(results) == len(FEEDS) * 3 + 1
    assert all(tally.adds_up and tally.accepted for tally, _ in results.values())


def test_only_the_late_entries_have_rows_set_aside(results: dict[str, Read]) -> None:
    assert [name for name, (tally, _) in results.items() if tally.quarantined] == [
        f"{STORE}_维修工单_补录.csv"
    ]


def test_each_mistake_of_the_late_entries_is_found_and_named(results: dict[str, Read]) -> None:
    tally, set_aside = results[f"{STORE}_维修工单_补录.csv"]
    assert (tally.accepted, tally.quarantined) == (GOOD_ROWS, 9)
    assert [row.faults[0].column for row in set_aside] == [
        "vin",
        "vin",
        "opened_at",
        "labour_amount",
        "job_type",
        "completed_at",
        "opened_at",
        "ro_no",
        "ro_no",
    ]
    assert FEED == "repair_orders"


def test_totals_people_add_are_not_taken_for_rows(results: dict[str, Read]) -> None:
    assert results["HZ01_客户抱怨投诉登记表.xlsx"][0].totals == 1
    assert results["NB01_客户档案.xlsx"][0].totals == 1
