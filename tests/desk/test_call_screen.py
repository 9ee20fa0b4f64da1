"""The call screen through its pages: what is typed, dialled, kept and saved."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from careloop.common.models import AuditRow
from careloop.core.kernel.text import Text
from careloop.core.scoring.questions import Kind, Question
from careloop.customers.models import Contact
from careloop.desk.actions.drafts import keep_draft
from careloop.desk.models import CallDraft
from careloop.desk.telephony.chosen import telephone
from careloop.desk.telephony.fake import FakeTelephone
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.rules import Viewer
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.service.actions import note_declined
from careloop.surveys.actions.questionnaires import publish, put_question, start_draft
from careloop.surveys.models import Response
from careloop.surveys.queries import sheet_for
from tests.desk.answers import answers_of
from tests.desk.conftest import NOW, TODAY, Desk, SignIn

pytestmark = pytest.mark.django_db
NEW_QUESTION = Question("Q99", Kind.YES_NO, Text(zh="停车方便吗？", en="Was parking easy?"))
PART = {"HX-Request": "true"}


@pytest.fixture
def wang(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


def page_of(task: ContactTask) -> str:
    return f"/stores/S1/desk/tasks/{task.pk}/"


def form_of(task: ContactTask, **fields: str) -> dict[str, str]:
    return {"revision": str(task.revision), "outcome": "no_answer", **fields}


def test_call_screen_shows_whom_what_and_why(wang: Client, task: ContactTask) -> None:
    page = wang.get(page_of(task)).content.decode()
    assert "陈静" in page
    assert "139****7750" in page
    assert "13912347750" not in page
    assert "沪A12345" in page
    assert "维修后回访" in page
    assert "我是测试一店的客服wang" in page
    assert 'name="q-' in page


def test_case_shows_this_orders_lines_and_earlier_calls(
    wang: Client, task: ContactTask, desk: Desk
) -> None:
    earlier = desk.task(NOW.date(), customer=task.customer, vehicle=task.vehicle)
    desk.attempt(earlier, NOW, "answered", level="satisfied", remark="都好")
    page = wang.get(page_of(task) + "case/", headers=PART).content.decode()
    assert "¥380" in page
    assert "¥120.50" in page
    assert "都好" in page


def test_what_customers_and_colleagues_wrote_is_text(
    wang: Client, task: ContactTask, desk: Desk
) -> None:
    script = "<script>alert(1)</script>"
    customer = task.customer
    assert customer is not None
    customer.name = script
    customer.save()
    ContactTask.objects.filter(pk=task.pk).update(note=script)
    desk.attempt(task, NOW, "answered", remark=script)
    for address in (page_of(task), page_of(task) + "case/", "/stores/S1/desk/"):
        page = wang.get(address, headers=PART if "case" in address else {}).content.decode()
        assert script not in page, address
        assert "&lt;script&gt;" in page, address


def test_saving_leads_back_to_the_worklist(wang: Client, task: ContactTask) -> None:
    answer = wang.post(page_of(task), form_of(task, view="type=after_repair"))
    assert answer.status_code == 302
    assert answer["Location"] == "/stores/S1/desk/?type=after_repair"
    assert ContactAttempt.objects.get().outcome == "no_answer"


def test_save_and_next_leads_to_the_next_customer(
    wang: Client, task: ContactTask, desk: Desk, at_ten: None
) -> None:
    customer, vehicle = desk.customer("马强", "13600001111", "沪B2")
    second = desk.due(customer=customer, vehicle=vehicle)
    answer = wang.post(page_of(task), form_of(task, then="next"))
    assert answer["Location"] == page_of(second)
    beside = form_of(second, then="next", place="panel", view="tab=to_call")
    answer = wang.post(page_of(second), beside, headers=PART)
    assert answer["HX-Redirect"].startswith("/stores/S1/desk/?tab=to_call")


def test_an_unfinished_interview_comes_back_with_what_was_typed(
    wang: Client, task: ContactTask
) -> None:
    first = next(iter(answers_of(task, good=True).items()))
    typed = form_of(task, outcome="answered", remark="说得很快") | {f"q-{first[0]}": first[1]}
    answer = wang.post(page_of(task), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "说得很快" in page
    assert "没有填完整" in page
    assert not ContactAttempt.objects.exists()


def test_a_whole_interview_is_stored(wang: Client, task: ContactTask) -> None:
    typed = form_of(task, outcome="answered")
    typed |= {f"q-{code}": value for code, value in answers_of(task, good=True).items()}
    assert wang.post(page_of(task), typed).status_code == 302
    assert Response.objects.count() == 1


def test_answers_belong_to_the_version_shown(
    wang: Client, task: ContactTask, store: Store, as_director: Viewer
) -> None:
    """The questionnaire is replaced while the agent asks: one question more than was shown."""
    shown = re.search(r'name="sheet" value="([^"]+)"', wang.get(page_of(task)).content.decode())
    assert shown is not None
    answers = {f"q-{code}": value for code, value in answers_of(task, good=True).items()}
    code, number = shown[1].split(":")
    draft = start_draft(by=as_director, store=store, code=code, now=NOW)
    put_question(by=as_director, draft=draft, question=NEW_QUESTION)
    publish(by=as_director, draft=draft, now=NOW)
    assert 'name="q-Q99"' in wang.get(page_of(task)).content.decode()
    typed = form_of(task, outcome="answered", sheet=shown[1]) | answers
    assert wang.post(page_of(task), typed).status_code == 302
    response = Response.objects.get()
    assert response.version is not None
    assert response.version.number == int(number)


def test_a_draft_is_shown_with_the_version_it_answers(
    wang: Client, task: ContactTask, store: Store, as_agent: Viewer, as_director: Viewer
) -> None:
    sheet = sheet_for(store, task.contact_type)
    assert sheet is not None
    body = urlencode({"sheet": f"{sheet.code}:{sheet.version}"})
    keep_draft(by=as_agent, task=task, body=body, now=NOW)
    draft = start_draft(by=as_director, store=store, code=sheet.code, now=NOW)
    put_question(by=as_director, draft=draft, question=NEW_QUESTION)
    publish(by=as_director, draft=draft, now=NOW)
    assert 'name="q-Q99"' not in wang.get(page_of(task)).content.decode()


def test_a_version_nobody_published_is_not_asked(wang: Client, task: ContactTask) -> None:
    for named in ("after_repair:99", "x", ":", "x:²"):
        answer = wang.post(page_of(task), form_of(task, outcome="", sheet=named))
        assert answer.status_code == 422
        assert 'name="q-' in answer.content.decode()


def test_work_put_off_is_typed_and_shown(wang: Client, task: ContactTask, desk: Desk) -> None:
    answer = wang.post(page_of(task), form_of(task, estimate="680"))
    assert answer.status_code == 422
    assert "请填写预估金额对应的项目" in answer.content.decode()
    typed = form_of(task, put_off="更换前刹车片", estimate="680.5")
    assert wang.post(page_of(task), typed).status_code == 302
    following = desk.due(customer=task.customer, vehicle=task.vehicle)
    page = wang.get(page_of(following) + "case/", headers=PART).content.decode()
    assert "更换前刹车片" in page
    assert "¥680.50" in page


def test_work_put_off_is_settled_from_the_call(
    wang: Client, task: ContactTask, store: Store, as_agent: Viewer
) -> None:
    assert task.vehicle is not None
    noted = note_declined(
        by=as_agent, store=store, vehicle=task.vehicle, work="更换轮胎", declined_on=TODAY
    )
    address = f"{page_of(task)}put-off/{noted.pk}/"
    assert address in wang.get(page_of(task) + "case/", headers=PART).content.decode()
    assert wang.post(address, headers=PART).content == b""
    noted.refresh_from_db()
    assert noted.done_at is not None
    assert wang.post(address).status_code == 404


def test_an_outsider_settles_nothing(task: ContactTask, outsider: User, signed_in: SignIn) -> None:
    assert signed_in(outsider).post(f"{page_of(task)}put-off/1/").status_code == 404


def test_who_comes_second_is_told_and_keeps_what_was_typed(
    wang: Client, task: ContactTask, director: User, signed_in: SignIn
) -> None:
    signed_in(director).post(page_of(task), form_of(task))
    answer = wang.post(page_of(task), form_of(task, remark="我先打的电话"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "我先打的电话" in page
    assert "已被他人更新" in page
    assert ContactAttempt.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"outcome": ""}, "必填"),
        ({"outcome": "nonsense"}, "nonsense"),
        ({"complaint": "等太久"}, "请选择投诉原因"),
        ({"cause": "time"}, "请写下客户投诉的内容"),
        ({"channel": "sms"}, "请写明客户为什么不愿再被联系"),
        ({"next_at": "2001-01-01T10:00"}, "已经过去"),
    ],
)
def test_what_cannot_be_saved_is_said(
    wang: Client, task: ContactTask, fields: dict[str, str], sentence: str
) -> None:
    answer = wang.post(page_of(task), form_of(task, **fields))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ContactAttempt.objects.exists()


def test_a_draft_is_kept_encrypted_and_comes_back(wang: Client, task: ContactTask) -> None:
    typed = form_of(task, remark="客户说周末来", suggestion="加儿童区")
    assert wang.post(page_of(task) + "draft/", typed).json()["kept_at"]
    with_cipher = CallDraft.objects.extra(select={"raw": "body"}).values_list("raw", flat=True)
    assert "remark" not in with_cipher.get()
    page = wang.get(page_of(task)).content.decode()
    assert "客户说周末来" in page
    assert "之前输入的内容已恢复" in page
    wang.post(page_of(task), form_of(task))
    assert not CallDraft.objects.exists()


def test_a_draft_is_its_authors_alone(
    wang: Client, task: ContactTask, director: User, signed_in: SignIn
) -> None:
    wang.post(page_of(task) + "draft/", form_of(task, remark="只给我看"))
    assert "只给我看" not in signed_in(director).get(page_of(task)).content.decode()


def test_a_draft_beyond_measure_is_refused(wang: Client, task: ContactTask) -> None:
    answer = wang.post(page_of(task) + "draft/", form_of(task, remark="长" * 40_000))
    assert answer.status_code == 400
    assert not CallDraft.objects.exists()


def dial(client: Client, task: ContactTask) -> Any:
    contact = Contact.objects.get(customer=task.customer)
    return client.post(f"{page_of(task)}dial/{contact.pk}/", headers=PART)


def test_dialling_opens_the_number_and_takes_the_task(
    wang: Client, task: ContactTask, agent: User
) -> None:
    answer = dial(wang, task)
    assert "tel:13912347750" in answer.content.decode()
    task.refresh_from_db()
    assert task.claimed_by == agent
    assert AuditRow.objects.filter(action="task.dial", actor_id=agent.pk).exists()
    assert not AuditRow.objects.filter(detail__icontains="13912347750").exists()


def test_two_agents_never_dial_the_same_customer(
    wang: Client, task: ContactTask, director: User, signed_in: SignIn
) -> None:
    dial(signed_in(director), task)
    answer = dial(wang, task)
    assert answer.status_code == 409
    assert "13912347750" not in answer.content.decode()


def test_a_lost_customer_is_dialled_only_after_the_history(
    wang: Client, desk: Desk, task: ContactTask
) -> None:
    lost = desk.due("lost_customer", customer=task.customer, vehicle=task.vehicle)
    refused = dial(wang, lost)
    assert refused.status_code == 409
    assert "13912347750" not in refused.content.decode()
    assert "请先打开该车的历史" in refused.content.decode()
    opened = wang.post(page_of(lost) + "history/", headers=PART).content.decode()
    assert "¥380" in opened
    assert "tel:13912347750" in dial(wang, lost).content.decode()


@pytest.fixture
def pbx(settings: Any) -> FakeTelephone:
    settings.CARELOOP_TELEPHONY_URL = "fake:test"
    system = telephone()
    assert isinstance(system, FakeTelephone)
    system.rung.clear()
    return system


def test_a_telephone_system_rings_the_agent(
    wang: Client, task: ContactTask, agent: User, pbx: FakeTelephone
) -> None:
    employee = Employee.objects.create(store=task.store, employee_no="102", changed_at=NOW)
    User.objects.filter(pk=agent.pk).update(employee=employee)
    dial(wang, task)
    assert pbx.rung == [("102", "13912347750")]


def test_without_an_extension_the_number_is_dialled_by_hand(
    wang: Client, task: ContactTask, pbx: FakeTelephone
) -> None:
    page = dial(wang, task).content.decode()
    assert pbx.rung == []
    assert "tel:13912347750" in page
    assert "没有对应的员工号" in page


def test_a_task_of_another_store_is_no_page(
    task: ContactTask, outsider: User, signed_in: SignIn
) -> None:
    client = signed_in(outsider)
    for address in ("", "draft/", "history/", "dial/1/"):
        assert client.post(page_of(task) + address, form_of(task)).status_code == 404
    assert not ContactAttempt.objects.exists()
