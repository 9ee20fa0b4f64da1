"""Taking a whole run back: what stands on it, and how each row becomes what it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Q

from careloop.common.bulk.writing import as_stored
from careloop.common.models import Imported
from careloop.core.kernel.text import Text
from careloop.dms.ledger import image_columns
from careloop.dms.loading.derived import derived, let_go
from careloop.dms.loading.links import LINKS, unlink
from careloop.dms.models import ReplacedRow
from careloop.dms.rules import Dependent

# What each kind of row is called, and the field people know it by.
_COMPLAINT = "complaint__complaint_no"
NAMES: dict[str, tuple[Text, str]] = {
    "organisation.employee": (Text(zh="员工", en="employee"), "employee_no"),
    "organisation.tenure": (Text(zh="任期", en="tenure of employee"), "employee__employee_no"),
    "organisation.target": (Text(zh="目标值", en="target"), "kpi"),
    "organisation.user": (Text(zh="用户", en="user"), "username"),
    "customers.customer": (Text(zh="客户", en="customer"), "customer_no"),
    "customers.contact": (Text(zh="客户电话", en="number of customer"), "customer__customer_no"),
    "customers.vehicle": (Text(zh="车辆", en="vehicle"), "vin"),
    "customers.storevehicle": (Text(zh="车辆档案", en="vehicle on file"), "vehicle__vin"),
    "customers.ownership": (Text(zh="车辆归属", en="ownership of vehicle"), "vehicle__vin"),
    "customers.consent": (
        Text(zh="客户意愿，客户", en="wish of customer"),
        "customer__customer_no",
    ),
    "customers.correction": (Text(zh="手工更正，字段", en="correction of field"), "field"),
    "customers.customertag": (Text(zh="客户标签", en="tag of customer"), "customer__customer_no"),
    "customers.merge": (Text(zh="客户合并", en="merge of customer"), "absorbed__customer_no"),
    "service.repairorder": (Text(zh="工单", en="order"), "ro_no"),
    "service.labourline": (Text(zh="维修项目，工单", en="labour line of order"), "order__ro_no"),
    "service.partline": (Text(zh="维修材料，工单", en="part line of order"), "order__ro_no"),
    "service.appointment": (Text(zh="预约", en="appointment"), "appointment_no"),
    "service.timerecord": (Text(zh="工时记录，员工", en="hours of employee"), "employee_no"),
    "service.partsrequest": (Text(zh="申领，工单", en="parts request of order"), "ro_no"),
    "service.visitsummary": (Text(zh="进站汇总", en="visits of vehicle"), "vehicle__vin"),
    "service.declinedwork": (Text(zh="客户未做项目", en="declined work"), "work"),
    "service.vehiclesale": (Text(zh="整车销售", en="sale of vehicle"), "vehicle__vin"),
    "outreach.contacttask": (Text(zh="回访任务", en="contact task"), "subject"),
    "outreach.contactattempt": (Text(zh="回访", en="call"), "call_no"),
    "outreach.customermessage": (Text(zh="客户消息", en="message to customer"), "pk"),
    "desk.calldraft": (Text(zh="通话草稿，任务", en="draft of a call, task"), "task_id"),
    "desk.openedhistory": (Text(zh="查看过往记录，任务", en="history opened, task"), "task_id"),
    "surveys.sheetlink": (Text(zh="问卷链接", en="questionnaire link"), "pk"),
    "surveys.response": (Text(zh="答卷", en="response"), "response_no"),
    "surveys.answer": (Text(zh="答案，答卷", en="answer of response"), "response__response_no"),
    "surveys.surveyscore": (Text(zh="满意度得分", en="survey score"), "item"),
    "complaints.complaint": (Text(zh="投诉", en="complaint"), "complaint_no"),
    "complaints.fault": (Text(zh="投诉问题，投诉", en="fault of complaint"), _COMPLAINT),
    "complaints.pause": (Text(zh="计时暂停，投诉", en="pause of complaint"), _COMPLAINT),
    "complaints.escalationstep": (Text(zh="升级，投诉", en="escalation of complaint"), _COMPLAINT),
    "complaints.callback": (Text(zh="投诉回访，投诉", en="call-back of complaint"), _COMPLAINT),
    "complaints.rootcause": (Text(zh="根本原因，投诉", en="root cause of complaint"), _COMPLAINT),
    "complaints.attachment": (Text(zh="附件，投诉", en="paper of complaint"), _COMPLAINT),
    "complaints.event": (Text(zh="处理记录，投诉", en="history of complaint"), _COMPLAINT),
    "audits.plan": (Text(zh="点检计划", en="plan of checks"), "checklist_code"),
    "audits.inspection": (Text(zh="点检", en="inspection"), "pk"),
    "audits.finding": (Text(zh="点检问题", en="finding"), "pk"),
    "audits.lunchticket": (Text(zh="客餐票", en="lunch ticket"), "ticket_no"),
    "improvement.measure": (Text(zh="改善措施", en="measure"), "pk"),
    "improvement.meeting": (Text(zh="会议", en="meeting"), "pk"),
    "improvement.meeting_people": (Text(zh="参会人员，会议", en="people of meeting"), "meeting_id"),
    "improvement.attendance": (
        Text(zh="培训签到，培训", en="attendance of training"),
        "training_id",
    ),
    "suggestions.suggestion": (Text(zh="建议", en="suggestion"), "suggestion_no"),
    "insurance.insurancepolicy": (Text(zh="保单", en="policy"), "policy_no"),
}
_LINKED = {(link.model, link.column) for link in LINKS}


def imported_models() -> list[type[Imported]]:
    """Every table an import may write."""
    return [model for model in apps.get_models() if issubclass(model, Imported)]


def dependents(run_id: int) -> list[Dependent]:
    """The rows that stand on what the run wrote: changed by a later run, or pointing at it."""
    found: dict[tuple[str, int], Dependent] = {}
    for model in imported_models():
        written = Q(created_run=run_id) | Q(pk__in=_replaced(run_id, model))
        later = model._base_manager.filter(written).exclude(changed_run=run_id)
        found.update(_named(model, later))
        for pointing, column in pointing_at(model):
            found.update(_named(pointing, _outside(pointing, column, model, run_id)))
    return list(found.values())


def _replaced(run_id: int, model: type[models.Model]) -> models.QuerySet[ReplacedRow]:
    rows = ReplacedRow.objects.filter(run_id=run_id, table=model._meta.db_table)
    return rows.values_list("row_id", flat=True)  # type: ignore[return-value]


def pointing_at(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Every column, of whatever room, that names a row of ``model``."""
    for field in model._meta.get_fields(include_hidden=True):
        if field.auto_created and field.one_to_many and not field.concrete:
            yield field.related_model, field.field.attname  # type: ignore[union-attr, misc]


def _outside(
    pointing: type[models.Model], column: str, model: type[Imported], run_id: int
) -> models.QuerySet[Any]:
    """Rows that point at rows the run made and will not go, or be put right, with it."""
    made = model._base_manager.filter(created_run=run_id).values("pk")
    rows = pointing._base_manager.filter(**{f"{column}__in": made})
    rows = rows.exclude(pk__in=derived(pointing).values("pk"))
    if not issubclass(pointing, Imported):
        return rows
    rows = rows.filter(~Q(created_run=run_id) | Q(created_run__isnull=True))
    rows = rows.exclude(pk__in=_replaced(run_id, pointing))
    if (pointing, column) in _LINKED:  # linked late: it was there before, and is unlinked
        rows = rows.filter(Q(created_run__gt=run_id) | Q(created_run__isnull=True))
    return rows


def _named(
    model: type[models.Model], rows: models.QuerySet[Any]
) -> Iterator[tuple[tuple[str, int], Dependent]]:
    """Each row by its table and id, so that one that stands on the run twice is told once."""
    label = model._meta.label_lower
    kind, name = NAMES.get(label, (Text(zh=label, en=label), "pk"))
    runs = ("changed_run",) if issubclass(model, Imported) else ()
    told = rows.order_by("pk").values_list("pk", name, *runs)
    for pk, said, *run in told.iterator(chunk_size=2000):
        # A customer entered at the desk has no number to be known by.
        yield (label, pk), Dependent(kind, str(said or f"#{pk}"), run[0] if run else None)


def take_back(run_id: int, at: datetime) -> tuple[int, int]:
    """Restore what the run replaced and delete what it made; returns how many of each."""
    unlink(run_id, at)
    let_go(run_id)
    restored = sum(_restore(model, run_id, at) for model in imported_models())
    deleted = sum(_delete(model, run_id) for model in imported_models())
    ReplacedRow.objects.filter(run_id=run_id).delete()
    return restored, deleted


def _delete(model: type[models.Model], run_id: int) -> int:
    """Delete without walking relations: what points here goes in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {model._meta.db_table} WHERE created_run = %s",  # noqa: S608
            [run_id],
        )
        return int(cursor.rowcount)


def _restore(model: type[models.Model], run_id: int, at: datetime) -> int:
    columns = [name for name in image_columns(model) if name not in ("id", "changed_at")]
    table, kept = model._meta.db_table, ReplacedRow._meta.db_table
    if connection.vendor == "postgresql":
        values = {name: f'b."{name}"' for name in columns}
        source = f", LATERAL jsonb_populate_record(NULL::{table}, r.before) b"
    else:
        values = {name: f"json_extract(r.before, '$.{name}')" for name in columns}
        source = ""
    assigned = ", ".join(f'"{name}" = o."{name}"' for name in columns)
    labelled = ", ".join(f'{values[name]} AS "{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS t SET {assigned}, digest = o.old_digest, "  # noqa: S608
            "changed_at = %s FROM (SELECT r.row_id, r.digest AS old_digest, "
            f'{labelled} FROM {kept} r{source} WHERE r.run_id = %s AND r."table" = %s) o '
            "WHERE t.id = +o.row_id",
            [as_stored(at), run_id, table],
        )
        return int(cursor.rowcount)
