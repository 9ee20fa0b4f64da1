"""A checklist as data: sections, items and scales; what an inspection scores, lacks and faults.

Answers are ``{item code: points}``, whole points of the item's scale; ``None`` says that the item
did not apply. Half points are counted in halves: met is 2, half met 1, not met 0.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

Answers = Mapping[str, int | None]
Points = tuple[int, int]
Data = Mapping[str, Any]


class Scale(StrEnum):
    """How an item is marked."""

    PASS_FAIL = "pass_fail"  # noqa: S105 - a mark, no password
    HALF_POINTS = "half_points"
    POINTS_5 = "points_5"
    POINTS_10 = "points_10"


SCALE_LABELS = {
    Scale.PASS_FAIL: Text(zh="合格/不合格", en="Pass or fail"),
    Scale.HALF_POINTS: Text(zh="0、0.5、1 分", en="0, ½ or 1 point"),
    Scale.POINTS_5: Text(zh="0–5 分", en="0–5 points"),
    Scale.POINTS_10: Text(zh="0–10 分", en="0–10 points"),
}
MOST = {Scale.PASS_FAIL: 1, Scale.HALF_POINTS: 2, Scale.POINTS_5: 5, Scale.POINTS_10: 10}
# Every scale divides it: an item of any scale is worth so many parts at full points.
FULL = 10
# Below this share of its points, in percent, an item asks for a finding.
WEAK_PERCENT = 60

UNKNOWN_ITEM = Text(
    zh="检查表没有项目“{item}”。请刷新页面后重新填写。",
    en="The checklist has no item “{item}”. Reload the page and fill it in again.",
)
OUT_OF_SCALE = Text(
    zh="“{item}”的得分 {points} 不在 0–{most} 之间。请重新打分。",
    en="“{item}” has {points} points; 0 to {most} are possible. Mark it again.",
)
MUST_APPLY = Text(
    zh="“{item}”不能选“不适用”。请打分。",
    en="“{item}” cannot be left out as not applicable. Mark it.",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at. ``finding_below``: fewer points ask for a finding; usual if unset."""

    code: str
    text: Text
    scale: Scale
    weight: int = 1
    photo_required: bool = False
    may_not_apply: bool = True
    hint: Text | None = None
    finding_below: int | None = None

    @property
    def most(self) -> int:
        """Full points on the item's scale."""
        return MOST[self.scale]

    def asks_for_finding(self, points: int) -> bool:
        """A failed item, one below 60 % of its points, or below what the item itself says."""
        if self.finding_below is not None:
            return points < self.finding_below
        return points * 100 < self.most * WEAK_PERCENT


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    name: Text
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class ChecklistContent:
    """The sections of a checklist. ``has_total``: they add up to one score."""

    sections: tuple[Section, ...]
    has_total: bool = True

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)

    def item(self, code: str) -> Item | None:
        return next((item for item in self.items if item.code == code), None)


@dataclass(frozen=True, slots=True)
class Fault:
    """An item below full points."""

    section: Section
    item: Item
    points: int
    needs_finding: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """What an inspection still lacks at an item."""

    section: Section
    item: Item
    what: Literal["answer", "photo"]


def check_answers(content: ChecklistContent, answers: Answers) -> None:
    """Raises :class:`Refused`: an unknown item, points off its scale, or one that must apply."""
    for code, points in answers.items():
        item = content.item(code)
        if item is None:
            raise Refused(UNKNOWN_ITEM, item=code[:48])
        if points is None and not item.may_not_apply:
            raise Refused(MUST_APPLY, item=item.text)
        if points is not None and not 0 <= points <= item.most:
            raise Refused(OUT_OF_SCALE, item=item.text, points=points, most=item.most)


def score(content: ChecklistContent, answers: Answers) -> Points | None:
    """Weighted points reached and reachable, of the items that applied.

    ``None`` where nothing applied, or where the list has no total.
    """
    return _points(content.items, answers) if content.has_total else None


def section_scores(content: ChecklistContent, answers: Answers) -> dict[str, Points | None]:
    """The same for each section, by its code."""
    return {section.code: _points(section.items, answers) for section in content.sections}


def _points(items: Collection[Item], answers: Answers) -> Points | None:
    marked = [(item, points) for item in items if (points := answers.get(item.code)) is not None]
    reachable = sum(item.weight * FULL for item, _ in marked)
    reached = sum(item.weight * points * FULL // item.most for item, points in marked)
    return (reached, reachable) if reachable else None


def faults(content: ChecklistContent, answers: Answers) -> list[Fault]:
    """The items below full points, in their order."""
    return [
        Fault(section, item, points, item.asks_for_finding(points))
        for section, item in _walk(content)
        if (points := answers.get(item.code)) is not None and points < item.most
    ]


def missing(content: ChecklistContent, answers: Answers, photos: Collection[str]) -> list[Missing]:
    """Items not answered, and items that applied without the photo they ask for.

    ``photos`` are the codes of the items that have one.
    """
    lacking = []
    for section, item in _walk(content):
        if item.code not in answers:
            lacking.append(Missing(section, item, "answer"))
        is_marked = answers.get(item.code) is not None
        if item.photo_required and is_marked and item.code not in photos:
            lacking.append(Missing(section, item, "photo"))
    return lacking


def _walk(content: ChecklistContent) -> Iterator[tuple[Section, Item]]:
    return ((section, item) for section in content.sections for item in section.items)


def as_data(content: ChecklistContent) -> dict[str, Any]:
    """What a version of a checklist stores."""
    return {
        "has_total": content.has_total,
        "sections": [
            {
                "code": section.code,
                "name": _pair(section.name),
                "items": [_item_data(item) for item in section.items],
            }
            for section in content.sections
        ],
    }


def content_from(data: Data) -> ChecklistContent:
    """The content that :func:`as_data` wrote."""
    return ChecklistContent(
        sections=tuple(
            Section(
                section["code"],
                _text(section["name"]),
                tuple(_item_from(one) for one in section["items"]),
            )
            for section in data["sections"]
        ),
        has_total=data["has_total"],
    )


def _item_data(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "text": _pair(item.text),
        "scale": item.scale.value,
        "weight": item.weight,
        "photo_required": item.photo_required,
        "may_not_apply": item.may_not_apply,
        "hint": _pair(item.hint) if item.hint else None,
        "finding_below": item.finding_below,
    }


def _item_from(data: Data) -> Item:
    return Item(
        code=data["code"],
        text=_text(data["text"]),
        scale=Scale(data["scale"]),
        weight=data["weight"],
        photo_required=data["photo_required"],
        may_not_apply=data["may_not_apply"],
        hint=_text(data["hint"]) if data["hint"] else None,
        finding_below=data["finding_below"],
    )


def _pair(text: Text) -> list[str]:
    return [text.zh, text.en]


def _text(pair: list[str]) -> Text:
    return Text(zh=pair[0], en=pair[1])
