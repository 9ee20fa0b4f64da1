"""Stable codes of the organisation."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What a person may do is given by role and store. The code is stored, never the label."""

    CALL_AGENT = "call_agent"
    SERVICE_ADVISOR = "service_advisor"
    WORKSHOP_SUPERVISOR = "workshop_supervisor"
    PROCESS_CHECKER = "process_checker"
    SERVICE_MANAGER = "service_manager"
    CARE_DIRECTOR = "care_director"
    SERVICE_DIRECTOR = "service_director"
    HEAD_OFFICE = "head_office"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.CALL_AGENT: _("Call agent"),
    Role.SERVICE_ADVISOR: _("Service advisor"),
    Role.WORKSHOP_SUPERVISOR: _("Workshop supervisor"),
    Role.PROCESS_CHECKER: _("Process checker"),
    Role.SERVICE_MANAGER: _("Service manager"),
    Role.CARE_DIRECTOR: _("Customer-care director"),
    Role.SERVICE_DIRECTOR: _("Service director"),
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
    FREEZE_REPORT = "freeze_report"
    MANAGE_STORE = "manage_store"
    VIEW_CUSTOMERS = "view_customers"
    EDIT_CUSTOMER = "edit_customer"
    MERGE_CUSTOMERS = "merge_customers"
    MAKE_CONTACTS = "make_contacts"
    ASSIGN_CONTACTS = "assign_contacts"
    SUPERVISE_CONTACTS = "supervise_contacts"
    TUNE_CONTACT_RULES = "tune_contact_rules"
    BOOK_APPOINTMENT = "book_appointment"
    MANAGE_CAPACITY = "manage_capacity"
    OPEN_COMPLAINT = "open_complaint"
    VIEW_COMPLAINTS = "view_complaints"
    HANDLE_COMPLAINT = "handle_complaint"
    SUPERVISE_COMPLAINTS = "supervise_complaints"
    MANAGE_COMPLAINT_RULES = "manage_complaint_rules"
    VIEW_INSPECTIONS = "view_inspections"
    INSPECT = "inspect"
    MANAGE_CHECKLISTS = "manage_checklists"
    VIEW_IMPROVEMENT = "view_improvement"
    WORK_ON_MEASURES = "work_on_measures"
    MANAGE_IMPROVEMENT = "manage_improvement"
    VIEW_ANSWERS = "view_answers"
    MANAGE_QUESTIONNAIRES = "manage_questionnaires"
    SEND_MESSAGE = "send_message"
    MANAGE_MESSAGES = "manage_messages"
    MANAGE_CONNECTIONS = "manage_connections"
