"""What keeps a draft of a questionnaire from being published, each in a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from careloop.core.kernel.codes import COMPLAINT_CAUSE, SURVEY_ITEM
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.questions import SEVERAL, Kind, Question, Tells
from careloop.core.scoring.sheets import Sheet

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
WHOLE = 100

NO_QUESTIONS = Text(zh="问卷还没有题目。", en="The sheet has no questions yet.")
TWICE = Text(zh="题目代码“{code}”用了两次。", en="Question code “{code}” is used twice.")
NOT_HUNDRED = Text(
    zh="权重合计是 {sum}，应为 100；或全部留 0（各题同等）。",
    en="The weights add to {sum}; they must add to 100, or all be 0 (all questions alike).",
)
TOLD_TWICE = Text(
    zh="两道题都对应“{tells}”，只能有一道。", en="Two questions tell “{tells}”; only one may."
)
BAD_CODE = Text(
    zh="题目代码“{code}”不可用：以字母开头，只含字母、数字和下划线，最多 32 个字符。",
    en="Question code “{code}” cannot be used: a letter first, then letters, digits and _, at most "
    "32 characters.",
)
NO_WORDS = Text(
    zh="题目 {code} 缺少中文或英文题面。", en="Question {code} lacks its Chinese or English text."
)
FEW_OPTIONS = Text(
    zh="题目 {code} 是选择题，至少要有两个不同的选项。",
    en="Question {code} is a choice: it needs at least two different options.",
)
COMMA = Text(
    zh="题目 {code} 的选项代码“{option}”不能含逗号。",
    en="Option code “{option}” of question {code} may not hold a comma.",
)
BAD_POINTS = Text(
    zh="题目 {code} 的选项“{option}”得分 {points} 不在 0–100 之间。",
    en="Option “{option}” of question {code} has {points} points; 0 to 100 are possible.",
)
NOT_EARLIER = Text(
    zh="题目 {code} 的显示条件指向“{asked}”，它不在前面。请调整顺序或改条件。",
    en="Question {code} depends on “{asked}”, which does not come before it. Move it or change "
    "the condition.",
)
NO_ANSWER = Text(
    zh="题目 {asked} 没有答案“{value}”（题目 {code} 用到了它）。",
    en="Question {asked} has no answer “{value}”, which question {code} uses.",
)
NO_VALUES = Text(
    zh="题目 {code} 的显示条件没有写答案。", en="The condition of question {code} names no answer."
)
WEIGHT_WITHOUT_SCORE = Text(
    zh="题目 {code} 不计分，不能有权重。",
    en="Question {code} is not scored and can have no weight.",
)
CANNOT_TELL = Text(
    zh="题目 {code} 不能对应“{tells}”：是否有问题、是否已解决用是/否题，满意和满意程度用计分题。",
    en="Question {code} cannot tell “{tells}”: problems are told by a yes/no question, "
    "satisfaction by one with a score.",
)
UNKNOWN_CODE = Text(
    zh="题目 {code}：“{value}”不是已知的代码。", en="Question {code}: “{value}” is no code we know."
)
OTHER_KIND = Text(
    zh="题目 {code} 在已发布的版本中是另一种题型。请换一个新的题目代码，旧答案才不会混在一起。",
    en="Question {code} was of another kind in the published version. Give it a new code, so that "
    "old answers are not mixed with new ones.",
)
TELLS_NAMES = {
    Tells.SATISFIED: Text(zh="是否满意", en="satisfied"),
    Tells.LEVEL: Text(zh="满意程度", en="level"),
    Tells.PROBLEM_RAISED: Text(zh="是否有问题", en="problem raised"),
    Tells.PROBLEM_SOLVED: Text(zh="问题是否解决", en="problem solved"),
}


def faults(sheet: Sheet, before: Sheet | None = None) -> list[Refused]:
    """Everything that must be mended before ``sheet`` can follow ``before``, the one in use."""
    if not sheet.questions:
        return [Refused(NO_QUESTIONS)]
    found = list(_of_sheet(sheet))
    for place, question in enumerate(sheet.questions):
        found += _of_question(question)
        found += _of_condition(question, {q.code: q for q in sheet.questions[:place]})
        old = before.question(question.code) if before else None
        if old and old.kind is not question.kind:
            found.append(Refused(OTHER_KIND, code=question.code))
    return found


def _of_sheet(sheet: Sheet) -> Iterator[Refused]:
    codes = Counter(question.code for question in sheet.questions)
    yield from (Refused(TWICE, code=code) for code, count in codes.items() if count > 1)
    weights = sum(question.weight for question in sheet.questions)
    if weights not in (0, WHOLE):
        yield Refused(NOT_HUNDRED, sum=weights)
    told = Counter(tells for question in sheet.questions for tells in question.tells)
    for tells, count in told.items():
        if count > 1:
            yield Refused(TOLD_TWICE, tells=TELLS_NAMES[tells])


def _of_question(question: Question) -> Iterator[Refused]:
    code = question.code
    if not CODE.fullmatch(code):
        yield Refused(BAD_CODE, code=code)
    if not (question.text.zh.strip() and question.text.en.strip()):
        yield Refused(NO_WORDS, code=code)
    yield from _of_options(question)
    strange = sorted(question.alerting - {option.code for option in question.choices})
    if strange:
        yield Refused(NO_ANSWER, asked=code, value=strange[0], code=code)
    if question.weight and not _has_score(question):
        yield Refused(WEIGHT_WITHOUT_SCORE, code=code)
    for tells in sorted(question.tells):
        if not _can_tell(question, tells):
            yield Refused(CANNOT_TELL, code=code, tells=TELLS_NAMES[tells])
    for value, codes in ((question.item, SURVEY_ITEM), (question.cause, COMPLAINT_CAUSE)):
        if value and value not in codes.codes:
            yield Refused(UNKNOWN_CODE, code=code, value=value)


def _of_options(question: Question) -> Iterator[Refused]:
    if question.kind not in (Kind.CHOICE, Kind.CHOICES):
        return
    codes = {option.code for option in question.options}
    if len(codes) < 2 or len(codes) < len(question.options):
        yield Refused(FEW_OPTIONS, code=question.code)
    for option in question.options:
        if SEVERAL in option.code:
            yield Refused(COMMA, code=question.code, option=option.code)
        if option.points is not None and not 0 <= option.points <= WHOLE:
            yield Refused(BAD_POINTS, code=question.code, option=option.code, points=option.points)


def _of_condition(question: Question, earlier: dict[str, Question]) -> Iterator[Refused]:
    condition = question.shown_if
    if condition is None:
        return
    asked = earlier.get(condition.question)
    if asked is None:
        yield Refused(NOT_EARLIER, code=question.code, asked=condition.question)
        return
    if not condition.values:
        yield Refused(NO_VALUES, code=question.code)
    for value in sorted(condition.values - {option.code for option in asked.choices}):
        yield Refused(NO_ANSWER, asked=asked.code, value=value, code=question.code)


def _has_score(question: Question) -> bool:
    return any(question.points(option.code) is not None for option in question.choices)


def _can_tell(question: Question, tells: Tells) -> bool:
    if tells in (Tells.PROBLEM_RAISED, Tells.PROBLEM_SOLVED):
        return question.kind is Kind.YES_NO
    return _has_score(question)
