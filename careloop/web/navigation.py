"""The entries of the menu: one value each, shown to those who hold the permission, in parts."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from careloop.organisation.choices import Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """``url_name`` takes the store's code; ``for_all`` says whether the page knows all stores.

    An entry is lit on the pages of its ``namespace`` and on the other ``pages`` or rooms it lists.
    """

    label: Promise | str
    icon: str
    url_name: str
    namespace: str
    permission: Permission
    for_all: bool = False
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Entries that belong together, below a heading."""

    label: Promise | str
    entries: tuple[Entry, ...]


DASHBOARD = Entry(
    _("KPI dashboard"),
    "layout-dashboard",
    "kpis:dashboard",
    "kpis",
    Permission.VIEW_FIGURES,
    for_all=True,
)
WORK = Part(
    _("Daily work"),
    (
        Entry(_("Worklist"), "headset", "desk:worklist", "desk", Permission.MAKE_CONTACTS),
        Entry(
            _("Complaints"),
            "message-report",
            "complaints:board",
            "complaints",
            Permission.VIEW_COMPLAINTS,
        ),
        Entry(
            _("Appointments"),
            "calendar-event",
            "service:day_board",
            "service",
            Permission.VIEW_CUSTOMERS,
        ),
        Entry(
            _("Customers"),
            "users",
            "segments:segments",
            "segments",
            Permission.VIEW_CUSTOMERS,
            pages=("desk:customer", "desk:vehicle", "desk:search", "customers"),
        ),
        Entry(
            _("Ask a customer"),
            "device-tablet",
            "asking:choose",
            "asking",
            Permission.MAKE_CONTACTS,
        ),
        Entry(
            _("Inspections"),
            "clipboard-check",
            "audits:today",
            "audits",
            Permission.VIEW_INSPECTIONS,
        ),
        Entry(_("Messages"), "message-2", "messages:messages", "messages", Permission.SEND_MESSAGE),
    ),
)
RESULTS = Part(
    _("Results and report"),
    (
        DASHBOARD,
        Entry(
            _("Satisfaction"),
            "mood-smile",
            "surveys:results",
            "surveys",
            Permission.VIEW_ANSWERS,
            for_all=True,
        ),
        Entry(
            _("Improvement"),
            "target",
            "improvement:month",
            "improvement",
            Permission.VIEW_IMPROVEMENT,
        ),
        Entry(
            pgettext_lazy("menu", "Suggestions"),
            "bulb",
            "suggestions:suggestions",
            "suggestions",
            Permission.VIEW_IMPROVEMENT,
        ),
        Entry(
            _("Monthly report"),
            "presentation-analytics",
            "reports:months",
            "reports",
            Permission.VIEW_REPORT,
        ),
    ),
)
SETTING_UP = Part(
    _("Setting up"),
    (
        Entry(_("Data import"), "file-import", "dms:imports", "dms", Permission.IMPORT),
        Entry(
            _("Contact rules"),
            "adjustments-horizontal",
            "outreach:rules",
            "outreach",
            Permission.TUNE_CONTACT_RULES,
        ),
        Entry(
            _("Notice channels"),
            "plug",
            "channels:channels",
            "channels",
            Permission.MANAGE_CONNECTIONS,
        ),
        Entry(_("API tokens"), "api", "tokens:tokens", "tokens", Permission.MANAGE_CONNECTIONS),
    ),
)
PARTS = (WORK, RESULTS, SETTING_UP)
ENTRIES = tuple(entry for part in PARTS for entry in part.entries)
