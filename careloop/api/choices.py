"""Stable codes of the API: what a token may be used for."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Scope(StrEnum):
    """One thing a token may be used for."""

    READ_CUSTOMERS = "customers:read"
    WRITE_CUSTOMERS = "customers:write"
    READ_ORDERS = "orders:read"
    WRITE_ORDERS = "orders:write"
    READ_APPOINTMENTS = "appointments:read"
    WRITE_APPOINTMENTS = "appointments:write"
    READ_TASKS = "tasks:read"
    WRITE_TASKS = "tasks:write"
    WRITE_RESPONSES = "responses:write"
    READ_COMPLAINTS = "complaints:read"
    WRITE_COMPLAINTS = "complaints:write"


SCOPE_LABELS = {
    Scope.READ_CUSTOMERS: _("Read customers and vehicles"),
    Scope.WRITE_CUSTOMERS: _("Add and correct customers and vehicles"),
    Scope.READ_ORDERS: _("Read repair orders"),
    Scope.WRITE_ORDERS: _("Send repair orders and other tables"),
    Scope.READ_APPOINTMENTS: _("Read appointments and free times"),
    Scope.WRITE_APPOINTMENTS: _("Book, move and cancel appointments"),
    Scope.READ_TASKS: _("Read contacts that are due"),
    Scope.WRITE_TASKS: _("Take contacts and record calls"),
    Scope.WRITE_RESPONSES: _("Send answered questionnaires"),
    Scope.READ_COMPLAINTS: _("Read complaints"),
    Scope.WRITE_COMPLAINTS: _("Open complaints"),
}
