"""Names of what an inspection carries, in the reader's language, and how scores are written."""

from __future__ import annotations

from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from careloop.audits.choices import (
    FINDING_LABELS,
    INSPECTION_LABELS,
    RHYTHM_LABELS,
    SUBJECT_LABELS,
    FindingState,
    InspectionState,
    Rhythm,
    Subject,
)
from careloop.audits.models import Checklist, Inspection
from careloop.audits.queries import Rate
from careloop.core.kernel.rounding import divide, half_up
from careloop.core.kernel.text import Text, language_of
from careloop.core.scoring.inspections import (
    SCALE_LABELS,
    ChecklistContent,
    Item,
    Scale,
    content_from,
)
from careloop.organisation.models import Employee, User

register = template.Library()
INSPECTION_TONES = {
    InspectionState.DUE: "",
    InspectionState.BEGUN: "busy",
    InspectionState.FINISHED: "good",
    InspectionState.MISSED: "bad",
}
FINDING_TONES = {
    FindingState.OPEN: "warn",
    FindingState.ACTED_ON: "busy",
    FindingState.CURED: "good",
}
GOOD, FAIR = 90, 75
CAMERA = (
    "M5 7h2l1.5 -2.5h7l1.5 2.5h2a2 2 0 0 1 2 2v8a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-8a2 2 0 0 1 2"
    " -2z M8.5 13a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0"
)


def _say(text: Text) -> str:
    return text.say(language_of(get_language()))


@register.filter
def list_name(checklist: Checklist) -> str:
    """A checklist's name; the other language's where it has none in the reader's."""
    zh, en = checklist.name_zh or checklist.name_en, checklist.name_en or checklist.name_zh
    return _say(Text(zh=zh, en=en))


@register.filter
def person(who: Employee | User | None) -> str:
    """What a member of staff, or somebody with an account, is called."""
    if who is None:
        return "–"
    if isinstance(who, User):
        return who.get_full_name() or who.username
    return who.name or who.employee_no


@register.filter
def inspection_state(code: str) -> str:
    return _say(INSPECTION_LABELS[InspectionState(code)])


@register.filter
def inspection_tone(code: str) -> str:
    return INSPECTION_TONES[InspectionState(code)]


@register.filter
def finding_state(code: str) -> str:
    return _say(FINDING_LABELS[FindingState(code)])


@register.filter
def finding_tone(code: str) -> str:
    return FINDING_TONES[FindingState(code)]


@register.filter
def rhythm(code: str) -> str:
    return _say(RHYTHM_LABELS[Rhythm(code)])


@register.filter
def subject(code: str) -> str:
    return _say(SUBJECT_LABELS[Subject(code)])


@register.filter
def percent(share: Fraction | None) -> str:
    """A share as a percentage to one place; a dash where there is none."""
    return "–" if share is None else f"{half_up(share * 100, 1)}%"


@register.filter
def points(share: Fraction | None) -> str:
    """A share as points of 100, to one place."""
    return "–" if share is None else str(half_up(share * 100, 1))


@register.filter
def score_tone(share: Fraction | None) -> str:
    if share is None:
        return ""
    return "good" if share * 100 >= GOOD else "warn" if share * 100 >= FAIR else "bad"


@register.simple_tag
def camera() -> SafeString:
    """A camera beside the word; it says nothing of its own to a screen reader."""
    drawing = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>'
    return format_html(drawing, CAMERA)


@register.filter
def item_count(checklist: Checklist) -> int:
    return len(content_from(checklist.content).items)


@register.filter
def raw_item(content: ChecklistContent, code: str) -> Item | None:
    """An item of a checklist by its code."""
    return content.item(code)


@register.filter
def scale_name(scale: Scale) -> str:
    return _say(SCALE_LABELS[scale])


@register.filter
def score(inspection: Inspection) -> Fraction | None:
    """What a finished inspection scored, as a share."""
    return divide(inspection.score_numerator or 0, inspection.score_denominator or 0)


@register.filter
def whole_percent(share: Fraction | None) -> int:
    """How far a bar reaches."""
    return int((share or 0) * 100)


@register.filter
def rate_tone(rate: Rate) -> str:
    """The aim of every rate is all of them (AUD-01)."""
    if rate.value is None:
        return ""
    return "good" if rate.value == 1 else "bad"
