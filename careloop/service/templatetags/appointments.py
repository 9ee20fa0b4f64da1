"""Names of the codes an appointment carries, in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from careloop.core.kernel.codes import JOB_TYPE, ORIGIN
from careloop.core.kernel.text import language_of
from careloop.service.choices import (
    APPOINTMENT_STATE_LABELS,
    CANCEL_REASON_LABELS,
    PUNCTUALITY_LABELS,
    AppointmentState,
    CancelReason,
    Punctuality,
)

register = template.Library()
TONES = {
    AppointmentState.EXPECTED: "busy",
    AppointmentState.ARRIVED: "good",
    AppointmentState.NO_SHOW: "bad",
    AppointmentState.CANCELLED: "",
}


DEEDS = {
    "appointment.book": _("Booked"),
    "appointment.move": _("Moved"),
    "appointment.cancel": _("Cancelled"),
    "appointment.arrive": _("Arrived"),
    "appointment.no_show": _("Did not come"),
    "appointment.expect_again": _("Taken back"),
    "appointment.remind": _("Reminded"),
    "appointment.link": _("Repair order linked"),
}


@register.filter
def deed(action: str) -> Promise | str:
    """What an audit row says was done."""
    return DEEDS.get(action, action)


@register.filter
def job(code: str) -> str:
    return JOB_TYPE.text(code).say(language_of(get_language())) if code else ""


@register.filter
def origin(code: str) -> str:
    return ORIGIN.text(code).say(language_of(get_language()))


@register.filter
def state_name(state: AppointmentState) -> Promise | str:
    return APPOINTMENT_STATE_LABELS[state]


@register.filter
def tone(state: AppointmentState) -> str:
    """The colour of a state's badge."""
    return TONES[state]


@register.filter
def punctuality_name(code: Punctuality) -> Promise | str:
    return PUNCTUALITY_LABELS[code]


@register.filter
def reason(code: str) -> Promise | str:
    """A reason for cancelling; as it came where it is none of ours."""
    return CANCEL_REASON_LABELS[CancelReason(code)] if code in list(CancelReason) else code
