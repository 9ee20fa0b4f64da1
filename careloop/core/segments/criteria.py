"""Who is meant, as data: the criteria by which a store's cars and customers are chosen (SEG).

The unit is the vehicle on file with its owner, as in all that is said of loss (decisions.md).
Empty criteria mean everybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.segments.dormancy import BANDS, IRREGULAR

IN_WARRANTY, OUT_OF_WARRANTY = "in", "out"
WARRANTY: dict[str, Text] = {
    IN_WARRANTY: Text(zh="保修期内", en="In warranty"),
    OUT_OF_WARRANTY: Text(zh="脱保", en="Out of warranty"),
}
# Time does not decide who is irregular: nobody can be found by it.
CHOSEN_BANDS = tuple(band for band in BANDS if band is not IRREGULAR)

NOT_A_COUNT = Text(
    zh="“{name}”须为 0 以上的整数，现为“{value}”。",
    en="“{name}” must be a whole number from 0, not “{value}”.",
)
UPSIDE_DOWN = Text(
    zh="“{name}”的下限 {low} 大于上限 {high}。请对调。",
    en="The lower bound {low} of “{name}” lies above the upper bound {high}. Swap them.",
)
NOT_KNOWN = Text(
    zh="“{name}”没有“{value}”这一项。可选：{known}。",
    en="“{value}” is no choice of “{name}”. There are: {known}.",
)


@dataclass(frozen=True, slots=True)
class Bound:
    """A range of whole numbers: both ends belong to it but for ages, whose upper end does not."""

    low: str
    high: str
    name: Text


BOUNDS: tuple[Bound, ...] = (
    Bound("spend_from", "spend_to", Text(zh="消费金额（元）", en="Spend (yuan)")),
    Bound("visits_from", "visits_to", Text(zh="付费进站次数", en="Paid visits")),
    Bound("age_from", "age_to", Text(zh="车龄（年）", en="Vehicle age (years)")),
)


@dataclass(frozen=True, slots=True)
class Criteria:
    """All of them hold together; of a list any entry does.

    Spend is in yuan and counts all settled visits; paid visits leave out free maintenance,
    warranty claims and insurance jobs (SEG-01). Ages are whole years, ``age_to`` excluded.
    """

    spend_from: int | None = None
    spend_to: int | None = None
    visits_from: int | None = None
    visits_to: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    bands: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    warranty: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Criteria()

    def written(self) -> dict[str, Any]:
        """The criteria that say something, as JSON keeps them and :func:`read` reads them."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in told.items()
            if value not in (None, (), "")
        }


LISTS = ("bands", "models", "sexes", "regions", "occupations", "kinds", "levels", "tags")


def read(told: Mapping[str, Sequence[str] | str | int | None]) -> Criteria:
    """Criteria out of a form's or an address's values, or out of what :meth:`written` kept.

    Raises:
        Refused: a number that is none, bounds upside down, an unknown band or warranty.
    """
    told_of: dict[str, Any] = {}
    for bound in BOUNDS:
        low, high = (_number(bound.name, told.get(end)) for end in (bound.low, bound.high))
        if low is not None and high is not None and low > high:
            raise Refused(UPSIDE_DOWN, name=bound.name, low=low, high=high)
        told_of |= {bound.low: low, bound.high: high}
    lists: dict[str, Any] = {name: _several(told.get(name)) for name in LISTS}
    warranty = _one(told.get("warranty"))
    _among(Text(zh="休眠分段", en="Dormancy"), lists["bands"], [b.code for b in CHOSEN_BANDS])
    _among(Text(zh="保修", en="Warranty"), [warranty] if warranty else [], list(WARRANTY))
    return Criteria(**told_of, **lists, warranty=warranty)


def _number(name: Text, value: Sequence[str] | str | int | None) -> int | None:
    text = _one(value)
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Refused(NOT_A_COUNT, name=name, value=text)
    return int(text)


def _one(value: Sequence[str] | str | int | None) -> str:
    if value is None or isinstance(value, str | int):
        return "" if value is None else str(value).strip()
    return str(value[0]).strip() if value else ""


def _several(value: Sequence[str] | str | int | None) -> tuple[str, ...]:
    if value is None or isinstance(value, str | int):
        value = [_one(value)]
    return tuple(dict.fromkeys(text for text in map(str, value) if text))


def _among(name: Text, values: Sequence[str], known: list[str]) -> None:
    for value in values:
        if value not in known:
            raise Refused(NOT_KNOWN, name=name, value=value, known="、".join(known))
