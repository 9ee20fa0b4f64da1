"""What keeps a checklist from being put to use, each in a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.inspections import ChecklistContent, Item

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,47}")
HEAVIEST = 1_000

NO_ITEMS = Text(
    zh="检查表还没有项目。请至少添加一项。", en="The checklist has no items yet. Add at least one."
)
EMPTY_SECTION = Text(
    zh="分组“{section}”没有项目。请添加项目或删除该分组。",
    en="Section “{section}” has no items. Add some or remove the section.",
)
NO_NAME = Text(
    zh="第 {number} 个分组缺少中文或英文名称。",
    en="Section {number} lacks its Chinese or English name.",
)
TWICE = Text(
    zh="代码“{code}”用了两次。请换一个。", en="Code “{code}” is used twice. Choose another one."
)
BAD_CODE = Text(
    zh="代码“{code}”不可用：以字母开头，只含字母、数字和下划线，最多 48 个字符。",
    en="Code “{code}” cannot be used: a letter first, then letters, digits and _, at most 48 "
    "characters.",
)
NO_WORDS = Text(
    zh="项目 {code} 缺少中文或英文内容。", en="Item {code} lacks its Chinese or English wording."
)
BAD_WEIGHT = Text(
    zh="“{item}”的权重 {weight} 不在 0–1000 之间。",
    en="“{item}” has weight {weight}; 0 to 1,000 are possible.",
)
NO_WEIGHT = Text(
    zh="所有项目的权重都是 0，无法计分。请至少给一项设置权重。",
    en="All weights are 0: nothing would be scored. Give at least one item a weight.",
)
BAD_LIMIT = Text(
    zh="“{item}”的整改分数线 {limit} 不在 0–{most} 之间。",
    en="“{item}” asks for a finding below {limit} points; 0 to {most} are possible.",
)


def faults(content: ChecklistContent) -> list[Refused]:
    """Everything that must be mended before the checklist can be used."""
    if not content.items:
        return [Refused(NO_ITEMS)]
    return [*_of_sections(content), *_of_codes(content), *_of_items(content)]


def _of_sections(content: ChecklistContent) -> Iterator[Refused]:
    for number, section in enumerate(content.sections, 1):
        if not (section.name.zh.strip() and section.name.en.strip()):
            yield Refused(NO_NAME, number=number)
        if not section.items:
            yield Refused(EMPTY_SECTION, section=section.name)


def _of_codes(content: ChecklistContent) -> Iterator[Refused]:
    for codes in (
        [section.code for section in content.sections],
        [item.code for item in content.items],
    ):
        yield from (Refused(TWICE, code=code) for code, n in Counter(codes).items() if n > 1)
        yield from (Refused(BAD_CODE, code=code) for code in codes if not CODE.fullmatch(code))


def _of_items(content: ChecklistContent) -> Iterator[Refused]:
    for item in content.items:
        yield from _of_item(item)
    if not any(item.weight for item in content.items):
        yield Refused(NO_WEIGHT)


def _of_item(item: Item) -> Iterator[Refused]:
    if not (item.text.zh.strip() and item.text.en.strip()):
        yield Refused(NO_WORDS, code=item.code)
    if not 0 <= item.weight <= HEAVIEST:
        yield Refused(BAD_WEIGHT, item=item.text, weight=item.weight)
    limit = item.finding_below
    if limit is not None and not 0 <= limit <= item.most:
        yield Refused(BAD_LIMIT, item=item.text, limit=limit, most=item.most)
