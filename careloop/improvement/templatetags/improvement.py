"""Names of the codes that problems, measures, meetings and training carry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.utils.translation import get_language

from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text, language_of
from careloop.improvement.choices import (
    EVIDENCE_LABELS,
    MEASURE_LABELS,
    MEETING_LABELS,
    TOPIC_LABELS,
    TRAINING_LABELS,
    EvidenceKind,
    MeasureState,
    MeetingKind,
    Topic,
    TrainingReason,
)
from careloop.improvement.fields import label
from careloop.improvement.models import Measure
from careloop.improvement.rhythm import PULSE_LABELS, Beat, Pulse
from careloop.kpis import queries as kpis
from careloop.organisation.models import Employee

register = template.Library()
TONES = {
    MeasureState.NOT_DONE: "warn",
    MeasureState.IN_PROGRESS: "busy",
    MeasureState.DONE: "good",
    MeasureState.DROPPED: "",
}
PULSE_TONES = {
    Pulse.LATE: "bad",
    Pulse.DUE_SOON: "warn",
    Pulse.KEPT: "good",
    Pulse.NOT_BEGUN: "",
}
OPEN = (MeasureState.NOT_DONE, MeasureState.IN_PROGRESS)
SOON_DAYS = 2


@register.filter
def department(code: str) -> str:
    return _said(DEPARTMENT.text(code)) if code in DEPARTMENT.codes else code


@register.filter
def topic_name(code: str) -> str:
    return _said(TOPIC_LABELS[Topic(code)])


@register.filter
def measure_state(code: str) -> str:
    return _said(MEASURE_LABELS[MeasureState(code)])


@register.filter
def measure_tone(code: str) -> str:
    """The colour of a measure's badge."""
    return TONES[MeasureState(code)]


@register.filter
def proof(code: str) -> str:
    return _said(EVIDENCE_LABELS[EvidenceKind(code)]) if code in list(EvidenceKind) else code


@register.filter
def meeting_kind(code: str) -> str:
    return _said(MEETING_LABELS[MeetingKind(code)]) if code in list(MeetingKind) else code


@register.filter
def training_reason(code: str) -> str:
    known = code in list(TrainingReason)
    return _said(TRAINING_LABELS[TrainingReason(code)]) if known else code


@register.filter
def pulse_name(beat: Beat) -> str:
    return _said(PULSE_LABELS[beat.pulse])


@register.filter
def pulse_tone(beat: Beat) -> str:
    """The colour of a rhythm: late, soon due, kept; none before it began."""
    return PULSE_TONES[beat.pulse]


@register.filter
def kpi_name(code: str) -> str:
    found = kpis.metrics().get(code)
    return _said(found.name) if found else code


@register.filter
def person(employee: Employee | None) -> str:
    """A name as pages show it; the staff number where there is no name."""
    return (employee.name or employee.employee_no) if employee else ""


@register.filter
def owner_of(measure: Measure) -> str:
    return person(measure.owner) or measure.owner_name


@register.filter
def supervisor_of(measure: Measure) -> str:
    return person(measure.supervisor) or measure.supervisor_name


@register.filter
def staff_label(employee: Employee) -> str:
    return label(employee)


@register.filter
def people(staff: Iterable[Employee]) -> str:
    return "、".join(person(one) for one in staff)


@register.filter
def late(measure: Measure, today: date) -> str:
    """``bad`` when the day is past, ``warn`` when it is near, blank otherwise."""
    if measure.due_on is None or measure.state not in OPEN:
        return ""
    days = (measure.due_on - today).days
    return "bad" if days < 0 else "warn" if days <= SOON_DAYS else ""


@register.filter
def at(items: Any, key: Any) -> Any:
    """What stands under a key; nothing where there is none."""
    return items.get(key) if hasattr(items, "get") else None


@register.filter
def refusal(fault: Refused) -> str:
    """A refusal's sentence in the language of the page."""
    return fault.say(language_of(get_language()))


def _said(text: Text) -> str:
    return text.say(language_of(get_language()))
