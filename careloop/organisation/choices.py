"""Stable codes of the organisation."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What a person may do is given by role and store. The code is stored, never the label."""

    CALL_AGENT = "call_agent"
    SERVICE_ADVISOR = "service_advisor"
    WORKSHOP_SUPERVISOR = "workshop_supervisor"
    SERVICE_MANAGER = "service_manager"
    CARE_DIRECTOR = "care_director"
    HEAD_OFFICE = "head_office"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.CALL_AGENT: _("Call agent"),
    Role.SERVICE_ADVISOR: _("Service advisor"),
    Role.WORKSHOP_SUPERVISOR: _("Workshop supervisor"),
    Role.SERVICE_MANAGER: _("Service manager"),
    Role.CARE_DIRECTOR: _("Customer-care director"),
    Role.HEAD_OFFICE: _("Head office"),
    Role.ADMINISTRATOR: _("Administrator"),
}


class Permission(StrEnum):
    """One thing that may be done in a store."""

    VIEW_FIGURES = "view_figures"
    VIEW_ROWS = "view_rows"
    REVEAL_PHONE = "reveal_phone"
    IMPORT = "import"
    REVERT_IMPORT = "revert_import"
    REFRESH_MART = "refresh_mart"
    SET_TARGET = "set_target"
    VIEW_REPORT = "view_report"
    WRITE_REPORT = "write_report"
    FREEZE_REPORT = "freeze_report"
    MANAGE_STORE = "manage_store"
