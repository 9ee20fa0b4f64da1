"""The due moments of a store's open complaints, reckoned anew when its own time has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from careloop.complaints.actions.writing import update_many
from careloop.complaints.choices import OPEN
from careloop.complaints.clocks import NEEDED, RECKONED, StoreTime, reckon
from careloop.complaints.models import Complaint, EscalationStep, Pause, StoreClocks
from careloop.organisation.models import Store

BATCH = 1000


def reckon_changed(*, store: Store, now: datetime) -> int:
    """Reckon anew if calendar, limits or ladders are not those the open complaints stand by; how
    many complaints moved."""
    stands = StoreClocks.objects.filter(store=store).values_list("digest", flat=True).first()
    return 0 if stands == _digest(store, now) else reckon_open(store=store, now=now)


def reckon_open(*, store: Store, now: datetime) -> int:
    """Reckon every open complaint of the store anew; how many moved. It is nobody's change of the
    complaint: its revision stays."""
    open_ones = Complaint.objects.filter(store=store, state__in=OPEN)
    oldest = open_ones.order_by("received_at").values_list("received_at", flat=True).first()
    moved, last = 0, 0
    if oldest is not None:
        time = StoreTime.of(store, oldest.date())
        while batch := list(open_ones.filter(pk__gt=last).order_by("pk")[:BATCH].values("pk")):
            first, last = batch[0]["pk"], batch[-1]["pk"]
            moved += _reckon_between(store, time, first, last)
    digest = _digest(store, now)
    StoreClocks.objects.update_or_create(store=store, defaults={"digest": digest})
    return moved


@transaction.atomic
def _reckon_between(store: Store, time: StoreTime, first: int, last: int) -> int:
    """Those of one batch that are still open, locked: who works on one waits for us."""
    rows = Complaint.objects.filter(store=store, state__in=OPEN, pk__range=(first, last))
    complaints = list(rows.select_for_update().order_by("pk").only(*NEEDED))
    held, told = pauses_of(complaints), told_of(complaints)
    moved = []
    for complaint in complaints:
        before = _moments(complaint)
        reckon(complaint, time, held[complaint.pk], told[complaint.pk])
        if before != _moments(complaint):
            moved.append((*_moments(complaint), complaint.pk))
    update_many(Complaint, RECKONED, moved)
    return len(moved)


def pauses_of(complaints: Sequence[Complaint]) -> defaultdict[int, list[Pause]]:
    """The pauses of many complaints, each's own."""
    found: defaultdict[int, list[Pause]] = defaultdict(list)
    for pause in Pause.objects.filter(complaint__in=[row.pk for row in complaints]):
        found[pause.complaint_id].append(pause)
    return found


def told_of(complaints: Sequence[Complaint]) -> defaultdict[int, frozenset[str]]:
    """The roles the ladder has told of many complaints."""
    found: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    taken = EscalationStep.objects.filter(complaint__in=[row.pk for row in complaints])
    for complaint_id, roles in taken.values_list("complaint_id", "roles"):
        found[complaint_id] |= set(roles.split(","))
    return found


def _moments(complaint: Complaint) -> list[datetime | None]:
    return [getattr(complaint, field) for field in RECKONED]


def _digest(store: Store, now: datetime) -> str:
    """From the year before on: the same all year, another when the next year's days are known."""
    return StoreTime.of(store, date(now.year - 1, 1, 1)).digest
