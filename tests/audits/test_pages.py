"""The pages of inspections, called as a browser calls them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from careloop.audits import actions
from careloop.audits.choices import FindingState, InspectionState, Rhythm
from careloop.audits.models import Checklist, Finding, Inspection, LunchTicket, Photo, Plan
from careloop.audits.views import frame, results
from careloop.core.scoring.inspections import Scale, content_from
from careloop.organisation import actions as organisation
from careloop.organisation.choices import Role
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.rules import Viewer
from tests.audits.conftest import (
    MONDAY,
    NOW,
    SOON,
    all_full,
    draft,
    finished,
    picture,
    planned,
    put_right,
)
from tests.mart.books import Books
from tests.web.conftest import SignIn, home, signed_in  # noqa: F401


class Clock(datetime):
    """The clock of the pages, moved by hand."""

    at = NOW

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return cls.at


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    Clock.at = NOW
    monkeypatch.setattr(frame, "datetime", Clock)
    return Clock


def url(name: str, **of: object) -> str:
    return reverse(f"audits:{name}", kwargs={"store_code": "S1", **of})


def text_of(page: HttpResponse) -> str:
    return page.content.decode()


@pytest.fixture
def desk(signed_in: SignIn, checker: User) -> Client:  # noqa: F811
    """The browser of Qian, the process checker."""
    return signed_in(checker)


@pytest.fixture
def office(signed_in: SignIn, director: User) -> Client:  # noqa: F811
    """The browser of Li, the care director."""
    return signed_in(director)


def sent(inspection: Inspection, **other: object) -> dict[str, object]:
    """The form of an inspection with everything passed, but what ``other`` says."""
    full = {f"points-{code}": points for code, points in all_full(inspection).items()}
    return {"revision": inspection.revision, **full, **other}


def at_fault(host: Employee, item: str = "lounge_1") -> dict[str, object]:
    return {
        f"points-{item}": "0",
        f"action-{item}": "重新调试",
        f"owner-{item}": host.pk,
        f"due-{item}": SOON.isoformat(),
    }


@pytest.fixture
def finding(as_checker: Viewer, begun: Inspection, host: Employee) -> Finding:
    """The air conditioning is off; Sun is to see to it."""
    finished(as_checker, begun, all_full(begun, lounge_1=0), [put_right("lounge_1", host)])
    return Finding.objects.get()


@pytest.fixture
def snapshot(as_checker: Viewer, begun: Inspection) -> Photo:
    return actions.add_photo(
        by=as_checker, inspection=begun, item="lounge_1", upload=picture(), now=NOW
    )


# Who may see what


PAGES = ("today", "inspections", "findings", "figures", "lunch", "checklists", "plans")


@pytest.mark.parametrize("page", PAGES)
def test_page_is_there(page: str, office: Client, due: Inspection) -> None:
    assert office.get(url(page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_page_of_another_store_is_not_there(
    page: str,
    signed_in: SignIn,  # noqa: F811
    outsider: User,
    store: Store,
) -> None:
    assert signed_in(outsider).get(url(page)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_page_is_shut_to_those_without_the_permission(
    page: str,
    signed_in: SignIn,  # noqa: F811
    agent: User,
) -> None:
    assert signed_in(agent).get(url(page)).status_code == 403


def test_one_thing_of_another_store_is_not_there(
    desk: Client, other_store: Store, finding: Finding, snapshot_elsewhere: Photo
) -> None:
    elsewhere = snapshot_elsewhere.inspection
    ticket = actions.issue_ticket(by=Viewer.system(), store=other_store, plate="沪B22222", now=NOW)
    for address in (
        url("inspection", inspection_id=elsewhere.pk),
        url("photo", photo_id=snapshot_elsewhere.pk),
        url("ticket", ticket_id=ticket.pk),
        url("finding", finding_id=finding.pk + 1),
        url("recheck_photo", recheck_id=1),
        url("checklist", code="own_1"),
    ):
        assert desk.get(address).status_code == 404, address


@pytest.fixture
def snapshot_elsewhere(other_store: Store) -> Photo:
    system = Viewer.system()
    actions.adopt(by=system, store=other_store, code="lounge", now=NOW)
    one = actions.start_unplanned(by=system, store=other_store, checklist_code="lounge", now=NOW)
    return actions.add_photo(by=system, inspection=one, item="lounge_1", upload=picture(), now=NOW)


def test_deeds_need_the_permission_to_inspect(
    signed_in: SignIn,  # noqa: F811
    store: Store,
    begun: Inspection,
    snapshot: Photo,
) -> None:
    watcher = signed_in(_head_office(store))
    one = {"inspection_id": begun.pk}
    assert watcher.get(url("inspection", **one)).status_code == 200
    for address in (
        url("inspection", **one),
        url("begin", **one),
        url("draft", **one),
        url("add_photo", **one),
        url("remove_photo", photo_id=snapshot.pk, **one),
        url("relay", **one),
        url("start"),
        url("adopt"),
        url("lunch"),
    ):
        assert watcher.post(address, {"plate": "沪A12345"}).status_code == 403, address
    begun.refresh_from_db()
    assert (begun.revision, Photo.objects.count()) == (0, 1)


def _head_office(store: Store) -> User:
    return organisation.add_user(
        by=Viewer.system(),
        username="he",
        password="Right-horse-7",
        role=Role.HEAD_OFFICE.value,
        store=store,
        display_name="何",
    )


# The day


def test_today_tells_what_is_due_and_for_whom(
    desk: Client, store: Store, lounge: Checklist, checker: User, manager: User
) -> None:
    actions.adopt(by=Viewer.system(), store=store, code="service_etiquette", now=NOW)
    planned(store, inspector=checker)
    planned(store, Rhythm.WEEKLY, code="service_etiquette", inspector=manager)
    actions.make_due(now=NOW)
    groups = desk.get(url("today")).context["groups"]
    assert [(group.name, group.total) for group in groups] == [
        ("售后流程与礼仪点检", 1),
        ("顾客休息室检查表", 1),
    ]
    mine = desk.get(url("today"), {"whose": "mine"}).context["groups"]
    assert [group.name for group in mine] == ["顾客休息室检查表"]


def test_today_shows_progress(desk: Client, as_checker: Viewer, due: Inspection) -> None:
    one = actions.begin(by=as_checker, inspection=due, revision=0, now=NOW)
    assert (desk.get(url("today")).context["groups"][0].percent) == 0
    finished(as_checker, one, all_full(one))
    page = desk.get(url("today"))
    assert (page.context["groups"][0].percent, page.context["groups"][0].to_do) == (100, [])
    assert "100.0" in text_of(page)
    assert "未反馈" in text_of(page)


def test_a_day_without_checklists_leads_to_them(office: Client, store: Store) -> None:
    assert url("checklists") in text_of(office.get(url("today")))


def test_a_spot_check_is_begun_at_once(desk: Client, lounge: Checklist, host: Employee) -> None:
    answer = desk.post(url("start"), {"checklist": "lounge", "subject": host.pk})
    one = Inspection.objects.get()
    assert answer["Location"] == url("inspection", inspection_id=one.pk)
    assert (one.state, one.subject_id, one.plan_id) == (InspectionState.BEGUN, host.pk, None)


def test_a_spot_check_names_its_order(
    office: Client, desk: Client, lounge: Checklist, books: Books
) -> None:
    order = books.order(books.vehicle(), MONDAY)
    for who in (office, desk):
        who.post(url("start"), {"checklist": "lounge", "order": order.ro_no})
        assert Inspection.objects.latest("pk").order_id == order.pk
    desk.post(url("start"), {"checklist": "lounge", "order": "R-nobody-knows"})
    assert Inspection.objects.latest("pk").order_id is None


def test_a_spot_check_of_an_unknown_list_is_refused(desk: Client, store: Store) -> None:
    answer = desk.post(url("start"), {"checklist": "nothing"}, follow=True)
    assert "没有在用的检查表" in text_of(answer)


# The check itself


def test_what_is_due_is_begun_from_its_page(desk: Client, due: Inspection) -> None:
    address = url("inspection", inspection_id=due.pk)
    assert "尚未开始" in text_of(desk.get(address))
    desk.post(url("begin", inspection_id=due.pk), {"revision": 0})
    page = desk.get(address)
    assert [len(section.items) for section in page.context["sections"]] == [11]
    assert 'name="points-lounge_11"' in text_of(page)


def test_what_another_began_can_be_taken_over(
    office: Client, begun: Inspection, director: User
) -> None:
    address = url("inspection", inspection_id=begun.pk)
    assert "钱 正在点检" in text_of(office.get(address))
    office.post(url("begin", inspection_id=begun.pk), {"revision": begun.revision})
    begun.refresh_from_db()
    assert begun.inspector_id == director.pk


def test_taking_over_an_old_page_is_refused(
    office: Client, as_checker: Viewer, begun: Inspection, checker: User
) -> None:
    draft(as_checker, begun, {"lounge_1": 1})
    answer = office.post(url("begin", inspection_id=begun.pk), {"revision": 0}, follow=True)
    assert "刚被他人更新" in text_of(answer)
    begun.refresh_from_db()
    assert begun.inspector_id == checker.pk


def keep(desk: Client, begun: Inspection, **typed: object) -> HttpResponse:
    return desk.post(url("draft", inspection_id=begun.pk), {"revision": 0, **typed})


def test_every_touch_is_kept(desk: Client, begun: Inspection, host: Employee) -> None:
    answer = keep(
        desk,
        begun,
        **{"points-lounge_2": "", "remark-lounge_1": "很热", "remark": "午间"},
        **at_fault(host),
    )
    assert answer.json() == {"revision": 1, "kept_at": "09:00"}
    page = desk.get(url("inspection", inspection_id=begun.pk))
    first, second, third = page.context["sections"][0].items[:3]
    assert [choice.label for choice in first.choices if choice.is_chosen] == ["不合格"]
    assert (first.is_fault, first.remark) == (True, "很热")
    assert (first.finding.action, first.finding.owner, first.finding.due) == (
        "重新调试",
        host.pk,
        SOON,
    )
    assert [choice.label for choice in second.choices if choice.is_chosen] == ["不适用"]
    assert (third.is_answered, page.context["remark"]) == (False, "午间")


def test_a_draft_on_an_old_page_is_refused(
    desk: Client, as_checker: Viewer, begun: Inspection
) -> None:
    draft(as_checker, begun, {"lounge_1": 1}, device="tablet")
    answer = keep(desk, begun, **{"points-lounge_1": "0", "device": "phone"})
    assert (answer.status_code, "刚被他人更新" in answer.json()["sentence"]) == (409, True)


def test_a_draft_whose_answer_was_lost_is_taken_again(desk: Client, begun: Inspection) -> None:
    typed = {"points-lounge_1": "1", "device": "phone"}
    keep(desk, begun, **typed)
    assert keep(desk, begun, **typed, **{"points-lounge_2": "1"}).json()["revision"] == 2


def test_points_off_the_scale_are_no_answer(desk: Client, begun: Inspection) -> None:
    keep(desk, begun, **{"points-lounge_1": "7", "points-nothing": "1"})
    begun.refresh_from_db()
    assert begun.draft["answers"] == {}


def test_a_remark_too_long_is_refused(desk: Client, begun: Inspection) -> None:
    answer = keep(desk, begun, **{"remark-lounge_1": "长" * 2001})
    assert (answer.status_code, "最多 2000 个" in answer.json()["sentence"]) == (422, True)


# Photos


def test_a_photo_is_taken_shown_and_taken_away(desk: Client, begun: Inspection) -> None:
    address = url("add_photo", inspection_id=begun.pk)
    kept = desk.post(address, {"item": "lounge_1", "photo": picture()}).json()
    shown = desk.get(kept["url"])
    assert (shown["Content-Type"], b"".join(shown.streaming_content)[:2]) == (
        "image/jpeg",
        b"\xff\xd8",
    )
    page = desk.get(url("inspection", inspection_id=begun.pk))
    assert [one.url for one in page.context["sections"][0].items[0].photos] == [kept["url"]]
    json = {"Accept": "application/json"}
    assert desk.post(kept["remove"], headers=json).json() == {"kept_at": "09:00"}
    assert desk.get(kept["url"]).status_code == 404


def test_what_is_no_photo_is_refused_with_the_reason(desk: Client, begun: Inspection) -> None:
    upload = SimpleUploadedFile("p.jpg", b"no photo at all", "image/jpeg")
    address = url("add_photo", inspection_id=begun.pk)
    answer = desk.post(address, {"item": "lounge_1", "photo": upload})
    assert (answer.status_code, "不是可以读取的照片" in answer.json()["sentence"]) == (422, True)
    assert desk.post(address, {"item": "lounge_1"}).status_code == 422
    assert desk.post(address, {"item": "nothing", "photo": picture()}).status_code == 422


def test_a_photo_belongs_to_its_inspection(
    desk: Client, snapshot: Photo, store: Store, as_checker: Viewer
) -> None:
    other = actions.start_unplanned(by=as_checker, store=store, checklist_code="lounge", now=NOW)
    address = url("remove_photo", inspection_id=other.pk, photo_id=snapshot.pk)
    assert desk.post(address).status_code == 404
    assert Photo.objects.exists()


def test_without_scripts_a_photo_is_taken_away_too(desk: Client, snapshot: Photo) -> None:
    of = {"inspection_id": snapshot.inspection_id}
    answer = desk.post(url("remove_photo", photo_id=snapshot.pk, **of))
    assert answer["Location"] == url("inspection", **of)


# Finishing


def test_a_check_is_finished_with_what_is_to_be_done(
    desk: Client, begun: Inspection, host: Employee
) -> None:
    address = url("inspection", inspection_id=begun.pk)
    answer = desk.post(address, sent(begun, **at_fault(host), remark="总体良好"), follow=True)
    finding = Finding.objects.get()
    assert (finding.action, finding.owner_id, finding.due_on) == ("重新调试", host.pk, SOON)
    begun.refresh_from_db()
    assert (begun.score_numerator, begun.score_denominator) == (100, 110)
    page = text_of(answer)
    assert "90.9" in page
    assert "总体良好" in page
    assert url("finding", finding_id=finding.pk) in page


def test_without_scripts_photos_come_with_the_form(desk: Client, begun: Inspection) -> None:
    form = sent(begun, **{"photo-lounge_3": picture()})
    desk.post(url("inspection", inspection_id=begun.pk), form)
    assert Photo.objects.get().item == "lounge_3"
    begun.refresh_from_db()
    assert begun.state == InspectionState.FINISHED


def test_an_incomplete_check_comes_back_with_all_that_was_typed(
    desk: Client, begun: Inspection
) -> None:
    typed = {"revision": 0, "points-lounge_1": "1", "remark-lounge_2": "没有遥控器"}
    page = desk.post(url("inspection", inspection_id=begun.pk), typed)
    assert page.status_code == 422
    assert "点检还没有完成" in text_of(page)
    assert [item.number for item in page.context["missing"]] == list(range(2, 12))
    first, second = page.context["sections"][0].items[:2]
    assert (first.is_answered, second.remark) == (True, "没有遥控器")


@pytest.mark.parametrize("lacking", ["owner-lounge_1", "due-lounge_1"])
def test_a_fault_without_a_finding_comes_back(
    desk: Client, begun: Inspection, host: Employee, lacking: str
) -> None:
    form = sent(begun, **at_fault(host)) | {lacking: ""}
    page = desk.post(url("inspection", inspection_id=begun.pk), form)
    assert page.status_code == 422
    assert [item.code for item in page.context["missing"]] == ["lounge_1"]
    assert page.context["sections"][0].items[0].finding.action == "重新调试"
    assert not Finding.objects.exists()


def test_a_finding_due_before_today_comes_back(
    desk: Client, begun: Inspection, host: Employee
) -> None:
    form = sent(begun, **at_fault(host)) | {"due-lounge_1": "2026-03-01"}
    page = desk.post(url("inspection", inspection_id=begun.pk), form)
    assert (page.status_code, "早于今天" in text_of(page)) == (422, True)


def test_a_check_finished_on_an_old_page_shows_both(
    desk: Client, as_checker: Viewer, begun: Inspection
) -> None:
    draft(as_checker, begun, {"lounge_1": 0, "lounge_2": None}, device="tablet")
    page = desk.post(url("inspection", inspection_id=begun.pk), sent(begun, revision=0))
    assert page.status_code == 409
    assert page.context["differs"] == [(1, "不合格"), (2, "不适用")]
    assert page.context["sections"][0].items[0].choices[0].is_chosen
    revision = page.context["inspection"].revision
    desk.post(url("inspection", inspection_id=begun.pk), sent(begun, revision=revision))
    begun.refresh_from_db()
    assert begun.state == InspectionState.FINISHED


def test_a_finished_check_takes_nothing_more(
    desk: Client, as_checker: Viewer, begun: Inspection
) -> None:
    finished(as_checker, begun, all_full(begun))
    answer = desk.post(url("inspection", inspection_id=begun.pk), sent(begun), follow=True)
    assert "不能再填写" in text_of(answer)


def test_who_is_responsible_is_offered_for_findings(
    desk: Client, store: Store, lounge: Checklist, host: Employee, as_checker: Viewer
) -> None:
    planned(store, responsible=host)
    actions.make_due(now=NOW)
    one = actions.begin(by=as_checker, inspection=Inspection.objects.get(), revision=0, now=NOW)
    page = desk.get(url("inspection", inspection_id=one.pk))
    assert page.context["sections"][0].items[0].finding.owner == host.pk


# Results


def test_a_result_is_relayed_once(desk: Client, finding: Finding) -> None:
    one = finding.inspection
    address = url("relay", inspection_id=one.pk)
    assert "没有账号" in text_of(desk.post(address, follow=True))
    desk.post(address, {"how": "in_person"})
    one.refresh_from_db()
    assert one.relayed_at == NOW
    assert address not in text_of(desk.get(url("inspection", inspection_id=one.pk)))


def test_what_failed_stands_first(desk: Client, finding: Finding) -> None:
    page = desk.get(url("inspection", inspection_id=finding.inspection_id))
    assert [(item.number, item.tone) for item in page.context["weak"]] == [(1, "bad")]
    assert page.context["weak"][0].finding == finding


def test_a_missed_one_says_so(desk: Client, due: Inspection) -> None:
    actions.make_due(now=NOW + timedelta(days=1))
    assert "漏检" in text_of(desk.get(url("inspection", inspection_id=due.pk)))


def test_the_list_is_narrowed_and_goes_on(
    desk: Client, as_checker: Viewer, store: Store, lounge: Checklist, monkeypatch: Any
) -> None:
    for _ in range(3):
        actions.start_unplanned(by=as_checker, store=store, checklist_code="lounge", now=NOW)
    finished(as_checker, last := Inspection.objects.latest("pk"), all_full(last))
    monkeypatch.setattr(results, "LISTED", 2)
    page = desk.get(url("inspections"))
    assert len(page.context["rows"]) == 2
    rest = desk.get(url("inspections") + "?" + page.context["next_query"])
    assert len(rest.context["rows"]) == 1
    done = desk.get(url("inspections"), {"state": "finished"}).context["rows"]
    assert [(row.pk, share) for row, share in done] == [(last.pk, 1)]
    assert desk.get(url("inspections"), {"month": "2026-01"}).context["rows"] == []
    assert desk.get(url("inspections"), {"after": "nonsense", "of": "x"}).status_code == 200


# Findings


def test_the_board_has_a_tab_for_each_state(
    desk: Client, finding: Finding, clock: type[Clock]
) -> None:
    assert _shown(desk, "open") == [finding.pk]
    assert _shown(desk, "overdue") == []
    clock.at = NOW + timedelta(days=4)
    assert _shown(desk, "overdue") == [finding.pk]
    assert "逾期" in text_of(desk.get(url("finding", finding_id=finding.pk)))


def _shown(desk: Client, tab: str) -> list[int]:
    page = desk.get(url("findings"), {"show": tab})
    counted = {name: count for name, _, count in page.context["tabs"]}
    assert counted[tab] == len(page.context["lines"])
    return [line.finding.pk for line in page.context["lines"]]


def test_one_sees_what_one_is_to_put_right(
    desk: Client, office: Client, finding: Finding, checker: User
) -> None:
    assert desk.get(url("findings"), {"whose": "mine"}).context["lines"] == []
    Finding.objects.update(owner=checker.employee)
    assert len(desk.get(url("findings"), {"whose": "mine"}).context["lines"]) == 1
    assert not office.get(url("findings")).context["has_staff"]


def test_a_finding_is_acted_on_and_cured(
    desk: Client, office: Client, finding: Finding, clock: type[Clock]
) -> None:
    of = {"finding_id": finding.pk}
    clock.at = NOW + timedelta(days=1)
    office.post(url("act", **of), {"revision": 0, "done": "已调到 24℃"})
    assert _shown(desk, "to_recheck") == [finding.pk]
    clock.at = NOW + timedelta(days=2)
    form = {"revision": 1, "verdict": "cured", "remark": "看过", "photo": picture()}
    page = desk.post(url("recheck", **of), form, follow=True)
    assert [step.text for step in page.context["steps"]] == ["", "已调到 24℃", "看过"]
    finding.refresh_from_db()
    assert finding.state == FindingState.CURED
    photo = desk.get(url("recheck_photo", recheck_id=finding.rechecks.get().pk))
    assert photo["Content-Type"] == "image/jpeg"


def test_a_finding_not_cured_is_open_anew(
    desk: Client, as_checker: Viewer, finding: Finding
) -> None:
    of = {"finding_id": finding.pk}
    desk.post(url("act", **of), {"revision": 0})
    form = {"revision": 1, "verdict": "not_cured"}
    page = desk.post(url("recheck", **of), form)
    assert (page.status_code, "请说明为什么" in text_of(page)) == (422, True)
    desk.post(url("recheck", **of), form | {"remark": "仍然偏热", "due_on": "2026-03-10"})
    finding.refresh_from_db()
    assert (finding.state, finding.due_on.isoformat()) == (FindingState.OPEN, "2026-03-10")
    assert "重新打开 1 次" in text_of(desk.get(url("findings")))


def test_its_owner_does_not_check_again(desk: Client, finding: Finding, checker: User) -> None:
    Finding.objects.update(owner=checker.employee)
    of = {"finding_id": finding.pk}
    page = desk.post(url("act", **of), {"revision": 0, "done": "好了"}, follow=True)
    assert not page.context["may_recheck"]
    assert "须由其他人复查" in text_of(page)
    refused = desk.post(url("recheck", **of), {"revision": 1, "verdict": "cured"})
    assert refused.status_code == 422


def test_an_old_page_shows_both(desk: Client, office: Client, finding: Finding) -> None:
    of = {"finding_id": finding.pk}
    office.post(url("act", **of), {"revision": 0, "done": "已处理"})
    page = desk.post(url("act", **of), {"revision": 0, "done": "我也处理了"})
    assert page.status_code == 409
    assert "我也处理了" in text_of(page)
    assert "已处理" in text_of(page)


# Plans


def plan_form(**other: object) -> dict[str, object]:
    return {
        "checklist_code": "lounge",
        "rhythm": "daily",
        "subject": "place",
        "starts_on": MONDAY.isoformat(),
        **other,
    }


def test_a_plan_is_made_and_ended(
    office: Client, lounge: Checklist, checker: User, host: Employee
) -> None:
    office.post(url("plans"), plan_form(inspector=checker.pk, responsible=host.pk))
    plan = Plan.objects.get()
    assert (plan.inspector, plan.responsible, plan.starts_on) == (checker, host, MONDAY)
    assert "顾客休息室检查表" in text_of(office.get(url("plans")))
    office.post(url("end_plan", plan_id=plan.pk))
    plan.refresh_from_db()
    assert plan.ends_on == MONDAY


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"starts_on": "2026-03-01"}, "早于今天"),
        ({"starts_on": "nonsense"}, "invalid-feedback"),
        ({"rhythm": "hourly"}, "invalid-feedback"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    office: Client, lounge: Checklist, other: dict[str, object], said: str
) -> None:
    page = office.post(url("plans"), plan_form(**other))
    assert (page.status_code, said in text_of(page)) == (422, True)
    assert not Plan.objects.exists()


def test_a_ready_list_brings_its_usual_plan(office: Client, store: Store) -> None:
    actions.adopt(by=Viewer.system(), store=store, code="reception_delivery", now=NOW)
    form = office.get(url("plans"), {"checklist": "reception_delivery"}).context["form"]
    assert (form.initial["rhythm"], form.initial["subject"]) == ("every_two_days", "advisor")


def test_ending_a_plan_too_early_is_refused(
    office: Client, store: Store, lounge: Checklist
) -> None:
    plan = planned(store)
    answer = office.post(url("end_plan", plan_id=plan.pk), {"ends_on": "2026-02-01"}, follow=True)
    assert "早于今天" in text_of(answer)
    assert office.post(url("end_plan", plan_id=plan.pk + 1)).status_code == 404


# Checklists


def test_a_ready_list_is_looked_at_and_taken_over(office: Client, store: Store) -> None:
    address = url("checklist", code="mystery_shopper")
    assert [len(part.items) for part in office.get(address).context["sections"]] == [8, 3, 4, 4, 11]
    answer = office.post(url("adopt"), {"code": "mystery_shopper"}, follow=True)
    assert answer.context["checklist"].published_at == NOW
    assert office.post(url("adopt"), {"code": "nothing"}).status_code == 400


def edited(office: Client, code: str = "short", **other: object) -> dict[str, object]:
    """The editor's form as it stands, changed."""
    editor = office.get(url("edit_checklist", code=code)).context["editor"]
    form: dict[str, object] = {"based_on": 1, "made_from": 1}
    for block in (editor.name, *_forms(editor)):
        for field in block:
            value = field.value()
            if value is not None and value is not False:
                form[field.html_name] = value
    return form | other


def _forms(editor: Any) -> list[Any]:
    return [
        form
        for part in [*editor.sections, editor.new]
        for form in [part.heading, part.items.management_form, *part.items.forms]
    ]


def test_a_changed_list_is_its_next_version(office: Client, short: Checklist) -> None:
    changed = {
        "all-0-zh": "整洁有序",
        "all-0-weight": 5,
        "all-1-removed": "on",
        "all-TOTAL_FORMS": 3,
        "all-2-zh": "温度",
        "all-2-en": "Warmth",
        "all-2-scale": "points_10",
        "all-2-weight": 2,
    }
    answer = office.post(
        url("edit_checklist", code="short"), edited(office, **changed), follow=True
    )
    made = answer.context["checklist"]
    first, second = content_from(made.content).items
    assert (made.version, made.published_at) == (2, None)
    assert (first.code, first.text.zh, first.weight, first.photo_required) == (
        "tidy",
        "整洁有序",
        5,
        True,
    )
    assert (second.code, second.scale, second.may_not_apply) == ("all_1", Scale.POINTS_10, False)
    office.post(url("publish_checklist", code="short"), {"version": 2})
    made.refresh_from_db()
    assert made.published_at == NOW


def test_a_new_section_and_a_new_list(office: Client, store: Store) -> None:
    form = {
        "name_zh": "大门",
        "name_en": "Gate",
        "has_total": "on",
        "new-name-zh": "外面",
        "new-name-en": "Outside",
        "new-TOTAL_FORMS": 1,
        "new-INITIAL_FORMS": 0,
        "new-0-zh": "灯亮",
        "new-0-en": "Lights on",
        "new-0-scale": "pass_fail",
    }
    answer = office.post(url("new_checklist"), form, follow=True)
    made = answer.context["checklist"]
    assert (made.code, made.version) == ("own_1", 1)
    section = content_from(made.content).sections[0]
    assert (section.code, [item.code for item in section.items]) == ("section_1", ["section_1_1"])


def test_what_keeps_a_list_from_use_is_said(office: Client, short: Checklist) -> None:
    form = edited(office, **{"all-0-en": ""})
    page = office.post(url("edit_checklist", code="short"), form, follow=True)
    assert any("tidy" in fault for fault in page.context["faults"])
    refused = office.post(url("publish_checklist", code="short"), {"version": 2}, follow=True)
    assert "tidy" in text_of(refused)
    assert office.post(url("publish_checklist", code="short"), {"version": 9}).status_code == 404


def test_a_list_changed_by_another_shows_both(office: Client, short: Checklist) -> None:
    mine, theirs = edited(office, **{"all-0-zh": "我的"}), edited(office, **{"all-0-zh": "他的"})
    office.post(url("edit_checklist", code="short"), theirs)
    page = office.post(url("edit_checklist", code="short"), mine)
    assert page.status_code == 409
    assert (page.context["stands"].version, "我的" in text_of(page)) == (2, True)
    office.post(url("edit_checklist", code="short"), mine | {"based_on": 2})
    assert Checklist.objects.filter(code="short").count() == 3


def test_a_list_without_a_name_comes_back(office: Client, short: Checklist) -> None:
    page = office.post(url("edit_checklist", code="short"), edited(office, name_zh=""))
    assert page.status_code == 422


def test_a_retired_list_is_not_used(office: Client, short: Checklist) -> None:
    office.post(url("retire_checklist", code="short"))
    page = office.get(url("checklists"))
    assert (page.context["used"], page.context["retired"]) == ([], [short])
    office.post(url("publish_checklist", code="short"), {"version": 1})
    assert [line.code for line in office.get(url("checklists")).context["used"]] == ["short"]


def test_an_earlier_version_can_be_looked_at(office: Client, short: Checklist) -> None:
    office.post(url("edit_checklist", code="short"), edited(office))
    assert office.get(url("checklist", code="short"), {"version": 1}).context["checklist"] == short
    assert office.get(url("checklist", code="short"), {"version": 7}).status_code == 404


def test_a_checker_does_not_change_lists(desk: Client, short: Checklist) -> None:
    assert desk.get(url("checklist", code="short")).status_code == 200
    for address in (url("edit_checklist", code="short"), url("new_checklist"), url("plans")):
        assert desk.get(address).status_code == 403
    for address in ("publish_checklist", "retire_checklist"):
        assert desk.post(url(address, code="short")).status_code == 403


# Figures


def test_figures_lead_to_their_rows(
    desk: Client, as_checker: Viewer, store: Store, lounge: Checklist, host: Employee
) -> None:
    planned(store)
    for day in (0, 1):
        actions.make_due(now=NOW + timedelta(days=day))
    missed, done = Inspection.objects.order_by("due_on")
    tuesday = NOW + timedelta(days=1)
    actions.begin(by=as_checker, inspection=done, revision=0, now=tuesday)
    done.refresh_from_db()
    finished(as_checker, done, all_full(done, lounge_1=0), [put_right("lounge_1", host)], tuesday)
    Clock.at = NOW + timedelta(days=7)
    page = desk.get(url("figures"))
    check, relay, follow_up = page.context["total"]
    assert [str(cell.rate.value) for cell in (check, relay, follow_up)] == ["1/2", "0", "0"]
    assert [row.pk for row, _ in desk.get(check.rows).context["rows"]] == [done.pk, missed.pk]
    assert [row.pk for row, _ in desk.get(check.lacking).context["rows"]] == [missed.pk]
    assert [row.pk for row, _ in desk.get(relay.lacking).context["rows"]] == [done.pk]
    lines = desk.get(follow_up.lacking).context["lines"]
    assert [line.finding.item for line in lines] == ["lounge_1"]
    assert [name.zh for name, _ in page.context["by_checklist"]] == ["顾客休息室检查表"]
    assert page.context["trend"]["series"] == [{"name": "顾客休息室检查表", "values": [90.9]}]


def test_a_month_without_inspections_says_so(desk: Client, store: Store) -> None:
    page = desk.get(url("figures"), {"month": "2025-05"})
    assert page.context["trend"] is None
    assert "本月没有应检项目" in text_of(page)
    assert desk.get(url("figures"), {"month": "soon"}).status_code == 400


# Lunch


def test_a_ticket_is_handed_out_by_plate(desk: Client, books: Books) -> None:
    car = books.vehicle(plate="沪A12345")
    page = desk.post(url("lunch"), {"plate": "沪a 12345"}, follow=True)
    ticket = LunchTicket.objects.get()
    assert (ticket.plate, ticket.vehicle, ticket.diners) == ("沪A12345", car, 1)
    assert ticket.ticket_no in text_of(page)
    assert "沪A12345" in text_of(desk.get(url("ticket", ticket_id=ticket.pk)))


def test_what_is_no_plate_comes_back(desk: Client) -> None:
    page = desk.post(url("lunch"), {"plate": "??", "diners": 2})
    assert (page.status_code, "不是车牌号" in text_of(page)) == (422, True)
    assert desk.post(url("lunch"), {"plate": "沪A12345", "diners": 99}).status_code == 422


def test_a_ticket_is_used_once(desk: Client, as_checker: Viewer, store: Store) -> None:
    ticket = actions.issue_ticket(by=as_checker, store=store, plate="沪A12345", now=NOW, diners=3)
    address = url("use_ticket", ticket_id=ticket.pk)
    page = desk.post(address, follow=True)
    assert (page.context["lunch"].served, page.context["lunch"].diners) == (3, 3)
    assert "不能再用" in text_of(desk.post(address, follow=True))


def test_yesterdays_tickets_are_only_looked_at(
    desk: Client, as_checker: Viewer, store: Store, clock: type[Clock]
) -> None:
    ticket = actions.issue_ticket(by=as_checker, store=store, plate="沪A12345", now=NOW)
    clock.at = NOW + timedelta(days=1)
    page = text_of(desk.get(url("lunch"), {"day": MONDAY.isoformat()}))
    assert ticket.plate in page
    assert url("use_ticket", ticket_id=ticket.pk) not in page


# Languages


@pytest.mark.parametrize("page", PAGES)
def test_page_speaks_english(page: str, office: Client, director: User, finding: Finding) -> None:
    director.language = "en"
    director.save()
    assert "点检" not in text_of(office.get(url(page))).replace(director.username, "")
