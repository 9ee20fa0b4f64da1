"""A cause suggested from what the complaint says; a person chooses, never the program.

Naive Bayes over pieces of words: Chinese is cut into runs of one to three characters, other
writing into words and runs of four letters. It learns from phrases of the trade
(``sayings``) and from complaints whose cause the store has settled; nothing leaves the machine.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from careloop.complaints.sayings import sayings

Sample = tuple[str, str]  # a cause and a text it was given to
Suggestions = list[tuple[str, float]]

_RUNS = re.compile(r"[一-鿿]+|[a-z0-9]+")
SHOWN = 3  # so many causes are suggested at most
LEAST = 0.1  # a share below this is no suggestion
SMOOTHING = 0.1
# A phrase gives this much evidence however long it is; pieces of one word say the same thrice.
EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class Model:
    """What is known of each cause: how much evidence each piece gives for it."""

    weights: dict[str, dict[str, float]]
    unknown: dict[str, float]
    prior: dict[str, float]

    def shares(self, pieces: list[str]) -> dict[str, float]:
        """How likely each cause is; together 1."""
        scale = min(1.0, EVIDENCE / len(pieces))
        logs = {
            cause: prior + scale * sum(self.of(piece, cause) for piece in pieces)
            for cause, prior in self.prior.items()
        }
        most = max(logs.values())
        raised = {cause: math.exp(value - most) for cause, value in logs.items()}
        total = sum(raised.values())
        return {cause: value / total for cause, value in raised.items()}

    def of(self, piece: str, cause: str) -> float:
        return self.weights[cause].get(piece, self.unknown[cause])

    def knows(self, piece: str) -> bool:
        return any(piece in known for known in self.weights.values())


def suggest_cause(text: str, settled: Iterable[Sample] = ()) -> Suggestions:
    """The likeliest causes with their shares, likeliest first; none where nothing is known.

    ``settled`` are the store's own decided complaints (``queries.settled``).
    """
    model = _learned(tuple(settled))
    known = [piece for piece in pieces(text) if model.knows(piece)]
    if not known:
        return []
    shares = sorted(model.shares(known).items(), key=lambda pair: -pair[1])
    return [(cause, share) for cause, share in shares[:SHOWN] if share >= LEAST]


def because(text: str, cause: str, settled: Iterable[Sample] = ()) -> list[str]:
    """The words of ``text`` that speak most for ``cause``: why it was suggested."""
    model = _learned(tuple(settled))
    speaks = {
        piece: model.of(piece, cause) - _mean(model, piece)
        for piece in set(pieces(text))
        if len(piece) > 1 and model.knows(piece) and piece in text.lower()
    }
    chosen: list[str] = []
    for piece in sorted(speaks, key=lambda word: (-speaks[word], -len(word), word)):
        if speaks[piece] > 0 and not any(_overlap(piece, other) for other in chosen):
            chosen.append(piece)
    return chosen[:SHOWN]


def pieces(text: str) -> list[str]:
    """The pieces a text is judged by."""
    return [piece for run in _RUNS.findall(text.lower()) for piece in _cut(run)]


def _cut(run: str) -> Iterator[str]:
    if run.isascii():
        yield run
        yield from (run[at : at + 4] for at in range(len(run) - 3) if len(run) > 4)
        return
    for length in (1, 2, 3):
        yield from (run[at : at + length] for at in range(len(run) - length + 1))


@lru_cache(maxsize=16)
def _learned(settled: tuple[Sample, ...]) -> Model:
    counts: dict[str, Counter[str]] = {}
    for cause, text in (*sayings(), *settled):
        counts.setdefault(cause, Counter()).update(pieces(text))
    vocabulary = len(set().union(*counts.values()))
    totals = {c: counted.total() + SMOOTHING * vocabulary for c, counted in counts.items()}
    weights = {
        cause: {p: math.log((n + SMOOTHING) / totals[cause]) for p, n in counted.items()}
        for cause, counted in counts.items()
    }
    unknown = {cause: math.log(SMOOTHING / totals[cause]) for cause in counts}
    return Model(weights, unknown, _prior(settled, counts))


def _prior(settled: tuple[Sample, ...], causes: Iterable[str]) -> dict[str, float]:
    """How often each cause is the store's, were there ten of each before the first one."""
    seen = Counter(cause for cause, _ in settled)
    known = {cause: seen[cause] + 10 for cause in causes}
    return {cause: math.log(n / sum(known.values())) for cause, n in known.items()}


def _mean(model: Model, piece: str) -> float:
    return sum(model.of(piece, cause) for cause in model.prior) / len(model.prior)


def _overlap(one: str, other: str) -> bool:
    """Whether two pieces say the same: one within the other, or sharing an end."""
    if one in other or other in one:
        return True
    return any(one.endswith(other[:n]) or other.endswith(one[:n]) for n in (1, 2))
