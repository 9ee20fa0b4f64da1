"""Who may do what: pure decisions about roles, permissions and stores."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from careloop.core.kernel.calendar import Day
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Language, Text
from careloop.organisation.choices import Permission, Role

P = Permission
_SEES = frozenset({P.VIEW_FIGURES, P.VIEW_REPORT})
_WORKS = _SEES | {P.VIEW_ROWS, P.REVEAL_PHONE}
_TALKS_TO_CUSTOMERS = frozenset(
    {
        P.VIEW_CUSTOMERS,
        P.EDIT_CUSTOMER,
        P.REVEAL_PHONE,
        P.MAKE_CONTACTS,
        P.BOOK_APPOINTMENT,
        P.OPEN_COMPLAINT,
        P.VIEW_COMPLAINTS,
        P.HANDLE_COMPLAINT,
        P.SEND_MESSAGE,
        P.VIEW_IMPROVEMENT,
        P.WORK_ON_MEASURES,
    }
)
_CHECKS = frozenset({P.VIEW_INSPECTIONS, P.INSPECT, P.VIEW_IMPROVEMENT, P.WORK_ON_MEASURES})
_LEADS_THE_DESK = (
    _TALKS_TO_CUSTOMERS
    | _CHECKS
    | {
        P.ASSIGN_CONTACTS,
        P.SUPERVISE_CONTACTS,
        P.SUPERVISE_COMPLAINTS,
        P.MANAGE_CAPACITY,
        P.MANAGE_IMPROVEMENT,
        P.VIEW_ANSWERS,
    }
)
_LEADS = (
    _WORKS
    | _LEADS_THE_DESK
    | {
        P.IMPORT,
        P.REVERT_IMPORT,
        P.REFRESH_MART,
        P.SET_TARGET,
        P.FREEZE_REPORT,
        P.MERGE_CUSTOMERS,
        P.TUNE_CONTACT_RULES,
        P.MANAGE_QUESTIONNAIRES,
        P.MANAGE_MESSAGES,
        P.MANAGE_CONNECTIONS,
        P.MANAGE_COMPLAINT_RULES,
        P.MANAGE_CHECKLISTS,
    }
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CALL_AGENT: _TALKS_TO_CUSTOMERS | {P.VIEW_FIGURES, P.VIEW_ROWS},
    # What a check found about an advisor's own work is theirs to read and to put right.
    Role.SERVICE_ADVISOR: _TALKS_TO_CUSTOMERS | {P.VIEW_FIGURES, P.VIEW_ROWS, P.VIEW_INSPECTIONS},
    Role.WORKSHOP_SUPERVISOR: _SEES
    | _CHECKS
    | {
        P.VIEW_ROWS,
        P.VIEW_CUSTOMERS,
        P.BOOK_APPOINTMENT,
        P.VIEW_COMPLAINTS,
        P.HANDLE_COMPLAINT,
    },
    Role.PROCESS_CHECKER: _SEES | _CHECKS | {P.VIEW_CUSTOMERS},
    Role.SERVICE_MANAGER: _WORKS | _LEADS_THE_DESK,
    Role.CARE_DIRECTOR: _LEADS,
    Role.SERVICE_DIRECTOR: _WORKS | _LEADS_THE_DESK,
    # The ladder of complaints ends here: who is told of one may read it.
    Role.HEAD_OFFICE: _SEES
    | {P.VIEW_ANSWERS, P.VIEW_INSPECTIONS, P.VIEW_IMPROVEMENT, P.VIEW_COMPLAINTS},
    Role.ADMINISTRATOR: frozenset(Permission),
}

# What a store works that set no hours of its own: every day, lunch kept, holidays shut.
USUAL_DAY: Day = ((8 * 60 + 30, 12 * 60), (13 * 60, 17 * 60 + 30))
USUAL_WEEK: tuple[Day, ...] = (USUAL_DAY,) * 7

NOT_ALLOWED = Text(
    zh="您没有在该门店执行此操作的权限（{permission}）。请联系管理员。",
    en="You may not do this in that store ({permission}). Ask an administrator.",
)


class Forbidden(Refused):
    """The viewer lacks the permission in that store."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking, and what they may do where.

    ``grants`` maps a store's id to the permissions held there. ``user_id`` is ``None`` for the
    command line on the store's own machine, which may do everything (:meth:`system`).
    """

    user_id: int | None
    grants: dict[int, frozenset[Permission]] = field(default_factory=dict)
    language: Language = "zh"
    is_system: bool = False

    @classmethod
    def system(cls, language: Language = "zh") -> Viewer:
        return cls(user_id=None, is_system=True, language=language)

    def may(self, permission: Permission, store_id: int) -> bool:
        return self.is_system or permission in self.grants.get(store_id, frozenset())

    def require(self, permission: Permission, store_id: int) -> None:
        """Raises :class:`Forbidden` unless the viewer holds ``permission`` in the store."""
        if not self.may(permission, store_id):
            raise Forbidden(NOT_ALLOWED, permission=permission.value)

    def store_ids(self, permission: Permission) -> frozenset[int]:
        """The stores where the viewer holds ``permission`` (for the system: see ``queries``)."""
        return frozenset(sid for sid, held in self.grants.items() if permission in held)


def grants_of(
    roles: list[tuple[Role, int]],
) -> dict[int, frozenset[Permission]]:
    """Permissions per store from pairs of role and store id."""
    grants: dict[int, frozenset[Permission]] = {}
    for role, store_id in roles:
        grants[store_id] = grants.get(store_id, frozenset()) | ROLE_PERMISSIONS[role]
    return grants


HOURS_OUT_OF_ORDER = Text(
    zh="{day}：营业时间须先开后关，午休须在营业时间之内。",
    en="{day}: opening comes before closing, and lunch lies within the opening hours.",
)


def check_hours(day: Day, name: Text | str) -> None:
    """Raises :class:`Refused` unless the intervals of a day follow each other within 24 hours."""
    edges = [minute for interval in day for minute in interval]
    ordered = all(before < after for before, after in pairwise(edges))
    if edges and not (ordered and edges[0] >= 0 and edges[-1] <= 24 * 60):
        raise Refused(HOURS_OUT_OF_ORDER, day=name)
