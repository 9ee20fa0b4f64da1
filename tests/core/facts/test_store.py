from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from careloop.core.engines.duck import DuckEngine
from careloop.core.facts import draft
from careloop.core.facts.schema import COMPLAINT, FACTS
from careloop.core.facts.store import MartStore, Version
from careloop.core.metrics import rollup
from tests.core.metrics.marts import table

NOON = datetime(2025, 11, 1, 12)


def complaints(*days: str, store: int = 1) -> pa.Table:
    rows = [
        {"complaint_id": i, "store_id": store, "received_on": day, "cause": "time"}
        for i, day in enumerate(days)
    ]
    return table(COMPLAINT, rows)


def publish(mart: MartStore, month: str, rows: pa.Table, base: Version | None = None) -> Version:
    made = draft.begin(mart, base)
    made.put("complaint", month, rows, draft.fingerprint(rows))
    return made.publish(NOON)


def test_store_is_empty_before_the_first_version(tmp_path: Path) -> None:
    assert MartStore(tmp_path).current() is None


def test_published_version_is_current_and_says_its_age(tmp_path: Path) -> None:
    mart = MartStore(tmp_path)
    made = publish(mart, "2025-10", complaints("2025-10-02"))
    current = mart.current()
    assert current is not None
    assert (current.root, current.number, current.data_as_of) == (made.root, 1, NOON)
    assert current.path("complaint", "2025-10").exists()


def test_draft_is_not_seen_before_it_is_published(tmp_path: Path) -> None:
    mart = MartStore(tmp_path)
    publish(mart, "2025-10", complaints("2025-10-02"))
    made = draft.begin(mart, mart.current())
    made.put("complaint", "2025-11", complaints("2025-11-02"), "x")
    current = mart.current()
    assert current is not None
    assert ("complaint", "2025-11") not in current.manifest.parts
    made.discard()
    assert [p.name for p in (tmp_path / "versions").iterdir()] == ["000001"]


def test_new_version_shares_the_files_that_did_not_change(tmp_path: Path) -> None:
    mart = MartStore(tmp_path)
    first = publish(mart, "2025-10", complaints("2025-10-02"))
    second = publish(mart, "2025-11", complaints("2025-11-02"), first)
    old, shared = first.path("complaint", "2025-10"), second.path("complaint", "2025-10")
    assert shared.samefile(old)
    assert len(second.files("complaint")) == 2


def test_reader_of_an_old_version_is_not_disturbed(tmp_path: Path) -> None:
    mart = MartStore(tmp_path)
    first = publish(mart, "2025-10", complaints("2025-10-02"))
    publish(mart, "2025-10", complaints("2025-10-02", "2025-10-03"), first)
    assert pq.read_metadata(first.path("complaint", "2025-10")).num_rows == 1


def test_three_versions_are_kept(tmp_path: Path) -> None:
    mart = MartStore(tmp_path)
    for _ in range(5):
        publish(mart, "2025-10", complaints("2025-10-02"), mart.current())
    assert sorted(p.name for p in (tmp_path / "versions").iterdir()) == [
        "000003",
        "000004",
        "000005",
    ]


def test_keep_knows_the_part_by_its_fingerprint(tmp_path: Path) -> None:
    mart, rows = MartStore(tmp_path), complaints("2025-10-02")
    made = draft.begin(mart, publish(mart, "2025-10", rows))
    assert made.keep("complaint", "2025-10", draft.fingerprint(rows))
    assert not made.keep("complaint", "2025-10", draft.fingerprint(complaints("2025-10-03")))
    assert not made.keep("complaint", "2025-09", draft.fingerprint(rows))


def test_drop_leaves_a_part_out(tmp_path: Path) -> None:
    mart = MartStore(tmp_path)
    made = draft.begin(mart, publish(mart, "2025-10", complaints("2025-10-02")))
    made.drop("complaint", "2025-10")
    made.drop("complaint", "1999-01")
    assert made.publish(NOON).files("complaint") == []


def test_two_rows_with_one_key_are_refused(tmp_path: Path) -> None:
    made = draft.begin(MartStore(tmp_path))
    twice = pa.concat_tables([complaints("2025-10-02"), complaints("2025-10-03")])
    with pytest.raises(ValueError, match="1 rows repeat a key"):
        made.put("complaint", "2025-10", twice, "x")


def test_part_is_sorted_by_store_and_carries_atoms(tmp_path: Path) -> None:
    rows = pa.concat_tables(
        [complaints("2025-10-02", store=2), complaints("x"[:0] or "2025-10-01").slice(1)]
    )
    rows = pa.concat_tables(
        [
            rows,
            table(COMPLAINT, [{"complaint_id": 9, "store_id": 1} | {"received_on": "2025-10-05"}]),
        ]
    )
    version = publish(MartStore(tmp_path), "2025-10", rows)
    stored = pq.read_table(version.path("complaint", "2025-10"))
    assert stored["store_id"].to_pylist() == [1, 2]
    assert stored["complaint"].to_pylist() == [1, 1]
    assert stored["received_on_month"].to_pylist() == [2025 * 12 + 9] * 2


def test_amounts_are_packed_and_what_repeats_has_dictionaries(tmp_path: Path) -> None:
    fact = FACTS["repair_order"]
    rows = [{"order_id": i, "store_id": 1, "opened_on": "2025-10-01"} for i in range(20)]
    made = draft.begin(MartStore(tmp_path))
    made.put("repair_order", "2025-10", table(fact, [r | {"parts_fen": 7} for r in rows]), "x")
    path = made.publish(NOON).path("repair_order", "2025-10")
    stored = pq.ParquetFile(path).metadata.row_group(0)
    columns = {c.path_in_schema: c for c in map(stored.column, range(stored.num_columns))}
    assert "DELTA_BINARY_PACKED" in columns["sold_parts"].encodings
    assert not columns["sold_parts"].has_dictionary_page
    for name in ("opened_on_place", "advisor_id", "job_type", "settled", "opened_on"):
        assert columns[name].has_dictionary_page


def test_files_are_chosen_by_the_days_they_hold(tmp_path: Path) -> None:
    version = publish(MartStore(tmp_path), "2025-10", complaints("2025-10-02", "2025-10-09"))
    assert version.files("complaint", "received_on", date(2025, 10, 9), date(2025, 11, 1))
    assert not version.files("complaint", "received_on", date(2025, 10, 10), None)
    assert not version.files("complaint", "received_on", None, date(2025, 10, 2))
    assert not version.files("complaint", "closed_on", None, date(2026, 1, 1))


def test_version_knows_whether_a_store_ever_recorded_a_fact(tmp_path: Path) -> None:
    version = publish(MartStore(tmp_path), "2025-10", complaints("2025-10-02"))
    assert version.holds("complaint", (1,), date(2025, 11, 1))
    assert not version.holds("complaint", (1,), date(2025, 10, 1))
    assert not version.holds("complaint", (2,), date(2025, 11, 1))
    assert not version.holds("contact", None, date(2025, 11, 1))


def test_changed_facts_make_their_months_of_the_rollup_untrue(tmp_path: Path) -> None:
    mart, engine = MartStore(tmp_path), DuckEngine(threads=1)
    made = draft.begin(mart)
    made.put("complaint", "2025-09", complaints("2025-09-02"), "x")
    made.put("complaint", "2025-10", complaints("2025-10-02"), "x")
    assert rollup.refresh(made, engine) == 2
    made = draft.begin(mart, made.publish(NOON))
    made.put("complaint", "2025-10", complaints("2025-10-02", "2025-10-03"), "y")
    assert made.manifest.rolled_up == {"2025-09"}
    assert rollup.refresh(made, engine) == 1
    assert rollup.refresh(made, engine) == 0


def test_store_names_only_known_facts() -> None:
    assert "rollup" not in FACTS
