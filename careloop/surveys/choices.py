"""Stable codes of questionnaires."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Mode(StrEnum):
    """How a sheet was answered."""

    PHONE = "phone"
    ON_SITE = "on_site"
    LINK = "link"


MODE_LABELS = {
    Mode.PHONE: _("By phone"),
    Mode.ON_SITE: _("At the store"),
    Mode.LINK: _("By link"),
}


class LinkState(StrEnum):
    """Whether a link still takes its answer."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"


# What a complaint names as its source when an answer opened it.
RESPONSE_SOURCE = "response"
