"""What a chapter is written from: the month's figures, names, targets and people's texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from careloop.audits.queries import MonthLine
from careloop.core.documents.model import Note
from careloop.core.documents.numbers import decimal_text
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Language, Text
from careloop.core.metrics.figures import Figure, Key
from careloop.core.metrics.metric import Metric
from careloop.kpis.cards import Aim
from careloop.reports.figures import TREND_MONTHS, MonthFigures
from careloop.reports.handling import Handling
from careloop.reports.people import Outcome
from careloop.reports.texts import Row

MONTH = Text(zh="{year}年{month}月", en="{year}-{month:02d}")
SHORT_MONTH = Text(zh="{month}月", en="{name}")
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
OVER = Text(zh="{numerator} ÷ {denominator}", en="{numerator} / {denominator}")
UNKNOWN_PERSON = Text(zh="未登记", en="Not recorded")


@dataclass(frozen=True, slots=True)
class Material:
    """``employees`` maps ids to printed names; ``texts`` a section to the rows people wrote;
    ``outcomes`` are last month's problems with their effect; ``handling`` and ``inspections`` are
    ``None`` where there were no complaints, no inspections; ``aims`` maps a metric's code to its
    target."""

    month: Period
    language: Language
    figures: MonthFigures
    metrics: Mapping[str, Metric]
    aims: Mapping[str, Aim]
    employees: Mapping[int, str]
    texts: Mapping[str, tuple[Row, ...]]
    outcomes: tuple[Outcome, ...]
    handling: Handling | None
    inspections: MonthLine | None
    data_as_of: date
    mart_version: str

    def say(self, text: Text, **params: object) -> str:
        return text.say(self.language, **params)

    def month_name(self, month: Period) -> str:
        return self.say(MONTH, year=month.start.year, month=month.start.month)

    def short_month(self, month: Period) -> str:
        number = month.start.month
        return self.say(SHORT_MONTH, month=number, name=MONTH_NAMES[number - 1])

    def months(self, count: int = TREND_MONTHS, last: int = 0) -> list[Period]:
        """``count`` months, the last of them ``last`` months from the reported one."""
        return [self.month.shifted(last - count + 1 + step) for step in range(count)]

    def trend(self, code: str, month: Period | None = None) -> Figure:
        """The store's figure of a month; of the reported one when none is given."""
        return self.figures.one("trend", code, month=str(month or self.month))

    def before(self, code: str) -> Figure:
        return self.trend(code, self.month.previous)

    def name(self, code: str) -> str:
        """What a metric is called."""
        metric = self.metrics.get(code)
        return self.say(metric.name) if metric else code

    def person(self, key: Key) -> str:
        """The printed name of an employee."""
        named = self.employees.get(key) if isinstance(key, int) else None
        return named or self.say(UNKNOWN_PERSON)

    def value_text(self, figure: Figure) -> str:
        """A figure with its unit, as a key figure prints it; a dash for no data."""
        if figure.value is None:
            return "–"
        percent = figure.unit == "%"
        value = figure.value / 100 if percent else Fraction(figure.value)
        return decimal_text(value, figure.decimals, percent=percent)

    def note(self, figure: Figure, period: Period | None = None) -> Note:
        """Definition, sample, period and provenance of one figure."""
        metric = self.metrics.get(figure.code)
        return Note(
            figure=f"{self.name(figure.code)} {self.value_text(figure)}",
            definition=self._definition(metric) if metric else "",
            formula=self._integers(figure),
            n=figure.n if figure.value is not None else 0,
            period=str(period or self.month),
            data_as_of=self.data_as_of.isoformat(),
            mart_version=self.mart_version,
        )

    def notes(self, *codes: str) -> tuple[Note, ...]:
        """The notes of the store's figures of the month."""
        return tuple(self.note(self.trend(code)) for code in codes)

    def _definition(self, metric: Metric) -> str:
        if metric.denominator is None:
            return self.say(metric.numerator)
        return self.say(
            OVER,
            numerator=self.say(metric.numerator),
            denominator=self.say(metric.denominator),
        )

    def _integers(self, figure: Figure) -> str:
        if figure.numerator is None or figure.denominator is None:
            return ""
        return self.say(
            OVER, numerator=f"{figure.numerator:,}", denominator=f"{figure.denominator:,}"
        )
