"""Accounts of the store's own people, by whom its deeds are done; nobody can sign in with them."""

from __future__ import annotations

from dataclasses import dataclass

from careloop.cli.demo_people.staff import Staff
from careloop.organisation import actions
from careloop.organisation.choices import Role
from careloop.organisation.models import User
from careloop.organisation.queries import viewer_for
from careloop.organisation.rules import Viewer

ROLES = {
    "service_manager": Role.SERVICE_MANAGER,
    "care_director": Role.CARE_DIRECTOR,
    "care_specialist": Role.CALL_AGENT,
    "call_agent": Role.CALL_AGENT,
    "process_checker": Role.PROCESS_CHECKER,
    "workshop_supervisor": Role.WORKSHOP_SUPERVISOR,
}
# Whose work waits for nobody: who steps in where a post is vacant.
STAND_IN = "service_manager"


@dataclass(frozen=True, slots=True)
class Accounts:
    """The users of a store by post."""

    users: dict[str, User]

    def user(self, post: str) -> User:
        return self.users.get(post) or self.users[STAND_IN]

    def viewer(self, post: str) -> Viewer:
        return viewer_for(self.user(post))


def make(*, by: Viewer, staff: Staff) -> Accounts:
    """One account for each post of the store that somebody holds; those there stay."""
    found = {}
    for post, role in ROLES.items():
        for person in staff.all(post)[:1]:
            username = f"{staff.store.code.lower()}-{post.replace('_', '-')}"
            user = User.objects.filter(username=username).first()
            if user is None:
                user = User(username=username, last_name=person.name, employee=person)
                user.set_unusable_password()
                user.save()
                actions.grant_role(by=by, user=user, role=role, store=staff.store)
            found[post] = user
    return Accounts(found)
