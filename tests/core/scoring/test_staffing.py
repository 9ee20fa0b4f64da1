"""The staffing matrix and its edges."""

import pytest

from careloop.core.scoring.staffing import ROLES, SALES_BANDS, SALES_UP_TO, VISITS_BANDS, staffing


def test_staffing_grows_with_visits_and_with_sales() -> None:
    by_visits = [staffing(visits, 50).total for visits in (1, 700, 1300, 1900, 2500, 3500)]
    by_sales = [staffing(3500, sales).total for sales in (1, 200, 400)]
    assert by_visits == sorted(by_visits)
    assert by_sales == [5, 6, 8]


@pytest.mark.parametrize(
    ("visits", "sales", "people"),
    [
        (600, 300, (1, 1, 1)),
        (601, 300, (1, 1, 2)),
        (600, 301, (1, 1, 2)),
        (3000, 599, (1, 2, 4)),
        (3001, 599, (1, 2, 5)),
        (0, 0, (1, 1, 1)),
        (1800, 101, (1, 1, 3)),
        (1800, 100, (1, 1, 2)),
    ],
)
def test_value_on_an_edge_takes_the_lower_band(
    visits: int, sales: int, people: tuple[int, int, int]
) -> None:
    assert staffing(visits, sales).people == people


def test_sales_above_the_table_take_the_last_column_and_say_so() -> None:
    beyond = staffing(3500, 600)
    assert beyond.people == staffing(3500, 599).people
    assert (beyond.beyond_table, staffing(3500, 599).beyond_table) == (True, False)


def test_negative_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        staffing(-1, 0)


def test_bands_have_a_name_each_and_roles_a_place() -> None:
    assert len(SALES_BANDS) == len(SALES_UP_TO) == 3
    assert len(VISITS_BANDS) == 6
    assert len(ROLES) == len(staffing(0, 0).people)
