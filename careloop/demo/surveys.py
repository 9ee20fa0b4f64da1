"""What customers say: answered questionnaires, and the scores of the survey house."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from careloop.demo.dice import Dice
from careloop.demo.orders import Order, at
from careloop.demo.stores import Profile

INTERNAL_SHEET = "维修后满意度"
EXTERNAL_SHEET = "MOT"
QUESTIONS = tuple(f"Q{number}" for number in range(1, 10))  # the ninth is open
INTERNAL_A_MONTH = 20
EXTERNAL_A_MONTH = 30
# Moments of truth: code, name, weight, how hard it is against the rest.
MOT = (
    ("explain_work", "解释即将开展的维修工作", 10, 0.2),
    ("fast_reception", "接车过程迅速", 5, 1.1),
    ("correct_complete", "正确、彻底地完成维修保养", 15, 0.6),
    ("explain_bill", "解释结算清单", 10, 1.4),
    ("fast_pickup", "提车过程迅速", 5, 1.2),
    ("stay_time", "服务站停留时间", 15, -2.6),
    ("listen", "积极、友好地倾听要求和期望并给予响应", 5, 1.6),
    ("assist_pickup", "有人协助提车", 5, 1.3),
    ("clean_vehicle", "车辆干净并车况良好", 20, 0.1),
    ("lounge_comfort", "顾客休息区舒适", 10, -3.4),
)
PT = (
    ("接收车辆", -14),
    ("确定任务委托书", -6),
    ("维修等待", 8),
    ("交车结算", -10),
    ("硬件设施", 9),
)
ROWS = {"本店": 0.0, "分中心": -0.8, "全国": -1.6}
OPINIONS = (
    "希望缩短等待时间", "休息区可以增加充电插座", "服务很好", "希望提前电话提醒保养",
    "洗车再干净一些", "报价希望更透明", "周末人多，建议增加接待",
)  # fmt: skip


@dataclass(slots=True)
class Answer:
    """One answer of one response."""

    response: str
    sheet: str
    answered_at: datetime
    order: Order
    is_external: bool
    question: str
    score: int | None
    text: str = ""


@dataclass(slots=True)
class Score:
    """A published score of a month: CSS total, a moment of truth, or a mystery-shopper section."""

    month: date
    kind: str
    row: str
    item: str
    score: float
    sample: int
    weight: int | None = None


class Interviewers:
    """Ask a sample of each month's customers of one store."""

    def __init__(self, store: Profile, last: date, seed: int) -> None:
        self._store, self._last = store, last
        self._dice = Dice(seed, store.code, "surveys")
        self._numbers = itertools.count(1)

    def ask(self, orders: list[Order]) -> Iterator[Answer]:
        """Answers of customers drawn from the delivered orders of one month."""
        pool = [order for order in orders if order.delivered_at and not order.is_internal]
        asked = min(len(pool), INTERNAL_A_MONTH + EXTERNAL_A_MONTH)
        for place, order in enumerate(self._dice.sample(pool, asked)):
            yield from self._response(order, is_external=place >= INTERNAL_A_MONTH)

    def _response(self, order: Order, *, is_external: bool) -> Iterator[Answer]:
        dice = self._dice
        assert order.delivered_at is not None  # noqa: S101 - only delivered orders are asked
        day = order.delivered_at.date() + timedelta(dice.randint(1, 9))
        if day > self._last:
            return
        number = f"WJ{self._store.code}{next(self._numbers):06d}"
        sheet = EXTERNAL_SHEET if is_external else INTERNAL_SHEET
        moment = at(day, dice.randint(9 * 60, 18 * 60))
        mood = dice.gauss(0, 7)
        items = [(code, ease) for code, _, _, ease in MOT] if is_external else _question_ease()
        for question, ease in items:
            score = self._score(order, mood + ease * 2)
            yield Answer(number, sheet, moment, order, is_external, question, score)
        if not is_external and dice.chance(0.3):
            text = dice.choice(OPINIONS)
            yield Answer(number, sheet, moment, order, is_external, QUESTIONS[8], None, text)

    def _score(self, order: Order, mood: float) -> int:
        """0 to 100 in tens, as the sheets are scored."""
        better = 6 * (order.visit.advisor.skill - 1) + 1.4 * (self._store.css - 99)
        return int(self._dice.near(92 + better + mood, 5, 20, 100) / 10 + 0.5) * 10


def _question_ease() -> list[tuple[str, float]]:
    return list(zip(QUESTIONS[:8], (0.8, 1.6, 0.4, -0.4, -1.6, 0.2, -0.8, 0.9), strict=True))


def scores(store: Profile, months: list[date], samples: dict[date, int], seed: int
           ) -> Iterator[Score]:  # fmt: skip
    """What the survey house publishes for each month, beside sub-centre and nation."""
    dice = Dice(seed, store.code, "survey house")
    drift = 0.0
    for place, month in enumerate(months):
        drift = 0.7 * drift + dice.gauss(0, 0.5)
        grown = -1.2 + 1.2 * place / max(1, len(months) - 1)
        for row, below in ROWS.items():
            level = store.css + drift + grown if row == "本店" else 99.6 + below + grown
            sample = (
                samples[month] if row == "本店" else 20 * samples[month] * (1 + 4 * (row == "全国"))
            )
            yield from _month_scores(month, row, level, sample, dice)


def _month_scores(month: date, row: str, level: float, sample: int, dice: Dice) -> Iterator[Score]:
    noise = 0.9 if row == "本店" else 0.2
    yield Score(month, "CSS", row, "总分", round(level + dice.gauss(0, noise), 1), sample)
    for _, name, weight, ease in MOT:
        score = round(level + ease + dice.gauss(0, noise * 1.5), 1)
        yield Score(month, "MOT", row, name, score, sample, weight)
    sections = [
        (name, round(min(100.0, max(20.0, level - 14 + ease + dice.gauss(0, noise * 6))), 1))
        for name, ease in PT
    ]
    for name, score in sections:
        yield Score(month, "PT", row, name, score, 1 if row == "本店" else sample // 10)
    total = round(sum(score for _, score in sections) / len(sections), 2)
    yield Score(month, "PT", row, "总分", total, 1 if row == "本店" else sample // 10)
