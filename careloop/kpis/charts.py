"""Figures as the charts of the dashboard: plain values that the page draws (``careloop.js``).

A chart is a dictionary ready for JSON: ``kind`` (line, bars, stacked, flat, pie), ``categories``,
``series`` with ``name`` and ``values`` (``None`` leaves a gap), and how values are written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Any

from careloop.core.kernel.codes import CODE_LISTS, COMPLAINT_CAUSE, SURVEY_ITEM, SURVEY_ROW
from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import half_up, largest_remainder
from careloop.core.kernel.text import Language, Text
from careloop.core.metrics.figures import Figure, Key

Spec = dict[str, Any]

ROWS = ("this", "sub_centre", "national")
ROW_LOOK: Mapping[str, Spec] = {
    "this": {"colour": "#1a64c4", "strong": True},
    "sub_centre": {"colour": "#8a97aa"},
    "national": {"colour": "#e08a00", "dashed": True},
}
# The ten moments of truth under a column of a chart, where their full names do not fit.
SHORT_ITEMS: Mapping[str, Text] = {
    "explain_work": Text(zh="维修解释", en="Repair talk"),
    "fast_reception": Text(zh="接车迅速", en="Intake"),
    "correct_complete": Text(zh="维修质量", en="Repair quality"),
    "explain_bill": Text(zh="清单解释", en="Bill talk"),
    "fast_pickup": Text(zh="提车迅速", en="Pick-up"),
    "stay_time": Text(zh="停留时间", en="Time spent"),
    "listen": Text(zh="倾听响应", en="Listening"),
    "assist_pickup": Text(zh="协助提车", en="Helping"),
    "clean_vehicle": Text(zh="车辆清洁", en="Clean car"),
    "lounge_comfort": Text(zh="休息区", en="Lounge"),
}
MOST_TECHNICIANS = 10
MOST_SLICES = 7
STEPS = (1, 2, 5, 10, 20, 50, 100, 1000)
WEEK = Text(zh="{first}–{last}日", en="{first}–{last}")
MONTH_OF_YEAR = Text(zh="{month}月", en="{name}")
NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CLOSED = Text(zh="结案率", en="Closed")
OTHERS = Text(zh="其余", en="Others")
UNKNOWN = Text(zh="未登记", en="Not recorded")


@dataclass(frozen=True, slots=True)
class Answers:
    """The figures the charts are made of, and how keys are named."""

    figures: Sequence[Figure]
    language: Language
    people: Mapping[int, str] = field(default_factory=dict)

    def of(self, code: str, **keys: Key) -> list[Figure]:
        return [
            figure
            for figure in self.figures
            if figure.code == code and keys.items() <= figure.keys.items()
        ]

    def number(self, code: str, **keys: Key) -> float | None:
        """One value as the chart draws it, rounded to the metric's decimals."""
        found = self.of(code, **keys)
        return plain(found[0]) if found else None

    def keys(self, code: str, key: str) -> list[Key]:
        """The values of ``key`` that have data."""
        held = (figure.keys.get(key) for figure in self.of(code) if figure.value is not None)
        return list(dict.fromkeys(held))

    def say(self, text: Text, **params: object) -> str:
        return text.say(self.language, **params)

    def person(self, key: Key) -> str:
        named = self.people.get(key) if isinstance(key, int) else None
        return named or self.say(UNKNOWN)

    def coded(self, key: Key) -> str:
        """The printed name of a code of any of the closed lists."""
        return coded(key, self.language)


def coded(key: Key, language: Language) -> str:
    if key is None or key == "":
        return UNKNOWN.say(language)
    lists = (found for found in CODE_LISTS.values() if str(key) in found.codes)
    return next((found.text(str(key)).say(language) for found in lists), str(key))


def plain(figure: Figure) -> float | None:
    return None if figure.value is None else float(half_up(figure.value, figure.decimals))


def month_name(month: Period, language: Language) -> str:
    number = month.start.month
    return MONTH_OF_YEAR.say(language, month=number, name=NAMES[number - 1])


def css_trend(answers: Answers, months: Sequence[Period]) -> Spec | None:
    """The outside satisfaction score, month by month: the store, its sub-centre, the country."""
    series = []
    for row in ROWS:
        values = [answers.number("css_score", month=str(month), row=row) for month in months]
        if any(value is not None for value in values):
            name = answers.say(SURVEY_ROW.text(row))
            series.append({"name": name, "values": values, **ROW_LOOK[row]})
    if not series:
        return None
    return {
        "kind": "line",
        "categories": [month_name(month, answers.language) for month in months],
        "series": series,
        "decimals": 1,
        **_axis(series),
    }


def mot_items(answers: Answers) -> Spec | None:
    """The moments of truth of the month, beside those of the sub-centre and the country."""
    items = [key for key in answers.keys("mot_item_score", "item") if key not in ("total", "css")]
    if not items:
        return None
    series = []
    for row in ROWS:
        values = [answers.number("mot_item_score", item=item, row=row) for item in items]
        if any(value is not None for value in values):
            look = {"colour": ROW_LOOK[row]["colour"]}
            series.append({"name": answers.say(SURVEY_ROW.text(row)), "values": values, **look})
    return {
        "kind": "bars",
        "categories": [answers.say(_short(str(item))) for item in items],
        "series": series,
        "decimals": 1,
        **_axis(series),
        "wrap": True,
    }


def _short(item: str) -> Text:
    return SHORT_ITEMS.get(item) or SURVEY_ITEM.text(item)


def _axis(series: Sequence[Spec]) -> Spec:
    """An axis for scores, which need not start at zero: at most six even steps."""
    known = [value for one in series for value in one["values"] if value is not None]
    least, most = min(known) - 0.5, max(known) + 0.5
    for step in STEPS:
        low, high = step * floor(least / step), step * ceil(most / step)
        if high - low <= 6 * step:
            break
    return {"min": low, "max": high, "step": step}


def complaint_causes(answers: Answers, month: Period) -> Spec | None:
    """Complaints by report week and cause, stacked; the share closed as a line."""
    weeks = month.report_weeks()
    causes = sorted(answers.keys("problem_causes", "cause"), key=_cause_order)
    if not causes:
        return None
    series: list[Spec] = [
        {
            "name": answers.coded(cause),
            "values": [
                answers.number("problem_causes", cause=cause, report_week=str(week)) or 0
                for week in weeks
            ],
        }
        for cause in causes
    ]
    closed = [answers.number("complaint_closure_rate", report_week=str(week)) for week in weeks]
    if any(value is not None for value in closed):
        line = {"name": answers.say(CLOSED), "values": closed, "type": "line", "right": True}
        series.append({**line, "unit": "%", "decimals": 0, "colour": "#1d2736", "labels": True})
    # Four steps, of which bars fill two and a half: the line of shares runs above them.
    step = max(1, ceil(0.4 * max(_heights(series, len(weeks)))))
    return {
        "kind": "stacked",
        "categories": [_week_name(week, answers) for week in weeks],
        "series": series,
        "whole": True,
        "step": step,
        "max": 4 * step,
        "unit_right": "%",
        "min_right": 0,
        "max_right": 120,
    }


def _cause_order(cause: Key) -> tuple[int, str]:
    """As the trade lists them, so that a cause keeps its colour; unknown ones last."""
    known = COMPLAINT_CAUSE.codes
    return (known.index(str(cause)) if cause in known else len(known), str(cause))


def _heights(series: Sequence[Spec], weeks: int) -> list[float]:
    bars = [one["values"] for one in series if one.get("type") != "line"]
    return [sum(values[week] for values in bars) for week in range(weeks)]


def _week_name(week: Period, answers: Answers) -> str:
    return answers.say(WEEK, first=week.start.day, last=week.last_day.day)


def technicians(answers: Answers, aim: float | None) -> Spec | None:
    """First-time fix by technician, those below the target stand out; of many the lowest."""
    figures = [f for f in answers.of("first_time_fix_rate") if f.value is not None]
    figures = [f for f in figures if f.keys.get("technician") is not None]
    ranked = sorted(figures, key=lambda f: (-(f.value or 0), str(f.keys["technician"])))
    shown = ranked[-MOST_TECHNICIANS:]
    if not shown:
        return None
    values = [plain(figure) or 0.0 for figure in shown]
    return {
        "kind": "flat",
        "categories": [answers.person(figure.keys["technician"]) for figure in shown],
        "series": [
            {
                "name": "",
                "values": values,
                "bad": [aim is not None and value < aim for value in values],
                "labels": True,
            }
        ],
        "unit": "%",
        "decimals": 1,
        **_percent_axis(min(values)),
    }


def _percent_axis(least: float) -> Spec:
    """Up to 100 in two to five steps of 10, 20 or more, beginning below the least."""
    low = max(0, 10 * floor((least - 5) / 10))
    step = 10 * ceil((100 - low) / 50)
    return {"min": 100 - step * ceil((100 - low) / step), "max": 100, "step": step}


def loss_reasons(answers: Answers) -> Spec | None:
    """Why customers stay away; shares of one pie add to 100 by largest remainder."""
    figures = [f for f in answers.of("lost_share") if f.numerator]
    ranked = sorted(figures, key=lambda f: (-(f.numerator or 0), str(f.keys.get("reason"))))
    if not ranked:
        return None
    shown, rest = ranked[:MOST_SLICES], ranked[MOST_SLICES:]
    names = [answers.coded(figure.keys.get("reason")) for figure in shown]
    counts = [figure.numerator or 0 for figure in shown]
    if rest:
        names.append(answers.say(OTHERS))
        counts.append(sum(figure.numerator or 0 for figure in rest))
    return {
        "kind": "pie",
        "categories": names,
        "series": [{"name": "", "values": counts}],
        "shares": largest_remainder(counts),
    }
