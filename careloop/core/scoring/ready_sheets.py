"""The questionnaires every store has from the first day; a store's own versions take over.

The nine questions are those of SUR-01, with the two of KPI 15 behind the eighth; the ten moments
of truth have the weights of SUR-02. The sources count the 30 items of the mystery shopper but do
not word them (SUR-05): the wording here is ours, each store may change it.
"""

from __future__ import annotations

from collections.abc import Mapping

from careloop.core.kernel.codes import SURVEY_ITEM
from careloop.core.kernel.text import Text
from careloop.core.scoring.mot import MOT_WEIGHTS
from careloop.core.scoring.questions import Condition, Kind, Option, Question, Tells
from careloop.core.scoring.ready_visits import VISIT_ITEMS
from careloop.core.scoring.sheets import Sheet

LOW = frozenset(str(mark) for mark in range(7))  # 0–6, what NPS calls detractors
NO = frozenset({"no"})

OVERALL = Question(
    "Q1",
    Kind.LEVEL,
    Text(
        zh="您对我们本次服务的总体满意程度是？",
        en="How satisfied are you with this service on the whole?",
    ),
    tells=frozenset({Tells.SATISFIED, Tells.LEVEL}),
    alerting=frozenset({"disappointed"}),
    cause="service_attitude",
)


def _rated(number: int, zh: str, en: str, item: str, kind: Kind = Kind.SCALE_10) -> Question:
    return Question(f"Q{number}", kind, Text(zh=zh, en=en), item=item)


def _fact(number: int, zh: str, en: str, item: str, *, alerts: bool = False) -> Question:
    alerting = NO if alerts else frozenset[str]()
    return Question(f"Q{number}", Kind.YES_NO, Text(zh=zh, en=en), item=item, alerting=alerting)


RAISED = Question(
    "P1",
    Kind.YES_NO,
    Text(
        zh="这次维修后，您的爱车还有没有问题，或您向我们提出过问题？",
        en="Is there still a problem with your car, or did you raise one with us?",
    ),
    is_scored=False,
    tells=frozenset({Tells.PROBLEM_RAISED}),
)
SOLVED = Question(
    "P2",
    Kind.YES_NO,
    Text(
        zh="您提出的问题是否已全部解决，并让您满意？",
        en="Are all the problems you raised solved to your satisfaction?",
    ),
    is_scored=False,
    tells=frozenset({Tells.PROBLEM_SOLVED}),
    shown_if=Condition("P1", frozenset({"yes"})),
    alerting=NO,
    cause="quality",
)
SUGGESTIONS = Question(
    "Q9",
    Kind.TEXT,
    Text(zh="您对我们还有什么其他建议？", en="Have you any other suggestions for us?"),
    is_required=False,
)

NINE_QUESTIONS = Sheet(
    "nine_questions",
    1,
    Text(zh="维修后回访（九题）", en="After-repair call (nine questions)"),
    (
        OVERALL,
        _rated(
            2,
            "您到店时，服务顾问接待是否及时、友好？请打分（0–10分）。",
            "How prompt and friendly was the service advisor when you arrived (0–10)?",
            "fast_reception",
        ),
        _fact(
            3,
            "维修保养是否在约定的时间和费用内准确完成？",
            "Was the work done accurately, within the agreed time and cost?",
            "correct_complete",
            alerts=True,
        ),
        _fact(
            4,
            "维修前，服务顾问是否说明了项目、价格和所需时间？",
            "Did the advisor explain items, price and time before the work?",
            "explain_work",
        ),
        _rated(
            5,
            "您觉得顾客休息区是否舒适？请打分（0–10分）。",
            "How comfortable was the customer lounge (0–10)?",
            "lounge_comfort",
        ),
        _fact(
            6,
            "交车时，是否为您免费清洗了车辆？",
            "Was your car washed free of charge at delivery?",
            "clean_vehicle",
        ),
        _fact(
            7,
            "结算前，服务顾问是否在车旁向您说明了最终的项目和费用？",
            "Did the advisor explain the final items and costs beside the car before you paid?",
            "explain_bill",
        ),
        _rated(
            8,
            "您是否愿意再次光临，并向亲友推荐我们？请打分（0–10分）。",
            "Would you come again and recommend us to family and friends (0–10)?",
            "",
            Kind.NPS,
        ),
        RAISED,
        SOLVED,
        SUGGESTIONS,
    ),
)

MOT = Sheet(
    "mot",
    1,
    Text(zh="关键时刻（MOT）十项", en="Ten moments of truth (MOT)"),
    tuple(
        Question(
            item,
            Kind.SCALE_10,
            SURVEY_ITEM.text(item),
            weight=weight,
            item=item,
            alerting=frozenset("012345") if item == "correct_complete" else frozenset(),
        )
        for item, weight in MOT_WEIGHTS.items()
    ),
)

POINTS = (
    Option("met", Text(zh="达到", en="Met"), 100),
    Option("half", Text(zh="部分达到", en="Half met"), 50),
    Option("not_met", Text(zh="未达到", en="Not met"), 0),
)
MYSTERY_SHOPPER = Sheet(
    "mystery_shopper",
    1,
    Text(zh="神秘访客（PT）三十项", en="Mystery shopper (PT), 30 items"),
    tuple(
        Question(
            f"{section}_{number}",
            Kind.CHOICE,
            text,
            options=POINTS,
            item=section,
            section=SURVEY_ITEM.text(section),
        )
        for section, items in VISIT_ITEMS.items()
        for number, text in enumerate(items, 1)
    ),
    # The source's total follows no weighting it names (scoring.checklists).
    has_total=False,
)

# What the customer of a solved complaint is asked (CMP-17). The answer confirms the complaint or
# opens it again, so it opens no other one.
CALL_BACK = Sheet(
    "complaint_callback",
    1,
    Text(zh="投诉回访", en="Complaint call-back"),
    (
        Question(
            "C1",
            Kind.YES_NO,
            Text(
                zh="您投诉的问题是否已全部解决，并让您满意？",
                en="Is all you complained of solved to your satisfaction?",
            ),
            is_scored=False,
            tells=frozenset({Tells.PROBLEM_SOLVED}),
        ),
        Question(
            "C2",
            Kind.TEXT,
            Text(zh="还有什么需要我们继续处理？", en="What is still to be done?"),
            is_required=False,
            shown_if=Condition("C1", NO),
        ),
    ),
    has_total=False,
)

READY_SHEETS: Mapping[str, Sheet] = {
    sheet.code: sheet for sheet in (NINE_QUESTIONS, MOT, MYSTERY_SHOPPER, CALL_BACK)
}
# The sheet a contact is made with until the store says otherwise.
USUAL_SHEETS: Mapping[str, str] = {
    "after_repair": NINE_QUESTIONS.code,
    "complaint_callback": CALL_BACK.code,
}
