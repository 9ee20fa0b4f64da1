"""The five things SQLite and PostgreSQL say differently, so that an extract is written once.

Days leave the database as whole days and moments as whole seconds since 1970: integers travel
through the cursor several times faster than dates do.
"""

from __future__ import annotations

from typing import Protocol


class Dialect(Protocol):
    """How one database writes day, second, month, the earliest of several days, day arithmetic."""

    def day(self, expression: str) -> str:
        """Whole days since 1970-01-01."""
        ...

    def second(self, expression: str) -> str:
        """Whole seconds since 1970-01-01, of a naive moment."""
        ...

    def month(self, expression: str) -> str:
        """The calendar month as ``2026-10``."""
        ...

    def earliest(self, *expressions: str) -> str:
        """The earliest of several days; those that are null do not count."""
        ...

    def plus_days(self, expression: str, days: int) -> str:
        """The day so many days later."""
        ...

    def today(self) -> str:
        """The day it is where the store is."""
        ...


class SQLite:
    """Dates are ISO text there. ``%%`` is one ``%`` once parameters are filled in."""

    def day(self, expression: str) -> str:
        return f"CAST(julianday(date({expression})) - 2440587.5 AS INTEGER)"

    def second(self, expression: str) -> str:
        return f"CAST(strftime('%%s', {expression}) AS INTEGER)"

    def month(self, expression: str) -> str:
        return f"substr({expression}, 1, 7)"

    def earliest(self, *expressions: str) -> str:
        never = "9999-12-31"
        days = ", ".join(f"COALESCE(date({e}), '{never}')" for e in expressions)
        return f"NULLIF(MIN({days}), '{never}')"

    def plus_days(self, expression: str, days: int) -> str:
        return f"date({expression}, '{days:+d} days')"

    def today(self) -> str:
        return "date('now', 'localtime')"


class PostgreSQL:
    """Dates are dates there. Moments carry a zone in the column and none here: a cast to
    ``timestamp`` or ``date`` gives them in the session's zone, which is the store's."""

    def day(self, expression: str) -> str:
        return f"(CAST({expression} AS date) - DATE '1970-01-01')"

    def second(self, expression: str) -> str:
        return f"CAST(FLOOR(EXTRACT(EPOCH FROM CAST({expression} AS timestamp))) AS BIGINT)"

    def month(self, expression: str) -> str:
        return f"to_char({expression}, 'YYYY-MM')"

    def earliest(self, *expressions: str) -> str:
        return f"LEAST({', '.join(f'CAST({e} AS date)' for e in expressions)})"

    def plus_days(self, expression: str, days: int) -> str:
        return f"(CAST({expression} AS date) + ({days}))"

    def today(self) -> str:
        return "CURRENT_DATE"


DIALECTS: dict[str, Dialect] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}
