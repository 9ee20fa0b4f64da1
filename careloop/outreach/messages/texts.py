"""Pure decisions about the text of a message: its fields, its length, what the law asks of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

PLACE = re.compile(r"\{(\w*)\}")
# An SMS in Chinese carries 70 characters; a longer one is cut into parts of 67.
ONE_PART, MANY_PARTS = 70, 67
MOST_CHARACTERS = 500
# An advertisement must say how to be spared more of them.
OPT_OUT = ("拒收请回复", "退订", "opt out")

UNKNOWN_FIELD = Text(
    zh="文本中的 {field} 不是可用字段。可用：{known}。",
    en="{field} in the text is no field. Fields: {known}.",
)
STRAY_BRACE = Text(
    zh="文本中有不成对的花括号。字段写作 {example}。",
    en="The text holds a brace without its other half. A field is written {example}.",
)
NO_TEXT = Text(zh="请至少填写一种语言的正文。", en="Write the text in one language at least.")
TOO_LONG = Text(
    zh="正文有 {length} 字，最多 {most} 字。",
    en="The text has {length} characters, {most} at most.",
)
NO_OPT_OUT = Text(
    zh="邀约和优惠类短信须写明退订方式，例如“{words}”。",
    en="An invitation or offer by SMS must say how to be spared more: “{words}”, or in English "
    "“Reply R to opt out”.",
)
EMPTY_FIELD = Text(
    zh="不知道该客户的“{field}”，这条模板不能用于该客户。",
    en="“{field}” is not known of this customer, so this template cannot be used.",
)


def places(text: str) -> tuple[str, ...]:
    """The codes of the fields in a text, in the order they first stand in it."""
    return tuple(dict.fromkeys(PLACE.findall(text)))


def check(text: str, known: Collection[str]) -> None:
    """Raises :class:`Refused` for a field that is none, a stray brace, or too long a text."""
    for code in places(text):
        if code not in known:
            fields = "、".join(f"{{{one}}}" for one in known)
            raise Refused(UNKNOWN_FIELD, field=f"{{{code}}}", known=fields)
    if set(PLACE.sub("", text)) & {"{", "}"}:
        raise Refused(STRAY_BRACE, example="{plate}")
    if len(text) > MOST_CHARACTERS:
        raise Refused(TOO_LONG, length=len(text), most=MOST_CHARACTERS)


def says_how_to_opt_out(text: str) -> bool:
    return any(words in text for words in OPT_OUT)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled; every field must be in ``values``."""
    return PLACE.sub(lambda place: values[place[1]], text)


def signed(text: str, signature: str) -> str:
    """The text as the phone shows it: providers put the signature before it."""
    return f"【{signature}】{text}"


def sms_parts(text: str) -> int:
    """How many messages are paid for; the signature counts."""
    return 1 if len(text) <= ONE_PART else -(-len(text) // MANY_PARTS)
