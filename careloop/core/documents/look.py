"""The look all formats share: one accent blue, greys, red and green only for good and bad."""

from __future__ import annotations

from itertools import cycle

from careloop.core.documents.model import Chart, Tone

ACCENT = "#066fd1"
ACCENT_SOFT = "#a9cdf3"
ACCENT_PALE = "#eef5fc"
INK = "#1f2933"
MUTED = "#616e7c"
FAINT = "#9aa5b1"
LINE = "#dfe4ea"
GRID = "#e8ecf0"
PAPER = "#ffffff"
PANEL = "#f5f7f9"
EXTERNAL = "#fff3bf"  # yellow ground: result of the external survey (SUR-08)
NAVY = "#17365d"

TONES: dict[Tone, str] = {
    "good": "#18763a",
    "bad": "#c22f2f",
    "warn": "#a35200",
    "neutral": MUTED,
}
SERIES = (
    ACCENT,
    "#8c9bab",
    "#74b3ee",
    "#2c4a6e",
    "#c4cfda",
    "#3f8fa3",
    "#a3b8a0",
    "#5d6b7a",
    "#b7a98a",
    "#d5dce4",
)
BARS_UNDER_LINE = ("#cfe2f6", "#dfe4ea", "#eaf2fa")
MUTED_SERIES = ("#b6c2ce", "#8c9bab", "#d5dce4")
LINES_OVER_BARS = (ACCENT, NAVY, "#8c9bab")

FONT = "Noto Sans SC"
OFFICE_FONT = "Microsoft YaHei"  # for Chinese
OFFICE_LATIN = "Arial"  # measures alike on every computer
WEB_FONTS = "'Noto Sans SC','Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif"


def tone_colour(tone: Tone | None) -> str:
    return TONES[tone] if tone else INK


def series_colours(chart: Chart) -> tuple[str, ...]:
    """One colour for each series; lines over bars keep the strong ones."""
    pools = {True: cycle(_lines_of(chart)), False: cycle(_bars_of(chart))}
    greys = cycle(MUTED_SERIES)
    return tuple(
        next(greys) if series.muted else next(pools[chart.is_line(series)])
        for series in chart.series
    )


def _lines_of(chart: Chart) -> tuple[str, ...]:
    return LINES_OVER_BARS if chart.kind == "bar_line" else SERIES


def _bars_of(chart: Chart) -> tuple[str, ...]:
    return BARS_UNDER_LINE if chart.kind == "bar_line" else SERIES


def point_colour(chart: Chart, series_index: int, index: int) -> str:
    """The colour of one bar or slice."""
    if chart.kind == "pie":
        return SERIES[index % len(SERIES)]
    if chart.highlight and len(chart.series) == 1:
        return ACCENT if index in chart.highlight else ACCENT_SOFT
    return series_colours(chart)[series_index]


def on_colour(colour: str) -> str:
    """White or ink, whichever reads better on ``colour``."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return PAPER if 0.299 * red + 0.587 * green + 0.114 * blue < 140 else INK


def legible(colour: str) -> str:
    """Lettering in the colour of its line, ink where that would be too pale to read."""
    return colour if on_colour(colour) == PAPER else MUTED
