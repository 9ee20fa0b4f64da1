"""The targets of a store: what holds for each KPI in a month or year, and what was set for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise

from careloop.core.kernel.codes import COMPARATOR
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.metric import Metric
from careloop.kpis.cards import UNITS, Aim
from careloop.kpis.dashboard import STAGES
from careloop.kpis.rules import Written, aim_of, comparator_of
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, Target
from careloop.organisation.rules import Viewer

MONTHS_AHEAD = 13
LARGEST = Decimal(10_000_000)
NO_NUMBER = Text(
    zh="{kpi}：“{value}”不是数字。请填写例如 85 或 97.5；留空则用通用目标。",
    en="{kpi}: “{value}” is no number. Write 85 or 97.5; leave it blank for the usual target.",
)
NO_PERIOD = Text(
    zh="没有统计周期“{period}”。请选择月份或年份。",
    en="There is no period “{period}”. Choose a month or a year.",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One KPI: the store's own target of the period, and what holds there without it."""

    metric: Metric
    own: Written | None
    usual: Aim | None

    @property
    def value(self) -> str:
        return f"{self.own.value.normalize():f}" if self.own else ""

    @property
    def unit(self) -> Text:
        """Of the usual target: it may be in another unit than the figure."""
        unit = (self.usual.unit if self.usual else "") or self.metric.unit
        return UNITS.get(unit, Text(zh=unit, en=unit))

    @property
    def comparator(self) -> str:
        usual = self.usual.comparator if self.usual else comparator_of(self.metric)
        return (self.own.comparator if self.own else "") or usual


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed for a KPI; ``value`` is ``None`` where it was left blank."""

    kpi: str
    value: Decimal | None
    comparator: str


def rows(
    viewer: Viewer, store: Store, period: Period
) -> list[tuple[Promise | str, str, list[Row]]]:
    """The KPIs by stage of the handbook: its name, its icon, the rows. One query."""
    viewer.require(Permission.VIEW_FIGURES, store.pk)
    found = Target.objects.filter(group=store.group).values_list(
        "store_id", "kpi", "period", "value", "comparator"
    )
    written = [Written(*row) for row in found if row[0] in {None, store.pk}]
    return [
        (name, icon, [_row(metric, written, store, period) for metric in _metrics(codes)])
        for name, icon, codes in STAGES
    ]


def _metrics(stages: tuple[str, ...]) -> list[Metric]:
    return [metric for metric in CATALOGUE.values() if metric.stage in stages]


def _row(metric: Metric, written: list[Written], store: Store, period: Period) -> Row:
    def is_own(one: Written) -> bool:
        return (one.store_id, one.kpi, one.period) == (store.pk, metric.code, str(period))

    own = next(filter(is_own, written), None)
    return Row(metric, own, aim_of(metric, [one for one in written if not is_own(one)], period))


def period_of(text: str, today: date) -> Period:
    """The month or year asked for; this year where none is.

    Raises:
        Refused: it is neither.
    """
    try:
        period = Period.parse(text or f"{today.year}")
    except (Refused, ValueError) as fault:
        raise Refused(NO_PERIOD, period=text[:20]) from fault
    if period.kind not in {"month", "year"}:
        raise Refused(NO_PERIOD, period=text[:20])
    return period


def periods(today: date) -> list[Period]:
    """The years and months a target may be set for: last year's and this year's, months ahead."""
    years = [Period.parse(f"{year}") for year in (today.year + 1, today.year, today.year - 1)]
    this = Period.parse(f"{today:%Y-%m}")
    return [*years, *(this.shifted(step) for step in range(2, -MONTHS_AHEAD, -1))]


def changes(held: list[Row], typed: Mapping[str, str]) -> list[Wish]:
    """What differs between the form as typed (``value-CODE``, ``sign-CODE``) and what stands.

    Raises:
        Refused: a value is no number; it names the KPI.
    """
    found = []
    for row in held:
        code = row.metric.code
        if f"value-{code}" not in typed:
            continue
        value = _number(row.metric, typed[f"value-{code}"])
        sign = typed.get(f"sign-{code}", "")
        comparator = sign if sign in COMPARATOR.codes else row.comparator
        stands = (row.own.value, row.comparator) if row.own else (None, row.comparator)
        if (value, comparator) != stands and not (value is None and row.own is None):
            found.append(Wish(code, value, comparator))
    return found


def _number(metric: Metric, text: str) -> Decimal | None:
    text = text.strip().rstrip("%").replace(",", "").strip()
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation as fault:
        raise Refused(NO_NUMBER, kpi=metric.name, value=text[:20]) from fault
    if not value.is_finite() or abs(value) > LARGEST:
        raise Refused(NO_NUMBER, kpi=metric.name, value=text[:20])
    return value
