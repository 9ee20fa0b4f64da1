"""Pure decisions about customers and their vehicles."""

from __future__ import annotations

import re

from careloop.core.kernel.text import Text

# Words that mark a car as working for hire, in the owner's name, trade or kind, or in the model.
FLEET_WORDS = re.compile("出租|网约|租赁|营运|客运|巡游|的士|taxi|fleet", re.IGNORECASE)
# Plates kept for taxis: Beijing's series B.
FLEET_PLATES = re.compile(r"^京B")

_MOBILE = re.compile(r"^(?:\+?86)?1[3-9]\d{9}$")
_LANDLINE = re.compile(r"^(?:0\d{2,3})?[2-9]\d{6,7}(?:[x转,]\d{1,6})?$")
_SERVICE_LINE = re.compile(r"^[48]00\d{7}$")

PARTIES: dict[str, Text] = {
    "owner": Text(zh="车主", en="Owner"),
    "decision_maker": Text(zh="领导", en="Decision maker"),
    "driver": Text(zh="司机", en="Driver"),
}
NUMBER_KINDS: dict[str, Text] = {
    "mobile": Text(zh="手机", en="Mobile"),
    "home": Text(zh="宅电", en="Home phone"),
}


def is_chinese_number(phone: str) -> bool:
    """Whether ``phone`` can be rung in China: mobile, landline with or without area, 400 line."""
    digits = re.sub(r"[\s\-()（）]", "", phone)
    return any(shape.match(digits) for shape in (_MOBILE, _LANDLINE, _SERVICE_LINE))


def is_fleet(plate: str | None, *words: str | None) -> bool:
    """Whether a vehicle is a taxi or hired out, and so outside reminders and loss figures.

    ``words`` are what is known of its owner and model; see decisions.md, "taxi and fleet plates".
    """
    if plate and FLEET_PLATES.match(plate):
        return True
    return any(FLEET_WORDS.search(word) for word in words if word)


def identity(customer_no: str | None, phone_index: str, name_digest: str) -> str | None:
    """By what a customer is known in a store: the number, else phone and name; else not at all."""
    if customer_no:
        return f"no:{customer_no}"
    return f"ph:{phone_index}:{name_digest}" if phone_index else None
