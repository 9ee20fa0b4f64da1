"""A list of customers one message goes to: pure values."""

from __future__ import annotations

from dataclasses import dataclass

from careloop.core.kernel.text import Text
from careloop.customers.models import Customer, Vehicle
from careloop.outreach.models import ContactTask
from careloop.service.models import Appointment


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom one message of many goes to, and why."""

    customer: Customer
    vehicle: Vehicle | None = None
    task: ContactTask | None = None
    appointment: Appointment | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a list: those a message goes to, and why not to the others."""

    allowed: tuple[Subject, ...]
    refused: dict[Text, int]

    @property
    def refused_in_all(self) -> int:
        return sum(self.refused.values())
