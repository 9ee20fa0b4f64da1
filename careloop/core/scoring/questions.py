"""One question of a questionnaire: its kind, what may be answered, and what an answer scores.

Every score is in points of 100, so that answers of all kinds stand beside the imported ones
(``question_score``, feeds ``survey_responses``):

- level: delighted 100, satisfied 80, disappointed 40
- 1–5: the mark times 20; so 5 is delighted, 4 satisfied, and 40 is the middle of the rest
- 0–10 and NPS: the mark times 10 (the NPS itself is told from the marks: :func:`nps`)
- yes/no: 100 and 0, whose mean is the share of yes
- choice of one: the points of the option, where it has any
- choice of several, text: no score
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from careloop.core.kernel.codes import LEVEL
from careloop.core.kernel.rounding import divide
from careloop.core.kernel.text import Text

LONGEST_TEXT = 2000  # characters of a written answer
SEVERAL = ","  # between the codes of an answer to a choice of several


class Kind(StrEnum):
    """How a question is answered."""

    LEVEL = "level"
    SCALE_10 = "scale_10"
    SCALE_5 = "scale_5"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    NPS = "nps"


class Tells(StrEnum):
    """Which of the KPIs' answers a question gives."""

    SATISFIED = "satisfied"
    LEVEL = "level"
    PROBLEM_RAISED = "problem_raised"
    PROBLEM_SOLVED = "problem_solved"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be chosen; ``points`` of 100, or ``None`` for an answer without score."""

    code: str
    text: Text
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """Skip logic: asked only if an earlier question was answered with one of ``values``."""

    question: str
    values: frozenset[str]


def _marks(first: int, last: int, each: int) -> tuple[Option, ...]:
    marks = range(first, last + 1)
    return tuple(Option(str(n), Text(zh=str(n), en=str(n)), n * each) for n in marks)


LEVEL_POINTS = {"delighted": 100, "satisfied": 80, "disappointed": 40}
FIXED: Mapping[Kind, tuple[Option, ...]] = {
    Kind.LEVEL: tuple(
        Option(code, LEVEL.text(code), points) for code, points in LEVEL_POINTS.items()
    ),
    Kind.SCALE_10: _marks(0, 10, 10),
    Kind.SCALE_5: _marks(1, 5, 20),
    Kind.YES_NO: (
        Option("yes", Text(zh="是", en="Yes"), 100),
        Option("no", Text(zh="否", en="No"), 0),
    ),
    Kind.NPS: _marks(0, 10, 10),
    Kind.TEXT: (),
}

# The complaint an alerting answer opens, where the question names no cause of its own.
ITEM_CAUSES: Mapping[str, str] = {
    "explain_work": "service_attitude",
    "fast_reception": "time",
    "correct_complete": "quality",
    "explain_bill": "cost",
    "fast_pickup": "time",
    "stay_time": "time",
    "listen": "service_attitude",
    "assist_pickup": "service_attitude",
    "clean_vehicle": "quality",
    "lounge_comfort": "other",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question. ``code`` stays the same through all versions of a sheet.

    ``weight`` is its share of the sheet's score, ``item`` the survey item it belongs to
    (``core.kernel.codes.SURVEY_ITEM``). ``alerting`` are the answers that open a complaint, of
    ``cause`` or of the item's usual one. Only a question that ``is_scored`` has points.
    """

    code: str
    kind: Kind
    text: Text
    options: tuple[Option, ...] = ()
    is_required: bool = True
    is_scored: bool = True
    weight: int = 0
    item: str = ""
    section: Text | None = None
    tells: frozenset[Tells] = frozenset()
    shown_if: Condition | None = None
    alerting: frozenset[str] = frozenset()
    cause: str = ""

    @property
    def choices(self) -> tuple[Option, ...]:
        """What may be chosen; empty for a text."""
        return FIXED.get(self.kind, self.options)

    def chosen(self, value: str) -> frozenset[str]:
        """The codes an answer names: several for a choice of several, none for a blank one."""
        if self.kind is Kind.CHOICES:
            return frozenset(filter(None, value.split(SEVERAL)))
        return frozenset({value} if value else ())

    def points(self, value: str) -> int | None:
        """The points of an answer, ``None`` where it has no score."""
        if not self.is_scored or self.kind in (Kind.TEXT, Kind.CHOICES):
            return None
        return next((option.points for option in self.choices if option.code == value), None)

    def say(self, value: str) -> Text:
        """An answer in words, as it is shown to people."""
        if self.kind is Kind.TEXT:
            return Text(zh=value, en=value)
        said = [option.text for option in self.choices if option.code in self.chosen(value)]
        return Text(zh="、".join(t.zh for t in said), en=", ".join(t.en for t in said))

    def alerts(self, value: str) -> bool:
        return bool(self.alerting & self.chosen(value))

    @property
    def complaint_cause(self) -> str:
        return self.cause or ITEM_CAUSES.get(self.item, "other")


def nps(marks: Mapping[int, int]) -> Fraction | None:
    """The net promoter score (−100 … 100) of how often each mark of 0–10 was given."""
    promoters = sum(count for mark, count in marks.items() if mark >= 9)
    detractors = sum(count for mark, count in marks.items() if mark <= 6)
    return divide(100 * (promoters - detractors), sum(marks.values()))
