"""What all pages of the desk share."""

from __future__ import annotations

from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest


def may(request: StoreRequest, store: Store) -> dict[str, bool]:
    """What the person may do here, for the templates."""
    asked = {
        "may_reveal": Permission.REVEAL_PHONE,
        "may_edit": Permission.EDIT_CUSTOMER,
        "may_book": Permission.BOOK_APPOINTMENT,
        "may_contact": Permission.MAKE_CONTACTS,
        "may_complain": Permission.OPEN_COMPLAINT,
        "may_see_complaints": Permission.VIEW_COMPLAINTS,
    }
    return {name: request.viewer.may(held, store.pk) for name, held in asked.items()}
