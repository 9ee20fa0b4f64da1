"""The worklist: tabs, filters, views kept, tasks given out, the list as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.http import QueryDict
from django.test import Client

from careloop.common.models import AuditRow
from careloop.customers.choices import Trait
from careloop.customers.models import CustomerTag, Tag
from careloop.desk.filtering import filters_of, kept
from careloop.desk.models import SavedView
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from careloop.outreach.actions import set_limits
from careloop.outreach.choices import Sort, Tab
from careloop.outreach.models import ContactTask
from careloop.outreach.rules import Limits
from tests.desk.conftest import NOW, TODAY, Desk, SignIn

pytestmark = pytest.mark.django_db
PAGE = "/stores/S1/desk/"


@pytest.fixture
def wang(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


@pytest.fixture
def queue(desk: Desk, task: ContactTask) -> list[ContactTask]:
    """Chen's call, and forty-five reminders; one of them is late, one has a name like a formula."""
    tasks = [task]
    for number in range(45):
        name = "=1+1" if number == 1 else f"客户{number:02d}"
        customer, vehicle = desk.customer(name, f"1380000{number:04d}", f"沪B{number:05d}")
        due_on = TODAY - timedelta(days=3) if number == 0 else TODAY
        tasks.append(
            desk.due("periodic_maintenance", customer=customer, vehicle=vehicle, due_on=due_on)
        )
    return tasks


def test_worklist_shows_the_queue_and_its_counts(wang: Client, queue: list[ContactTask]) -> None:
    page = wang.get(PAGE).content.decode()
    assert '<span class="tab-count num">46</span>' in page
    assert "定保提醒 (45)" in page
    assert page.count("queue-row") == 30
    assert page.count('class="queue-row late"') == 1
    assert "139****7750" in page


def test_a_ready_tag_is_named_not_coded(wang: Client, task: ContactTask) -> None:
    customer = task.customer
    assert customer is not None
    trait = Trait.OFTEN_TRAVELLING.value
    tag = Tag.objects.create(store=task.store, name=trait, trait=trait)
    CustomerTag.objects.create(customer=customer, tag=tag, tagged_at=NOW)
    for address in (PAGE, PAGE + "filters/", f"/stores/S1/customers/{customer.pk}/"):
        page = wang.get(address).content.decode()
        assert ">经常出差<" in page, address
        assert f">{trait}<" not in page, address


def test_the_target_of_the_day_is_the_stores(
    wang: Client, task: ContactTask, store: Store, as_director: Viewer
) -> None:
    assert '目标 <b class="num">60</b>' in wang.get(PAGE).content.decode()
    set_limits(by=as_director, store=store, limits=Limits(daily_target=45))
    assert '目标 <b class="num">45</b>' in wang.get(PAGE).content.decode()


def test_worklist_goes_on_where_the_page_ended(wang: Client, queue: list[ContactTask]) -> None:
    page = wang.get(PAGE).content.decode()
    more = page.split('class="queue-more"')[1].split('hx-get="')[1].split('"')[0]
    rest = wang.get(PAGE + more.replace("&amp;", "&"), headers={"HX-Request": "true"})
    assert rest.content.decode().count("queue-row") == 16
    assert "<html" not in rest.content.decode()


def test_worklist_is_filtered_by_type_and_name(wang: Client, queue: list[ContactTask]) -> None:
    assert wang.get(PAGE + "?type=after_repair").content.decode().count("queue-row") == 1
    assert wang.get(PAGE + "?overdue=on").content.decode().count("queue-row") == 1
    assert wang.get(PAGE + "?tab=done").content.decode().count("queue-row") == 0


def test_an_address_gives_filters_and_nonsense_gives_none() -> None:
    asked = filters_of(
        QueryDict("tab=refused&type=sales&type=delivery&days=7&km_from=x&sort=due&owner=0&task=9")
    )
    assert asked.tab == Tab.REFUSED
    assert asked.contact_types == ("sales", "delivery")
    assert (asked.days_ahead, asked.mileage_from, asked.owner_id) == (7, None, 0)
    assert asked.sort == Sort.DUE
    assert filters_of(QueryDict("tab=banana&days=5&sort=1")) == filters_of(QueryDict(""))


def test_only_filters_are_carried_along() -> None:
    assert kept(QueryDict("type=sales&task=9&after=x&q=&days=3")) == "type=sales&days=3"


def test_head_counts_the_agents_own_day(
    wang: Client, desk: Desk, task: ContactTask, agent: User, director: User
) -> None:
    for outcome, who in (("no_answer", agent), ("answered", agent), ("answered", director)):
        desk.attempt(task, NOW, outcome, agent=who)
    again = desk.task(TODAY, customer=task.customer)  # another reason, the same person
    desk.attempt(again, NOW, "answered", agent=agent)
    other = desk.task(TODAY)
    desk.attempt(other, NOW, "no_answer", agent=agent)
    page = wang.get(PAGE).content.decode()
    assert '<b class="num">2</b> / ' in page  # two customers, one of them rung twice
    assert '<b class="num">50.0%</b>' in page


def test_next_takes_the_first_one(
    wang: Client, task: ContactTask, agent: User, at_ten: None
) -> None:
    answer = wang.post(PAGE + "next/", {"view": "type=after_repair"})
    assert answer["Location"].startswith(f"{PAGE}tasks/{task.pk}/?view=")
    task.refresh_from_db()
    assert task.claimed_by == agent
    answer = wang.post(PAGE + "next/", {"view": "type=sales"})
    assert answer["Location"] == f"{PAGE}?type=sales"


def test_views_are_kept_shared_and_dropped(wang: Client, director: User, signed_in: SignIn) -> None:
    li = signed_in(director)
    wang.post(PAGE + "views/", {"name": "我的", "view": "type=sales"})
    wang.post(PAGE + "views/", {"name": " ", "view": "type=sales"})
    li.post(PAGE + "views/", {"name": "全店", "view": "overdue=on", "is_shared": "on"})
    assert sorted(SavedView.objects.values_list("name", "query")) == [
        ("全店", "overdue=on"),
        ("我的", "type=sales"),
    ]
    assert "我的" not in li.get(PAGE + "filters/").content.decode()
    page = wang.get(PAGE + "filters/").content.decode()
    assert "全店" in page
    shared = SavedView.objects.get(name="全店")
    assert wang.post(f"{PAGE}views/{shared.pk}/drop/").status_code == 400
    own = SavedView.objects.get(name="我的")
    assert li.post(f"{PAGE}views/{own.pk}/drop/").status_code == 404
    wang.post(f"{PAGE}views/{own.pk}/drop/")
    assert SavedView.objects.get() == shared


def test_an_agent_may_not_share_a_view(wang: Client) -> None:
    answer = wang.post(PAGE + "views/", {"name": "x", "view": "", "is_shared": "on"})
    assert answer.status_code == 403
    assert not SavedView.objects.exists()


def test_tasks_are_given_to_an_agent(
    queue: list[ContactTask], director: User, agent: User, signed_in: SignIn
) -> None:
    chosen = [str(task.pk) for task in queue[:3]]
    answer = signed_in(director).post(PAGE + "assign/", {"chosen": chosen, "owner": str(agent.pk)})
    assert answer.status_code == 302
    assert ContactTask.objects.filter(owner=agent).count() == 3


def test_an_agent_gives_out_nothing(wang: Client, queue: list[ContactTask]) -> None:
    answer = wang.post(PAGE + "assign/", {"chosen": [str(queue[0].pk)]})
    assert answer.status_code == 403
    assert wang.get(PAGE + "owners/").status_code == 403
    assert "data-pick" not in wang.get(PAGE).content.decode()


def test_export_masks_numbers_and_disarms_formulas(wang: Client, queue: list[ContactTask]) -> None:
    text = wang.get(PAGE + "worklist.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 47
    names = {row[1] for row in rows}
    assert "'=1+1" in names
    assert "139****7750" in {row[2] for row in rows}
    assert "13912347750" not in text
    assert AuditRow.objects.get(action="worklist.export").detail == {"rows": 46}


def test_export_to_excel_holds_texts_and_dates(wang: Client, queue: list[ContactTask]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(wang.get(PAGE + "worklist.xlsx").content))
    rows = list(book.active.iter_rows(min_row=2))
    name = next(row[1] for row in rows if row[1].value == "=1+1")
    assert name.data_type == "s"
    assert {row[10].value.date() for row in rows} == {TODAY, TODAY - timedelta(days=3)}
    book.close()
