"""Contacts made due by hand or by another room, given to people, closed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.models import Customer, Vehicle
from careloop.customers.queries import keeper
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.queries import viewer_for
from careloop.organisation.rules import Viewer
from careloop.outreach import rules
from careloop.outreach.choices import Closed, Pool, TaskState
from careloop.outreach.models import ContactTask
from careloop.service.models import RepairOrder

NO_SUCH_TYPE = Text(
    zh="没有回访类型“{type}”。可用类型：{known}。",
    en="There is no contact type “{type}”. Types: {known}.",
)
NOBODY = Text(
    zh="没有说明要联系谁。请给出本店的客户、车辆或工单。",
    en="It is not said whom to contact. Give a customer, a vehicle or an order of this store.",
)
ENDS_BEFORE = Text(
    zh="期限 {until} 不晚于开始时间 {start}。请改正窗口。",
    en="The window ends {until}, not after it opens, {start}. Put the window right.",
)
NOT_OF_THE_STORE = Text(
    zh="“{who}”不能在该门店联系客户。请选择本店的人员。",
    en="“{who}” may not contact customers in this store. Choose somebody of the store.",
)
OTHERS_TASKS = Text(
    zh="选中的任务中有不属于该门店的。请重新选择。",
    en="Some of the chosen tasks are not of one store. Choose again.",
)

DAYS_OPEN = 30  # a contact made by hand closes so many days after it was due


@transaction.atomic
def schedule_contact(
    *,
    by: Viewer,
    store: Store,
    contact_type: str,
    occasion: str,
    due_on: date,
    now: datetime,
    customer: Customer | None = None,
    vehicle: Vehicle | None = None,
    order: RepairOrder | None = None,
    opens_at: datetime | None = None,
    expires_at: datetime | None = None,
    owner: User | None = None,
    pool: str | None = None,
    priority: int | None = None,
    note: str = "",
    barred_no: str = "",
) -> ContactTask:
    """Make one contact due; the same ``occasion`` again gives the task that is there already.

    Raises:
        Refused: no permission, no such type, nobody to contact, a window that ends too early.
    """
    by.require(Permission.MAKE_CONTACTS, store.pk)
    _require_type(contact_type)
    opens_at = opens_at or now
    expires_at = expires_at or rules.ends_on(due_on + timedelta(days=DAYS_OPEN))
    _require_window(opens_at, expires_at)
    task = ContactTask(
        store=store,
        contact_type=contact_type,
        occasion=occasion,
        subject=occasion,
        due_on=due_on,
        state=TaskState.OPEN,
        opens_at=opens_at,
        expires_at=expires_at,
        owner=owner,
        priority=priority or 0,
        note=note,
        barred_no=barred_no,
        changed_at=now,
    )
    _tell_who(task, customer, vehicle, order)
    task.pool = pool or _pool(task.vehicle)
    return _made_once(by, task)


def _require_type(contact_type: str) -> None:
    if contact_type not in CONTACT_TYPE.codes:
        raise Refused(NO_SUCH_TYPE, type=contact_type, known="、".join(CONTACT_TYPE.codes))


def _require_window(opens_at: datetime, expires_at: datetime) -> None:
    if expires_at <= opens_at:
        start, until = f"{opens_at:%Y-%m-%d %H:%M}", f"{expires_at:%Y-%m-%d %H:%M}"
        raise Refused(ENDS_BEFORE, start=start, until=until)


def _tell_who(
    task: ContactTask,
    customer: Customer | None,
    vehicle: Vehicle | None,
    order: RepairOrder | None,
) -> None:
    """Fill in whom the task is about, from the order to the car to its keeper on file."""
    if order is not None:
        task.order, task.ro_no, task.advisor_id = order, order.ro_no, order.advisor_id
        vehicle, customer = vehicle or order.vehicle, customer or order.customer
    if vehicle is not None:
        task.vehicle, task.vin = vehicle, vehicle.vin
        customer = customer or keeper(task.store, vehicle)
    if vehicle is None and customer is None:
        raise Refused(NOBODY)
    if customer is not None and customer.store_id != task.store_id:
        raise Refused(NOBODY)
    task.customer = customer


def _pool(vehicle: Vehicle | None) -> str:
    """Company cars are the service manager's (CUS-08)."""
    is_company_car = vehicle is not None and vehicle.is_company_car
    return Pool.SERVICE_MANAGER.value if is_company_car else Pool.CALL_AGENTS.value


def _made_once(by: Viewer, task: ContactTask) -> ContactTask:
    """Two who schedule the same occasion at once get the same task; one of them made it."""
    same = ContactTask.objects.filter(
        store=task.store, contact_type=task.contact_type, occasion=task.occasion
    )
    there = same.first()
    if there is not None:
        return there
    ContactTask.objects.bulk_create([task], ignore_conflicts=True)
    made = same.get()
    _audit(by, "contact.schedule", made, contact_type=made.contact_type)
    return made


@transaction.atomic
def assign(
    *, by: Viewer, tasks: Collection[ContactTask], owner: User | None, now: datetime | None = None
) -> int:
    """Give open tasks of one store to ``owner``, or back to their pool; how many were given.

    Raises:
        Refused: no permission, tasks of several stores, an owner who may not call there.
    """
    store_ids = {task.store_id for task in tasks}
    if not store_ids:
        return 0
    if len(store_ids) > 1:
        raise Refused(OTHERS_TASKS)
    store_id = store_ids.pop()
    by.require(Permission.ASSIGN_CONTACTS, store_id)
    if owner is not None:
        require_caller(owner, store_id)
    given = [task for task in _locked([task.pk for task in tasks]) if task.owner != owner]
    for task in given:
        task.owner = owner
        changed(task, now or datetime.now())
        _audit(by, "contact.assign", task, owner=owner.pk if owner else None)
    ContactTask.objects.bulk_update(given, ["owner", *CHANGE_FIELDS], batch_size=500)
    return len(given)


def require_caller(person: User, store_id: int) -> None:
    """Raises ``Refused`` where a person to be given contacts may not make them in the store."""
    if not viewer_for(person).may(Permission.MAKE_CONTACTS, store_id):
        raise Refused(NOT_OF_THE_STORE, who=person.get_full_name() or person.username)


def _locked(ids: Collection[int]) -> list[ContactTask]:
    open_ones = ContactTask.objects.filter(pk__in=ids, state=TaskState.OPEN).order_by("pk")
    return list(open_ones.select_related("owner").select_for_update(of=("self",)))


@transaction.atomic
def close(
    *,
    by: Viewer,
    task: ContactTask,
    revision: int,
    now: datetime,
    state: TaskState = TaskState.GONE,
    note: str = "",
) -> ContactTask:
    """Close an open task by hand: its reason went away, or it is given up.

    Raises:
        Refused: no permission; the task is no longer what the person saw.
    """
    by.require(Permission.MAKE_CONTACTS, task.store_id)
    found = current(task, revision)
    found.state, found.closed_at, found.closed_reason = state.value, now, Closed.BY_HAND.value
    found.next_at = found.claimed_by = found.claimed_at = None
    found.note = "\n".join(filter(None, (found.note, note)))
    changed(found, now)
    found.save()
    _audit(by, "contact.close", found, state=found.state)
    return found


CHANGE_FIELDS = ("revision", "changed_at", "changed_run")


def changed(task: ContactTask, now: datetime) -> None:
    """Mark a change a person made: no import may be taken back over it unseen."""
    task.revision += 1
    task.changed_at, task.changed_run = now, None


def current(task: ContactTask, revision: int) -> ContactTask:
    """The task as it is now, locked until the end of the transaction.

    Raises:
        StaleTask: it is closed, or somebody changed it after it was shown.
    """
    found = ContactTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if found.state != TaskState.OPEN or found.revision != revision:
        raise rules.StaleTask(rules.STALE, state=rules.STATES[found.state])
    return found


def _audit(by: Viewer, action: str, task: ContactTask, **detail: object) -> None:
    audit.record(
        actor_id=by.user_id, action=action, subject=task, store_id=task.store_id, detail=detail
    )
