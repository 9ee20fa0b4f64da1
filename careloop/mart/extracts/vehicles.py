"""Vehicles on a store's file, and new cars sold."""

from __future__ import annotations

from careloop.core.facts import schema
from careloop.mart.dialects import Dialect
from careloop.mart.extracts.extract import Check, Extract, Watch, staff

_FILE = """
customers_storevehicle f
JOIN customers_vehicle v ON v.id = f.vehicle_id
LEFT JOIN customers_customer c ON c.id = f.customer_id
LEFT JOIN service_vehiclesale s ON s.store_id = f.store_id AND s.vehicle_id = f.vehicle_id
LEFT JOIN (
    SELECT store_id, vehicle_id, MIN(opened_at) AS opened_at FROM service_repairorder
    GROUP BY store_id, vehicle_id
) first_order ON first_order.store_id = f.store_id AND first_order.vehicle_id = f.vehicle_id
"""


def vehicle(dialect: Dialect) -> Extract:
    """One row for each store and vehicle. A vehicle with no date at all has been on file since
    its row was written."""
    known_since = dialect.earliest(
        "v.purchased_on", "s.sold_on", "s.delivered_on", "first_order.opened_at", "c.filed_on"
    )
    return Extract(
        schema.VEHICLE,
        _FILE,
        {
            "store_id": "f.store_id",
            "vehicle_id": "f.vehicle_id",
            "customer_id": "f.customer_id",
            "model": "v.model",
            "model_line": "v.model_line",
            "region": "c.region",
            "purchased_on": "COALESCE(v.purchased_on, s.delivered_on, s.sold_on)",
            "warranty_ends_on": "v.warranty_ends_on",
            "is_company_car": "v.is_company_car",
            "is_fleet": "v.is_fleet",
            "on_file_on": f"COALESCE({known_since}, date(f.changed_at))",
        },
        (
            Watch(
                "customers_storevehicle f JOIN customers_vehicle v ON v.id = f.vehicle_id"
                " LEFT JOIN customers_customer c ON c.id = f.customer_id",
                "f.id",
                ("f.changed_at", "v.changed_at", "c.changed_at"),
                None,
            ),
            Watch("service_vehiclesale s", "s.id", ("s.changed_at",), None),
            Watch("service_repairorder o", "o.id", ("o.changed_at",), None),
        ),
        Check(
            "customers_storevehicle f JOIN customers_vehicle v ON v.id = f.vehicle_id",
            None,
            {
                "vehicle_id": "f.vehicle_id",
                "is_company_car": "CASE WHEN v.is_company_car THEN 1 ELSE 0 END",
            },
        ),
    )


def vehicle_sale(dialect: Dialect) -> Extract:
    """Sales, counted on the day of delivery, else of sale."""
    source = "service_vehiclesale s JOIN customers_vehicle v ON v.id = s.vehicle_id " + staff(
        "e", "s.store_id", "s.sales_consultant_no"
    )
    return Extract(
        schema.VEHICLE_SALE,
        source,
        {
            "sale_id": "s.id",
            "store_id": "s.store_id",
            "vehicle_id": "s.vehicle_id",
            "model": "v.model",
            "model_line": "v.model_line",
            "consultant_id": "e.id",
            "sold_on": "s.sold_on",
            "delivered_on": "s.delivered_on",
            "counted_on": "COALESCE(s.delivered_on, s.sold_on)",
            "introduced": "s.introduced_to_service",
            "first_contact_on": "s.first_service_contact_at",
        },
        (
            Watch(
                source,
                "s.id + COALESCE(e.id, 0)",
                ("s.changed_at", "v.changed_at"),
                "COALESCE(s.delivered_on, s.sold_on)",
            ),
        ),
        Check(
            "service_vehiclesale s",
            "COALESCE(s.delivered_on, s.sold_on)",
            {
                "sale_id": "s.id",
                "introduced": "CASE WHEN s.introduced_to_service THEN 1 ELSE 0 END",
            },
        ),
    )
