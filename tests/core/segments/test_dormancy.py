"""Dormancy bands and the edges of calendar months."""

from datetime import date

import pytest

from careloop.core.segments.dormancy import BANDS, dormancy


@pytest.mark.parametrize(
    ("last_visit_on", "on", "code"),
    [
        (date(2026, 1, 15), date(2026, 7, 14), "active"),
        (date(2026, 1, 15), date(2026, 7, 15), "wavering"),
        (date(2025, 8, 31), date(2026, 2, 27), "active"),
        (date(2025, 8, 31), date(2026, 2, 28), "wavering"),
        (date(2026, 1, 15), date(2027, 1, 14), "wavering"),
        (date(2026, 1, 15), date(2027, 1, 15), "lost"),
        (date(2024, 2, 29), date(2026, 2, 28), "lost_tending_to_complete"),
        (date(2026, 1, 15), date(2029, 1, 15), "completely_lost"),
        (None, date(2026, 1, 1), "no_workshop_record"),
    ],
)
def test_band_begins_when_its_calendar_months_are_over(
    last_visit_on: date | None, on: date, code: str
) -> None:
    assert dormancy(last_visit_on, on).code == code


def test_bands_are_told_apart_by_code_and_by_name() -> None:
    assert len({band.code for band in BANDS}) == len(BANDS) == 7
    assert len({band.nature.zh for band in BANDS}) == 7
