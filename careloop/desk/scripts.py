"""What an agent says first, per contact type, where a store has not worded it itself (话术)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

FIELDS: dict[str, Text] = {
    "customer": Text(zh="客户姓名", en="customer's name"),
    "plate": Text(zh="车牌", en="plate"),
    "model": Text(zh="车型", en="model"),
    "store": Text(zh="门店名称", en="store"),
    "agent": Text(zh="您的姓名", en="your name"),
    "advisor": Text(zh="服务顾问", en="service advisor"),
    "order": Text(zh="工单号", en="order number"),
    "last_visit": Text(zh="上次进站日期", en="day of the last visit"),
    "due": Text(zh="应联系日期", en="day it is due"),
}
PLACE = re.compile(r"\{([^{}]*)\}")
UNKNOWN_FIELD = Text(
    zh="话术中的 {{{field}}} 不是可用字段。可用：{known}。",
    en="{{{field}}} is no field of a script. There are: {known}.",
)

_HELLO_ZH = "您好，请问是{customer}吗？我是{store}的客服{agent}，"
_HELLO_EN = "Good day, is that {customer}? This is {agent} of {store}. "


def _script(zh: str, en: str) -> Text:
    return Text(zh=_HELLO_ZH + zh, en=_HELLO_EN + en)


SCRIPTS: dict[str, Text] = {
    "after_repair": _script(
        "想就您的{plate}（{model}）{last_visit}在我店的维修做个简短回访，大约两分钟，现在方便吗？",
        "I have a few questions about the service of your {model}, {plate}, on {last_visit}; it "
        "takes two minutes. Is now a good time?",
    ),
    "sales": _script(
        "恭喜您选购{model}。想了解一下您对购车过程是否满意，现在方便吗？",
        "Congratulations on your {model}. May I ask how you found the purchase?",
    ),
    "delivery": _script(
        "您的{model}已经交付，想了解一下交车过程和用车情况，有什么需要我们帮助的吗？",
        "Your {model} has been handed over. How was it, and is there anything we can help with?",
    ),
    "first_maintenance": _script(
        "您的{plate}该做首次保养了，首保免费。我帮您预约一个方便的时间，好吗？",
        "The first service of {plate} is due, and it is free. May I book a time that suits you?",
    ),
    "periodic_maintenance": _script(
        "您的{plate}上次保养是{last_visit}，现在到了定期保养的时间。我帮您预约一个不用等候的时段，好吗？",
        "{plate} was last serviced on {last_visit} and is due again. May I book a time without "
        "waiting?",
    ),
    "warranty_expiry": _script(
        "您的{plate}质保即将到期（{due}）。建议到期前来店做一次全面检查，我帮您预约好吗？",
        "The warranty of {plate} ends soon ({due}). May I book a full check before it does?",
    ),
    "insurance_renewal": _script(
        "您的{plate}保险即将到期（{due}），想为您做一份续保报价，方便了解一下您的需求吗？",
        "The insurance of {plate} ends on {due}. May I prepare a renewal quote for you?",
    ),
    "inspection": _script(
        "您的{plate}年检期到了（{due}），我们可以代办年检，需要帮您安排吗？",
        "The inspection of {plate} is due on {due}. We can take care of it; shall I arrange it?",
    ),
    "appointment_reminder": _script(
        "提醒您预约了{due}带{plate}来店，时间方便吗？需要改期我现在就帮您改。",
        "A reminder of your appointment with {plate} on {due}. Does the time still suit you?",
    ),
    "no_show": _script(
        "您预约的时间没有等到您的{plate}，是临时有事吗？我帮您另约一个时间好吗？",
        "We missed you and {plate} at the appointed time. Shall we find another one?",
    ),
    "lost_customer": _script(
        "您的{plate}上次来店是{last_visit}，很久没有见到您了。想了解一下是我们哪里做得不好，"
        "还是车辆在别处保养？",
        "{plate} was last here on {last_visit} and we miss you. Was something not right with us, "
        "or is the car serviced elsewhere?",
    ),
    "complaint_callback": _script(
        "您之前反映的问题已经处理，想确认一下您是否满意，还有什么需要我们继续跟进的？",
        "You told us of a problem, and it has been dealt with. Are you satisfied, or is there "
        "more we should do?",
    ),
    "special_topic": _script(
        "今天有一件专门的事想和您沟通，大约两分钟，现在方便吗？",
        "I am calling about one particular matter; it takes two minutes. Is now a good time?",
    ),
    "birthday": _script(
        "今天给您送上生日祝福，祝您生日快乐、行车平安！",
        "All of us wish you a happy birthday and safe driving.",
    ),
    "festival": _script(
        "祝您节日快乐、出行平安！节前出行建议检查一下车辆，需要帮您预约吗？",
        "We wish you a happy holiday. Shall I book a check of the car before you travel?",
    ),
    "delivery_contact": _script(
        "您的{model}已经用了一段时间，我是您的售后联系人。用车有什么疑问吗？首保时间我会提醒您。",
        "You have had your {model} for a while; I am your contact at the workshop. Any questions? "
        "I shall remind you of the first service.",
    ),
    "declined_work": _script(
        "上次{plate}来店时有建议的项目还没有做，为了行车安全想提醒您，我帮您安排个时间好吗？",
        "At the last visit of {plate} some work we advised was put off. May I arrange a time?",
    ),
}
USUAL = _script("想就您的{plate}和您联系一下，现在方便吗？", "I am calling about {plate}.")


def check(text: str) -> str:
    """The script, trimmed.

    Raises:
        Refused: it names a field that is none.
    """
    for field in PLACE.findall(text):
        if field not in FIELDS:
            raise Refused(UNKNOWN_FIELD, field=field, known=" ".join(f"{{{f}}}" for f in FIELDS))
    return text.strip()


def filled(text: str, values: Mapping[str, str]) -> str:
    """The script with its fields filled; a dash stands for what is not known."""
    return PLACE.sub(lambda place: values.get(place.group(1)) or "—", text)
