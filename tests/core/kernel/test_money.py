"""Fen in, yuan on paper."""

from __future__ import annotations

import pytest

from careloop.core.kernel.money import yuan


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "¥0"), (5, "¥0.05"), (123456, "¥1,234.56"), (100_000_00, "¥100,000"), (-250, "-¥2.50")],
)
def test_yuan_is_printed_from_fen(fen: int, shown: str) -> None:
    assert yuan(fen) == shown
