"""Loss and retention, counted over the gap table (fact ``visit``).

One definition for all of them: a vehicle whose last visit was on day ``v`` is lost on its loss
day ``add_months(v, window)`` unless it came back on or before that day. At the end of day ``D`` it
is active when ``v ≤ D < add_months(v, window)`` and lost when the loss day is ``D`` or earlier.
Because ``add_months`` never decreases, every such test is a range of days of ``v``
(:func:`last_visit_lost_by`), and "not back within the window" is the stored ``gap`` of whole
months. Fleets and taxis are left out of all loss figures (atoms ``tracked``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar

from careloop.core.engines.interface import Condition
from careloop.core.kernel.periods import Period, add_months
from careloop.core.metrics.formulas import Ask, Tally, Terms

ONE_DAY = timedelta(days=1)


def loss_day(last_visit: date, window: int) -> date:
    """The day on which a vehicle is lost that does not come back by then."""
    return add_months(last_visit, window)


def last_visit_lost_by(day: date, window: int) -> date:
    """The latest last visit whose loss day is ``day`` or earlier."""
    visit = add_months(day, -window)
    while loss_day(visit + ONE_DAY, window) <= day:
        visit += ONE_DAY
    return visit


def visits_lost_in(period: Period, window: int) -> tuple[date, date]:
    """First day and end of the last visits whose loss day lies in ``period``."""
    first = last_visit_lost_by(period.start - ONE_DAY, window) + ONE_DAY
    return first, last_visit_lost_by(period.last_day, window) + ONE_DAY


@dataclass(frozen=True, slots=True)
class View:
    """The question as the gap table sees it: columns of one store, or of all together."""

    ask: Ask
    window: int

    @property
    def suffix(self) -> str:
        return "_any" if self.ask.together else ""

    @property
    def today(self) -> date:
        """The last day the figure may look at."""
        return min(self.ask.period.last_day, self.ask.as_of)

    def column(self, name: str) -> str:
        return f"{name}_any_on" if self.ask.together else f"{name}_on"

    def tally(self, atom: str, first: date | None, end: date, *tests: Condition) -> Tally:
        return Tally(atom + self.suffix, first, end, tests)

    def tracked(self, first: date | None, end: date, *tests: Condition) -> Tally:
        return self.tally("tracked", first, end, *tests)

    def away_until(self, day: date) -> Condition:
        """No visit after this one before ``day``."""
        return Condition(self.column("next"), "null or >=", day)

    def lost(self, first: date, end: date, *tests: Condition) -> Tally:
        """Of these visits, those not followed by another within the window, which is over."""
        return self.tracked(first, end, *tests, *self.stayed_away("gap", "visited_on", end))

    def stayed_away(self, gap: str, on: str, end: date) -> tuple[Condition, ...]:
        away = Condition(f"{gap}{self.suffix}", ">=", self.window)
        over = last_visit_lost_by(self.ask.as_of, self.window) + ONE_DAY
        return (away,) if end <= over else (away, Condition(on, "<", over))

    def lost_in_period(self) -> Tally:
        return self.lost(*visits_lost_in(self.ask.period, self.window))

    def active(self, day: date) -> Tally:
        """The active base at the end of ``day``."""
        first = last_visit_lost_by(day, self.window) + ONE_DAY
        return self.tracked(first, day + ONE_DAY, self.away_until(day + ONE_DAY))

    def lost_at(self, day: date) -> Tally:
        """All vehicles that are lost at the end of ``day``."""
        end = last_visit_lost_by(day, self.window) + ONE_DAY
        return self.tracked(None, end, self.away_until(day + ONE_DAY))


Counting = Callable[[View], Terms]


@dataclass(frozen=True, slots=True)
class Moving:
    """A formula over a span that moves with the period."""

    counting: Counting
    options: Mapping[str, str] = field(default_factory=dict)

    additive: ClassVar[bool] = False

    def terms(self, ask: Ask) -> Terms:
        options = {**self.options, **ask.options}
        return self.counting(View(ask, int(options.get("window", "8"))))


def cohort(view: View) -> Terms:
    """A: of the vehicles that came in the period, those not back within the window."""
    period = view.ask.period
    last = view.away_until(period.end)
    return Terms(
        (view.lost(period.start, period.end, last),),
        (view.tracked(period.start, period.end, last),),
        provisional=view.ask.as_of < loss_day(period.last_day, view.window),
    )


def last_visit_month(view: View) -> Terms:
    """B, C: loss days in the period over all visits of the span those last visits lie in."""
    return Terms(
        (view.lost_in_period(),),
        (view.tracked(*visits_lost_in(view.ask.period, view.window)),),
        provisional=view.ask.as_of < view.ask.period.last_day,
    )


def with_sales(view: View) -> Terms:
    """D: the same span, with the vehicles sold in it that never came."""
    first, end = visits_lost_in(view.ask.period, view.window)
    stayed_away = view.stayed_away("sale_gap", "counted_on", end)
    return Terms(
        (view.lost_in_period(), Tally("sold", first, end, stayed_away)),
        (view.tracked(first, end), Tally("sold", first, end)),
        provisional=view.ask.as_of < view.ask.period.last_day,
    )


def opening(view: View) -> Terms:
    """E: loss days in the period over the active base at its start."""
    return Terms(
        (view.lost_in_period(),),
        (view.active(view.ask.period.start - ONE_DAY),),
        provisional=view.ask.as_of < view.ask.period.last_day,
    )


def of_held(view: View) -> Terms:
    """F: vehicles lost at the period's end over vehicles on file."""
    return Terms(
        (view.lost_at(view.today),),
        (view.tally("tracked_on_file", None, view.today + ONE_DAY),),
    )


def same_month_last_year(view: View) -> Terms:
    """N−12: came in the same period last year, and not since."""
    before = view.ask.period.same_last_year
    last = view.away_until(before.end)
    return Terms(
        (view.tracked(before.start, before.end, view.away_until(view.today + ONE_DAY)),),
        (view.tracked(before.start, before.end, last),),
        provisional=view.ask.as_of < view.ask.period.last_day,
    )


def lost_vehicles(view: View) -> Terms:
    """All vehicles lost at the period's end."""
    return Terms((view.lost_at(view.today),), None)


def active_base(view: View) -> Terms:
    """All vehicles active at the period's end."""
    return Terms((view.active(view.today),), None)


def archived(view: View) -> Terms:
    """Vehicles on file by the period's end."""
    return Terms((view.tally("on_file", None, view.today + ONE_DAY),), None)


def never_visited(view: View) -> Terms:
    """Vehicles on file that no qualifying visit is known of."""
    end = view.today + ONE_DAY
    came = view.tally("visited", None, end, view.away_until(end))
    return Terms((view.tally("on_file", None, end), _minus(came)), None)


def growth(view: View) -> Terms:
    """Vehicles newly on file over those on file at the period's start."""
    period = view.ask.period
    return Terms(
        (view.tally("on_file", period.start, period.end),),
        (view.tally("on_file", None, period.start),),
    )


def _minus(tally: Tally) -> Tally:
    return Tally(tally.atom, tally.first, tally.end, tally.conditions, -tally.sign)


def _came_in_year(view: View, *tests: Condition) -> Tally:
    """Vehicles with a visit in the twelve months up to the end: one row each, its last visit."""
    end = view.today + ONE_DAY
    return view.tally("visited", add_months(end, -12), end, view.away_until(end), *tests)


def _came_again(view: View, column: str) -> Condition:
    return Condition(view.column(column), ">=", add_months(view.today + ONE_DAY, -12))


def frequency_a(view: View) -> Terms:
    """Four visits or more in the past twelve months."""
    return Terms((_came_in_year(view, _came_again(view, "third_previous")),), None)


def frequency_b(view: View) -> Terms:
    """Two or three."""
    twice = _came_in_year(view, _came_again(view, "previous"))
    return Terms((twice, *map(_minus, frequency_a(view).numerator)), None)


def frequency_c(view: View) -> Terms:
    """One."""
    twice = _came_in_year(view, _came_again(view, "previous"))
    return Terms((_came_in_year(view), _minus(twice)), None)


def frequency_d(view: View) -> Terms:
    """None."""
    return Terms((*archived(view).numerator, _minus(_came_in_year(view))), None)


def retention(view: View) -> Terms:
    """Vehicles that came in the past 12 months over those of the past 36."""
    end = view.today + ONE_DAY
    of_36 = view.tally("visited", add_months(end, -36), end, view.away_until(end))
    return Terms((_came_in_year(view),), (of_36,))


def win_back(view: View) -> Terms:
    """Came back after 12 to 24 months over those whose last visit lay there."""
    period = view.ask.period
    first, end = add_months(period.start, -24), add_months(period.start, -12)
    previous = view.column("previous")
    back = (Condition(previous, ">=", first), Condition(previous, "<", end))
    return Terms(
        (view.tracked(period.start, period.end, *back),),
        (view.tracked(first, end, view.away_until(period.start)),),
    )


def grip(view: View) -> Terms:
    """Of those who came 13 to 24 months ago, those who came in the past 12 months."""
    end = view.today + ONE_DAY
    middle, first = add_months(end, -12), add_months(end, -24)
    there = view.away_until(middle)
    back = Condition(view.column("next"), "<", end)
    return Terms((view.tracked(first, middle, there, back),), (view.tracked(first, middle, there),))


def turnover(view: View) -> Terms:
    """Left in the period over those on staff at its start and those who joined in it."""
    period = view.ask.period
    on_staff = Condition("ended_on", "null or >=", period.start)
    return Terms(
        (Tally("left_staff", period.start, period.end),),
        (
            Tally("employed", None, period.start, (on_staff,)),
            Tally("joined", period.start, period.end),
        ),
    )


@dataclass(frozen=True, slots=True)
class MovingShare:
    """Each kind's part of the total of a moving count."""

    counting: Counting
    options: Mapping[str, str] = field(default_factory=dict)

    additive: ClassVar[bool] = False

    def terms(self, ask: Ask) -> Terms:
        return Moving(self.counting, self.options).terms(ask)
