"""Decisions about responses and links: pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from careloop.core.kernel.rounding import half_up
from careloop.core.kernel.text import Text
from careloop.core.scoring.questions import Kind, Question
from careloop.core.scoring.sheets import Checked, alerts
from careloop.surveys.choices import LinkState

LOW_ANSWER = Text(zh="{sheet}：{answers}", en="{sheet}: {answers}")
E4 = 10_000


def points_e4(points: int | Fraction | None) -> int | None:
    """Points of 100 as they are stored: whole ten-thousandths, rounded half up."""
    return None if points is None else int(half_up(Fraction(points) * E4, 0))


def complaint_of(checked: Checked) -> tuple[str, Text] | None:
    """Cause and description of the complaint an interview opens, if it opens one.

    One complaint for one interview, of the cause of the first alerting answer; it quotes every
    alerting answer and what the customer wrote.
    """
    alerting = alerts(checked.sheet, checked.answers)
    if not alerting:
        return None
    quoted = [(q, v) for q, v in checked.items() if q in alerting or q.kind is Kind.TEXT]
    return alerting[0].complaint_cause, Text(
        zh=LOW_ANSWER.say("zh", sheet=checked.sheet.name, answers=_said(quoted, "zh")),
        en=LOW_ANSWER.say("en", sheet=checked.sheet.name, answers=_said(quoted, "en")),
    )


def _said(quoted: Sequence[tuple[Question, str]], language: str) -> str:
    if language == "zh":
        return "；".join(f"{q.text.zh} {q.say(v).zh}" for q, v in quoted)
    return "; ".join(f"{q.text.en} {q.say(v).en}" for q, v in quoted)


def link_state(expires_at: datetime, used_at: datetime | None, now: datetime) -> LinkState:
    """A used link stays used when its time is over, too: the customer is thanked, not told off."""
    if used_at is not None:
        return LinkState.USED
    return LinkState.OPEN if now < expires_at else LinkState.EXPIRED
