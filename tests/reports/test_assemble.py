"""The whole report, in both languages, with and without data."""

from __future__ import annotations

import re
from datetime import date

import pytest

from careloop.core.documents.model import (
    Bullets,
    Chart,
    KeyFigures,
    NoData,
    Paragraph,
    Report,
    Table,
)
from careloop.core.documents.renderers import RENDERERS
from careloop.core.kernel.text import Language
from careloop.reports.assemble import Edition, assemble
from careloop.reports.chapters import overview
from tests.reports.sample import answers, empty, figure, material

EDITION = Edition("杭州一店", date(2026, 11, 6))
# Names of the trade that stay Latin in Chinese.
LATIN = {"MOT", "CSS", "PT", "KPI", "TOP5", "DCRC", "n", "B50", "B70", "B90", "X80", "N"}


def words_of(report: Report) -> list[str]:
    """Every text a reader sees, the notes included."""
    found = [report.title, report.period_label, report.version_label]
    for chapter, section in report.sections():
        found += [chapter.title, section.title, *section.conclusion]
        for note in section.notes:
            found += [note.figure, note.definition, note.formula]
        for block in section.blocks:
            found += _words(block)
    return found


def _words(block: object) -> list[str]:
    match block:
        case Table():
            cells = [cell.text for row in block.all_rows() for cell in row]
            return [block.caption, *(column.label for column in block.columns), *cells]
        case Chart():
            return [block.title, *block.categories, *(series.name for series in block.series)]
        case KeyFigures():
            return [t for f in block.figures for t in (f.label, f.target_text, f.change_text)]
        case Bullets():
            return list(block.items)
        case Paragraph():
            return [block.text]
        case NoData():
            return [block.reason]
        case _:
            raise AssertionError(block)


@pytest.fixture(params=["full", "empty"])
def chinese(request: pytest.FixtureRequest) -> Report:
    return assemble(material("zh") if request.param == "full" else empty("zh"), EDITION)


@pytest.fixture(params=["full", "empty"])
def english(request: pytest.FixtureRequest) -> Report:
    return assemble(material("en") if request.param == "full" else empty("en"), EDITION)


def test_report_has_seven_chapters_in_order(chinese: Report) -> None:
    assert [chapter.number for chapter in chinese.chapters] == [1, 2, 3, 4, 5, 6, 7]
    assert all(chapter.sections for chapter in chinese.chapters)


def test_chinese_report_holds_no_english(chinese: Report) -> None:
    latin = {word for text in words_of(chinese) for word in re.findall(r"[A-Za-z]+\d*", text)}
    assert latin - LATIN == set()


def test_english_report_holds_no_chinese(english: Report) -> None:
    names = "".join(dict.fromkeys("".join(answers_names())))
    chinese = {
        text for text in words_of(english) if re.search(f"(?![{names}])[\\u4e00-\\u9fff]", text)
    }
    assert chinese == set()


def answers_names() -> list[str]:
    """The names of people and models, which are not translated."""
    people = list(material().employees.values())
    return [*people, *(str(f.keys["model"]) for f in answers()["lost_models"])]


def test_both_languages_have_the_same_figures() -> None:
    zh, en = (assemble(material(language), EDITION) for language in ("zh", "en"))
    assert numbers_of(zh) == numbers_of(en)


def numbers_of(report: Report) -> list[object]:
    return [
        cell.value
        for _, section in report.sections()
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.all_rows()
        for cell in row
        if not isinstance(cell.value, str)
    ]


def test_every_section_with_figures_carries_notes() -> None:
    report = assemble(material(), EDITION)
    written = {"上月改善措施执行状况", "流失客户改善措施", "下月工作计划"}
    bare = [s.title for _, s in report.sections() if not s.notes and s.title not in written]
    assert bare == []


def test_notes_tell_definition_sample_period_and_provenance() -> None:
    notes = {
        note.figure: note
        for _, section in assemble(material(), EDITION).sections()
        for note in section.notes
    }
    note = notes["一次修复率 98.29%"]
    assert note.definition.endswith("维修工单总数")
    assert note.formula == "922 ÷ 938"
    assert (note.n, note.period) == (938, "2026-10")
    assert (note.data_as_of, note.mart_version) == ("2026-11-05", "12")


def test_draft_and_frozen_say_what_they_are() -> None:
    draft = assemble(material(), EDITION)
    frozen = assemble(material(), Edition("杭州一店", date(2026, 11, 6), 2))
    assert (draft.is_frozen, draft.version_label) == (False, "")
    assert (frozen.is_frozen, frozen.version_label) == (True, "第 2 版")


def test_restated_month_lists_its_changes_in_front() -> None:
    changes = [{"figure": "预约率", "before": "50.0%", "after": "51.0%"}]
    report = assemble(material(), Edition("杭州一店", date(2026, 11, 6), 2, changes))
    section = report.chapters[0].sections[1]
    assert section.headline == "重新月结：共 1 处变更。"
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert [cell.text for cell in table.rows[0]] == ["预约率", "50.0%", "51.0%"]


def test_long_list_of_changes_is_cut_and_says_so() -> None:
    changes = [{"figure": str(i), "before": "", "after": "1"} for i in range(50)]
    section = overview.changes(material(), changes)
    assert section.headline == "重新月结：共 50 处变更。列出前 30 处。"


def test_overview_shows_all_kpis_with_target_and_tone() -> None:
    block = overview.overview(material()).blocks[0]
    assert isinstance(block, KeyFigures)
    assert len(block.figures) == 24
    first = block.figures[0]
    assert (first.label, first.value_text, first.target_text) == ("预约率", "50.0%", "目标 >50%")
    assert first.tone == "bad"
    assert len(first.spark) == 12


def test_overview_shows_a_target_in_dollars_without_a_verdict() -> None:
    block = overview.overview(material()).blocks[0]
    assert isinstance(block, KeyFigures)
    parts = next(one for one in block.figures if one.label == "每工单零件销售")
    assert (parts.target_text, parts.tone) == ("目标 ≥100美元", None)


def test_overview_marks_change_within_noise() -> None:
    figures = answers()
    figures["trend"] = [
        figure("callback_rate", 700, 1000, month="2026-10"),
        figure("callback_rate", 690, 1000, month="2026-09"),
        figure("appointment_rate", 700, 1000, month="2026-10"),
        figure("appointment_rate", 500, 1000, month="2026-09"),
    ]
    block = overview.overview(material("zh", figures)).blocks[0]
    assert isinstance(block, KeyFigures)
    shown = {f.label: f.change_text for f in block.figures}
    assert (shown["回访率"], shown["预约率"], shown["零件保供率"]) == ("≈", "+20.0", "")


def test_overview_without_data_says_so() -> None:
    assert isinstance(overview.overview(empty()).blocks[0], NoData)


@pytest.mark.parametrize("format", ["pptx", "pdf", "xlsx", "html"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_empty_month_is_printed_in_every_format(format: str, language: Language) -> None:
    report = assemble(empty(language), EDITION)
    assert len(RENDERERS[format].render(report, language)) > 1000
