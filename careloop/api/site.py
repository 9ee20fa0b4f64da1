"""The API itself: its routers, its faults, its description at ``/api/v1/openapi.json``."""

from __future__ import annotations

from ninja import NinjaAPI

from careloop.api.endpoints import (
    appointments,
    complaints,
    customers,
    orders,
    responses,
    tasks,
    vehicles,
)
from careloop.api.faults import answer_faults
from careloop.api.receipts import once

api = NinjaAPI(
    title="CareLoop",
    version="1",
    description="After-sales customer care for car dealers. Moments are local store time.",
    urls_namespace="api-v1",
    docs_url=None,  # its page would fetch scripts from elsewhere
)
api.add_decorator(once, mode="view")
answer_faults(api)
api.add_router("/customers", customers.router)
api.add_router("/vehicles", vehicles.router)
api.add_router("/orders", orders.router)
api.add_router("/rows", orders.rows)
api.add_router("/appointments", appointments.router)
api.add_router("/tasks", tasks.router)
api.add_router("/responses", responses.router)
api.add_router("/complaints", complaints.router)
