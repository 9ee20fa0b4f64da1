"""Awards for loss rates, and the weighted schemes."""

from fractions import Fraction

import pytest

from careloop.core.scoring.assessment import (
    CUSTOMER_MANAGEMENT_WEIGHTS,
    LOSS_AWARDS,
    SERVICE_TEAM_WEIGHTS,
    weighted,
)

GROUP, AGENT, LEADERS = LOSS_AWARDS


@pytest.mark.parametrize(
    ("rate", "group", "agent", "leaders"),
    [("19.9", 200, 100, 200), ("20", 0, 0, 200), ("20.1", -200, -100, -200)],
)
def test_award_compares_the_rate_with_its_reference(
    rate: str, group: int, agent: int, leaders: int
) -> None:
    reference = Fraction(20)
    awards = [a.award(Fraction(rate), reference) for a in (GROUP, AGENT, LEADERS)]
    assert awards == [group, agent, leaders]


def test_award_sees_a_difference_that_rounding_would_hide() -> None:
    assert GROUP.award(Fraction(2000001, 100000), Fraction(20)) == -200


@pytest.mark.parametrize("weights", [CUSTOMER_MANAGEMENT_WEIGHTS, SERVICE_TEAM_WEIGHTS])
def test_weights_of_a_scheme_add_to_a_hundred(weights: dict[str, int]) -> None:
    assert sum(weights.values()) == 100


def test_weighted_score_follows_the_weights() -> None:
    scores = dict.fromkeys(SERVICE_TEAM_WEIGHTS, Fraction(80)) | {"response_speed": Fraction(90)}
    assert weighted(scores, SERVICE_TEAM_WEIGHTS) == 83


def test_weighted_score_needs_every_item() -> None:
    with pytest.raises(KeyError, match="teamwork"):
        weighted(
            {
                "response_speed": Fraction(1),
                "problem_solving": Fraction(1),
                "satisfaction": Fraction(1),
            },
            SERVICE_TEAM_WEIGHTS,
        )
