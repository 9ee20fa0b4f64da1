"""How a store wants its complaints handled, as the page to change it shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from careloop.complaints.choices import Clock
from careloop.complaints.clocks import own_ladders
from careloop.complaints.ladder import USUAL, Ladder, unheld
from careloop.complaints.limits import usual
from careloop.complaints.models import StoreCause, TimeLimit
from careloop.core.kernel.clock import Limit, Unit
from careloop.core.kernel.codes import SEVERITY
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission, Role
from careloop.organisation.models import RoleGrant, Store
from careloop.organisation.rules import Viewer


@dataclass(frozen=True, slots=True)
class LimitLine:
    """The limit of one clock for one class, and the usual one; ``is_own``: the store set it."""

    clock: Clock
    severity: str
    limit: Limit
    usual: Limit
    is_own: bool


@dataclass(frozen=True, slots=True)
class LadderOfClass:
    """Who is told when about one class; ``warnings`` name steps that would reach nobody."""

    severity: str
    steps: Ladder
    is_own: bool
    warnings: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Tuning:
    """All a store may tune: limits clock by clock, ladders class by class, its own causes."""

    limits: tuple[LimitLine, ...]
    ladders: tuple[LadderOfClass, ...]
    causes: tuple[StoreCause, ...]


def tuning(viewer: Viewer, store: Store) -> Tuning:
    """What holds in the store, and whether it or the program said so."""
    viewer.require(Permission.MANAGE_COMPLAINT_RULES, store.pk)
    return Tuning(
        limits=_limits(store),
        ladders=_ladders(store),
        causes=tuple(StoreCause.objects.filter(store=store).order_by("-is_active", "name")),
    )


def own_causes(store: Store) -> list[StoreCause]:
    """The causes of its own a store still chooses from, by name."""
    return list(StoreCause.objects.filter(store=store, is_active=True).order_by("name"))


def unreached(store: Store, ladder: Ladder) -> list[Text]:
    """A sentence for each step whose posts nobody holds in the store."""
    return unheld(ladder, _held(store))


def _held(store: Store) -> frozenset[Role]:
    """The roles somebody active holds in the store, or in all stores of its group."""
    here = Q(store=store) | Q(group_id=store.group_id)
    grants = RoleGrant.objects.filter(here, user__is_active=True)
    return frozenset(Role(code) for code in grants.values_list("role", flat=True).distinct())


def _limits(store: Store) -> tuple[LimitLine, ...]:
    rows = TimeLimit.objects.filter(store=store)
    own = {(row.clock, row.severity): Limit(row.amount, Unit(row.unit)) for row in rows}
    return tuple(
        LimitLine(
            clock=clock,
            severity=severity,
            limit=own.get((clock.value, severity), usual(clock, severity)),
            usual=usual(clock, severity),
            is_own=(clock.value, severity) in own,
        )
        for clock in Clock
        for severity in SEVERITY.codes
    )


def _ladders(store: Store) -> tuple[LadderOfClass, ...]:
    own, held = own_ladders(store), _held(store)
    return tuple(
        LadderOfClass(
            severity=severity,
            steps=(steps := own.get(severity, USUAL[severity])),
            is_own=severity in own,
            warnings=tuple(unheld(steps, held)),
        )
        for severity in SEVERITY.codes
    )
