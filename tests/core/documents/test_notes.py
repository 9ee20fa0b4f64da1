from careloop.core.documents.notes import notes_chapter, notes_table
from careloop.core.documents.words import footer_line, note_lines, status_line
from tests.core.documents.making import chart_of, report_of
from tests.core.documents.sample import note, sample_report


def test_notes_table_names_place_and_sample():
    report = report_of(chart_of("bar", 1), notes=(note("甲率"), note("乙率", None)))
    rows = [[cell.text for cell in row] for row in notes_table(report, "zh").rows]
    assert [row[0] for row in rows] == ["1.1 [1]", "1.1 [2]"]
    assert [row[4] for row in rows] == ["850", ""]


def test_notes_chapter_follows_the_last_one():
    chapter = notes_chapter(sample_report(), "en")
    assert chapter is not None
    assert (chapter.number, chapter.title) == (7, "Notes on the figures")


def test_report_without_notes_has_no_notes_chapter():
    assert notes_chapter(report_of(chart_of("bar", 1)), "zh") is None


def test_note_lines_leave_out_what_is_not_known():
    assert not any("样本量" in line for line in note_lines(note("率", None), "zh"))
    assert "n: 850" in note_lines(note("率"), "en")


def test_footer_and_state_are_said_in_both_languages():
    report = sample_report()
    assert footer_line(report, "en").endswith("Data as of 2026-11-03")
    assert status_line(report, "zh") == "v2 · 已月结"
    assert status_line(report_of(), "en") == "Draft, not frozen"
