"""Dormancy bands and the edges of calendar months."""

from datetime import date, timedelta

import pytest

from careloop.core.segments.dormancy import BANDS, BY_TIME, Band, dormancy, seen_between


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


@pytest.mark.parametrize("on", [date(2026, 8, 31), date(2026, 11, 20), date(2028, 2, 29)])
@pytest.mark.parametrize("band", BY_TIME, ids=lambda band: band.code)
def test_seen_between_agrees_with_dormancy_on_every_day(band: Band, on: date) -> None:
    after, until = seen_between(band, on)
    for days in range(1500):
        last = on - timedelta(days=days)
        within = (after is None or last > after) and (until is None or last <= until)
        assert within == (dormancy(last, on) is band), last
