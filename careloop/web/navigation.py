"""The entries of the menu: one value each, shown to those who hold the permission."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from careloop.organisation.choices import Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """``url_name`` takes the store's code; ``for_all`` says whether the page knows all stores."""

    label: Promise | str
    icon: str
    url_name: str
    namespace: str
    permission: Permission
    for_all: bool = False


ENTRIES = (
    Entry(
        _("KPI dashboard"),
        "layout-dashboard",
        "kpis:dashboard",
        "kpis",
        Permission.VIEW_FIGURES,
        for_all=True,
    ),
    Entry(_("Data import"), "file-import", "dms:imports", "dms", Permission.IMPORT),
    Entry(
        _("Monthly report"),
        "presentation-analytics",
        "reports:months",
        "reports",
        Permission.VIEW_REPORT,
    ),
)
