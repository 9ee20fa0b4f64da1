"""What a month's report is made of, read from the rooms below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from careloop.audits import queries as audits
from careloop.audits.queries import MonthLine
from careloop.core.facts.store import Version
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Language, Text
from careloop.core.metrics.figures import Figure
from careloop.improvement import queries as improvement
from careloop.kpis import queries as kpis
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.reports import handling, people
from careloop.reports.figures import ASKS, TREND_CODES, MonthFigures, own
from careloop.reports.handling import Handling
from careloop.reports.material import Material
from careloop.reports.people import Outcome, Texts

NOT_A_MONTH = Text(
    zh="月报按自然月编制，例如 2026-10；“{period}”不是一个月。",
    en="A report covers one calendar month, such as 2026-10; “{period}” is none.",
)
NO_MART = Text(
    zh="还没有可用的数据版本。先导入数据并刷新（careloop mart refresh）。",
    en="There is no data version yet. Import data and refresh it (careloop mart refresh).",
)


@dataclass(frozen=True, slots=True)
class Month:
    """A month's figures, people's texts and where they come from, before a language is chosen."""

    store: Store
    period: Period
    figures: MonthFigures
    texts: Texts
    outcomes: tuple[Outcome, ...]
    handling: Handling | None
    inspections: MonthLine | None
    source: Version

    def material(self, viewer: Viewer, language: Language) -> Material:
        return Material(
            month=self.period,
            language=language,
            figures=self.figures,
            metrics=kpis.metrics(),
            aims=kpis.aims(viewer, (self.store.pk,), self.period),
            employees=kpis.people(viewer, (self.store.pk,)),
            texts=self.texts,
            outcomes=self.outcomes,
            handling=self.handling,
            inspections=self.inspections,
            data_as_of=day_of(self.source),
            mart_version=str(self.source.number),
        )


def gather(viewer: Viewer, store: Store, month: Period) -> Month:
    """The live figures and texts of a month.

    Raises:
        Refused: no permission, not a calendar month, or no mart yet.
    """
    viewer.require(Permission.VIEW_REPORT, store.pk)
    if month.kind != "month":
        raise Refused(NOT_A_MONTH, period=month)
    source = kpis.mart_version(viewer)
    if source is None:
        raise Refused(NO_MART)
    as_of = moment_of(source)
    answers = {
        ask.name: tuple(
            kpis.figures(
                viewer,
                list(ask.codes),
                store_ids=(store.pk,),
                period=ask.period(month),
                by=ask.by,
                options=dict(ask.options),
                as_of=as_of.date(),
            )
        )
        for ask in ASKS
    }
    own = improvement.month(viewer, store, month).problems
    before = improvement.review(viewer, store, month, today=as_of.date())
    outcomes = people.outcomes(before)
    handled = handling.of_month(store, month, as_of)
    inspected = _inspected(viewer, store, month, as_of.date())
    beside = {
        "outcomes": _beside(outcomes),
        "handling": handling.figures(handled, month),
        "inspections": _checks(inspected, month),
    }
    return Month(
        store=store,
        period=month,
        figures=MonthFigures(answers | beside),
        texts=people.written(own) | people.reviewed(one.row for one in before),
        outcomes=outcomes,
        handling=handled,
        inspections=inspected,
        source=source,
    )


def texts_of(viewer: Viewer, store: Store, month: Period) -> Texts:
    """What people wrote for a month, by section.

    Raises:
        Forbidden: the viewer may not see the report or improvement in the store.
    """
    viewer.require(Permission.VIEW_REPORT, store.pk)
    own, before = (improvement.month(viewer, store, one) for one in (month, month.previous))
    return people.written(own.problems) | people.reviewed(before.problems)


def _inspected(viewer: Viewer, store: Store, month: Period, today: date) -> MonthLine | None:
    """What the report says of inspections; nothing where none was due and none was made."""
    line = audits.month_line(viewer, store, month, today=today)
    return line if line.due or line.inspected else None


def _checks(line: MonthLine | None, month: Period) -> tuple[Figure, ...]:
    if line is None:
        return ()
    counts = {
        "checks_made": (line.finished, line.due),
        "checks_relayed": (line.relayed, line.inspected),
        "findings_followed": (line.followed_up, line.to_follow_up),
        "findings_cured": (line.cured, line.findings),
    }
    return tuple(own(code, month, *pair) for code, pair in counts.items())


def _beside(outcomes: Iterable[Outcome]) -> tuple[Figure, ...]:
    """The figures of the review that are not among the month's own, so that they are kept too."""
    effects = [one.effect for one in outcomes if one.effect.subject.code not in TREND_CODES]
    found = {(f.code, str(f.keys)): f for e in effects for f in (e.before, e.after) if f}
    return tuple(found.values())


def day_of(source: Version) -> date:
    """The day up to which the data reach."""
    return moment_of(source).date()


def moment_of(source: Version) -> datetime:
    """The moment up to which the data reach."""
    if source.data_as_of is None:
        raise Refused(NO_MART)
    return source.data_as_of
