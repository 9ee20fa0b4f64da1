"""A report as JSON and back, exact to the last fraction: a frozen month is kept this way.

Every value of :mod:`careloop.core.documents.model` becomes an object whose ``@`` names its class;
fields that hold their default are left out, so a document frozen before a field existed still
reads. Tuples become lists and come back as tuples.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from careloop.core.documents import model

KIND = "@"
EXACT = "is"
CLASSES: dict[str, type[Any]] = {
    cls.__name__: cls
    for cls in (
        model.Note,
        model.Cell,
        model.TableColumn,
        model.Table,
        model.Series,
        model.Chart,
        model.KeyFigure,
        model.KeyFigures,
        model.Paragraph,
        model.Bullets,
        model.NoData,
        model.Section,
        model.Chapter,
        model.Report,
    )
}


def to_json(value: Any) -> Any:
    """``value`` as what ``json.dumps`` takes.

    Raises:
        TypeError: ``value`` holds something that is no part of a report.
    """
    match value:
        case None | bool() | int() | str() | float():
            return value
        case Fraction() | Decimal():
            return {KIND: type(value).__name__, EXACT: str(value)}
        case date():
            return {KIND: "date", EXACT: value.isoformat()}
        case tuple():
            return [to_json(item) for item in value]
        case _ if is_dataclass(value) and type(value).__name__ in CLASSES:
            return {KIND: type(value).__name__} | _told(value)
        case _:
            raise TypeError(f"{type(value).__name__} is no part of a report")


def _told(value: Any) -> dict[str, Any]:
    held = ((field, getattr(value, field.name)) for field in fields(value))
    return {field.name: to_json(item) for field, item in held if not _is_default(field, item)}


def _is_default(field: Field[Any], item: object) -> bool:
    """Fields without a default are always told; 0 and False are not the same default."""
    return (
        field.default is not MISSING and type(field.default) is type(item) and field.default == item
    )


def from_json(told: Any) -> Any:
    """What :func:`to_json` was given.

    Raises:
        ValueError: the text names a class that reports have not.
    """
    match told:
        case list():
            return tuple(from_json(item) for item in told)
        case {"@": "Fraction", "is": str(text)}:
            return Fraction(text)
        case {"@": "Decimal", "is": str(text)}:
            return Decimal(text)
        case {"@": "date", "is": str(text)}:
            return date.fromisoformat(text)
        case {"@": kind, **rest}:
            return _made(str(kind), rest)
        case _:
            return told


def _made(kind: str, told: dict[Any, Any]) -> Any:
    if kind not in CLASSES:
        raise ValueError(f"{kind} is no part of a report")
    return CLASSES[kind](**{name: from_json(item) for name, item in told.items()})
