"""Colours that can be read: WCAG 2.2 asks for 4.5:1 of small words on their ground."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from careloop.core.documents import look
from careloop.core.documents.model import Tone

CSS = resources.files("careloop.core.documents").joinpath("report.css").read_text("utf-8")
GROUNDS = (look.PAPER, look.PANEL, look.ACCENT_PALE, look.EXTERNAL)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_counted_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("tone", look.TONES)
def test_tones_are_readable_on_every_ground(tone: Tone, ground: str) -> None:
    assert contrast(look.TONES[tone], ground) >= 4.5


@pytest.mark.parametrize("tone", look.TONES)
def test_page_and_files_have_the_same_tones(tone: Tone) -> None:
    found = re.search(rf"\.rp-{tone} {{ color: (#[0-9a-f]{{6}})", CSS)
    assert found is not None
    assert found[1] == look.TONES[tone]
