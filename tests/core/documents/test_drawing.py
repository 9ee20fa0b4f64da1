import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from careloop.core.documents.drawing.canvas import Box, Canvas
from careloop.core.documents.drawing.pie import slice_labels
from careloop.core.documents.drawing.upright import label_sides, names_turned
from careloop.core.documents.look import ACCENT, ACCENT_SOFT
from careloop.core.documents.model import Chart, KeyFigure, Series
from careloop.core.documents.svg import draw, spark
from tests.core.documents.making import chart_of
from tests.core.documents.sample import MARKUP

KINDS = ("bar", "stacked_bar", "horizontal_bar", "line", "pie", "bar_line")


def texts(svg):
    return [element.text for element in ElementTree.fromstring(svg).iter() if element.text]


def drawn(chart, width=600, height=320):
    return draw(chart, width, height, "zh")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_names_categories_and_figures(kind):
    found = " ".join(texts(drawn(chart_of(kind, 40, 60))))
    assert "类0" in found
    assert "类1" in found
    assert "60" in found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("values", [(None, None), (0, 0), (None, 3, 0), (Decimal("-2.5"), 4), (7,)])
def test_every_kind_survives_missing_zero_and_negative_values(kind, values):
    if kind == "pie" and any(value is not None and value < 0 for value in values):
        pytest.skip("a share is never negative")
    ElementTree.fromstring(drawn(chart_of(kind, *values)))


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_escaped_and_characters_xml_cannot_hold_dropped(kind):
    chart = Chart(kind, (MARKUP, "丁\x00\ud800"), (Series("<甲>&", (1, 2)),), title='"丙"')
    svg = drawn(chart)
    ElementTree.fromstring(svg)
    assert "<b>" not in svg


def test_svg_needs_neither_script_nor_style():
    svg = drawn(chart_of("bar_line", 1, 2))
    assert "<script" not in svg
    assert "style" not in svg


def test_missing_value_leaves_a_gap_in_the_line():
    assert drawn(chart_of("line", 1, 2, None, 4, 5)).count("<polyline") == 2
    assert drawn(chart_of("line", 1, 2, 3, 4, 5)).count("<polyline") == 1


def test_zero_is_a_bar_with_its_figure_but_missing_is_none():
    found = texts(drawn(chart_of("horizontal_bar", 0, None, number_format="0.0")))
    assert found.count("0.0") == 1


def test_target_is_a_dashed_line_named_in_the_legend():
    series = Series(
        "率", (Fraction(1, 10), Fraction(2, 10)), number_format="0%", target=Fraction(15, 100)
    )
    for kind in ("bar", "horizontal_bar", "line"):
        svg = drawn(Chart(kind, ("甲", "乙"), (series,)))
        assert "stroke-dasharray" in svg
        assert "目标 15%" in texts(svg)


def test_several_targets_are_named_after_their_series():
    two = tuple(Series(name, (1, 2), target=2) for name in ("甲店", "乙店"))
    assert {"甲店 目标 2", "乙店 目标 2"} <= set(texts(drawn(Chart("line", ("一", "二"), two))))


def test_highlighted_category_is_the_strong_one():
    svg = drawn(chart_of("bar", 1, 2, 3, highlight=(2,)))
    assert svg.count(f'fill="{ACCENT}"') == 1
    assert svg.count(f'fill="{ACCENT_SOFT}"') == 2


def test_labels_can_be_switched_off():
    found = texts(drawn(chart_of("bar", 37, 53, labels_shown=False)))
    assert "37" not in found


def test_scores_over_one_hundred_are_not_clamped():
    assert "103.5" in texts(drawn(chart_of("bar", Decimal("103.5"), 90, number_format="0.0")))


def label_boxes(svg):
    pattern = (
        r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="middle" font-size="([\d.]+)"'
        r"[^>]*>([\d.%,]+)<"
    )
    for x, y, size, text in re.findall(pattern, svg):
        half = len(text) * float(size) * 0.27
        yield Box(float(x) - half, float(y) - float(size) + 2, float(x) + half, float(y))


@pytest.mark.parametrize("width", [300, 420, 864])
def test_figures_of_crossing_lines_do_not_collide(width):
    names = ("本店", "分中心", "全国")
    values = ((88, 87, 89, 86) * 3, (87, 88, 85, 86) * 3, (86, 86, 86, 87) * 3)
    series = tuple(Series(n, v, number_format="0.0") for n, v in zip(names, values, strict=True))
    boxes = list(
        label_boxes(drawn(Chart("line", tuple("一二三四五六七八九十甲乙"), series), width))
    )
    assert boxes
    assert not any(a.meets(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_figures_over_narrow_bars_do_not_collide():
    boxes = list(label_boxes(drawn(chart_of("bar", *range(1000, 1030)), 500)))
    assert not any(a.meets(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def compared(muted):
    values = {"上期": 99, "本期": 100, "全国": 98}
    series = tuple(
        Series(name, (Decimal(value),) * 10, number_format="0.00", muted=name in muted)
        for name, value in values.items()
    )
    return label_sides(Chart("bar", tuple("甲乙丙丁戊己庚辛壬癸"), series), 500, 300, "zh")


def test_figures_of_a_bar_series_are_printed_all_or_none():
    printed = [s for s, _ in compared(muted=())]
    assert all(printed.count(s) == 10 for s in set(printed))
    assert 0 in printed


def test_muted_bars_leave_the_room_for_figures_to_the_others():
    assert {s for s, _ in compared(muted=("上期", "全国"))} == {1}


def test_label_sides_tell_which_figures_have_room():
    sides = label_sides(chart_of("line", 1, 9, 1, 9), 400, 300, "zh")
    assert sides == {(0, 0): "below", (0, 1): "above", (0, 2): "below", (0, 3): "above"}


def test_many_names_are_turned_and_few_are_not():
    assert names_turned(chart_of("bar", *range(60)), 500)
    assert not names_turned(chart_of("bar", 1, 2, 3), 500)
    assert not names_turned(chart_of("pie", *range(60)), 500)


def test_pie_names_of_thin_slices_are_moved_apart():
    chart = chart_of("pie", 96, 1, 1, 1, 1)
    labels = slice_labels(chart, 100, 300)
    for side in (True, False):
        heights = sorted(label.placed for label in labels if label.on_right == side)
        assert all(b - a >= 16 for a, b in pairwise(heights))
    assert all(0 < label.placed < 300 for label in labels)


def test_pie_of_one_slice_is_a_whole_ring():
    svg = drawn(chart_of("pie", 5, 0))
    assert "<circle" in svg
    assert any("100%" in text for text in texts(svg))


def test_spark_needs_two_values():
    assert spark(KeyFigure("率", "1", spark=(1,)), 48, 24) == ""
    assert spark(KeyFigure("率", "1", spark=(None, 1, 2)), 48, 24).count("<polyline") == 1


def test_canvas_knows_what_is_taken():
    canvas = Canvas(100, 100)
    canvas.taken.append(Box(10, 10, 30, 20))
    assert not canvas.free(Box(25, 15, 40, 30))
    assert canvas.free(Box(31, 15, 40, 30))
    assert not canvas.free(Box(90, 50, 110, 60))
