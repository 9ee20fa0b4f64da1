"""How many people customer care needs, by showroom sales and workshop visits a month.

Source: golden 002_staffing_matrix. A value on an edge takes the lower band; sales above the table
take its last column and say so (decisions.md).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from careloop.core.kernel.text import Text

SALES_UP_TO = (100, 300, 599)
VISITS_UP_TO = (600, 1200, 1799, 2399, 3000)

SALES_BANDS = ("100以下", "100-300", "301-599")
VISITS_BANDS = ("600以下", "600-1200", "1201-1799", "1800-2399", "2400-3000", "3000以上")

ROLES = (
    Text(zh="主管", en="Supervisor"),
    Text(zh="回访员", en="Call agents"),
    Text(zh="流程与投诉专员", en="Process and complaint staff"),
)

# One row for each band of visits, one cell for each band of sales: the three roles.
_MATRIX: tuple[tuple[tuple[int, int, int], ...], ...] = (
    ((1, 1, 1), (1, 1, 1), (1, 1, 2)),
    ((1, 1, 1), (1, 1, 2), (1, 1, 2)),
    ((1, 1, 1), (1, 1, 2), (1, 1, 3)),
    ((1, 1, 2), (1, 1, 3), (1, 1, 3)),
    ((1, 1, 3), (1, 1, 3), (1, 2, 4)),
    ((1, 1, 3), (1, 2, 3), (1, 2, 5)),
)


@dataclass(frozen=True, slots=True)
class Staffing:
    """People by role; ``beyond_table`` when sales were above the last column."""

    people: tuple[int, int, int]
    beyond_table: bool

    @property
    def total(self) -> int:
        return sum(self.people)


def staffing(visits: int, sales: int) -> Staffing:
    """The people needed for so many workshop visits and showroom sales a month.

    Raises:
        ValueError: a negative number.
    """
    if visits < 0 or sales < 0:
        raise ValueError(f"visits {visits} and sales {sales} cannot be negative")
    row = bisect_left(VISITS_UP_TO, visits)
    column = bisect_left(SALES_UP_TO, sales)
    last = len(SALES_UP_TO) - 1
    return Staffing(_MATRIX[row][min(column, last)], beyond_table=column > last)
