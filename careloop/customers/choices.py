"""Stable codes of customers."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Channel(StrEnum):
    """How a customer is reached (CAR-01)."""

    ANY = "any"
    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    VISIT = "visit"


CHANNEL_LABELS = {
    Channel.ANY: _("Every channel"),
    Channel.PHONE: _("Phone"),
    Channel.SMS: _("Text message"),
    Channel.EMAIL: _("E-mail"),
    Channel.LETTER: _("Letter"),
    Channel.VISIT: _("Visit"),
}


class Purpose(StrEnum):
    """What a customer is contacted for. What they asked for themselves needs no consent."""

    ANY = "any"
    FOLLOW_UP = "follow_up"  # how was the visit
    REMINDER = "reminder"  # maintenance, warranty, inspection
    INSURANCE = "insurance"
    MARKETING = "marketing"  # win-back, campaigns, special topics
    CARE = "care"  # birthdays, festivals
    REQUESTED = "requested"  # appointment, complaint: the customer expects it


PURPOSE_LABELS = {
    Purpose.ANY: _("Every purpose"),
    Purpose.FOLLOW_UP: _("Follow-up of a visit"),
    Purpose.REMINDER: _("Service reminders"),
    Purpose.INSURANCE: _("Insurance"),
    Purpose.MARKETING: _("Invitations and offers"),
    Purpose.CARE: _("Greetings"),
    Purpose.REQUESTED: _("Asked for by the customer"),
}


class Trait(StrEnum):
    """Ready tags: what makes a customer glad of a personal offer (CUS-14)."""

    WITH_CHILDREN = "with_children"
    OFTEN_TRAVELLING = "often_travelling"
    BUSY = "busy"


TRAIT_LABELS = {
    Trait.WITH_CHILDREN: _("With children"),
    Trait.OFTEN_TRAVELLING: _("Often travelling"),
    Trait.BUSY: _("Busy"),
}
