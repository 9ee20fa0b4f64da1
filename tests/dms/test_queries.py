"""Runs, previews and rejected rows, and who may see them."""

from __future__ import annotations

import csv
import io

import pytest

from careloop.core.ingest.feeds.registry import FEEDS
from careloop.core.kernel.errors import Refused
from careloop.dms import actions, folder, queries
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.dms.files import ROWS, as_csv, counts, row, take, take_file


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_runs_are_listed_newest_first_to_who_imports_there(
    store: Store, other_store: Store, as_director: Viewer, as_agent: Viewer
) -> None:
    first = take(store, "employees", ROWS["employees"])
    second = take(store, "employees", ROWS["employees"])
    take(other_store, "employees", ROWS["employees"])
    assert list(queries.runs(as_director)) == [second, first]
    assert list(queries.runs(as_director, other_store)) == []
    assert list(queries.runs(as_agent)) == []
    assert queries.runs(Viewer.system()).count() == 3


def test_run_of_another_store_does_not_exist(
    store: Store, as_director: Viewer, as_outsider: Viewer, other_store: Store
) -> None:
    run = take(store, "employees", ROWS["employees"])
    assert queries.run(as_director, run.pk) == run
    assert queries.run_of(as_director, store, run.pk) == run
    for ask in (
        lambda: queries.run(as_outsider, run.pk),
        lambda: queries.run_of(Viewer.system(), other_store, run.pk),
    ):
        with pytest.raises(Refused, match="no import"):
            ask()


def test_progress_is_told_while_and_after(store: Store) -> None:
    run = take(store, "employees", ROWS["employees"])
    assert queries.progress(run) == {"percent": 100, "rows": 1}
    folder.forget(run.pk)
    assert queries.progress(run) == {"percent": 0, "rows": 0}


def test_preview_shows_mapping_and_first_rows(store: Store, as_director: Viewer) -> None:
    run = actions.receive(
        by=as_director,
        store=store,
        feed="employees",
        file=io.BytesIO(as_csv(row("employees", 备注="x"))),
        file_name="员工.csv",
    )
    seen = queries.preview(as_director, run)
    assert seen.mapping.columns["employee_no"] == "employee_no"
    assert seen.mapping.unknown == ("备注",)
    assert seen.missing == ()
    assert seen.rows[0][0] == "A01"


def test_outsider_may_not_preview_or_see_rows_set_aside(
    store: Store, as_outsider: Viewer, as_agent: Viewer
) -> None:
    run = take(store, "employees", row("employees", name=""))
    for viewer in (as_outsider, as_agent):
        with pytest.raises(Forbidden):
            queries.preview(viewer, run)
        with pytest.raises(Forbidden):
            queries.quarantined(viewer, run)
        with pytest.raises(Forbidden):
            queries.rejects(viewer, run, "zh")
        with pytest.raises(Forbidden):
            queries.sources(viewer, store)


def test_rejects_come_back_in_their_layout_with_reasons(store: Store) -> None:
    labels = {column.name: column.label.zh for column in FEEDS["labour_lines"].columns}
    cells = row("labour_lines", operation="{换}机油")
    run = take(store, "labour_lines", {labels[name]: cell for name, cell in cells.items()})
    file = queries.rejects(Viewer.system(), run, "zh")
    assert file.content.startswith(b"\xef\xbb\xbf")
    header, rejected = rows_of(file.content)
    assert header[: len(cells)] == [labels[name] for name in cells]
    assert rejected[: len(cells)] == list(cells.values())
    assert "R1" in rejected[-1]
    assert "工单" in rejected[-1]


def test_mended_rejects_go_in_as_they_are(store: Store) -> None:
    run = take(store, "labour_lines", ROWS["labour_lines"])
    file = queries.rejects(Viewer.system(), run, "zh")
    take(store, "repair_orders", ROWS["repair_orders"])
    assert counts(take_file(store, "labour_lines", file.content)) == (1, 0, 0, 0)


def test_formula_like_text_leaves_neutralised(store: Store) -> None:
    run = take(store, "labour_lines", row("labour_lines", operation='=HYPERLINK("http://x")'))
    _, rejected = rows_of(queries.rejects(Viewer.system(), run, "en").content)
    assert '\'=HYPERLINK("http://x")' in rejected


def test_template_has_the_headers_of_the_feed() -> None:
    file = queries.template("calls", "zh")
    assert file.filename == "calls.csv"
    assert "回访单号" in rows_of(file.content)[0]
    with pytest.raises(Refused, match="tyres"):
        queries.template("tyres", "zh")


def test_feeds_are_listed_in_the_order_of_import() -> None:
    assert [feed.code for feed in queries.feeds()] == list(FEEDS)
    assert queries.feed("calls").code == "calls"


def test_sources_and_mappings_are_remembered(store: Store) -> None:
    run = take(store, "employees", ROWS["employees"], source="HR")
    assert queries.sources(Viewer.system(), store) == ["HR"]
    saved = queries.saved_mapping(Viewer.system(), store, "employees", "HR")
    assert saved["employee_no"] == "employee_no"
    assert queries.saved_mapping(Viewer.system(), store, "employees", "–") == {}
    assert run.source is not None


def test_upload_over_the_limit_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    class Small:
        file_bytes = 10

    monkeypatch.setattr(folder, "Limits", Small)
    with pytest.raises(Refused, match="larger"):
        take(store, "employees", ROWS["employees"])


def test_name_of_the_upload_never_leaves_its_folder(store: Store) -> None:
    content = as_csv(ROWS["employees"])
    for name in ("../../etc/passwd", "..\\..\\boot.ini", "a.csv/../../x.csv", "x.c/s"):
        run = take_file(store, "employees", content, file_name=name)
        kept = folder.folder_of(run.pk) / run.stored_path
        assert kept.parent == folder.folder_of(run.pk)
        assert kept.name.startswith("upload")
