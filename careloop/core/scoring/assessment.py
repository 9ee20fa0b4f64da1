"""Assessment of people: what a loss rate earns or costs, and the weights of the schemes.

Sources: golden 003_assessment_rules, 003_weights_customer_management, 003_weights_service_team,
003_time_limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from careloop.core.kernel.text import Text


@dataclass(frozen=True, slots=True)
class LossAward:
    """What a loss rate below, at or above its reference earns, in yuan."""

    roles: tuple[str, ...]
    name: Text
    below: int
    equal: int
    above: int

    def award(self, rate: Fraction, reference: Fraction) -> int:
        """Yuan earned (negative: owed) for ``rate`` against ``reference``."""
        if rate < reference:
            return self.below
        return self.equal if rate == reference else self.above


# Equality is neutral for groups and agents and rewarded for those who lead: so the source has it.
LOSS_AWARDS: tuple[LossAward, ...] = (
    LossAward(("advisor_group",), Text(zh="业待组", en="Advisor group"), 200, 0, -200),
    LossAward(("callback_clerk",), Text(zh="客户回访员", en="Call agent"), 100, 0, -100),
    LossAward(
        ("workshop_supervisor", "gold_tie", "service_manager"),
        Text(zh="车间主管、金领结、服务经理", en="Workshop supervisor, gold tie, service manager"),
        200,
        200,
        -200,
    ),
)

CUSTOMER_MANAGEMENT_WEIGHTS: Mapping[str, int] = {
    "satisfaction": 30,
    "loyalty": 25,
    "after_sales_feedback": 20,
    "complaint_response": 15,
    "growth": 5,
    "churn": 5,  # enters as an inverse score
}

SERVICE_TEAM_WEIGHTS: Mapping[str, int] = {
    "response_speed": 30,
    "problem_solving": 30,
    "satisfaction": 20,
    "teamwork": 20,
}

REPLY_WITHIN = timedelta(hours=24)
SOLVE_WITHIN = timedelta(hours=48)
LOST_CUSTOMER_BOOKING_TARGET = 30  # per cent of the lost customers an advisor called


def weighted(scores: Mapping[str, Fraction], weights: Mapping[str, int]) -> Fraction:
    """The weighted mean of ``scores``.

    Raises:
        KeyError: an item of the scheme has no score.
    """
    whole = sum(weights.values())
    return sum((scores[item] * weight for item, weight in weights.items()), Fraction(0)) / whole
