"""Why somebody may not work on a task now: taken, changed meanwhile, about their own work."""

from __future__ import annotations

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

TAKEN = Text(
    zh="该客户正由{who}联系。请选择下一位。",
    en="{who} is in contact with this customer. Take the next one.",
)
COLLEAGUE = Text(zh="同事", en="A colleague")
STALE = Text(
    zh="此任务已被他人更新（状态：{state}）。您输入的内容未保存，请刷新后核对。",
    en="Someone else has changed this task (state: {state}). What you typed is not stored; "
    "reload and compare.",
)
OWN_WORK = Text(
    zh="这项联系涉及您本人负责的投诉，须由其他人进行。请选择下一位。",
    en="This contact is about a complaint of your own; somebody else makes it. Take the next one.",
)
STATES: dict[str, Text] = {
    "recorded": Text(zh="导入的记录", en="from an export"),
    "open": Text(zh="待办", en="to do"),
    "done": Text(zh="已完成", en="done"),
    "given_up": Text(zh="已放弃", en="given up"),
    "gone": Text(zh="不再需要", en="no longer needed"),
    "expired": Text(zh="已过期", en="expired"),
}


class TakenByAnother(Refused):
    """Another agent holds the customer."""


class StaleTask(Refused):
    """The task is no longer what the person saw."""


class Barred(Refused):
    """The person may not make this contact: it is about their own work."""
