"""Who may own a complaint: active, allowed to handle it in the store, and still on the staff."""

from __future__ import annotations

from datetime import date

from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.queries import holders, viewer_for
from careloop.organisation.rules import ROLE_PERMISSIONS, Viewer

HANDLERS = [role for role, held in ROLE_PERMISSIONS.items() if Permission.HANDLE_COMPLAINT in held]


def owners(viewer: Viewer, store: Store, today: date) -> list[User]:
    """The people a complaint of the store may be given to."""
    viewer.require(Permission.VIEW_COMPLAINTS, store.pk)
    people = holders(store, HANDLERS).select_related("employee")
    return [person for person in people.prefetch_related("employee__tenures")
            if not has_left(person, today)]  # fmt: skip


def may_handle(person: User, store_id: int) -> bool:
    return viewer_for(person).may(Permission.HANDLE_COMPLAINT, store_id)


def has_left(person: User, today: date) -> bool:
    """Whether a person may no longer sign in, has left, or holds no post any more."""
    if not person.is_active:
        return True
    if (employee := person.employee) is None:
        return False
    if employee.left_on is not None and employee.left_on <= today:
        return True
    ends = [tenure.ended_on for tenure in employee.tenures.all()]
    return bool(ends) and all(end is not None and end <= today for end in ends)
