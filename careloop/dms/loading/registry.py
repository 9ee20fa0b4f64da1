"""For each feed: which rows it fills, by what they are known, and the action that writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa
from django.db import models

from careloop.common.bulk.columns import added
from careloop.common.bulk.finding import ids
from careloop.common.bulk.scope import Scope
from careloop.complaints.imports import import_complaints
from careloop.complaints.models import Complaint
from careloop.core.ingest.reasons import Reason
from careloop.customers.identities import identities
from careloop.customers.imports import import_customers, import_vehicles
from careloop.customers.models import Customer, StoreVehicle, Vehicle
from careloop.dms import reasons
from careloop.insurance.actions import import_policies
from careloop.insurance.models import InsurancePolicy
from careloop.organisation.imports import import_employees, import_targets
from careloop.organisation.models import Employee, Target
from careloop.outreach.imports import import_calls
from careloop.outreach.models import ContactAttempt
from careloop.service import imports as service
from careloop.service.models import (
    Appointment,
    LabourLine,
    PartLine,
    PartsRequest,
    RepairOrder,
    TimeRecord,
    VehicleSale,
)
from careloop.suggestions.imports import import_suggestions
from careloop.suggestions.models import Suggestion
from careloop.surveys.imports import (
    import_responses,
    import_scores,
    months_named,
    responses_named,
)
from careloop.surveys.models import Answer, SurveyScore

Where = dict[str, int | None]


class Write(Protocol):
    """Stores new and changed rows."""

    def __call__(self, *, scope: Scope, rows: pa.Table) -> None: ...


class Resolve(Protocol):
    """Adds the key columns that are not columns of the feed."""

    def __call__(self, *, scope: Scope, rows: pa.Table) -> pa.Table: ...


def _in_store(scope: Scope) -> Where:
    return {"store_id": scope.store}


def _nowhere(scope: Scope) -> Where:
    return {}


def _in_group(scope: Scope) -> Where:
    return {"group_id": scope.group_id, "store_id": scope.store_id}


def _as_they_are(*, scope: Scope, rows: pa.Table) -> pa.Table:
    return rows


@dataclass(frozen=True, slots=True)
class Loader:
    """How the rows of one feed are stored.

    ``key`` maps database columns of ``model`` to columns of the resolved rows; with ``where`` it
    names one stored row. ``unresolved`` maps a key column that came out null to the feed's column
    and the reason for which the row is set aside.
    """

    model: type[models.Model]
    key: dict[str, str]
    write: Write
    resolve: Resolve = _as_they_are
    where: Callable[[Scope], Where] = _in_store
    unresolved: dict[str, tuple[str, Reason]] = field(default_factory=dict)
    blank_store_is_group: bool = False


def _identified(*, scope: Scope, rows: pa.Table) -> pa.Table:
    return added(rows, identity=identities(rows, name="name", phone="phone"))


def _vehicles_named(*, scope: Scope, rows: pa.Table) -> pa.Table:
    found = ids(Vehicle, "vin", rows["vin"], {"group_id": scope.group_id})
    return added(rows, vehicle_id=found)


def _orders_named(*, scope: Scope, rows: pa.Table) -> pa.Table:
    found = ids(RepairOrder, "ro_no", rows["ro_no"], {"store_id": scope.store})
    return added(rows, order_id=found)


def _own(*names: str) -> dict[str, str]:
    return {name: name for name in names}


_LINE: dict[str, Any] = {
    "key": _own("order_id", "line_no"),
    "resolve": _orders_named,
    "where": _nowhere,
    "unresolved": {"order_id": ("ro_no", reasons.NO_SUCH_ORDER)},
}

LOADERS: dict[str, Loader] = {
    "employees": Loader(Employee, _own("employee_no"), import_employees),
    "customers": Loader(Customer, _own("identity"), import_customers, _identified),
    "vehicles": Loader(StoreVehicle, _own("vehicle_id"), import_vehicles, _vehicles_named),
    "vehicle_sales": Loader(
        VehicleSale, _own("vehicle_id"), service.import_vehicle_sales, _vehicles_named
    ),
    "repair_orders": Loader(RepairOrder, _own("ro_no"), service.import_orders),
    "labour_lines": Loader(LabourLine, write=service.import_labour_lines, **_LINE),
    "part_lines": Loader(PartLine, write=service.import_part_lines, **_LINE),
    "appointments": Loader(Appointment, _own("appointment_no"), service.import_appointments),
    "time_records": Loader(
        TimeRecord,
        {"employee_no": "employee_no", "worked_on": "on"},
        service.import_time_records,
    ),
    "parts_requests": Loader(PartsRequest, _own("ro_no", "part_no"), service.import_parts_requests),
    "calls": Loader(ContactAttempt, _own("call_no"), import_calls),
    "survey_responses": Loader(
        Answer, _own("response_id", "question"), import_responses, responses_named, _nowhere
    ),
    "survey_scores": Loader(
        SurveyScore,
        _own("month_on", "kind", "row", "item"),
        import_scores,
        months_named,
        unresolved={"month_on": ("period", reasons.NOT_A_MONTH)},
    ),
    "complaints": Loader(Complaint, _own("complaint_no"), import_complaints),
    "suggestions": Loader(Suggestion, _own("suggestion_no"), import_suggestions),
    "insurance_policies": Loader(InsurancePolicy, _own("policy_no"), import_policies),
    "targets": Loader(
        Target, _own("kpi", "period"), import_targets, where=_in_group, blank_store_is_group=True
    ),
}
