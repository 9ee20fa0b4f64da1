"""What the templates of complaints say: codes by their names, states by their colours."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField

from careloop.complaints.choices import (
    CHANNEL_LABELS,
    LEVEL_LABELS,
    PAUSE_LABELS,
    STATE_LABELS,
    Channel,
    Level,
    PauseReason,
    State,
)
from careloop.complaints.models import Complaint, Event
from careloop.complaints.rules import DEED_LABELS, Deed
from careloop.complaints.rules.history import about as told
from careloop.core.kernel import money
from careloop.core.kernel.codes import COMPLAINT_CAUSE, DEPARTMENT, SEVERITY
from careloop.core.kernel.text import Text
from careloop.organisation.choices import ROLE_LABELS, Role

register = template.Library()
STATE_TONES = {
    State.RECORDED: "warn",
    State.TAKEN_OVER: "busy",
    State.INVESTIGATED: "busy",
    State.SOLVED: "good",
    State.CONFIRMED: "good",
    State.ARCHIVED: "",
    State.MERGED: "",
}
DEED_ICONS = {
    Deed.OPEN: "message-plus",
    Deed.TAKE_OVER: "user-check",
    Deed.GIVE: "user-cog",
    Deed.REPLY: "message-2",
    Deed.CORRECT: "edit",
    Deed.INVESTIGATE: "zoom-question",
    Deed.RAISE_LEVEL: "arrow-up",
    Deed.PLAN_OF_REGION: "clipboard-text",
    Deed.PAUSE: "clock-pause",
    Deed.RESUME: "clock",
    Deed.SOLVE: "circle-check",
    Deed.CALL_BACK: "phone-call",
    Deed.REOPEN: "arrow-back-up",
    Deed.ROOT_CAUSE: "bulb",
    Deed.ARCHIVE: "archive",
    Deed.MERGE: "git-merge",
    Deed.ABSORB: "git-merge",
    Deed.SPLIT: "arrows-split",
    Deed.ATTACH: "file-text",
    Deed.ESCALATE: "bell-ringing",
}
DEED_TONES = {Deed.REOPEN: "bad", Deed.ESCALATE: "bad", Deed.PAUSE: "warn", Deed.ARCHIVE: "good"}


@register.filter
def cause_name(complaint: Complaint) -> Text:
    """The store's own name of the cause, where it has one."""
    own = complaint.store_cause
    return Text(zh=own.name, en=own.name) if own else COMPLAINT_CAUSE.text(complaint.cause)


@register.filter
def cause(code: str) -> Text:
    return COMPLAINT_CAUSE.text(code)


@register.filter
def severity(code: str) -> Text:
    return SEVERITY.text(code)


@register.filter
def department(code: str) -> Text:
    return DEPARTMENT.text(code)


@register.filter
def state(code: str) -> Text:
    return STATE_LABELS[State(code)]


@register.filter
def state_tone(code: str) -> str:
    """The colour of a state's badge."""
    return STATE_TONES[State(code)]


@register.filter
def level(code: str) -> Text:
    return LEVEL_LABELS[Level(code)]


@register.filter
def channel(code: str) -> Text | str:
    """How it reached the store; as it came where it is none of ours."""
    return CHANNEL_LABELS[Channel(code)] if code in list(Channel) else code


@register.filter
def pause_reason(code: str) -> Text:
    return PAUSE_LABELS[PauseReason(code)]


@register.filter
def deed(code: str) -> Text | str:
    return DEED_LABELS[Deed(code)] if code in list(Deed) else code


@register.filter
def deed_icon(code: str) -> str:
    return DEED_ICONS.get(Deed(code), "circle-check") if code in list(Deed) else "circle-check"


@register.filter
def deed_tone(code: str) -> str:
    return DEED_TONES.get(Deed(code), "") if code in list(Deed) else ""


@register.filter
def roles(codes: str) -> list[Any]:
    """The posts a step of the ladder tells."""
    return [ROLE_LABELS[Role(code)] for code in codes.split(",") if code in list(Role)]


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan; a dash where nothing is known."""
    return "–" if fen is None else money.yuan(fen)


@register.filter
def person(user: Any) -> str:
    """Somebody's name as others know it; blank where there is nobody."""
    return (user.get_full_name() or user.username) if user else ""


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether a field is several boxes or radios, and needs a legend rather than a label."""
    return field.widget_type in ("radioselect", "checkboxselectmultiple")


@register.filter
def share_of(part: int, whole: int) -> int:
    """A part of a whole in percent, for the length of a bar."""
    return part * 100 // whole if whole else 0


@register.filter
def about(event: Event) -> Text | str:
    """What a line of the course was about: a level, a reason, another complaint's number."""
    return told(event.deed, event.code)
