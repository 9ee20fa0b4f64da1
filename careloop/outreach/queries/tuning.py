"""Reads of a store's rules: how they stand, and what they would make today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import settings
from careloop.outreach.choices import TaskState
from careloop.outreach.kinds import registry
from careloop.outreach.kinds.kind import Asking, Kind, Settings
from careloop.outreach.models import ContactTask
from careloop.outreach.planning import plan


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of contact as the store has it, and how many of its tasks are open."""

    kind: Kind
    settings: Settings
    open_tasks: int

    @property
    def numbers(self) -> list[tuple[Text, int | Text, Text]]:
        """Name, value and unit of each parameter, as they hold for all cars."""
        return [
            (one.name, one.shown(self.settings.values[one.code]), one.unit_text)
            for one in self.kind.parameters
        ]


def rules(viewer: Viewer, store: Store) -> list[Rule]:
    """Every kind of contact, in two queries, the most urgent first.

    Raises:
        Refused: the viewer may not tune rules in the store.
    """
    viewer.require(Permission.TUNE_CONTACT_RULES, store.pk)
    tuned = settings.kinds(store.pk)
    tasks = ContactTask.objects.filter(store_id=store.pk, state=TaskState.OPEN)
    by_type = tasks.values_list("contact_type").annotate(Count("pk"))
    counted = dict(by_type)
    kinds = sorted(registry.KINDS.values(), key=lambda kind: -kind.priority)
    return [Rule(kind, tuned[kind.code], counted.get(kind.code, 0)) for kind in kinds]


def preview_rule(viewer: Viewer, store: Store, kind: str, asked: Settings, now: datetime) -> int:
    """How many tasks a rule set so would make now; nothing is written.

    Raises:
        Refused: the viewer may not tune rules; the parameters do not hold.
    """
    viewer.require(Permission.TUNE_CONTACT_RULES, store.pk)
    found = registry.KINDS[kind]
    found.checked(asked.values)
    return plan(found, Asking(store, asked, now)).added
