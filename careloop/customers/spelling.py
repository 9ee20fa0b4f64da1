"""How a name is typed: in characters, in pinyin, by the initials of its syllables. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from careloop.core.kernel.folding import fold

# Read otherwise as a surname than as a word.
SURNAMES = {
    "万俟": ("mo", "qi"), "尉迟": ("yu", "chi"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"), "令狐": ("ling", "hu"), "宓": ("fu",), "单": ("shan",),
    "曾": ("zeng",), "解": ("xie",), "仇": ("qiu",), "查": ("zha",), "盖": ("ge",), "区": ("ou",),
    "朴": ("piao",), "翟": ("zhai",), "乐": ("yue",), "覃": ("qin",), "缪": ("miao",),
    "员": ("yun",), "折": ("she",), "黑": ("he",), "秘": ("bi",), "重": ("chong",),
    "洗": ("xian",), "冼": ("xian",), "句": ("gou",), "种": ("chong",), "繁": ("po",),
    "柏": ("bai",), "那": ("na",), "晁": ("chao",), "贾": ("jia",), "瞿": ("qu",), "祭": ("zhai",),
    "都": ("du",), "宿": ("su",), "阚": ("kan",), "谌": ("chen",), "逄": ("pang",), "车": ("che",),
    "隗": ("wei",), "薄": ("bo",), "沈": ("shen",), "石": ("shi",), "任": ("ren",), "燕": ("yan",),
    "葛": ("ge",), "华": ("hua",), "召": ("shao",), "叶": ("ye",), "於": ("yu",), "牟": ("mou",),
}  # fmt: skip

LONGEST_KEY = 24  # characters; who types more is compared by these
MOST_ENDS = 24  # of one name; beyond lies only the tail of a company's name
_PERSON = 4  # characters; a longer name is a company's and is read by its words
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]")


@lru_cache(maxsize=32_768)
def _reading(character: str) -> str:
    return str(lazy_pinyin(character, style=Style.NORMAL)[0])


def syllables(name: str) -> tuple[str, ...]:
    """The pinyin of a folded name, one for each character; letters and digits as they are."""
    if len(name) > _PERSON:
        return tuple(lazy_pinyin(name, style=Style.NORMAL, errors=list))  # type: ignore[arg-type]
    for length in (2, 1):
        if spoken := SURNAMES.get(name[:length]):
            return (*spoken, *map(_reading, name[length:]))
    return tuple(map(_reading, name))


def pinyin(name: str) -> str:
    """The whole name in pinyin, folded: 单田芳 is ``shantianfang``."""
    return "".join(syllables(fold(name)))


def name_keys(name: str) -> frozenset[str]:
    """Every way to begin typing a part of ``name``: its ends in characters, in pinyin by
    syllable and, where there are two at least, in initials."""
    folded = fold(name)
    keys = {folded[start:] for start in range(min(len(folded), MOST_ENDS))}
    if _HAN.search(folded):
        spoken = syllables(folded)
        for start in range(min(len(spoken), MOST_ENDS)):
            keys.add("".join(spoken[start:]))
            if start < len(spoken) - 1:
                keys.add("".join(syllable[0] for syllable in spoken[start:]))
    return frozenset(key[:LONGEST_KEY] for key in keys)


def vehicle_keys(plate: str, vin: str) -> frozenset[str]:
    """The plate with and without its province, and the VIN from its end."""
    folded = fold(plate)
    keys = {folded, folded[1:] if _HAN.match(folded) else folded, backwards(vin)}
    return frozenset(key[:LONGEST_KEY] for key in keys if len(key) > 1)


def backwards(vin: str) -> str:
    """A VIN from its last character on, marked so that it is never taken for a plate."""
    folded = fold(vin)
    return f"<{folded[::-1]}" if folded else ""
