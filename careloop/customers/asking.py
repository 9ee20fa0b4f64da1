"""What a person typed into the search box: a pure reading of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from careloop.core.ingest.feeds.people import CUSTOMERS
from careloop.core.ingest.values import parse
from careloop.core.kernel.folding import fold
from careloop.customers.rules import is_chinese_number
from careloop.customers.spelling import LONGEST_KEY

MOST_TYPED = 64
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}", re.IGNORECASE)
_PLATE = re.compile(r"[\u4e00-\u9fff]?[A-Z][A-Z0-9]{5,6}", re.IGNORECASE)
FEWEST_OF_A_VIN = 4
_PHONE = CUSTOMERS.column("phone")


@dataclass(frozen=True, slots=True)
class Asked:
    """One search. What it cannot be is empty.

    ``words`` begins a name, its pinyin or a plate; ``ending`` is the end of a VIN; ``digits`` the
    last digits of a number (at least four); ``phone`` a whole one as it is kept; ``number`` a
    customer's number.
    """

    words: str = ""
    ending: str = ""
    digits: str = ""
    phone: str = ""
    number: str = ""


def asked(text: str) -> Asked:
    """Read what was typed; nothing at all asks for nothing."""
    typed = text.strip()[:MOST_TYPED]
    words = fold(typed)
    if not words:
        return Asked()
    is_latin = words.isascii() and words.isalnum()
    is_digits = words.isascii() and words.isdigit()
    return Asked(
        words=words[:LONGEST_KEY],
        ending=words if is_latin and len(words) >= FEWEST_OF_A_VIN else "",
        digits=words if is_digits and 4 <= len(words) <= 12 else "",
        phone=_phone(typed),
        number=typed,
    )


def _phone(typed: str) -> str:
    if not any(character.isdigit() for character in typed):
        return ""
    number = str(parse(_PHONE, typed).value or "")
    return number if is_chinese_number(number) else ""


def as_entry(text: str) -> dict[str, str]:
    """What was searched for and not found, as the field of a new customer or vehicle it fills."""
    typed = text.strip()[:MOST_TYPED]
    if not typed:
        return {}
    if _phone(typed):
        return {"phone": typed}
    if _VIN.fullmatch(typed):
        return {"vin": typed.upper()}
    if any(c.isdigit() for c in typed):
        return {"plate": typed.upper()} if _PLATE.fullmatch(typed) else {}
    return {"name": typed}
