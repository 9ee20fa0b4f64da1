"""The pages of questionnaires and answers: what they show, what they do, and who may not."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from careloop.service.models import RepairOrder
from careloop.surveys import queries
from careloop.surveys.actions import record_response
from careloop.surveys.models import QuestionnaireVersion, Response, SheetLink
from tests.mart.books import Books
from tests.surveys.conftest import BAD, GOOD, NINE, NOW, as_form

pytestmark = pytest.mark.django_db
ANSWERS, SHEETS, ASK = (f"/stores/S1/{part}/" for part in ("answers", "questionnaires", "ask"))
NOVEMBER = {"period": "2026-11", "before": "2026-10"}
LEADERS_PAGES = [
    ANSWERS,
    ANSWERS + "?by=advisor&asked=item",
    ANSWERS + "?by=group",
    ANSWERS + "?by=store",
    ANSWERS + "low/",
    ANSWERS + "list/",
    ANSWERS + "sampling/",
    SHEETS,
    SHEETS + "mot/",
]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def response(as_agent: Viewer, store: Store, order: RepairOrder, books: Books) -> Response:
    """A low response of our own, and an external one of the same order."""
    books.response(NOW, {"correct_complete": 90}, ro_no="R1", is_external=True)
    return record_response(
        by=as_agent, store=store, sheet=NINE, answers=BAD, mode="phone", now=NOW, order=order
    )


@pytest.mark.parametrize("address", LEADERS_PAGES)
def test_page_opens_for_the_director_only(
    address: str, response: Response, director: User, agent: User, outsider: User
) -> None:
    assert signed_in(director).get(address).status_code == 200
    assert signed_in(agent).get(address).status_code == 403
    assert signed_in(outsider).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("address", LEADERS_PAGES)
def test_page_asks_few_queries(
    address: str,
    response: Response,
    director: User,
    books: Books,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(30):
        books.response(NOW, {"Q1": 90}, advisor_no=f"A{number}")
    client = signed_in(director)
    client.get(address)
    with django_assert_max_num_queries(15):
        client.get(address)


def test_results_mark_external_cells_by_ground_and_by_word(
    response: Response, director: User
) -> None:
    page = signed_in(director).get(ANSWERS, NOVEMBER).content.decode()
    assert "您对我们本次服务的总体满意程度是" in page
    row = page.split("正确、彻底地完成维修保养")[1].split("</tr>")[0]
    assert 'class="external-mark"' in row
    assert " external" in row
    assert "Q8 净推荐值（样本 1）" in page
    assert "各顾问外访样本合计与本期样本一致" in page


def test_results_of_all_stores_are_told_by_question_or_store(
    response: Response, director: User, store: Store
) -> None:
    """Staff numbers are a store's own: two stores' A01 are never one line."""
    client = signed_in(director)
    page = client.get("/stores/all/answers/", NOVEMBER | {"by": "advisor"})
    assert page.status_code == 200
    assert page.context["asked"].axis == "question"
    by_store = client.get("/stores/all/answers/", NOVEMBER | {"by": "store"}).content.decode()
    assert store.name in by_store


def test_results_of_no_period_are_refused_with_the_spelling(director: User) -> None:
    answer = signed_in(director).get(ANSWERS, {"period": "soon"})
    assert answer.status_code == 400
    assert "soon" in answer.content.decode()


def test_results_are_taken_away_as_csv_and_workbook(response: Response, director: User) -> None:
    client = signed_in(director)
    csv = client.get(ANSWERS + "export.csv", NOVEMBER).content.decode("utf-8-sig")
    assert csv.splitlines()[0].startswith("题目,访问方,得分,样本")
    assert "正确、彻底地完成维修保养,外访,90.0,1" in csv
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(ANSWERS + "export.xlsx", NOVEMBER | {"by": "advisor"}).content)
    )
    texts = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "员工A01" in texts
    assert client.get(ANSWERS + "export.pdf", NOVEMBER).status_code == 404


def test_export_is_forbidden_to_an_agent(response: Response, agent: User) -> None:
    assert signed_in(agent).get(ANSWERS + "export.csv", NOVEMBER).status_code == 403


def test_low_items_show_the_weakest_question_first(response: Response, director: User) -> None:
    page = signed_in(director).get(ANSWERS + "low/", NOVEMBER)
    assert page.context["chosen"] in {"Q1", "Q6"}
    one = signed_in(director).get(ANSWERS + "low/", NOVEMBER | {"question": "Q1"})
    assert "员工A01" in one.content.decode()


def test_list_marks_red_and_leads_to_the_response(response: Response, director: User) -> None:
    page = signed_in(director).get(ANSWERS + "list/").content.decode()
    assert "投诉未结案" in page
    assert f"{ANSWERS}{response.pk}/" in page
    assert response.response_no in signed_in(director).get(ANSWERS + "list/?red=1").content.decode()


@pytest.mark.parametrize("after", ["x", "2026-13-01_1", "2026-11-05T10:30:00_x"])
def test_list_opens_at_its_head_for_a_mark_that_is_none(
    after: str, response: Response, director: User
) -> None:
    page = signed_in(director).get(ANSWERS + "list/", {"after": after})
    assert response.response_no in page.content.decode()


def test_response_shows_what_was_said_and_its_complaint(
    response: Response, director: User, agent: User
) -> None:
    page = signed_in(director).get(f"{ANSWERS}{response.pk}/").content.decode()
    assert "刹车还是响" in page
    assert "尚未结案" in page
    assert signed_in(agent).get(f"{ANSWERS}{response.pk}/").status_code == 403
    assert signed_in(director).get(f"{ANSWERS}999999/").status_code == 404


def test_quota_is_set_within_bounds(director: User, store: Store) -> None:
    client, page = signed_in(director), ANSWERS + "sampling/"
    assert client.post(page, {"advisor_quota": "25", "link_days": "3"}).status_code == 302
    assert queries.survey_settings(store).advisor_quota == 25
    refused = client.post(page, {"advisor_quota": "25", "link_days": "0"})
    assert refused.status_code == 422
    assert "1 到 90" in refused.content.decode()
    assert queries.survey_settings(store).link_days == 3


# The builder


def question(code: str, **fields: Any) -> dict[str, Any]:
    asked = {"code": code, "kind": "yes_no", "text_zh": "题", "text_en": "Q", "weight": "0"}
    return asked | {"is_required": "on", "is_scored": "on"} | fields


def test_questionnaire_is_built_published_and_used(director: User, store: Store) -> None:
    client = signed_in(director)
    named = {"code": "delivery", "name_zh": "交车", "name_en": "Delivery"}
    draft = client.post(SHEETS + "add-new/", named)["Location"]
    assert "问卷还没有题目" in client.get(draft).content.decode()
    assert client.post(draft + "question/", question("A")).status_code == 302
    assert client.post(draft + "question/", question("B", asked_question="A", asked_values="no"))
    client.post(draft + "question/B/", question("B", kind="scale_10", alerting="0-6"))
    client.post(draft, {"name_zh": "交车问卷", "name_en": "Delivery sheet"})
    assert "交车问卷" in client.get(draft).content.decode()
    assert client.post(draft + "publish/").status_code == 302
    sheet = queries.sheet_named(store, "delivery")
    assert sheet
    assert len(sheet.questions[1].alerting) == 7
    client.post(SHEETS + "set-use/", {"contact_type": "delivery", "code": "delivery"})
    assert queries.sheet_for(store, "delivery") == sheet


def test_draft_with_faults_cannot_be_published(director: User, store: Store) -> None:
    client = signed_in(director)
    draft = client.post(SHEETS + "mot/start/")["Location"]
    client.post(draft + "question/listen/arrange/", {"do": "remove"})
    assert "权重合计是 95" in client.get(draft).content.decode()
    page = client.post(draft + "publish/", follow=True).content.decode()
    assert "权重合计是 95" in page
    assert QuestionnaireVersion.objects.get(published_at=None).number == 2
    client.post(draft + "discard/")
    assert client.get(draft).status_code == 404


def test_questions_are_moved_by_buttons(director: User) -> None:
    client = signed_in(director)
    draft = client.post(SHEETS + "mot/start/")["Location"]
    client.post(draft + "question/fast_reception/arrange/", {"do": "up"})
    client.post(draft + "question/explain_work/arrange/", {"do": "down"})
    version = QuestionnaireVersion.objects.get(published_at=None)
    assert [q.code for q in version.sheet.questions][:3] == [
        "fast_reception",
        "correct_complete",
        "explain_work",
    ]


def test_question_at_fault_is_shown_with_its_fault(director: User) -> None:
    client = signed_in(director)
    draft = client.post(SHEETS + "mot/start/")["Location"]
    again = client.post(draft + "question/", question("listen"))
    assert again.status_code == 422
    assert "用了两次" in again.content.decode()
    assert client.post(draft + "question/", question("", text_zh="")).status_code == 422
    assert client.get(draft + "question/nonsense/").status_code == 404


def test_older_version_can_be_looked_at(director: User) -> None:
    client = signed_in(director)
    draft = client.post(SHEETS + "mot/start/")["Location"]
    client.post(draft, {"name_zh": "新名", "name_en": "New", "has_total": "on"})
    client.post(draft + "publish/")
    assert "新名" in client.get(SHEETS + "mot/").content.decode()
    assert "关键时刻（MOT）十项" in client.get(SHEETS + "mot/?version=1").content.decode()
    assert client.get(SHEETS + "nonsense/").status_code == 404


@pytest.mark.parametrize("address", ["add-new/", "set-use/", "mot/start/"])
def test_agent_changes_no_questionnaire(address: str, agent: User) -> None:
    assert signed_in(agent).post(SHEETS + address, {"code": "x"}).status_code == 403
    assert not QuestionnaireVersion.objects.exists()


# At the store


def test_agent_asks_on_the_tablet_about_an_order(agent: User, order: RepairOrder) -> None:
    client = signed_in(agent)
    start = client.post(ASK + "start/", {"sheet": "nine_questions", "order": "R1", "do": "ask"})
    page = client.get(start["Location"]).content.decode()
    assert "浙A12345" in page
    assert 'class="sidebar"' not in page
    sent = as_form(GOOD) | {"sheet": "nine_questions", "order": "R1"}
    assert client.post(ASK + "sheet/", sent).status_code == 302
    stored = Response.objects.get()
    assert (stored.mode, stored.ro_no, stored.advisor_no) == ("on_site", "R1", "A01")


def test_half_filled_tablet_keeps_what_was_tapped(agent: User, order: RepairOrder) -> None:
    sent = as_form({"Q1": "satisfied"}) | {"sheet": "nine_questions", "order": "R1"}
    page = signed_in(agent).post(ASK + "sheet/", sent)
    assert page.status_code == 422
    assert 'value="satisfied" checked' in page.content.decode()
    assert not Response.objects.exists()


def test_unknown_order_or_sheet_is_said_and_asks_nothing(agent: User, store: Store) -> None:
    client = signed_in(agent)
    for sent in ({"sheet": "nine_questions", "order": "R9"}, {"sheet": "none", "order": ""}):
        page = client.post(ASK + "start/", sent | {"do": "link"})
        assert page.status_code == 422
    assert client.get(ASK + "sheet/", {"sheet": "none"}).status_code == 422
    assert not SheetLink.objects.exists()


def test_link_is_shown_once(agent: User, order: RepairOrder) -> None:
    client = signed_in(agent)
    sent = {"sheet": "nine_questions", "order": "R1", "do": "link"}
    page = client.post(ASK + "start/", sent).content.decode()
    assert "http://testserver/q/" in page
    assert SheetLink.objects.get().order == order
    assert "/q/" not in client.get(ASK).content.decode()


def test_asking_at_the_store_is_not_for_outsiders(outsider: User, store: Store) -> None:
    assert signed_in(outsider).get(ASK).status_code == 404
    assert signed_in(outsider).post(ASK + "start/", {"sheet": "mot"}).status_code == 404
