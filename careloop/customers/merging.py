"""Which value a merged customer keeps, field by field: pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Side = Literal["kept", "absorbed"]

FIELDS = ("name", "kind", "level", "sex", "birthday", "occupation", "region", "address", "filed_on")


def chosen(field: str, kept: Any, absorbed: Any, choices: Mapping[str, Side]) -> Any:
    """The value of one field: the chosen one; without a choice the kept customer's, if any.

    A choice of an empty value empties the field.
    """
    match choices.get(field):
        case "kept":
            return kept
        case "absorbed":
            return absorbed
        case _:
            return absorbed if kept in (None, "") else kept
