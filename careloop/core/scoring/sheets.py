"""A questionnaire as data: which questions are asked, whether an interview is complete, its score.

Answers are ``{question code: value}``: a value is the code of an option, several codes with commas
between for a choice of several, or the text itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.rounding import divide
from careloop.core.kernel.text import Text
from careloop.core.scoring.kpi_answers import KpiAnswers, is_satisfied, level_of
from careloop.core.scoring.questions import LONGEST_TEXT, Kind, Question, Tells

Answers = Mapping[str, str]

REQUIRED = Text(zh="请回答这一题。", en="Please answer this question.")
NOT_OFFERED = Text(
    zh="“{value}”不是这一题的选项，请重新选择。", en="“{value}” is no answer of this question."
)
TOO_LONG = Text(
    zh="最多 {most} 个字，现在有 {length} 个。", en="At most {most} characters; there are {length}."
)
EMPTY = Text(zh="一题也没有回答。", en="No question is answered.")
INCOMPLETE = Text(
    zh="问卷没有填完整，没有保存。{question}：{fault}",
    en="The sheet is not complete and was not stored. {question}: {fault}",
)
UNKNOWN = Text(
    zh="问卷“{sheet}”没有题目“{question}”。", en="Sheet “{sheet}” has no question “{question}”."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One version of a questionnaire. ``has_total``: its answers add up to a score."""

    code: str
    version: int
    name: Text
    questions: tuple[Question, ...]
    has_total: bool = True

    def question(self, code: str) -> Question | None:
        return next((one for one in self.questions if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Checked:
    """A complete interview: the answers of the questions that were asked, in their order."""

    sheet: Sheet
    answers: Answers

    def items(self) -> Iterator[tuple[Question, str]]:
        for question in self.sheet.questions:
            if question.code in self.answers:
                yield question, self.answers[question.code]

    @property
    def score(self) -> Fraction | None:
        """Points of 100: the weighted mean of what was scored, the plain mean without weights."""
        return sheet_score(self.sheet, self.answers)


class Incomplete(Refused):
    """An interview that is not stored; ``faults`` has a sentence for each question at fault."""

    def __init__(self, question: Text, faults: Mapping[str, Refused]) -> None:
        first = next(iter(faults.values()))
        said = Text(zh=first.say("zh"), en=first.say("en"))
        super().__init__(INCOMPLETE, question=question, fault=said)
        self.faults = faults


def visible(sheet: Sheet, answers: Answers) -> tuple[Question, ...]:
    """The questions that are asked, given the answers so far; what is skipped shows nothing."""
    shown: dict[str, Question] = {}
    for question in sheet.questions:
        condition = question.shown_if
        if condition is None:
            shown[question.code] = question
            continue
        asked = shown.get(condition.question)
        if asked and asked.chosen(answers.get(asked.code, "")) & condition.values:
            shown[question.code] = question
    return tuple(shown.values())


def check(sheet: Sheet, answers: Answers) -> Checked:
    """The interview, cut to what was asked: answers to skipped questions are left out.

    Raises:
        Incomplete: a required question is open, or an answer is none of the question's.
        Refused: a question the sheet does not have, or no answer at all.
    """
    for code in answers:
        if sheet.question(code) is None:
            raise Refused(UNKNOWN, sheet=sheet.name, question=code)
    given = {code: value.strip() for code, value in answers.items()}
    asked = visible(sheet, given)
    faults = {q.code: fault for q in asked if (fault := _fault(q, given.get(q.code, "")))}
    if faults:
        first = next(question for question in asked if question.code in faults)
        raise Incomplete(first.text, faults)
    kept = {q.code: given[q.code] for q in asked if given.get(q.code)}
    if not kept:
        raise Refused(EMPTY)
    return Checked(sheet, kept)


def _fault(question: Question, value: str) -> Refused | None:
    if not value:
        return Refused(REQUIRED) if question.is_required else None
    if question.kind is Kind.TEXT:
        too_long = len(value) > LONGEST_TEXT
        return Refused(TOO_LONG, most=LONGEST_TEXT, length=len(value)) if too_long else None
    offered = {option.code for option in question.choices}
    strange = sorted(question.chosen(value) - offered)
    return Refused(NOT_OFFERED, value=strange[0][:40]) if strange else None


def sheet_score(sheet: Sheet, answers: Answers) -> Fraction | None:
    """Points of 100 of a whole sheet; ``None`` where it has no total or nothing was scored."""
    if not sheet.has_total:
        return None
    scored = [
        (question.weight, points)
        for question in visible(sheet, answers)
        if (points := question.points(answers.get(question.code, ""))) is not None
    ]
    if any(question.weight for question in sheet.questions):
        return divide(sum(w * points for w, points in scored), sum(w for w, _ in scored))
    return divide(sum(points for _, points in scored), len(scored))


def alerts(sheet: Sheet, answers: Answers) -> tuple[Question, ...]:
    """The questions whose answers ask for a complaint, in their order."""
    return tuple(q for q in visible(sheet, answers) if q.alerts(answers.get(q.code, "")))


def kpi_answers(sheet: Sheet, answers: Answers) -> KpiAnswers:
    """What the interview tells the KPIs; what no question told stays unknown."""
    told = {
        tells: (question, answers[question.code])
        for question in visible(sheet, answers)
        if answers.get(question.code)
        for tells in question.tells
    }
    satisfied, level = _points(told, Tells.SATISFIED), _points(told, Tells.LEVEL)
    return KpiAnswers(
        satisfied=None if satisfied is None else is_satisfied(satisfied),
        level="" if level is None else level_of(level),
        problem_raised=_yes(told, Tells.PROBLEM_RAISED),
        problem_solved=_yes(told, Tells.PROBLEM_SOLVED),
    )


Told = Mapping[Tells, tuple[Question, str]]


def _points(told: Told, tells: Tells) -> int | None:
    if tells not in told:
        return None
    question, value = told[tells]
    return question.points(value)


def _yes(told: Told, tells: Tells) -> bool | None:
    return told[tells][1] == "yes" if tells in told else None
