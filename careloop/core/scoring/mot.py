"""Moments of truth (MOT): ten items, one weight each, one weighted score.

One set of weights serves both brands of the sources; it is keyed by item, never by the place of a
column, because the brands print the items in different order (golden 002_000_same_item_weights).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

# Per cent; they add to 100 (golden 000_mot_svw).
MOT_WEIGHTS: Mapping[str, int] = {
    "explain_work": 10,
    "fast_reception": 5,
    "correct_complete": 15,
    "explain_bill": 10,
    "fast_pickup": 5,
    "stay_time": 15,
    "listen": 5,
    "assist_pickup": 5,
    "clean_vehicle": 20,
    "lounge_comfort": 10,
}


def mot_score(
    scores: Mapping[str, Fraction], weights: Mapping[str, int] = MOT_WEIGHTS
) -> Fraction | None:
    """The weighted mean of all items; ``None`` unless every item has a score.

    Scores are indices and may pass 100: nothing is cut off.
    """
    if not scores.keys() >= weights.keys():
        return None
    whole = sum(weights.values())
    return sum((scores[item] * weight for item, weight in weights.items()), Fraction(0)) / whole
