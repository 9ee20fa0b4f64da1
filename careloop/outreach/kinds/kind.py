"""A kind of contact as data: whom it finds, when each contact is due, what may be tuned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.choices import Channel, Purpose
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.choices import Pool
from careloop.outreach.models import ContactAttempt, ContactTask

Unit = Literal["days", "months", "hours", "km", "switch"]

UNITS: dict[Unit, Text] = {
    "days": Text(zh="天", en="days"),
    "months": Text(zh="个月", en="months"),
    "hours": Text(zh="小时", en="hours"),
    "km": Text(zh="公里", en="km"),
    "switch": Text(zh="", en=""),
}
YES, NO = Text(zh="是", en="yes"), Text(zh="否", en="no")

NOT_WITHIN = Text(
    zh="“{kind}”的“{name}”不能是 {value}{unit}。请填写 {least} 到 {most} 之间的整数。",
    en="“{name}” of “{kind}” cannot be {value} {unit}. Give a whole number from {least} to {most}.",
)
NO_SUCH_PARAMETER = Text(
    zh="“{kind}”没有参数“{code}”。可用参数：{known}。",
    en="“{kind}” has no parameter “{code}”. There are {known}.",
)
WRONG_ORDER = Text(
    zh="“{kind}”的“{later}”（{late}）必须大于“{earlier}”（{early}），否则窗口不会结束。请改正。",
    en="“{later}” of “{kind}” ({late}) must be more than “{earlier}” ({early}), else the window "
    "does not hold. Put it right.",
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number a store may tune, within its limits. An interval is never zero, a window always
    ends."""

    code: str
    name: Text
    default: int
    unit: Unit
    least: int = 1
    most: int = 366

    @property
    def is_switch(self) -> bool:
        return self.unit == "switch"

    @property
    def unit_text(self) -> Text:
        return UNITS[self.unit]

    def shown(self, value: int) -> int | Text:
        """The value as people read it: a switch says yes or no."""
        return (YES if value else NO) if self.is_switch else value


@dataclass(frozen=True, slots=True)
class Settings:
    """A kind as one store has set it: for all cars, and for single model lines."""

    is_on: bool = True
    values: Mapping[str, int] = field(default_factory=dict)
    by_model: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    models_off: frozenset[str] = frozenset()

    def of(self, model_line: str = "") -> Mapping[str, int]:
        return self.by_model.get(model_line, self.values)

    def least(self, code: str) -> int:
        """The smallest value for any model: what a search must reach back to."""
        return min(values[code] for values in self._all)

    def most(self, code: str) -> int:
        """The largest value for any model; 0 where the kind has no such parameter."""
        return max(values.get(code, 0) for values in self._all)

    @property
    def _all(self) -> list[Mapping[str, int]]:
        return [self.values, *self.by_model.values()]


@dataclass(frozen=True, slots=True)
class Asking:
    """For which store, with which settings and at what moment candidates are sought."""

    store: Store
    settings: Settings
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One reason to contact somebody that holds now.

    ``reason`` names it for good, without personal data: ``vehicle:12:2026-05-01``. Once-only
    contacts are due on ``due_on`` in their window. With ``repeat_days`` the contact comes again
    at that interval, opened as long before each due day as the first one is, until the window
    ends (decisions.md, "reminder repeat").
    """

    reason: str
    due_on: date
    opens_at: datetime
    expires_at: datetime
    repeat_days: int = 0
    customer_id: int | None = None
    vehicle_id: int | None = None
    order_id: int | None = None
    advisor_id: int | None = None
    ro_no: str = ""
    vin: str = ""
    model_line: str = ""
    is_company_car: bool = False
    barred_no: str = ""
    note: str = ""


Candidates = Callable[[Asking], Iterator[Candidate]]
Reached = Callable[[Viewer, ContactTask, datetime], None]
IsOwn = Callable[[Viewer, ContactTask], bool]
Called = Callable[[Viewer, ContactAttempt, datetime], None]


def nobody(asking: Asking) -> Iterator[Candidate]:
    """The candidates of a kind that people make due by hand."""
    return iter(())


def nothing(by: Viewer, task: ContactTask, at: datetime) -> None:
    """What happens elsewhere when the customer was spoken to: mostly nothing."""


def not_told(by: Viewer, attempt: ContactAttempt, at: datetime) -> None:
    """What a stored call leads to elsewhere: mostly nothing."""


def nobodys(by: Viewer, task: ContactTask) -> bool:
    """Whose own work a contact is about: mostly the task says it all (``barred_no``)."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of contact.

    ``ordered`` names pairs of parameters of which the second must be the larger. ``is_exempt``
    kinds pass hours and cap (decisions.md, "contact cap"). ``reached`` is told when a customer was
    spoken to, ``called`` of every call stored. Who the contact ``is_own`` of may not make it. A
    kind that is not ``is_on_at_first`` waits until the store switches it on.
    """

    code: str
    purpose: Purpose
    channel: Channel = Channel.PHONE
    pool: Pool = Pool.CALL_AGENTS
    priority: int = 0
    parameters: tuple[Parameter, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    candidates: Candidates = nobody
    reached: Reached = nothing
    called: Called = not_told
    is_own: IsOwn = nobodys
    is_exempt: bool = False
    is_on_at_first: bool = True

    @property
    def name(self) -> Text:
        return CONTACT_TYPE.text(self.code)

    @property
    def is_made_by_rule(self) -> bool:
        return self.candidates is not nobody

    def defaults(self) -> dict[str, int]:
        return {parameter.code: parameter.default for parameter in self.parameters}

    def checked(self, values: Mapping[str, int]) -> dict[str, int]:
        """``values`` over the defaults.

        Raises:
            Refused: an unknown parameter, one outside its limits, a window that does not hold.
        """
        known = {parameter.code: parameter for parameter in self.parameters}
        for code, value in values.items():
            if code not in known:
                names = "、".join(known) or "–"
                raise Refused(NO_SUCH_PARAMETER, kind=self.name, code=code, known=names)
            self._require_within(known[code], value)
        whole = self.defaults() | dict(values)
        for earlier, later in self.ordered:
            self._require_order(known[earlier], known[later], whole)
        return whole

    def _require_within(self, parameter: Parameter, value: object) -> None:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number or not parameter.least <= value <= parameter.most:  # type: ignore[operator]
            raise Refused(
                NOT_WITHIN,
                kind=self.name,
                name=parameter.name,
                value=value,
                unit=UNITS[parameter.unit],
                least=parameter.least,
                most=parameter.most,
            )

    def _require_order(self, early: Parameter, late: Parameter, whole: Mapping[str, int]) -> None:
        if whole[early.code] >= whole[late.code]:
            raise Refused(
                WRONG_ORDER,
                kind=self.name,
                earlier=early.name,
                early=whole[early.code],
                later=late.name,
                late=whole[late.code],
            )
