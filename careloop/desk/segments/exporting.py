"""A segment as a file: numbers masked, no cell a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from careloop.common import audit
from careloop.core.ingest.rejects import BYTE_ORDER_MARK, harmless
from careloop.core.kernel.text import Language, Text
from careloop.customers.models import StoreVehicle
from careloop.desk.segments.finding import Line, page
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

AT_ONCE = 5_000
HEADINGS: tuple[Text, ...] = (
    Text(zh="客户编号", en="Customer no."),
    Text(zh="客户", en="Customer"),
    Text(zh="电话", en="Phone"),
    Text(zh="地区", en="Region"),
    Text(zh="车牌", en="Plate"),
    Text(zh="车架号", en="VIN"),
    Text(zh="车型", en="Model"),
    Text(zh="购车日期", en="Purchased"),
    Text(zh="末次进站", en="Last visit"),
    Text(zh="付费进站次数", en="Paid visits"),
    Text(zh="消费金额（元）", en="Spend (yuan)"),
)


@transaction.atomic
def export(*, by: Viewer, store: Store, rows: QuerySet[StoreVehicle], language: Language) -> bytes:
    """The segment as CSV that spreadsheets open; that it left the house is on record.

    Raises:
        Forbidden: only those who lead the desk may take customers out.
    """
    by.require(Permission.ASSIGN_CONTACTS, store.pk)
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow([heading.say(language) for heading in HEADINGS])
    count = 0
    for line in _lines(rows):
        writer.writerow([harmless(cell) for cell in _cells(line)])
        count += 1
    audit.record(
        actor_id=by.user_id, action="segment.export", subject=store, store_id=store.pk,
        detail={"rows": count},
    )  # fmt: skip
    return text.getvalue().encode()


def _lines(rows: QuerySet[StoreVehicle]) -> Iterator[Line]:
    after = 0
    while some := page(rows, after, AT_ONCE):
        yield from some
        after = some[-1].file.pk


def _cells(line: Line) -> list[str]:
    file, customer, car = line.file, line.file.customer, line.file.vehicle
    seen = vars(file)
    return [
        customer.customer_no if customer else "",
        customer.name if customer else "",
        line.phone,
        customer.region if customer else "",
        car.plate,
        car.vin,
        car.model,
        str(car.purchased_on or ""),
        str(seen["last_visit_on"] or ""),
        str(seen["paid_visits"]),
        str(Decimal(seen["spend_fen"]).scaleb(-2)),
    ]
