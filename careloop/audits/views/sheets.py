"""A checklist as it stands on the page: items with what can be chosen, chosen and typed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from careloop.audits.views.frame import asked_day, asked_number
from careloop.core.kernel.text import Language
from careloop.core.scoring.inspections import ChecklistContent, Item, Scale, Section

NOT_APPLICABLE = ""
NOTHING = -1  # no points at all: the item is not answered
HALVES = ("0", "½", "1")


@dataclass(frozen=True, slots=True)
class TypedFinding:
    """What is to be done about an item, as far as it is typed."""

    action: str = ""
    owner: int | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form of an inspection."""

    answers: Mapping[str, int | None] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, TypedFinding] = field(default_factory=dict)
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_fault: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    url: str
    remove: str


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One item on the page."""

    number: int
    code: str
    text: str
    hint: str
    photo_required: bool
    choices: list[Choice]
    remark: str
    photos: list[ShownPhoto]
    finding: TypedFinding
    is_answered: bool
    is_fault: bool
    is_missing: bool


@dataclass(frozen=True, slots=True)
class ShownSection:
    code: str
    name: str
    items: list[ShownItem]


def typed_in(content: ChecklistContent, sent: Mapping[str, str]) -> Typed:
    """What a form, or a draft, says of each item; what is no choice of the item is left out."""
    codes = [item.code for item in content.items]
    answers = {
        item.code: None if value == NOT_APPLICABLE else int(value)
        for item in content.items
        if (value := sent.get(f"points-{item.code}")) is not None and value in _values(item)
    }
    remarks = {code: text for code in codes if (text := sent.get(f"remark-{code}", "").strip())}
    findings = {code: found for code in codes if (found := _finding(code, sent)) != TypedFinding()}
    return Typed(answers, remarks, findings, sent.get("remark", "").strip())


def _finding(code: str, sent: Mapping[str, str]) -> TypedFinding:
    return TypedFinding(
        action=sent.get(f"action-{code}", "").strip(),
        owner=asked_number(sent.get(f"owner-{code}", "")),
        due=asked_day(sent.get(f"due-{code}", "")),
    )


def _values(item: Item) -> list[str]:
    numbers = [str(points) for points in range(item.most + 1)]
    return [*numbers, NOT_APPLICABLE] if item.may_not_apply else numbers


def shown(
    content: ChecklistContent,
    typed: Typed,
    photos: Mapping[str, list[ShownPhoto]],
    language: Language,
    *,
    missing: Collection[str] = (),
    owner: int | None = None,
) -> list[ShownSection]:
    """The sections as the page shows them, items numbered through the whole list.

    ``owner`` is who a finding goes to as long as nobody else is chosen.
    """
    page = _Page(typed, photos, language, missing, TypedFinding(owner=owner))
    numbered = enumerate(content.items, 1)
    by_code = {item.code: page.item(number, item) for number, item in numbered}
    return [
        ShownSection(
            section.code,
            _heading(content, section, language),
            [by_code[item.code] for item in section.items],
        )
        for section in content.sections
    ]


def _heading(content: ChecklistContent, section: Section, language: Language) -> str:
    """A list of one section needs no second heading."""
    return section.name.say(language) if len(content.sections) > 1 else ""


@dataclass(frozen=True, slots=True)
class _Page:
    typed: Typed
    photos: Mapping[str, list[ShownPhoto]]
    language: Language
    missing: Collection[str]
    usual: TypedFinding

    def item(self, number: int, item: Item) -> ShownItem:
        points = self.typed.answers.get(item.code)
        return ShownItem(
            number=number,
            code=item.code,
            text=item.text.say(self.language),
            hint=item.hint.say(self.language) if item.hint else "",
            photo_required=item.photo_required,
            choices=list(self._choices(item)),
            remark=self.typed.remarks.get(item.code, ""),
            photos=self.photos.get(item.code, []),
            finding=self.typed.findings.get(item.code, self.usual),
            is_answered=item.code in self.typed.answers,
            is_fault=points is not None and item.asks_for_finding(points),
            is_missing=item.code in self.missing,
        )

    def _choices(self, item: Item) -> Iterator[Choice]:
        is_answered, chosen = item.code in self.typed.answers, self.typed.answers.get(item.code)
        for points in _order(item):
            is_chosen = is_answered and chosen == points
            is_fault = item.asks_for_finding(points)
            yield Choice(str(points), mark(item.scale, points), is_fault, is_chosen)
        if item.may_not_apply:
            is_chosen = is_answered and chosen is None
            yield Choice(NOT_APPLICABLE, _("Not applicable"), False, is_chosen)


def _order(item: Item) -> list[int]:
    """Passing comes before failing; points count up."""
    points = list(range(item.most + 1))
    return points[::-1] if item.scale == Scale.PASS_FAIL else points


def mark(scale: Scale, points: int | None) -> str:
    """Points as people read them on the item's scale."""
    if points is None:
        return _("Not applicable")
    if scale == Scale.PASS_FAIL:
        return _("Pass") if points else _("Fail")
    return HALVES[points] if scale == Scale.HALF_POINTS else str(points)
