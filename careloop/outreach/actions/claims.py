"""Who is in contact with a customer right now: one agent, and nobody else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from careloop.customers.models import Customer, Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.queries import staff_no
from careloop.organisation.rules import Viewer
from careloop.outreach import gate, queries, rules, settings
from careloop.outreach.actions.tasks import current
from careloop.outreach.filters import Filters
from careloop.outreach.kinds import registry
from careloop.outreach.models import ContactTask
from careloop.outreach.rules import COLLEAGUE, TAKEN, TakenByAnother

TRIED = 50  # so many tasks are tried before there is said to be none


@transaction.atomic
def claim(*, by: Viewer, task: ContactTask, now: datetime) -> ContactTask:
    """Take a task: for a while nobody else can take it, or any other of the same customer.

    Raises:
        Refused: no permission.
        TakenByAnother: a colleague holds the customer.
        Barred: the contact is about the person's own work.
        StaleTask: the task is closed.
    """
    by.require(Permission.MAKE_CONTACTS, task.store_id)
    _lock_customer(task)
    found = current(task, task.revision)
    require_free(by, found, now)
    found.claimed_by_id, found.claimed_at = by.user_id, now
    found.save(update_fields=["claimed_by", "claimed_at"])
    return found


def require_free(by: Viewer, task: ContactTask, now: datetime) -> None:
    """Raises :class:`TakenByAnother` while a colleague holds the customer, :class:`Barred` where
    the contact is about the person's own work."""
    holder = _holder(task, by, now)
    if holder is not None:
        raise TakenByAnother(TAKEN, who=holder.get_full_name() or COLLEAGUE)
    kind = registry.KINDS.get(task.contact_type)
    is_named = bool(task.barred_no) and task.barred_no == staff_no(by.user_id)
    if is_named or (kind is not None and kind.is_own(by, task)):
        raise rules.Barred(rules.OWN_WORK)


def _lock_customer(task: ContactTask) -> None:
    """Whoever claims a task of the same customer waits here. SQLite has one writer anyway."""
    if task.customer_id:
        Customer.objects.select_for_update(no_key=True).filter(pk=task.customer_id).first()
    elif task.vehicle_id:
        Vehicle.objects.select_for_update(no_key=True).filter(pk=task.vehicle_id).first()


def _holder(task: ContactTask, by: Viewer, now: datetime) -> User | None:
    """Another person whose claim on the customer still holds."""
    since = settings.limits(task.store_id).claims_since(now)
    held = ContactTask.objects.filter(_same_customer(task), claimed_at__gt=since)
    others = held.exclude(claimed_by=None).exclude(claimed_by_id=by.user_id)
    first = others.select_related("claimed_by").first()
    return first.claimed_by if first else None


def _same_customer(task: ContactTask) -> Q:
    if task.customer_id:
        return Q(customer_id=task.customer_id)
    return Q(vehicle_id=task.vehicle_id) if task.vehicle_id else Q(pk=task.pk)


@transaction.atomic
def release(*, by: Viewer, task: ContactTask) -> None:
    """Let a claimed task go; another's claim is left alone."""
    by.require(Permission.MAKE_CONTACTS, task.store_id)
    own = ContactTask.objects.filter(pk=task.pk, claimed_by_id=by.user_id)
    own.update(claimed_by=None, claimed_at=None)


@transaction.atomic
def next_task(*, by: Viewer, store: Store, view: Filters, now: datetime) -> ContactTask | None:
    """Claim the first task of a view that may be called now; ``None`` when there is none.

    Tasks held by colleagues, and those the gate does not let through now, are passed over.

    Raises:
        Refused: no permission.
    """
    by.require(Permission.MAKE_CONTACTS, store.pk)
    waiting = list(queries.callable_now(by, store, view, now)[:TRIED])
    verdicts = gate.verdicts(store=store, tasks=waiting, now=now)
    for task in waiting:
        if not verdicts[task.pk].allowed:
            continue
        try:
            with transaction.atomic():
                return claim(by=by, task=task, now=now)
        except (TakenByAnother, rules.StaleTask, rules.Barred):
            continue
    return None
