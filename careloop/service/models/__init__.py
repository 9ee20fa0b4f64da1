"""The tables of the workshop, one module a noun."""

from careloop.service.models.appointments import Appointment, Bay, CapacitySettings
from careloop.service.models.orders import DeclinedWork, LabourLine, PartLine, RepairOrder
from careloop.service.models.sales import VehicleSale
from careloop.service.models.summaries import VisitSummary
from careloop.service.models.workshop import PartsRequest, TimeRecord

__all__ = [
    "Appointment",
    "Bay",
    "CapacitySettings",
    "DeclinedWork",
    "LabourLine",
    "PartLine",
    "PartsRequest",
    "RepairOrder",
    "TimeRecord",
    "VehicleSale",
    "VisitSummary",
]
