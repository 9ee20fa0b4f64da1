"""Figures by viewer: what each may see, how fresh, under which target, with which rows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.kpis import actions, queries
from careloop.organisation.actions import add_store
from careloop.organisation.choices import Role
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer, grants_of
from tests.mart.books import Books

OCTOBER = Period.month(2026, 10)
SYSTEM = Viewer.system()


def orders(viewer: Viewer, store_ids: list[int] | None = None) -> int | None:
    (figure,) = queries.figures(viewer, ["orders"], period=OCTOBER, store_ids=store_ids)
    return figure.numerator


@pytest.fixture
def two_stores(books: Books, other_store: Store) -> tuple[Books, Books]:
    other = Books(other_store)
    books.order(books.vehicle(), date(2026, 10, 5))
    for day in (6, 7):
        other.order(other.vehicle(), date(2026, 10, day))
    return books, other


def test_viewer_sees_their_own_stores_only(
    two_stores: tuple[Books, Books], as_director: Viewer, as_outsider: Viewer
) -> None:
    assert (orders(as_director), orders(as_outsider), orders(SYSTEM)) == (1, 2, 3)


def test_store_of_others_is_forbidden(
    two_stores: tuple[Books, Books], as_outsider: Viewer, store: Store
) -> None:
    with pytest.raises(Forbidden):
        orders(as_outsider, [store.pk])
    with pytest.raises(Forbidden):
        queries.explain(as_outsider, "orders", period=OCTOBER, store_ids=[store.pk])
    with pytest.raises(Forbidden):
        queries.people(as_outsider, [store.pk])


def test_viewer_of_no_store_is_told_so(db: None) -> None:
    with pytest.raises(Refused, match="no store"):
        orders(Viewer(user_id=1))


def test_figures_are_split_by_store(two_stores: tuple[Books, Books]) -> None:
    found = queries.figures(SYSTEM, ["orders"], period=OCTOBER, by=("store",))
    assert {f.keys["store"]: f.numerator for f in found} == {
        two_stores[0].store.pk: 1,
        two_stores[1].store.pk: 2,
    }


def test_car_that_went_to_a_sister_store_is_lost_to_one_not_to_all(store: Store) -> None:
    sister = add_store(by=SYSTEM, code="S2", name="二店", group=store.group.code)
    books, others = Books(store), Books(sister)
    car = books.vehicle()
    books.order(car, date(2025, 1, 10))
    others.order(car, date(2025, 3, 10))
    books.order(books.vehicle(), date(2026, 10, 1))  # the data go on to here

    def lost(store_ids: list[int] | None) -> tuple[int | None, int | None]:
        (figure,) = queries.figures(
            SYSTEM, ["loss_rate_cohort"], period=Period.month(2025, 1), store_ids=store_ids
        )
        return figure.numerator, figure.denominator

    assert lost([store.pk]) == (1, 1)
    assert lost(None) == (0, 1)


def test_figures_follow_the_operational_store(books: Books) -> None:
    car = books.vehicle()
    books.order(car, date(2026, 10, 5))
    assert orders(SYSTEM) == 1
    books.order(car, date(2026, 10, 25))
    assert queries.is_behind(SYSTEM)
    assert orders(SYSTEM) == 2
    assert not queries.is_behind(SYSTEM)


def test_question_is_never_later_than_the_data(books: Books) -> None:
    """A car cannot be called lost by a day of which nothing is known."""
    books.order(books.vehicle(), date(2026, 1, 5))
    books.order(books.vehicle(), date(2026, 10, 5))
    (figure,) = queries.figures(
        SYSTEM,
        ["loss_rate_cohort"],
        period=Period.month(2026, 1),
        options={"window": "12"},
        as_of=date(2027, 6, 1),
    )
    assert (figure.numerator, figure.denominator, figure.provisional) == (0, 1, True)


def test_no_mart_version_before_anything_was_imported(db: None) -> None:
    assert queries.mart_version(SYSTEM) is None


def test_explanation_brings_the_rows(books: Books, store: Store, as_director: Viewer) -> None:
    order = books.order(books.vehicle(), date(2026, 10, 5))
    books.order(books.vehicle(), date(2026, 10, 6), is_internal=True)
    found = queries.explain(as_director, "visits", period=OCTOBER, store_ids=[store.pk])
    assert (found.numerator, found.rows_total) == (1, 1)
    assert found.rows["order_id"].to_pylist() == [order.pk]
    personal = {"name", "phone", "vin", "plate"}
    assert not personal & set(found.rows.column_names)


def test_head_office_sees_figures_without_rows(books: Books, store: Store) -> None:
    books.order(books.vehicle(), date(2026, 10, 5))
    head_office = Viewer(user_id=5, grants=grants_of([(Role.HEAD_OFFICE, store.pk)]))
    found = queries.explain(head_office, "visits", period=OCTOBER, store_ids=[store.pk])
    assert (found.numerator, found.rows.num_rows) == (1, 0)


def test_explanation_of_one_advisor(books: Books, store: Store) -> None:
    first, second = books.employee("A1"), books.employee("A2")
    for advisor, days in ((first, 2), (second, 3)):
        for day in range(days):
            on = date(2026, 10, 5) + timedelta(days=day)
            books.order(books.vehicle(), on, advisor=advisor)
    found = queries.explain(SYSTEM, "orders", period=OCTOBER, filters={"advisor": second.pk})
    assert (found.numerator, found.rows_total) == (3, 3)


def test_target_set_for_a_store_goes_before_its_groups(
    store: Store, other_store: Store, as_director: Viewer
) -> None:
    def aim(store_ids: list[int]) -> Decimal:
        return queries.aims(SYSTEM, store_ids, OCTOBER)["appointment_rate"].value

    assert aim([store.pk]) == 50
    actions.set_target(
        by=SYSTEM,
        kpi="appointment_rate",
        period=Period.year(2026),
        value=Decimal(55),
        group=store.group,
    )
    assert (aim([store.pk]), aim([other_store.pk])) == (55, 50)
    for value in (60, 61):
        actions.set_target(
            by=as_director,
            kpi="appointment_rate",
            period=OCTOBER,
            value=Decimal(value),
            store=store,
        )
    assert aim([store.pk]) == 61
    assert aim([store.pk, other_store.pk]) == 50


def test_target_is_refused_where_it_cannot_hold(store: Store, as_agent: Viewer) -> None:
    wanted = {"kpi": "appointment_rate", "period": OCTOBER, "value": Decimal(1), "store": store}
    with pytest.raises(Forbidden):
        actions.set_target(by=as_agent, **wanted)
    with pytest.raises(Refused, match="nope"):
        actions.set_target(by=SYSTEM, **(wanted | {"kpi": "nope"}))
    with pytest.raises(Refused, match="Q4"):
        actions.set_target(by=SYSTEM, **(wanted | {"period": Period.quarter(2026, 4)}))
    with pytest.raises(Refused, match="about"):
        actions.set_target(by=SYSTEM, **wanted, comparator="about")
    with pytest.raises(ValueError, match="store or a group"):
        actions.set_target(by=SYSTEM, **(wanted | {"store": None}))
