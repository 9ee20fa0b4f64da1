"""The registry holds the feeds of feeds.md, and each can be recognised without doubt."""

from __future__ import annotations

import pytest

from careloop.core.ingest.feeds.feed import ARROW_TYPES, Feed
from careloop.core.ingest.feeds.registry import FEEDS, feed
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.folding import fold

REQUIRED = {
    "employees": "store employee_no name post",
    "customers": "store name phone",
    "vehicles": "store vin model",
    "vehicle_sales": "store vin model sold_on",
    "repair_orders": "store ro_no vin job_type opened_at",
    "labour_lines": "store ro_no line_no operation",
    "part_lines": "store ro_no line_no part_no",
    "appointments": "store appointment_no origin booked_at appointed_at",
    "time_records": "store employee_no on available_hours clocked_hours",
    "parts_requests": "store ro_no part_no requested_at available_at_once",
    "calls": "store call_no contact_type due_on",
    "survey_responses": "store response_no questionnaire answered_at question",
    "survey_scores": "store period kind row item score",
    "complaints": "store complaint_no received_at cause",
    "suggestions": "store suggestion_no made_on department text",
    "insurance_policies": "store policy_no vin starts_on ends_on",
    "targets": "kpi period value",
}


def test_registry_holds_every_feed_with_its_required_columns() -> None:
    found = {code: " ".join(column.name for column in f.required) for code, f in FEEDS.items()}
    assert found == REQUIRED


@pytest.mark.parametrize("one", FEEDS.values(), ids=list(FEEDS))
def test_feed_refers_to_its_own_columns_only(one: Feed) -> None:
    names = {column.name for column in one.columns}
    assert len(names) == len(one.columns)
    assert {*one.identity, *one.identity_else} <= names
    assert {name for pair in one.in_order for name in pair} <= names
    assert one.credit_total is None or one.credit_total in names


@pytest.mark.parametrize("one", FEEDS.values(), ids=list(FEEDS))
def test_no_header_stands_for_two_columns_of_a_feed(one: Feed) -> None:
    owners: dict[str, set[str]] = {}
    for column in one.columns:
        for header in column.headers:
            owners.setdefault(fold(header), set()).add(column.name)
    assert {header: names for header, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize("one", FEEDS.values(), ids=list(FEEDS))
def test_columns_are_named_in_both_languages_and_codes_have_their_list(one: Feed) -> None:
    for column in one.columns:
        assert column.label.zh
        assert column.label.en
        assert (column.kind == "code") == (column.codes is not None)
        assert column.arrow_type == ARROW_TYPES[column.kind]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("委托书号", "ro_no"),
        ("底盘号", "vin"),
        ("车牌号", "plate"),
        ("服务顾问(工号)", "advisor_no"),
        ("进厂时间", "opened_at"),
        ("OPENED_AT", "opened_at"),
        ("工时费", "labour_amount"),
        ("合计", "total_amount"),
    ],
)
def test_repair_orders_know_the_headers_of_real_exports(header: str, name: str) -> None:
    assert feed("repair_orders").headers()[fold(header)] == name


def test_unknown_feed_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match="repair_orders"):
        feed("orders")


def test_unknown_column_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"targets\.vin"):
        feed("targets").column("vin")
