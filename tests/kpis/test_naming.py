"""Keys as people write and read them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careloop.core.kernel.errors import Refused
from careloop.core.metrics.figures import Figure, Key
from careloop.kpis.naming import key_of, names_for, spoken
from careloop.organisation.models import Store
from tests.mart.books import Books


def figure(**keys: Key) -> Figure:
    return Figure("orders", keys, 1, None, None, 1, "count", 0)


def test_ids_become_store_codes_and_staff_numbers(books: Books, store: Store) -> None:
    advisor = books.employee("A7")
    asked = figure(store=store.pk, advisor=advisor.pk, month="2026-10", cause="quality")
    assert spoken(asked, names_for([asked])).keys == {
        "store": "S1",
        "advisor": "A7",
        "month": "2026-10",
        "cause": "quality",
    }


def test_names_are_shown_in_the_readers_language(books: Books, store: Store) -> None:
    advisor = books.employee("A7")
    asked = figure(store=store.pk, advisor=advisor.pk)
    names = names_for([asked])
    assert names.name("store", store.pk, "zh") == store.name
    assert names.name("advisor", advisor.pk, "en") == "员工A7"
    assert names.name("cause", "quality", "zh") == "质量"
    assert names.name("cause", "vibration", "en") == "Vibration"
    assert names.name("model", "帕萨特", "en") == "帕萨特"
    assert names.name("external", 1, "zh") == "外访"


@pytest.mark.parametrize("nobody", [None, -4])
def test_person_on_no_staff_file_is_not_recorded(db: None, nobody: Key) -> None:
    assert names_for([figure(technician=nobody)]).name("technician", nobody, "zh") == "未记录"


@pytest.mark.django_db
def test_figures_without_people_ask_the_database_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        names_for([figure(month="2026-10", cause="quality")])
    assert len(asked) == 0


def test_key_is_found_again_from_what_was_printed(books: Books, store: Store) -> None:
    advisor = books.employee("A7")
    assert key_of("advisor", "A7", [store.pk]) == advisor.pk
    assert key_of("store", "S1", [store.pk]) == store.pk
    assert key_of("cause", "quality", [store.pk]) == "quality"


def test_key_of_another_stores_staff_is_refused(
    books: Books, store: Store, other_store: Store
) -> None:
    Books(other_store).employee("Z1")
    with pytest.raises(Refused, match="Z1"):
        key_of("advisor", "Z1", [store.pk])
