"""Sentences derived from the figures, and from nothing else (SEG-07, MRP-05).

A change is called one only where the two samples differ by more than chance explains (Newcombe's
interval of a difference, 95 %); a share is never called a rate; small samples tell their size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Literal

from careloop.core.documents.numbers import decimal_text
from careloop.core.kernel.text import Language, Text
from careloop.core.metrics.figures import Figure

Better = Literal["higher", "lower", "none"]
Verdict = Literal["better", "worse", "changed", "noise", "same", "small", "unknown"]

Z = 1.959964  # 95 %, two-sided
Z_MANY = 2.807034  # 99.5 %: for a dozen people compared at once
SMALL = 30  # below this many cases a month is told, not judged
OF_MINUTES = frozenset({"utilisation", "efficiency", "business_index"})  # no cases to count

NO_DATA = Text(zh="{name}：本月暂无数据。", en="{name}: no data this month.")
FIRST = Text(
    zh="{name}本月为 {value}（n={n}），上月无数据，无从比较。",
    en="{name} is {value} this month (n={n}); last month has no data to compare with.",
)
SAME = Text(
    zh="{name}本月为 {value}，与上月持平（n={n}）。",
    en="{name} is {value}, the same as last month (n={n}).",
)
SMALL_SAMPLE = Text(
    zh="{name}本月为 {value}，上月 {before}；样本偏小（n={n}，上月 n={n_before}），"
    "不足以判断变化。",
    en="{name} is {value}, last month {before}; the samples are too small to judge "
    "(n={n}, last month n={n_before}).",
)
NOISE = Text(
    zh="{name}本月为 {value}，较上月{direction} {change}，在正常波动范围内，"
    "不能判断为变化（n={n}）。",
    en="{name} is {value}, {direction} {change} on last month: within noise, "
    "no clear change (n={n}).",
)
PLAIN = Text(
    zh="{name}本月为 {value}，上月 {before}（n={n}）。",
    en="{name} is {value}, last month {before} (n={n}).",
)
CLEAR = Text(
    zh="{name}本月为 {value}，较上月{direction} {change}，{verdict}（n={n}）。",
    en="{name} is {value}, {direction} {change} on last month: {verdict} (n={n}).",
)
VERDICTS: dict[Verdict, Text] = {
    "better": Text(zh="明显改善", en="a clear improvement"),
    "worse": Text(zh="明显变差", en="clearly worse"),
    "changed": Text(zh="变化明显", en="a clear change"),
}
UP = Text(zh="上升", en="up")
DOWN = Text(zh="下降", en="down")
POINTS = Text(zh="{change} 个百分点", en="{change} points")

SCORE = Text(
    zh="{name}本期为 {value}（样本 {n}），上期 {before}，{direction} {change} 分；"
    "来源未提供得分离散程度，变化是否显著无法判断。",
    en="{name} is {value} (sample {n}), last period {before}, {direction} {change}; "
    "the source gives no spread, so whether this is more than noise cannot be told.",
)
SCORE_SAME = Text(
    zh="{name}本期为 {value}（样本 {n}），与上期相同。",
    en="{name} is {value} (sample {n}), the same as last period.",
)
SCORE_FIRST = Text(
    zh="{name}本期为 {value}（样本 {n}），上期无数据。",
    en="{name} is {value} (sample {n}); last period has no data.",
)

CALLS = Text(
    zh="通过对{made}位用户的回访，有效回访{valid}位，有效回访率{valid_rate}；"
    "占回访总数：欣喜{delighted}，失望{disappointed}。",
    en="{made} customers called, {valid} valid interviews (valid rate {valid_rate}); of all calls "
    "made: delighted {delighted}, disappointed {disappointed}.",
)
NO_CALLS = Text(zh="本月没有维修后回访记录。", en="No follow-up calls were recorded this month.")

LARGEST = Text(
    zh="{what}共 {total} {unit}，其中“{name}”最多，{count} {unit}，占 {share}。",
    en="{what}: {total} {unit}; “{name}” has most, {count}, a share of {share}.",
)
TIED = Text(
    zh="{what}共 {total} {unit}，“{names}”并列最多，各 {count} {unit}，各占 {share}。",
    en="{what}: {total} {unit}; “{names}” are equal first with {count} each, {share} each.",
)
NONE_COUNTED = Text(zh="{what}：本月为 0。", en="{what}: none this month.")
NOT_COUNTED = Text(zh="{what}：本月暂无数据。", en="{what}: no data this month.")

APART = Text(
    zh="与全站 {station} 相比，{better}{worse}其余差异在随机波动范围内，不宜排名。",
    en="Against the station's {station}: {better}{worse}the others differ by no more than chance; "
    "do not rank them.",
)
ALIKE = Text(
    zh="各{whom}与全站 {station} 的差异均在随机波动范围内，不宜据此排名。",
    en="No {whom} differs from the station's {station} by more than chance; do not rank them.",
)
LOWER = Text(zh="{names}明显较低；", en="{names} clearly lower; ")
HIGHER = Text(zh="{names}明显较高；", en="{names} clearly higher; ")


@dataclass(frozen=True, slots=True)
class Part:
    """One slice of a whole."""

    name: str
    count: int


def interval(hits: int, cases: int, z: float = Z) -> tuple[float, float]:
    """Wilson's interval of the share ``hits`` / ``cases``."""
    share = hits / cases
    middle = share + z * z / (2 * cases)
    reach = z * sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases))
    scale = 1 + z * z / cases
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def differ(hits: int, cases: int, hits_before: int, cases_before: int) -> bool:
    """Whether two shares differ by more than chance explains (Newcombe, 95 %)."""
    share, before = hits / cases, hits_before / cases_before
    low, high = interval(hits, cases)
    low_before, high_before = interval(hits_before, cases_before)
    change = share - before
    least = change - sqrt((share - low) ** 2 + (high_before - before) ** 2)
    most = change + sqrt((high - share) ** 2 + (before - low_before) ** 2)
    return least > 0 or most < 0


def verdict(this: Figure, last: Figure, better: Better) -> Verdict:
    """What the change of a share of cases from ``last`` to ``this`` is worth.

    ``unknown`` where there is nothing to compare, or the figure is no share of cases.
    """
    if this.value is None or last.value is None or not (_is_share(this) and _is_share(last)):
        return "unknown"
    if this.value == last.value:
        return "same"
    if min(this.n, last.n) < SMALL:
        return "small"
    if not differ(*_cases(this), *_cases(last)):
        return "noise"
    if better == "none":
        return "changed"
    return "better" if (this.value > last.value) == (better == "higher") else "worse"


def _is_share(figure: Figure) -> bool:
    numerator, denominator = figure.numerator, figure.denominator
    if figure.unit != "%" or figure.code in OF_MINUTES or numerator is None or not denominator:
        return False
    return 0 <= numerator <= denominator


def _cases(figure: Figure) -> tuple[int, int]:
    return figure.numerator or 0, figure.denominator or 1


def rate_change(
    language: Language,
    name: str,
    this: Figure,
    last: Figure,
    *,
    better: Better = "higher",
    decimals: int = 1,
) -> str:
    """One sentence on a share of cases this month and last."""
    if this.value is None:
        return NO_DATA.say(language, name=name)
    if last.value is None:
        return FIRST.say(language, name=name, value=percent(this, decimals), n=f"{this.n:,}")
    judged = verdict(this, last, better)
    sentence = {"same": SAME, "small": SMALL_SAMPLE, "noise": NOISE, "unknown": PLAIN}.get(
        judged, CLEAR
    )
    return sentence.say(
        language,
        name=name,
        value=percent(this, decimals),
        before=percent(last, decimals),
        direction=UP if this.value > last.value else DOWN,
        change=POINTS.say(language, change=decimal_text(abs(this.value - last.value), decimals)),
        verdict=VERDICTS.get(judged, VERDICTS["changed"]),
        n=f"{this.n:,}",
        n_before=f"{last.n:,}",
    )


def score_change(
    language: Language, name: str, this: Figure, last: Figure, *, decimals: int = 1
) -> str:
    """One sentence on an index score: it may exceed 100 and tells nothing about its spread."""
    if this.value is None:
        return NO_DATA.say(language, name=name)
    params = {"name": name, "value": decimal_text(this.value, decimals), "n": f"{this.n:,}"}
    if last.value is None:
        return SCORE_FIRST.say(language, **params)
    change = decimal_text(abs(this.value - last.value), decimals)
    if not change.strip("0."):
        return SCORE_SAME.say(language, **params)
    return SCORE.say(
        language,
        **params,
        before=decimal_text(last.value, decimals),
        direction=UP if this.value > last.value else DOWN,
        change=change,
    )


def calls(language: Language, figures: Mapping[str, Figure]) -> str:
    """The report's narrative sentence on follow-up calls (MRP-05), from figures by code.

    The two shares are of all calls made, as the trade prints them.
    """
    made = figures["calls_made"]
    if not made.value:
        return NO_CALLS.say(language)
    return CALLS.say(
        language,
        made=made.numerator,
        valid=figures["calls_valid"].numerator,
        valid_rate=percent(figures["valid_call_rate"], 1),
        delighted=percent(figures["delighted_share_of_calls"], 1),
        disappointed=percent(figures["disappointed_share_of_calls"], 1),
    )


def largest(language: Language, what: str, unit: str, parts: Sequence[Part] | None) -> str:
    """Which part of a whole is largest, with ties named; ``None`` parts mean no data."""
    if parts is None:
        return NOT_COUNTED.say(language, what=what)
    whole = sum(part.count for part in parts)
    if not whole:
        return NONE_COUNTED.say(language, what=what)
    most = max(part.count for part in parts)
    first = [part.name for part in parts if part.count == most]
    return (LARGEST if len(first) == 1 else TIED).say(
        language,
        what=what,
        unit=unit,
        total=f"{whole:,}",
        name=first[0],
        names=_and(language, first),
        count=f"{most:,}",
        share=decimal_text(Fraction(most, whole), 1, percent=True),
    )


def outliers(
    language: Language,
    whom: str,
    people: Sequence[tuple[str, Figure]],
    station: Figure,
    *,
    decimals: int = 2,
) -> str | None:
    """Who lies apart from the station by more than chance; ``None`` without data.

    Each is held against the station on an interval wide enough for a dozen comparisons.
    """
    if station.value is None or not people:
        return None
    low = [name for name, figure in people if _side(figure, station) < 0]
    high = [name for name, figure in people if _side(figure, station) > 0]
    shown = percent(station, decimals)
    if not low and not high:
        return ALIKE.say(language, whom=whom, station=shown)
    return APART.say(
        language,
        station=shown,
        better=LOWER.say(language, names=_and(language, low)) if low else "",
        worse=HIGHER.say(language, names=_and(language, high)) if high else "",
    )


def _side(figure: Figure, station: Figure) -> int:
    """-1 clearly below the station, 1 clearly above, 0 not clearly apart."""
    if figure.value is None or station.value is None or not _is_share(figure):
        return 0
    low, high = interval(*_cases(figure), Z_MANY)
    share = float(station.value) / 100
    return -1 if high < share else 1 if low > share else 0


def _and(language: Language, names: Sequence[str]) -> str:
    return ("、" if language == "zh" else ", ").join(names)


def percent(figure: Figure, decimals: int) -> str:
    """A figure in per cent as printed; a dash for no data."""
    if figure.value is None:
        return "–"
    return decimal_text(figure.value / 100, decimals, percent=True)
