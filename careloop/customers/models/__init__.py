"""Customers, the numbers they are called on, their vehicles, and what the desk adds to them."""

from careloop.customers.models.merging import DuplicatePair, Merge, MovedRow
from careloop.customers.models.parties import Contact, Customer
from careloop.customers.models.search_keys import CustomerKey, KeysMade, VehicleKey
from careloop.customers.models.segments import Segment
from careloop.customers.models.vehicles import Ownership, StoreVehicle, Vehicle
from careloop.customers.models.wishes import Consent, Correction, CustomerTag, Tag

__all__ = [
    "Consent",
    "Contact",
    "Correction",
    "Customer",
    "CustomerKey",
    "CustomerTag",
    "DuplicatePair",
    "KeysMade",
    "Merge",
    "MovedRow",
    "Ownership",
    "Segment",
    "StoreVehicle",
    "Tag",
    "Vehicle",
    "VehicleKey",
]
