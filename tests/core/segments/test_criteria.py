"""Criteria: read from what people send, written so that reading gives the same."""

from __future__ import annotations

from typing import Any

import pytest

from careloop.core.kernel.errors import Refused
from careloop.core.segments.criteria import Criteria, read

TOLD = {
    "spend_from": "1000", "visits_to": 5, "age_from": ["2"], "bands": ["lost", "wavering"],
    "models": ["帕萨特"], "warranty": "out", "tags": ["busy", "busy"], "unknown": "x",
}  # fmt: skip


def test_read_takes_forms_and_addresses() -> None:
    assert read(TOLD) == Criteria(
        spend_from=1000, visits_to=5, age_from=2, bands=("lost", "wavering"), models=("帕萨特",),
        warranty="out", tags=("busy",),
    )  # fmt: skip


def test_written_is_read_as_the_same() -> None:
    criteria = read(TOLD)
    assert read(criteria.written()) == criteria
    assert "regions" not in criteria.written()


@pytest.mark.parametrize("told", [{}, {"spend_from": " ", "models": [], "warranty": ""}])
def test_nothing_told_is_everybody(told: dict[str, Any]) -> None:
    assert read(told).is_empty
    assert read(told).written() == {}


def test_zero_is_a_bound() -> None:
    assert read({"visits_to": "0"}) == Criteria(visits_to=0)
    assert read({"visits_to": "0"}).written() == {"visits_to": 0}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"spend_from": "viel"}, "须为 0 以上的整数"),
        ({"spend_from": "-1"}, "须为 0 以上的整数"),
        ({"age_to": "1.5"}, "须为 0 以上的整数"),
        ({"age_to": "９"}, "须为 0 以上的整数"),
        ({"visits_from": "9" * 10}, "须为 0 以上的整数"),
        ({"visits_from": "5", "visits_to": "4"}, "下限 5 大于上限 4"),
        ({"bands": ["gone"]}, "没有“gone”"),
        ({"bands": ["uncontrollable_special_or_used_elsewhere"]}, "没有"),
        ({"warranty": "perhaps"}, "没有“perhaps”"),
    ],
)
def test_bad_criteria_are_refused_with_a_sentence(told: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(told)
    assert said in refusal.value.say("zh")
