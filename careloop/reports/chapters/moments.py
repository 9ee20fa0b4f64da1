"""The ten moments of truth and the questions, as the report's narrow headings print them."""

from __future__ import annotations

from careloop.core.kernel.codes import SURVEY_ITEM
from careloop.core.kernel.text import Text
from careloop.core.scoring.mot import MOT_WEIGHTS
from careloop.reports.material import Material

# The names in full are too long for a table of ten columns.
SHORT_NAMES: dict[str, Text] = {
    "explain_work": Text(zh="解释维修", en="Explain work"),
    "fast_reception": Text(zh="接车迅速", en="Reception"),
    "correct_complete": Text(zh="正确彻底", en="Done right"),
    "explain_bill": Text(zh="解释清单", en="Explain bill"),
    "fast_pickup": Text(zh="提车迅速", en="Pick-up"),
    "stay_time": Text(zh="停留时间", en="Stay time"),
    "listen": Text(zh="倾听响应", en="Listening"),
    "assist_pickup": Text(zh="协助提车", en="Assistance"),
    "clean_vehicle": Text(zh="车辆干净", en="Clean car"),
    "lounge_comfort": Text(zh="休息区", en="Lounge"),
}
ITEMS = tuple(MOT_WEIGHTS)

# The reference questionnaire (SUR-01).
QUESTIONS = {
    "1": Text(zh="总体满意度", en="Overall satisfaction"),
    "2": Text(zh="顾问接待及时友好", en="Prompt, friendly advisor"),
    "3": Text(zh="按约定时间费用准确完成", en="Accurate, in time and cost"),
    "4": Text(zh="事先说明项目价格时间", en="Price and time explained first"),
    "5": Text(zh="休息区舒适", en="Comfortable lounge"),
    "6": Text(zh="交车免费洗车", en="Free wash at delivery"),
    "7": Text(zh="车旁说明项目费用", en="Items and costs explained at the car"),
    "8": Text(zh="愿再来并推荐", en="Would return and recommend"),
    "9": Text(zh="其他建议", en="Other suggestions"),
}


NUMBERED = Text(zh="问题{number}", en="Q{number}")


def short_name(material: Material, item: str) -> str:
    return material.say(SHORT_NAMES[item])


def full_name(material: Material, item: str) -> str:
    return material.say(SURVEY_ITEM.text(item))


def moment_of(question: str) -> str | None:
    """The moment of truth a question asks about."""
    code = SURVEY_ITEM.find(question)
    return code if code in MOT_WEIGHTS else None


def question_label(material: Material, question: str) -> str:
    """The name of a question below a bar: its number alone where the table beside names it."""
    number = _number(question)
    return material.say(NUMBERED, number=number) if number else question_name(material, question)


def _number(question: str) -> str | None:
    number = question.upper().removeprefix("问题").removeprefix("Q").strip()
    return number if number in QUESTIONS else None


def question_name(material: Material, question: str) -> str:
    """A question's printed name: a moment, one of the nine reference questions, or as it came."""
    if moment := moment_of(question):
        return short_name(material, moment)
    if number := _number(question):
        return f"{number} {material.say(QUESTIONS[number])}"
    return question
