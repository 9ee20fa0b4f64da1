"""Measures: decided with owner and day, changed, reported on, proved."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from careloop.common.files import path_of
from careloop.common.models import KeptFile
from careloop.core.kernel.errors import Refused
from careloop.improvement import actions, queries
from careloop.improvement.models import Measure
from careloop.improvement.rules import Stale, is_overdue
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.improvement.conftest import NOW, AddMeasure, AddProblem
from tests.mart.books import Books

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def photo(name: str = "车位.jpg") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def report(by: Viewer, measure: Measure, state: str, progress: str = "", **more: Any) -> Measure:
    usual = {"revision": measure.revision, "now": NOW}
    return actions.report_progress(
        by=by, measure=measure, state=state, progress=progress, **(usual | more)
    )


def test_measure_is_decided_with_all_the_report_prints(
    problem: AddProblem, measure: AddMeasure, sun: Employee
) -> None:
    made = measure(
        problem(),
        " 增设两个预约车位 ",
        owner=sun,
        owner_name="",
        supervisor_name="服务总监、客服总监",
        control_nodes="每日核对",
        evidence_kind="photo",
    )
    assert (made.text, made.owner, made.state) == ("增设两个预约车位", sun, "not_done")
    assert (made.supervisor_name, made.evidence_kind) == ("服务总监、客服总监", "photo")
    assert (made.due_on, made.problem.title) == (date(2026, 11, 30), "预约率低")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"text": " "}, "“Measure” is empty"),
        ({"owner_name": ""}, "Nobody is responsible"),
        ({"due_on": date(2026, 11, 2)}, "2026-11-02 is before today"),
        ({"evidence_kind": "rumour"}, "rumour"),
        ({"owner_name": "长" * 81}, "81"),
    ],
)
def test_wrong_measure_is_refused_by_name(
    problem: AddProblem, measure: AddMeasure, fields: dict[str, Any], named: str
) -> None:
    found = problem()
    with pytest.raises(Refused, match=named):
        measure(found, **fields)
    assert not Measure.objects.exists()


def test_measure_may_be_due_today_and_needs_no_owner_outside_the_top5(
    problem: AddProblem, measure: AddMeasure
) -> None:
    assert measure(problem(), due_on=TODAY).due_on == TODAY
    assert measure(problem(topic="mot"), owner_name="", due_on=None).owner_name == ""


def test_owner_who_left_or_is_of_another_store_is_refused(
    problem: AddProblem,
    measure: AddMeasure,
    gone: Employee,
    books: Books,
    other_store: Store,
) -> None:
    found = problem()
    ended = books.employee("A8", until=date(2026, 10, 31))  # the last post is over
    for person in (gone, ended):
        with pytest.raises(Refused, match="not employed here on 2026-11-03"):
            measure(found, owner=person)
    with pytest.raises(Refused, match="not on the staff of this store"):
        measure(found, supervisor=Books(other_store).employee("B1"))


def test_measure_belongs_to_something(as_director: Viewer, store: Store) -> None:
    alone = actions.add_measure(by=as_director, store=store, text="查", owner_name="店总", now=NOW)
    assert (alone.store, alone.problem, alone.meeting) == (store, None, None)
    with pytest.raises(TypeError):
        actions.add_measure(by=as_director, text="查", owner_name="店总", now=NOW)


def test_change_checks_only_what_moves(
    as_director: Viewer, problem: AddProblem, measure: AddMeasure, sun: Employee, gone: Employee
) -> None:
    old = measure(problem(), owner=sun, due_on=date(2026, 11, 5))
    later = datetime(2026, 11, 10, 9, 0)
    same = {"owner": sun, "due_on": date(2026, 11, 5)}
    changed = actions.change_measure(
        by=as_director, measure=old, revision=0, now=later, text="新的", **same
    )
    assert (changed.text, changed.due_on, changed.revision) == ("新的", date(2026, 11, 5), 1)
    for wrong in ({"owner": gone}, {"due_on": date(2026, 11, 9)}, {"text": ""}):
        with pytest.raises(Refused):
            actions.change_measure(by=as_director, measure=old, revision=1, now=later, **wrong)
    with pytest.raises(TypeError):
        actions.change_measure(by=as_director, measure=old, revision=1, now=later, state="done")


def test_change_on_an_old_version_shows_both(
    as_director: Viewer, problem: AddProblem, measure: AddMeasure
) -> None:
    made = measure(problem())
    report(as_director, made, "in_progress", "已定做")
    with pytest.raises(Stale) as refusal:
        actions.change_measure(by=as_director, measure=made, revision=0, now=NOW, text="改")
    assert refusal.value.current.progress == "已定做"  # type: ignore[attr-defined]


def test_owner_and_supervisor_report_and_others_do_not(
    as_sun: Viewer,
    as_outsider: Viewer,
    problem: AddProblem,
    measure: AddMeasure,
    sun: Employee,
) -> None:
    found = problem()
    own, watched, other = measure(found, owner=sun), measure(found, supervisor=sun), measure(found)
    assert report(as_sun, own, "done", "两个车位已划线").done_on == TODAY
    assert report(as_sun, watched, "in_progress").state == "in_progress"
    with pytest.raises(Forbidden, match="somebody else's"):
        report(as_sun, other, "done")
    with pytest.raises(Forbidden):
        report(as_outsider, own, "done")


def test_done_is_dated_once_and_undone_without_a_day(
    as_director: Viewer, problem: AddProblem, measure: AddMeasure
) -> None:
    done = report(as_director, measure(problem()), "done")
    again = report(as_director, done, "done", "补充", now=datetime(2026, 11, 20))
    assert again.done_on == TODAY
    assert report(as_director, again, "in_progress").done_on is None


def test_measure_is_dropped_by_a_leader_with_a_reason(
    as_director: Viewer,
    as_sun: Viewer,
    problem: AddProblem,
    measure: AddMeasure,
    sun: Employee,
) -> None:
    made = measure(problem(), owner=sun)
    with pytest.raises(Forbidden):
        report(as_sun, made, "dropped", "不做了")
    with pytest.raises(Refused, match="why the measure is dropped"):
        report(as_director, made, "dropped")
    with pytest.raises(Refused, match="vanished"):
        report(as_director, made, "vanished")
    assert report(as_director, made, "dropped", "场地不足").state == "dropped"


def test_begun_measure_is_not_taken_back(
    as_director: Viewer, problem: AddProblem, measure: AddMeasure
) -> None:
    found = problem()
    begun, proved, fresh = measure(found), measure(found), measure(found)
    report(as_director, begun, "in_progress")
    actions.add_evidence(by=as_director, measure=proved, upload=photo(), now=NOW)
    for one, revision in ((begun, 1), (proved, 0)):
        with pytest.raises(Refused, match="begun or has proof"):
            actions.remove_measure(by=as_director, measure=one, revision=revision, now=NOW)
    actions.remove_measure(by=as_director, measure=fresh, revision=0, now=NOW)
    with pytest.raises(Refused, match="removed meanwhile"):
        actions.remove_measure(by=as_director, measure=fresh, revision=0, now=NOW)
    assert set(found.measures.all()) == {begun, proved}


def test_measure_done_without_its_photo_lacks_proof(
    as_director: Viewer, as_sun: Viewer, problem: AddProblem, measure: AddMeasure, sun: Employee
) -> None:
    made = measure(problem(), owner=sun, evidence_kind="photo")
    store = made.store
    assert not queries.measure(as_sun, store, made.pk).lacks_proof
    report(as_sun, made, "done")
    assert queries.measure(as_sun, store, made.pk).lacks_proof
    proof = actions.add_evidence(by=as_sun, measure=made, upload=photo(), now=NOW)
    row = queries.measure(as_sun, store, made.pk)
    assert ([one.file.name for one in row.files], row.lacks_proof) == (["车位.jpg"], False)
    assert queries.evidence(as_sun, store, proof.pk) == proof


def test_proof_that_is_none_is_refused_and_nothing_kept(
    as_director: Viewer, problem: AddProblem, measure: AddMeasure
) -> None:
    made = measure(problem())
    for name, data in (("照片.jpg", b"no photo"), ("空.pdf", b""), ("程序.exe", b"MZ")):
        upload = SimpleUploadedFile(name, data)
        with pytest.raises(Refused, match=name):
            actions.add_evidence(by=as_director, measure=made, upload=upload, now=NOW)
    assert not KeptFile.objects.exists()


def test_proof_taken_back_is_gone_with_its_bytes(
    as_director: Viewer,
    problem: AddProblem,
    measure: AddMeasure,
    django_capture_on_commit_callbacks: Any,
) -> None:
    made = measure(problem())
    proof = actions.add_evidence(by=as_director, measure=made, upload=photo(), now=NOW)
    path = path_of(proof.file)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_evidence(by=as_director, evidence=proof, now=NOW)
    assert (path.exists(), made.evidence.count(), KeptFile.objects.count()) == (False, 0, 0)


def test_proof_and_measure_of_another_store_are_not_there(
    as_director: Viewer,
    as_outsider: Viewer,
    other_store: Store,
    problem: AddProblem,
    measure: AddMeasure,
) -> None:
    made = measure(problem())
    proof = actions.add_evidence(by=as_director, measure=made, upload=photo(), now=NOW)
    with pytest.raises(Refused, match="no measure"):
        queries.measure(as_outsider, other_store, made.pk)
    with pytest.raises(Refused, match="No measure"):
        queries.evidence(as_outsider, other_store, proof.pk)
    for read in (queries.measure, queries.evidence):
        with pytest.raises(Forbidden):
            read(as_outsider, made.store, made.pk)


def test_my_measures_are_what_i_own_and_watch(
    as_sun: Viewer, as_director: Viewer, problem: AddProblem, measure: AddMeasure, sun: Employee
) -> None:
    found, closed = problem(), problem("已关闭", department="parts")
    late = measure(found, "晚", owner=sun, due_on=date(2026, 11, 20))
    soon = measure(found, "早", owner=sun, due_on=date(2026, 11, 4))
    watched = measure(found, "看", supervisor=sun)
    done = report(as_sun, measure(found, "完", owner=sun), "done")
    measure(found, "别人的")
    report(as_director, measure(closed, "取消", owner=sun), "dropped", "不做")
    actions.close_problem(by=as_director, problem=closed, revision=0, now=NOW)
    mine = queries.my_measures(as_sun, found.store, TODAY)
    assert [row.measure for row in mine.to_do] == [soon, late]
    assert [row.measure for row in mine.supervised] == [watched]
    assert [row.measure for row in mine.done] == [done]
    assert queries.my_measures(as_director, found.store, TODAY) == queries.Mine((), (), ())


def test_overdue_is_what_should_be_done_and_is_not(
    as_director: Viewer, problem: AddProblem, measure: AddMeasure
) -> None:
    found, on = problem(), date(2026, 11, 10)
    late = measure(found, "晚", due_on=date(2026, 11, 9))
    measure(found, "今天", due_on=on)
    measure(found, "无期", due_on=None)
    report(as_director, measure(found, "完", due_on=date(2026, 11, 5)), "done")
    assert [row.measure for row in queries.overdue(as_director, found.store, on)] == [late]
    assert is_overdue(late, on)
    assert not is_overdue(late, date(2026, 11, 9))
