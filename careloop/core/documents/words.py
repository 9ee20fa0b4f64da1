"""The fixed words of a printed report."""

from __future__ import annotations

from careloop.core.documents.model import Note, Report
from careloop.core.kernel.text import Language, Text

CONTENTS = Text(zh="目录", en="Contents")
CHAPTER = Text(zh="第 {number} 章", en="Chapter {number}")
CONTINUED = Text(zh="（续 {part}/{parts}）", en=" (continued {part}/{parts})")
NO_DATA = Text(zh="暂无数据", en="no data")
DATA_AS_OF = Text(zh="数据截至 {day}", en="Data as of {day}")
MADE_ON = Text(zh="编制日期 {day}", en="Made on {day}")
FROZEN = Text(zh="已月结", en="Frozen")
DRAFT = Text(zh="未月结 · 草稿", en="Draft, not frozen")
EXTERNAL_LEGEND = Text(zh="黄底为外访结果", en="Yellow ground: external survey result")
TARGET = Text(zh="目标", en="target")
TARGET_OF = Text(zh="{name} 目标", en="{name} target")
NOTES = Text(zh="指标说明", en="Notes on the figures")
PLACE = Text(zh="位置", en="Place")
FIGURE = Text(zh="指标", en="Figure")
DEFINITION = Text(zh="定义", en="Definition")
FORMULA = Text(zh="公式", en="Formula")
SAMPLE = Text(zh="样本量", en="n")
PERIOD = Text(zh="统计周期", en="Period")
AS_OF = Text(zh="数据截至", en="Data as of")
MART_VERSION = Text(zh="数据版本", en="Mart version")
CHART_DATA = Text(zh="图表数据", en="Chart data")
SHARE = Text(zh="占比", en="Share")
PAGE_OF = Text(zh="第 &P 页，共 &N 页", en="Page &P of &N")


def day(value: object) -> str:
    """A day as the report prints it, the same in both languages."""
    return str(value)


def status_line(report: Report, language: Language) -> str:
    """Version and state: ``v2 · 已月结``."""
    state = (FROZEN if report.is_frozen else DRAFT).say(language)
    return " · ".join(part for part in (report.version_label, state) if part)


def footer_line(report: Report, language: Language) -> str:
    """Store · month · data as of."""
    as_of = DATA_AS_OF.say(language, day=day(report.data_as_of))
    return " · ".join(part for part in (report.organisation, report.period_label, as_of) if part)


def no_data_text(reason: str, language: Language) -> str:
    """ "No data", and what is missing."""
    return " · ".join(part for part in (reason, NO_DATA.say(language)) if part)


def note_lines(note: Note, language: Language) -> list[str]:
    """The parts of a note that are filled, each with its label."""
    parts = (
        (DEFINITION, note.definition),
        (FORMULA, note.formula),
        (SAMPLE, "" if note.n is None else f"{note.n:,}"),
        (PERIOD, note.period),
        (AS_OF, note.data_as_of),
        (MART_VERSION, note.mart_version),
    )
    colon = "：" if language == "zh" else ": "
    return [f"{label.say(language)}{colon}{text}" for label, text in parts if text]
