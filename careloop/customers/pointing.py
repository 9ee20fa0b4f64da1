"""The rows that point at a customer, in whatever room they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from careloop.customers.models import Customer, Merge


@dataclass(frozen=True, slots=True)
class Pointer:
    """A column that names a customer."""

    model: type[models.Model]
    field: models.ForeignKey[Any, Any]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def column(self) -> str:
        return str(self.field.attname)

    def rows(self, customer_id: int) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(**{self.column: customer_id})

    def staying(self, absorbed_id: int, kept_id: int) -> set[int]:
        """The rows of the absorbed customer that cannot turn to the kept one, who has such a row
        already (a number of the same role, the same tag)."""
        found: set[int] = set()
        for names in self._unique_together():
            taken = set(self.rows(kept_id).values_list(*names))
            for pk, *values in self.rows(absorbed_id).values_list("pk", *names):
                if tuple(values) in taken:
                    found.add(pk)
        return found

    def _unique_together(self) -> Iterator[list[str]]:
        """What else must differ between two rows of one customer."""
        for constraint in self.model._meta.constraints:
            fields = getattr(constraint, "fields", ())
            if isinstance(constraint, models.UniqueConstraint) and self.field.name in fields:
                yield [name for name in fields if name != self.field.name]


def pointers() -> list[Pointer]:
    """Every column of every room that names a customer, but for the merges' own."""
    return [
        Pointer(relation.related_model, relation.field)
        for relation in Customer._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and relation.related_model is not Merge
    ]


def pointer(table: str, column: str) -> Pointer | None:
    """The column a moved row was turned in; ``None`` where the room has dropped it since."""
    return next((one for one in pointers() if (one.table, one.column) == (table, column)), None)
