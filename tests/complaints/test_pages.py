"""The pages: the board, one complaint with its deeds, both versions of a change, opening."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape
from PIL import Image

from careloop.complaints.choices import State
from careloop.complaints.models import Attachment, Complaint, Event
from careloop.organisation.models import Store, User
from tests.complaints.life import ON, Life
from tests.complaints.pages import (  # noqa: F401
    Clock,
    SignIn,
    act,
    address,
    checker,
    clock,
    signed_in,
)
from tests.mart.books import Books

pytestmark = pytest.mark.django_db

PAGES = ("board", "open", "tuning", "complaint", "print")


@pytest.fixture(autouse=True)
def _files_of_the_test(settings: Any, tmp_path: Any) -> None:
    settings.CARELOOP_HOME = tmp_path


@pytest.fixture
def wang(signed_in: SignIn, agent: User) -> Client:  # noqa: F811
    return signed_in(agent)


@pytest.fixture
def li(signed_in: SignIn, director: User) -> Client:  # noqa: F811
    return signed_in(director)


def said(answer: Any) -> str:
    return str(answer.content.decode())


def page_of(name: str, life: Life) -> str:
    return address(name, life.complaint) if name in ("complaint", "print") else address(name)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_those_who_may(name: str, li: Client, life: Life) -> None:
    assert li.get(page_of(name, life)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_refused_without_the_permission(
    name: str,
    signed_in: SignIn,  # noqa: F811
    checker: User,  # noqa: F811
    life: Life,
) -> None:
    assert signed_in(checker).get(page_of(name, life)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_no_page_exists_for_another_store(
    name: str,
    signed_in: SignIn,  # noqa: F811
    outsider: User,
    life: Life,
) -> None:
    assert signed_in(outsider).get(page_of(name, life)).status_code == 404


def test_a_number_of_another_store_leads_nowhere(
    wang: Client, other_store: Store, life: Life
) -> None:
    theirs = Books(other_store).complaint(ON[0])
    assert wang.get(address("complaint", theirs)).status_code == 404
    assert wang.get(address("print", theirs)).status_code == 404
    assert act(wang, theirs, "take_over").status_code == 404  # type: ignore[attr-defined]
    assert wang.get(address("complaint", theirs)).status_code == 404


# The board


def test_the_board_says_how_late_and_why(wang: Client, life: Life, clock: type[Clock]) -> None:  # noqa: F811
    clock.at = ON[3]
    shown = said(wang.get(address("board")))
    assert life.complaint.complaint_no in shown
    assert "超期" in shown
    assert "9月8日周二 09:00 受理" in shown
    assert '<span class="tab-count num bad">1</span>' in shown


def test_an_empty_board_says_so(wang: Client, store: Store) -> None:
    assert "看板的这一部分目前没有投诉" in said(wang.get(address("board")))
    assert "没有符合筛选条件的投诉" in said(wang.get(address("board") + "?q=zzz"))


def test_what_follows_comes_as_rows_alone(wang: Client, books: Books) -> None:
    for _ in range(31):
        books.complaint(ON[0], next_due_at=ON[1])
    shown = said(wang.get(address("board")))
    last = Complaint.objects.order_by("pk")[29]
    cursor = f"{ON[1].isoformat()}_{last.pk}"
    assert shown.count('class="board-row') == 30
    rows = said(wang.get(address("board"), {"after": cursor}, headers={"HX-Request": "true"}))
    assert rows.count('class="board-row') == 1
    assert "<html" not in rows


def test_filters_no_one_knows_are_passed_over(wang: Client, life: Life) -> None:
    query = "?tab=x&severity=9&cause=weather&owner=y&since=never&after=z"
    assert life.complaint.complaint_no in said(wang.get(address("board") + query))


def test_the_board_asks_no_more_for_more_rows(
    wang: Client, books: Books, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        books.complaint(ON[0], next_due_at=ON[1], vehicle=books.vehicle())
    wang.get(address("board"))
    with django_assert_max_num_queries(26):
        wang.get(address("board"))


# One complaint


def test_the_page_shows_clocks_people_and_what_comes_next(wang: Client, life: Life) -> None:
    shown = said(wang.get(address("complaint", life.complaint)))
    assert "到期：9月8日周二 09:00 受理" in shown
    assert "刹车异响没有修好" in shown
    assert "等待太久" in shown
    assert '<details class="deed is-next" id="deed-take_over" open>' in shown
    assert 'id="deed-solve"' not in shown
    assert "不会替您选择" in shown  # the suggested cause


def test_supervising_deeds_are_shown_to_supervisors_only(
    wang: Client, li: Client, life: Life
) -> None:
    for_wang = said(wang.get(address("complaint", life.complaint)))
    for_li = said(li.get(address("complaint", life.complaint)))
    for deed in ("give", "merge", "split"):
        assert f'id="deed-{deed}"' not in for_wang
        assert f'id="deed-{deed}"' in for_li


def test_the_owner_is_told_that_somebody_else_calls_back(wang: Client, life: Life) -> None:
    life.do("reply", ON[0], note="已告知客户")
    life.solved()
    shown = said(wang.get(address("complaint", life.complaint)))
    assert 'id="deed-call_back"' not in shown
    assert "请由负责人以外的同事回访客户" in shown


def test_a_life_on_the_pages(
    wang: Client,
    signed_in: SignIn,  # noqa: F811
    li: Client,
    life: Life,
    clock: type[Clock],  # noqa: F811
) -> None:
    complaint, one, two = life.complaint, *life.fault_ids
    act(wang, complaint, "take_over")
    act(wang, complaint, "reply", note="已告知客户周五复检")
    act(
        wang, complaint, "investigate", note="卡钳缺油", cause="quality", is_valid="yes",
        is_complete="on",
    )  # fmt: skip
    clock.at = ON[1]
    act(wang, complaint, "pause", reason="part", note="缺导向销")
    assert "等待零件" in said(wang.get(address("complaint", complaint)))
    clock.at = ON[2]
    act(wang, complaint, "resume")
    solved = {f"fault_{one}": "yes", f"fault_{two}": "no"}
    act(wang, complaint, "solve", solution="更换导向销", goodwill="120.50", **solved)
    assert [fault.is_solved for fault in complaint.faults.order_by("pk")] == [True, False]
    assert life.now.goodwill_fen == 12050
    act(signed_in(life.colleague), complaint, "call_back", reached="yes", satisfied="yes")
    act(wang, complaint, "root_cause", why_1="缺油", why_2="", why_3="未检查", category="workshop")
    assert life.now.root_cause.whys == ["缺油", "未检查"]
    act(li, complaint, "archive")
    assert life.now.state == State.ARCHIVED
    shown = said(li.get(address("complaint", complaint)))
    for words in ("卡钳缺油", "更换导向销", "¥120.50", "未检查", "没有待办", "已告知客户周五复检"):
        assert words in shown


def test_a_refused_deed_comes_back_as_it_was_typed(wang: Client, life: Life) -> None:
    life.take_over()
    answer: Any = act(
        wang, life.complaint, "investigate", note="查过了", is_complete="on", cause="time"
    )
    assert answer.status_code == 422
    shown = said(answer)
    assert "“投诉是否有效”是空的" in shown
    assert "查过了" in shown
    assert life.now.investigation == ""
    assert act(wang, life.complaint, "reply", note="").status_code == 422  # type: ignore[attr-defined]


def test_an_impossible_deed_says_what_comes_first(wang: Client, life: Life) -> None:
    answer: Any = act(wang, life.complaint, "root_cause", why_1="缺油", category="workshop")
    assert answer.status_code == 422
    assert "请先由负责人接手" in said(answer)
    assert "缺油" in said(answer)
    assert wang.post(address("act", life.complaint, code="forget")).status_code == 404
    assert wang.get(address("act", life.complaint, code="reply")).status_code == 405


def test_who_may_not_handle_is_refused(
    signed_in: SignIn,  # noqa: F811
    store: Store,
    wang: Client,
    life: Life,
) -> None:
    assert act(wang, life.complaint, "merge", into="TS1").status_code == 422  # type: ignore[attr-defined]
    other = Books(store).complaint(ON[0])
    answer: Any = act(wang, life.complaint, "merge", into=other.complaint_no)
    assert answer.status_code == 403


def test_a_change_on_an_old_version_shows_both(wang: Client, li: Client, life: Life) -> None:
    seen = life.now.revision
    act(
        li, life.complaint, "correct", description="刹车异响，已返修三次", cause="time",
        severity="1", faults="刹车异响\n等待太久",
    )  # fmt: skip
    typed = {
        "revision": seen,
        "description": "刹车异响，客户要退车",
        "cause": "quality",
        "severity": "2",
        "faults": "刹车异响\r\n等待太久",
    }
    answer: Any = wang.post(address("act", life.complaint, code="correct"), typed)
    shown = said(answer)
    assert answer.status_code == 422
    assert "刹车异响，客户要退车" in shown
    assert "刹车异响，已返修三次" in shown
    assert '<td data-label="您填写的">二类</td><td data-label="现在的内容">一类</td>' in shown
    assert "<b>li</b> 更正" in shown
    assert '<th scope="row">问题项</th>' not in shown  # as it was: lines end as browsers end them
    assert life.now.description == "刹车异响，已返修三次"
    # Sent again, knowingly, it takes the place of what stands.
    typed["revision"] = life.now.revision
    assert f'name="revision" value="{life.now.revision}"' in shown
    wang.post(address("act", life.complaint, code="correct"), typed)
    assert life.now.description == "刹车异响，客户要退车"
    assert life.now.severity == "2"


def test_a_stale_note_is_not_lost(wang: Client, li: Client, life: Life) -> None:
    seen = life.take_over().revision
    act(li, life.complaint, "reply", note="总监已致电客户")
    answer: Any = act(wang, life.complaint, "reply", revision=seen, note="我已发短信")
    assert answer.status_code == 422
    assert "我已发短信" in said(answer)
    assert "总监已致电客户" in said(answer)
    assert Event.objects.filter(deed="reply").count() == 1


def test_giving_to_a_colleague(li: Client, life: Life) -> None:
    act(li, life.complaint, "give", owner=life.colleague.pk)
    assert life.now.owner == life.colleague
    assert act(li, life.complaint, "give", owner=999).status_code == 422  # type: ignore[attr-defined]


def test_splitting_and_merging(li: Client, life: Life) -> None:
    one, _ = life.fault_ids
    answer: Any = act(
        li, life.complaint, "split", fault_ids=[one], cause="time", description="等待"
    )
    made = Complaint.objects.get(split_from=life.complaint)
    assert answer.url == address("complaint", made)
    assert life.complaint.complaint_no in said(li.get(answer.url))
    answer = act(li, made, "merge", into=life.complaint.complaint_no.lower())
    assert answer.url == address("complaint", life.complaint)
    assert "已并入" in said(li.get(address("complaint", made)))
    answer = act(li, life.complaint, "merge", into="NO-1")
    assert escape("本店没有编号为“NO-1”的投诉") in said(answer)


def test_one_fault_alone_cannot_be_split(li: Client, books: Books) -> None:
    alone = books.complaint(ON[0])
    assert 'id="deed-split"' not in said(li.get(address("complaint", alone)))


def photo() -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(data, "PNG")
    return SimpleUploadedFile("刹车.png", data.getvalue(), "image/png")


def test_a_photo_is_attached_and_shown(
    wang: Client,
    signed_in: SignIn,  # noqa: F811
    outsider: User,
    life: Life,
) -> None:
    act(wang, life.complaint, "attach", upload=photo())
    where = address("paper", life.complaint, paper_id=Attachment.objects.get().pk)
    assert f'<img src="{where}"' in said(wang.get(address("complaint", life.complaint)))
    answer = wang.get(where)
    assert answer["Content-Type"] == "image/jpeg"
    assert signed_in(outsider).get(where).status_code == 404
    assert wang.get(where.replace(f"/{life.complaint.pk}/", "/999999/")).status_code == 404


def test_what_is_no_photo_is_refused_with_the_reason(wang: Client, life: Life) -> None:
    bad = SimpleUploadedFile("刹车.png", b"not a picture", "image/png")
    answer: Any = act(wang, life.complaint, "attach", upload=bad)
    assert answer.status_code == 422
    assert "不是可以读取的照片" in said(answer)
    assert not Attachment.objects.exists()


# In English


def test_english_pages_speak_english(wang: Client, agent: User, life: Life) -> None:
    agent.language = "en"
    agent.save()
    wang.cookies["django_language"] = "en"
    shown = said(wang.get(address("complaint", life.complaint)))
    for words in ("What comes next", "Take it over", "First reply", "received Tue 08-09 09:00"):
        assert words in shown


def test_the_region_and_the_finding_are_for_supervisors(
    wang: Client, li: Client, life: Life
) -> None:
    """Nobody is offered what would then be forbidden."""
    life.take_over()
    life.do("raise_level", ON[0], level="management", note="金额较大")
    asked = said(wang.get(address("complaint", life.complaint)))
    assert 'value="region"' not in asked
    assert 'value="store"' in asked
    assert 'name="is_valid" value="no"' not in asked
    asked = said(li.get(address("complaint", life.complaint)))
    assert 'value="region"' in asked
    assert 'name="is_valid" value="no"' in asked
    life.do("raise_level", ON[0], life.li, level="region", note="批次问题")
    assert 'id="deed-raise_level"' not in said(wang.get(address("complaint", life.complaint)))
