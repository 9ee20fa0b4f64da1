"""The pages of improvement: who sees them, what they say, what is kept and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from careloop.core.kernel.periods import Period
from careloop.improvement import actions
from careloop.improvement.choices import Topic
from careloop.improvement.models import Evidence, Measure, Meeting, Problem, Training
from careloop.improvement.quick import ASKED
from careloop.mart import actions as mart
from careloop.organisation import actions as organisation
from careloop.organisation.choices import Role
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.rules import Viewer
from tests.improvement.desk import BASE, NOW, photo, quotes, sign_in
from tests.mart.books import Books

pytestmark = pytest.mark.django_db
MOST_QUERIES = 60
SEPTEMBER = Period.month(2026, 9)
AddProblem = Callable[..., Problem]
AddMeasure = Callable[..., Measure]


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sunday, 22 November 2026, ten o'clock."""
    monkeypatch.setattr("careloop.improvement.views.frame.now", lambda: NOW)


@pytest.fixture
def li(director: User) -> Client:
    return sign_in(director)


@pytest.fixture
def wang(agent: User) -> Client:
    return sign_in(agent)


@pytest.fixture
def looker(store: Store) -> Client:
    """Head office: may look, not write."""
    user = organisation.add_user(
        by=Viewer.system(),
        username="he",
        password="Right-horse-7",
        role=Role.HEAD_OFFICE.value,
        store=store,
        display_name="he",
    )
    return sign_in(user)


@pytest.fixture
def full(
    as_director: Viewer,
    store: Store,
    problem: AddProblem,
    measure: AddMeasure,
    sun: Employee,
) -> dict[str, int]:
    """One of everything, by the name of its number in an address."""
    top = problem(kpi_code="menu_quote_rate", obstacles=[1])
    line = problem("预约车位不足", topic="appointment", department="")
    held = measure(top, owner=sun, owner_name="")
    proof = actions.add_evidence(by=as_director, measure=held, upload=photo(), now=NOW)
    meeting = actions.plan_meeting(
        by=as_director, store=store, kind="weak_points", planned_at=NOW, now=NOW, people=[sun]
    )
    mart.refresh(by=Viewer.system())
    training = actions.plan_training(
        by=as_director,
        store=store,
        department="front_desk",
        topic="报价目录",
        planned_on=date(2026, 11, 20),
        now=NOW,
        people=[sun],
    )
    return {
        "problem": top.pk,
        "line": line.pk,
        "measure": held.pk,
        "proof": proof.pk,
        "meeting": meeting.pk,
        "training": training.pk,
    }


LOOKED_AT = (
    "/",
    "/?month=2026-11",
    "/proposals/",
    "/mine/",
    "/problems/{problem}/",
    "/proof/{proof}/",
    "/meetings/",
    "/meetings/{meeting}/",
    "/training/",
    "/training/{training}/",
)
WORKED_ON = ("/measures/{measure}/report/",)
LED = (
    "/problems/new/",
    "/problems/{problem}/change/",
    "/problems/{problem}/measures/",
    "/obstacles/?kpi_code=menu_quote_rate",
    "/lines/{line}/change/",
    "/measures/{measure}/change/",
    "/meetings/new/",
    "/meetings/{meeting}/change/",
    "/meetings/{meeting}/record/",
    "/training/new/",
    "/training/{training}/change/",
    "/training/{training}/attendance/",
)
POSTED = (
    "/carry/",
    "/problems/{problem}/move/",
    "/problems/{problem}/close/",
    "/lines/mot/new/",
    "/lines/{line}/remove/",
    "/measures/{measure}/remove/",
    "/meetings/{meeting}/cancel/",
    "/training/{training}/cancel/",
)


@pytest.mark.parametrize("path", LOOKED_AT + WORKED_ON + LED)
def test_every_page_opens_for_who_leads(
    li: Client, full: dict[str, int], path: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        assert li.get(BASE + path.format(**full)).status_code == 200


@pytest.mark.parametrize("path", LOOKED_AT)
def test_pages_open_for_who_only_looks(looker: Client, full: dict[str, int], path: str) -> None:
    answer = looker.get(BASE + path.format(**full))
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert b'method="post" action="/stores/' not in body


@pytest.mark.parametrize("path", LED)
def test_who_does_not_lead_changes_nothing(wang: Client, full: dict[str, int], path: str) -> None:
    assert wang.get(BASE + path.format(**full)).status_code == 403


@pytest.mark.parametrize("path", POSTED)
def test_who_does_not_lead_sends_nothing(wang: Client, full: dict[str, int], path: str) -> None:
    assert wang.post(BASE + path.format(**full)).status_code == 403


def test_who_only_looks_reports_nothing(looker: Client, full: dict[str, int]) -> None:
    assert looker.get(f"{BASE}/measures/{full['measure']}/report/").status_code == 403


@pytest.mark.parametrize("path", LOOKED_AT + WORKED_ON + LED)
def test_another_store_does_not_exist(outsider: User, full: dict[str, int], path: str) -> None:
    client = sign_in(outsider)
    assert client.get(BASE + path.format(**full)).status_code == 404
    if "{" in path:
        own = BASE.replace("S1", "S9") + path.format(**full)
        assert client.get(own).status_code == 404


def test_a_problem_is_put_down_with_its_measure(
    li: Client, books: Books, sun: Employee, store: Store
) -> None:
    quotes(books, {10: 20})
    answer = li.post(
        f"{BASE}/problems/new/",
        {
            "month": "2026-10",
            "title": "目录报价率低",
            "department": "front_desk",
            "kpi_code": "menu_quote_rate",
            "obstacles": ["1", "2"],
            "measure-text": "补全报价目录",
            "measure-owner": "员工A1 A1",
            "measure-supervisor": "服务总监",
            "measure-due_on": "2026-11-30",
            "measure-evidence_kind": "photo",
        },
    )
    assert answer["Location"].endswith("?month=2026-10#front_desk")
    problem = Problem.objects.get()
    assert (problem.before_numerator, problem.before_denominator) == (20, 40)
    assert problem.obstacles == [1, 2]
    measure = problem.measures.get()
    assert (measure.owner, measure.supervisor_name) == (sun, "服务总监")


def test_a_refused_measure_keeps_no_problem_and_loses_no_word(
    li: Client, books: Books, sun: Employee
) -> None:
    answer = li.post(
        f"{BASE}/problems/new/",
        {
            "month": "2026-10",
            "title": "目录报价率低",
            "department": "front_desk",
            "measure-text": "补全报价目录",
            "measure-owner": "A1",
            "measure-due_on": "2026-11-01",
        },
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "早于今天" in page
    assert "目录报价率低" in page
    assert "补全报价目录" in page
    assert not Problem.objects.exists()


def test_a_change_on_an_old_version_shows_both_and_can_be_sent_again(
    li: Client, problem: AddProblem, as_director: Viewer
) -> None:
    found = problem("预约率低")
    actions.change_problem(
        by=as_director, problem=found, revision=0, now=NOW, title="预约率连续三月偏低"
    )
    given = {"title": "预约率过低", "department": "front_desk", "revision": "0"}
    url = f"{BASE}/problems/{found.pk}/change/"
    answer = li.post(url, given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "预约率过低" in page
    assert "预约率连续三月偏低" in page
    assert 'name="revision" value="1"' in page
    assert li.post(url, given | {"revision": "1"}).status_code == 302
    found.refresh_from_db()
    assert found.title == "预约率过低"


def test_a_problem_moves_in_its_list_without_leaving_the_page(
    li: Client, problem: AddProblem
) -> None:
    problem("甲")
    second = problem("乙")
    url = f"{BASE}/problems/{second.pk}/move/"
    answer = li.post(url, {"to": "up"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.index("乙") < page.index("甲")
    assert list(Problem.objects.order_by("priority").values_list("title", flat=True)) == [
        "乙",
        "甲",
    ]
    assert li.post(url, {"to": "sideways"}).status_code == 404


def test_what_is_not_done_goes_on_and_is_marked(
    li: Client, problem: AddProblem, measure: AddMeasure
) -> None:
    measure(problem("预约率低"))
    assert "未完成的 1 项转入本月" in li.get(f"{BASE}/?month=2026-11").content.decode()
    answer = li.post(f"{BASE}/carry/", {"month": "2026-11"}, follow=True)
    page = answer.content.decode()
    assert "1 个问题转入本月" in page
    assert "转自 2026-10" in page
    assert Problem.objects.filter(month_on=date(2026, 11, 1)).count() == 1
    assert (
        "没有需要继续整改"
        in li.post(f"{BASE}/carry/", {"month": "2026-11"}, follow=True).content.decode()
    )


def test_the_review_tells_the_effect(
    li: Client, books: Books, problem: AddProblem, measure: AddMeasure
) -> None:
    quotes(books, {month: 20 + month % 2 for month in range(3, 11)} | {11: 39})
    measure(problem("目录报价率低", kpi_code="menu_quote_rate"))
    page = li.get(f"{BASE}/?month=2026-11").content.decode()
    assert "上月执行回顾" in page
    assert "50.0%" in page
    assert "未到评价时间" in page
    assert '<polyline class="values"' in page


def test_the_page_of_a_problem_shows_its_chart_and_obstacles(
    li: Client, books: Books, problem: AddProblem
) -> None:
    quotes(books, {month: 20 + month % 2 for month in range(3, 10)} | {10: 39})
    found = problem("目录报价率", month=SEPTEMBER, kpi_code="menu_quote_rate", obstacles=[2])
    page = li.get(f"{BASE}/problems/{found.pk}/").content.decode()
    assert "改善超出正常波动" in page
    assert "52.5%" in page
    chart = json.loads(page.split('id="control-chart" type="application/json">')[1].split("<")[0])
    names = [series["name"] for series in chart["series"]]
    assert names == ["目录式报价率", "上控制限", "下控制限", "均值", "目标"]
    assert chart["series"][0]["values"][-1]["value"] == 97.5
    assert "/stores/S1/kpis/menu_quote_rate/?month=2026-09#rows" in page
    assert page.count('<li class="applies">') == 1


def test_a_problem_is_closed_only_when_its_measures_are_done(
    li: Client, problem: AddProblem, measure: AddMeasure, as_director: Viewer
) -> None:
    found = problem()
    held = measure(found)
    url = f"{BASE}/problems/{found.pk}/close/"
    assert "不能关闭" in li.post(url, {"revision": "0"}, follow=True).content.decode()
    actions.report_progress(
        by=as_director, measure=held, revision=0, state="done", progress="", now=NOW
    )
    assert "问题已关闭" in li.post(url, {"revision": "0"}, follow=True).content.decode()
    reopen = f"{BASE}/problems/{found.pk}/reopen/"
    assert "重新打开" in li.post(reopen, {"revision": "1"}, follow=True).content.decode()


def test_a_problem_nobody_began_is_removed(li: Client, problem: AddProblem) -> None:
    found = problem()
    answer = li.post(f"{BASE}/problems/{found.pk}/remove/", {"revision": "0"})
    assert answer["Location"].endswith("?month=2026-10")
    assert not Problem.objects.exists()
    assert li.post(f"{BASE}/problems/{found.pk}/remove/").status_code == 404


WRITTEN = {
    "item": {"mot": "stay_time", "loss": "too_far"},
    "kpi_code": {"goal": "callback_rate"},
}


@pytest.mark.parametrize("topic", [topic.value for topic in ASKED])
def test_a_line_of_every_topic_is_written_and_shown(li: Client, topic: str) -> None:
    given = {name: WRITTEN.get(name, {}).get(topic, f"写下{name}") for name in ASKED[Topic(topic)]}
    if "due_on" in given:
        given["due_on"] = "2026-12-05"
    url = f"{BASE}/lines/{topic}/new/?month=2026-10"
    answer = li.post(url, given, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    page = answer.content.decode()
    for name, value in given.items():
        if name not in ("item", "kpi_code"):
            assert value in page
    row = Problem.objects.get()
    assert (row.topic, row.title != "") == (topic, True)
    assert row.measures.count() == (1 if "text" in given else 0)


def test_a_refused_line_comes_back_in_its_card(li: Client) -> None:
    given = {"item": "stay_time", "text": "缩短等待", "due_on": "2026-11-01"}
    url = f"{BASE}/lines/mot/new/?month=2026-10"
    answer = li.post(url, given, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "早于今天" in page
    assert "缩短等待" in page
    assert '<details class="card topic-card"' in page
    assert li.post(url, given).status_code == 422
    nothing = li.post(url, {"owner": "服务经理"}, headers={"HX-Request": "true"})
    assert "请填写具体措施" in nothing.content.decode()
    assert not Problem.objects.exists()
    assert li.post(f"{BASE}/lines/top5/new/", given).status_code == 404


def test_a_line_is_changed_in_its_place(
    li: Client, problem: AddProblem, as_director: Viewer
) -> None:
    row = problem("加开工位", topic="plan", department="")
    url = f"{BASE}/lines/{row.pk}/change/"
    begun = li.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "加开工位" in begun
    assert "<html" not in begun
    given = {"title": "加开两个工位", "text": "一月底前完成", "revision": "0"}
    answer = li.post(url, given, headers={"HX-Request": "true"})
    assert "加开两个工位" in answer.content.decode()
    assert row.measures.get().text == "一月底前完成"
    late = li.post(url, given | {"title": "三个"}, headers={"HX-Request": "true"})
    assert late.status_code == 422
    assert late["HX-Retarget"] == f"#line-{row.pk}"
    assert "加开两个工位" in late.content.decode()
    assert "三个" in late.content.decode()


def test_both_versions_of_a_line_whose_measure_somebody_changed(
    li: Client, problem: AddProblem, measure: AddMeasure, as_director: Viewer
) -> None:
    row = problem("加开工位", topic="plan", department="")
    held = measure(row, "月底前", due_on=None)
    actions.change_measure(by=as_director, measure=held, revision=0, now=NOW, text="下月中旬前")
    url = f"{BASE}/lines/{row.pk}/change/"
    given = {"title": "加开工位", "text": "本周内", "revision": "0", "measure_revision": "0"}
    answer = li.post(url, given)
    page = answer.content.decode()
    assert "下月中旬前" in page
    assert "本周内" in page
    assert 'name="measure_revision" value="1"' in page
    assert li.post(url, given | {"measure_revision": "1"}).status_code == 302
    held.refresh_from_db()
    assert held.text == "本周内"


def test_a_line_is_removed(li: Client, problem: AddProblem) -> None:
    row = problem("加开工位", topic="plan", department="")
    li.post(f"{BASE}/lines/{row.pk}/remove/", {"revision": "0"})
    assert not Problem.objects.exists()


def test_a_report_with_a_photo_is_kept_and_the_photo_taken_back(
    li: Client, problem: AddProblem, measure: AddMeasure, sun: Employee, agent: User
) -> None:
    agent.employee = sun
    agent.save()
    held = measure(problem(), owner=sun, owner_name="")
    client = sign_in(agent)
    assert "预约专线专人接听" in client.get(f"{BASE}/mine/").content.decode()
    answer = client.post(
        f"{BASE}/measures/{held.pk}/report/",
        {
            "revision": "0",
            "state": "done",
            "progress": "已安排小王接听",
            "upload": [photo()],
            "next": f"{BASE}/mine/",
        },
    )
    assert answer["Location"] == f"{BASE}/mine/"
    held.refresh_from_db()
    assert (held.state, held.done_on) == ("done", NOW.date())
    proof = f"{BASE}/proof/{Evidence.objects.get().pk}/"
    assert client.get(proof)["Content-Type"] == "image/jpeg"
    page = f"{BASE}/problems/{held.problem_id}/"
    button = f'action="{proof}remove/"'
    assert button in li.get(page).content.decode()
    assert button not in client.get(page).content.decode()
    assert client.get(f"{proof}remove/").status_code == 405
    client.post(f"{proof}remove/")
    assert client.get(proof).status_code == 404


def test_a_photo_that_is_none_is_refused_and_the_words_are_kept(
    li: Client, problem: AddProblem, measure: AddMeasure
) -> None:
    held = measure(problem())
    answer = li.post(
        f"{BASE}/measures/{held.pk}/report/",
        {
            "revision": "0",
            "state": "in_progress",
            "progress": "正在安装专线",
            "upload": [SimpleUploadedFile("现场.jpg", b"no photo at all")],
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "不是可以读取的照片" in page
    assert "正在安装专线" in page
    assert 'name="revision" value="1"' in page
    held.refresh_from_db()
    assert held.progress == "正在安装专线"
    assert not Evidence.objects.exists()


def test_nobody_reports_on_the_measures_of_others(
    wang: Client, problem: AddProblem, measure: AddMeasure
) -> None:
    url = f"{BASE}/measures/{measure(problem()).pk}/report/"
    assert wang.post(url, {"revision": "0", "state": "done"}).status_code == 403


def test_a_report_never_leads_to_another_site(
    li: Client, problem: AddProblem, measure: AddMeasure
) -> None:
    found = problem()
    given = {"revision": "0", "state": "done", "next": "https://elsewhere.example/"}
    answer = li.post(f"{BASE}/measures/{measure(found).pk}/report/", given)
    assert answer["Location"] == f"{BASE}/problems/{found.pk}/"


def test_my_measures_say_what_is_late(
    problem: AddProblem, measure: AddMeasure, sun: Employee, agent: User, li: Client
) -> None:
    found = problem()
    measure(found, "逾期的", owner=sun, owner_name="", due_on=date(2026, 11, 20))
    measure(found, "明天的", owner=sun, owner_name="", due_on=date(2026, 11, 23))
    assert "没有关联人员档案" in sign_in(agent).get(f"{BASE}/mine/").content.decode()
    agent.employee = sun
    agent.save()
    page = sign_in(agent).get(f"{BASE}/mine/").content.decode()
    assert page.index("逾期的") < page.index("明天的")
    assert "mine-card bad" in page
    assert "mine-card warn" in page
    leader = li.get(f"{BASE}/mine/").content.decode()
    assert "门店逾期措施" in leader
    assert "逾期的" in leader
    assert "明天的" not in leader


def test_a_measure_is_added_changed_and_removed(
    li: Client, problem: AddProblem, measure: AddMeasure, gone: Employee
) -> None:
    found = problem()
    added = li.post(f"{BASE}/problems/{found.pk}/measures/", {"text": "甲", "owner": "服务经理"})
    assert added.status_code == 302
    held = found.measures.get()
    url = f"{BASE}/measures/{held.pk}/change/"
    left = {"text": "乙", "owner": "服务经理", "due_on": "2026-11-01", "revision": "0"}
    assert "早于今天" in li.post(url, left).content.decode()
    assert li.post(url, left | {"due_on": "2026-12-01"}).status_code == 302
    stale = li.post(url, left | {"due_on": "2026-12-02", "text": "丙"})
    assert stale.status_code == 422
    assert "2026-12-01" in stale.content.decode()
    li.post(f"{BASE}/measures/{held.pk}/remove/", {"revision": "1"})
    assert not found.measures.exists()


def test_a_proposal_begins_the_form(li: Client, books: Books) -> None:
    quotes(books, dict.fromkeys(range(5, 11), 20))
    page = li.get(f"{BASE}/proposals/").content.decode()
    assert "目录式报价率" in page
    assert "service advisors" not in page
    assert 'class="spark"' in page
    assert "服务专员缺乏培训" in page
    assert "员工A5" in page
    begun = li.get(
        f"{BASE}/problems/new/",
        {
            "month": "2026-10",
            "kpi_code": "menu_quote_rate",
            "department": "front_desk",
            "title": "目录式报价率 50.0%",
            "obstacles": ["1"],
            "measure-text": "补全报价目录",
            "measure-due_on": "2026-11-30",
        },
    ).content.decode()
    assert "目录式报价率 50.0%" in begun
    assert "补全报价目录" in begun
    assert "2026-11-30" in begun
    assert 'value="1" id="id_obstacles_0" checked' in begun.replace("  ", " ")


def test_a_meeting_is_planned_held_and_its_decisions_are_measures(
    li: Client, sun: Employee, store: Store
) -> None:
    planned = {"kind": "weak_points", "planned_at": "2026-11-20T09:00", "people": [str(sun.pk)]}
    li.post(f"{BASE}/meetings/new/", planned)
    meeting = Meeting.objects.get()
    assert "缺会议记录" in li.get(f"{BASE}/meetings/").content.decode()
    record = {
        "held_at": "2026-11-20T09:10",
        "people": [str(sun.pk)],
        "minutes": "交车解释不足，重复出现。",
        "revision": "0",
        "decision-TOTAL_FORMS": "2",
        "decision-INITIAL_FORMS": "0",
        "decision-0-text": "每两日考核交车解释",
        "decision-0-owner": "A1",
        "decision-0-due_on": "2026-11-30",
        "decision-1-text": "",
    }
    url = f"{BASE}/meetings/{meeting.pk}/record/"
    nobody = li.post(url, {k: v for k, v in record.items() if k != "people"})
    assert nobody.status_code == 422
    assert "每两日考核交车解释" in nobody.content.decode()
    assert li.post(url, record).status_code == 302
    page = li.get(f"{BASE}/meetings/{meeting.pk}/").content.decode()
    assert "交车解释不足" in page
    assert "每两日考核交车解释" in page
    assert "data-print" in page
    assert meeting.decisions.get().owner == sun
    assert "已于" in li.post(url, record | {"revision": "1"}).content.decode()


def test_a_meeting_is_changed_and_called_off(li: Client, full: dict[str, int]) -> None:
    url = f"{BASE}/meetings/{full['meeting']}/change/"
    given = {"kind": "satisfaction", "planned_at": "2026-11-25T14:00", "revision": "0"}
    assert li.post(url, given).status_code == 302
    again = li.post(url, given | {"agenda": "CSS"})
    assert again.status_code == 422
    assert "CSS" in again.content.decode()
    cancel = f"{BASE}/meetings/{full['meeting']}/cancel/"
    li.post(cancel, {"revision": "1"})
    assert not Meeting.objects.exists()


def test_a_training_is_planned_and_attendance_taken(
    li: Client, sun: Employee, books: Books
) -> None:
    other = books.employee("A2")
    given = {"department": "front_desk", "topic": "报价目录", "planned_on": "2026-11-10"}
    li.post(f"{BASE}/training/new/", given | {"people": [str(sun.pk)]})
    training = Training.objects.get()
    url = f"{BASE}/training/{training.pk}/attendance/"
    page = li.get(url).content.decode()
    assert page.index("员工A1") < page.index("员工A2")
    sheet = {"held_on": "2026-11-10", "minutes": "90", "content": "目录用法", "revision": "0"}
    assert "没有人到场" in li.post(url, sheet).content.decode()
    came = {f"p{sun.pk}-came": "on", f"p{sun.pk}-score": "120"}
    assert li.post(url, sheet | came).status_code == 422
    came |= {f"p{sun.pk}-score": "88", f"p{other.pk}-came": "on"}
    assert li.post(url, sheet | came).status_code == 302
    assert sorted(training.attendance.values_list("score", flat=True), key=str) == [88, None]
    listed = li.get(f"{BASE}/training/").content.decode()
    assert "2 / 2" in listed
    assert listed.count('class="year-cell held"') == 2  # with the legend's
    missed = 'class="year-cell missed"'
    assert listed.count(missed) == 1  # the legend's: nothing was kept here before
    Training.objects.filter(pk=training.pk).update(held_on=date(2026, 9, 10))
    listed = li.get(f"{BASE}/training/").content.decode()
    assert listed.count(missed) > 4  # October of all four, and September


def test_training_is_proposed_by_obstacles(li: Client, books: Books) -> None:
    quotes(books, {10: 10})
    page = li.get(f"{BASE}/training/").content.decode()
    assert "服务专员缺乏培训" in page
    assert "kpi_code=menu_quote_rate" in page


def test_a_training_is_changed_and_called_off(li: Client, full: dict[str, int]) -> None:
    url = f"{BASE}/training/{full['training']}/change/"
    given = {
        "department": "front_desk",
        "topic": "接待礼仪",
        "planned_on": "2026-11-25",
        "revision": "0",
    }
    assert li.post(url, given).status_code == 302
    assert li.post(url, given | {"topic": "预检"}).status_code == 422
    li.post(f"{BASE}/training/{full['training']}/cancel/", {"revision": "1"})
    assert not Training.objects.exists()


def test_a_month_that_is_none_is_refused_in_a_sentence(li: Client, store: Store) -> None:
    answer = li.get(f"{BASE}/?month=nonsense")
    assert answer.status_code == 400
    assert "2026-10" in answer.content.decode()
