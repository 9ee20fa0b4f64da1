"""Stable codes of complaints: where one stands, what is waited for, how late it may be."""

from enum import StrEnum

from careloop.core.kernel.text import Text


class State(StrEnum):
    """Where a complaint stands (CMP-04, CMP-05)."""

    RECORDED = "recorded"
    TAKEN_OVER = "taken_over"
    INVESTIGATED = "investigated"
    SOLVED = "solved"
    CONFIRMED = "confirmed"
    ARCHIVED = "archived"
    MERGED = "merged"


STATE_LABELS = {
    State.RECORDED: Text(zh="已登记", en="Recorded"),
    State.TAKEN_OVER: Text(zh="处理中", en="Taken over"),
    State.INVESTIGATED: Text(zh="调查完成", en="Investigated"),
    State.SOLVED: Text(zh="已解决，待回访", en="Solved, to be called back"),
    State.CONFIRMED: Text(zh="客户已确认，待归档", en="Confirmed, to be archived"),
    State.ARCHIVED: Text(zh="已归档", en="Archived"),
    State.MERGED: Text(zh="已并入", en="Merged"),
}
# Not solved: the clocks of reply and solution run, the ladder climbs.
UNSOLVED = (State.RECORDED, State.TAKEN_OVER, State.INVESTIGATED)
OPEN = (*UNSOLVED, State.SOLVED, State.CONFIRMED)


class Level(StrEnum):
    """Who settles it: the store, its management, the manufacturer's region (CMP-04)."""

    STORE = "store"
    MANAGEMENT = "management"
    REGION = "region"


LEVEL_LABELS = {
    Level.STORE: Text(zh="门店", en="Store"),
    Level.MANAGEMENT: Text(zh="管理层", en="Management"),
    Level.REGION: Text(zh="厂家区域", en="Manufacturer's region"),
}


class Clock(StrEnum):
    """What has to happen in time."""

    FIRST_REPLY = "first_reply"
    SOLUTION = "solution"
    DUTY = "duty"
    CALL_BACK = "call_back"


CLOCK_LABELS = {
    Clock.FIRST_REPLY: Text(zh="首次回复", en="First reply"),
    Clock.SOLUTION: Text(zh="解决", en="Solution"),
    Clock.DUTY: Text(zh="告知义务（七个工作日）", en="Duty to inform (seven working days)"),
    Clock.CALL_BACK: Text(zh="回访确认", en="Call-back"),
}


class PauseReason(StrEnum):
    """What the clocks may wait for."""

    CUSTOMER = "customer"
    PART = "part"
    MANUFACTURER = "manufacturer"


PAUSE_LABELS = {
    PauseReason.CUSTOMER: Text(zh="等待客户", en="Waiting for the customer"),
    PauseReason.PART: Text(zh="等待零件", en="Waiting for a part"),
    PauseReason.MANUFACTURER: Text(zh="等待厂家", en="Waiting for the manufacturer"),
}


class Channel(StrEnum):
    """How the complaint reached the store; imported complaints may say something else."""

    PHONE = "phone"
    ON_SITE = "on_site"
    ANSWER = "answer"
    LINK = "link"
    MANUFACTURER = "manufacturer"
    MEDIA = "media"
    API = "api"
    OTHER = "other"


CHANNEL_LABELS = {
    Channel.PHONE: Text(zh="电话", en="Telephone"),
    Channel.ON_SITE: Text(zh="到店", en="On site"),
    Channel.ANSWER: Text(zh="问卷", en="Questionnaire"),
    Channel.LINK: Text(zh="客户链接", en="Customer's link"),
    Channel.MANUFACTURER: Text(zh="厂家转来", en="From the manufacturer"),
    Channel.MEDIA: Text(zh="媒体、网络", en="Media"),
    Channel.API: Text(zh="外部系统", en="Another system"),
    Channel.OTHER: Text(zh="其他", en="Other"),
}
