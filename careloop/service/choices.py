"""Stable codes of the workshop."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class BayKind(StrEnum):
    """What work a bay is made for."""

    ANY = "any"
    MAINTENANCE = "maintenance"
    REPAIR = "repair"
    BODYWORK = "bodywork"


BAY_KIND_LABELS = {
    BayKind.ANY: _("Any work"),
    BayKind.MAINTENANCE: _("Maintenance"),
    BayKind.REPAIR: _("Repair"),
    BayKind.BODYWORK: _("Bodywork and paint"),
}


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    EXPECTED = "expected"
    ARRIVED = "arrived"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


APPOINTMENT_STATE_LABELS = {
    AppointmentState.EXPECTED: _("Expected"),
    AppointmentState.ARRIVED: _("Arrived"),
    AppointmentState.NO_SHOW: _("Did not come"),
    AppointmentState.CANCELLED: _("Cancelled"),
}


class CancelReason(StrEnum):
    """Why an appointment is called off."""

    NO_TIME = "no_time"
    WENT_ELSEWHERE = "went_elsewhere"
    NOT_NEEDED = "not_needed"
    PARTS_MISSING = "parts_missing"
    STORE_ASKED = "store_asked"
    BOOKED_TWICE = "booked_twice"
    OTHER = "other"


CANCEL_REASON_LABELS = {
    CancelReason.NO_TIME: _("Customer has no time"),
    CancelReason.WENT_ELSEWHERE: _("Customer goes elsewhere"),
    CancelReason.NOT_NEEDED: _("No longer needed"),
    CancelReason.PARTS_MISSING: _("Parts are missing"),
    CancelReason.STORE_ASKED: _("The store asked for it"),
    CancelReason.BOOKED_TWICE: _("Booked twice"),
    CancelReason.OTHER: _("Other reason"),
}


class Punctuality(StrEnum):
    """How an arrival stands to the appointed minute (KPI-03)."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


PUNCTUALITY_LABELS = {
    Punctuality.EARLY: _("Too early"),
    Punctuality.ON_TIME: _("On time"),
    Punctuality.LATE: _("Late"),
}
