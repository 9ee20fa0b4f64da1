"""Templates a store may begin with; it changes them as it likes.

They leave out the provider's code, which every account has its own of: until it is filled in, the
messages are sent by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from careloop.core.kernel.text import Text
from careloop.customers.choices import Purpose


@dataclass(frozen=True, slots=True)
class Ready:
    """An SMS template as it comes."""

    code: str
    name: Text
    purpose: Purpose
    text: Text


READY: tuple[Ready, ...] = (
    Ready(
        "appointment",
        Text(zh="预约提醒", en="Reminder of an appointment"),
        Purpose.REQUESTED,
        Text(
            zh="{customer}您好，您预约了{appointed_on} {appointed_at}到店，期待您的光临。"
            "如需改期请致电本店。",
            en="Dear {customer}, we expect you on {appointed_on} at {appointed_at}. "
            "Please ring us to change the time.",
        ),
    ),
    Ready(
        "maintenance",
        Text(zh="定保提醒", en="Maintenance is due"),
        Purpose.REMINDER,
        Text(
            zh="{customer}您好，您的爱车{plate}已到保养时间，欢迎致电预约。",
            en="Dear {customer}, maintenance of your car {plate} is due. Ring us for a time.",
        ),
    ),
    Ready(
        "after_repair",
        Text(zh="维修后问卷", en="Questions after a repair"),
        Purpose.FOLLOW_UP,
        Text(
            zh="{customer}您好，感谢您光临{store}。请用一分钟评价本次服务：{survey_link}",
            en="Dear {customer}, thank you for your visit to {store}. One minute for your "
            "opinion: {survey_link}",
        ),
    ),
    Ready(
        "birthday",
        Text(zh="生日祝福", en="Birthday"),
        Purpose.CARE,
        Text(
            zh="{customer}您好，{store}祝您生日快乐，平安顺遂！",
            en="Dear {customer}, {store} wishes you a happy birthday.",
        ),
    ),
    Ready(
        "win_back",
        Text(zh="久未回店邀约", en="Not seen for long"),
        Purpose.MARKETING,
        Text(
            zh="{customer}您好，您的{model}许久未回店，到店可享免费检测。拒收请回复R",
            en="Dear {customer}, we have not seen your {model} for long: a free check awaits "
            "you. Reply R to opt out",
        ),
    ),
)
