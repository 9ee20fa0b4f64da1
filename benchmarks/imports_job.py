"""One measurement of ``imports.py`` in a process of its own; prints JSON.

python benchmarks/imports_job.py prepare CODE… | import FILE STORE | peer FILE STORE
"""

# ruff: noqa: E402 (Django is set up before models are imported)

from __future__ import annotations

import csv
import io
import json
import resource
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import transaction

from careloop.common.crypto import last_four_index, phone_index
from careloop.core.kernel.codes import JOB_TYPE
from careloop.customers.models import Contact, Customer, Vehicle
from careloop.dms import actions
from careloop.organisation.actions import add_store
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Viewer
from careloop.service.models import RepairOrder

PEER_ROWS = 2_000


def job_import(file: Path, store_code: str) -> dict[str, Any]:
    """Take a file in; seconds, rows a second and the memory of importer and reader."""
    store = Store.objects.get(code=store_code)
    with file.open("rb") as opened:
        run = actions.start_import(
            by=Viewer.system(), store=store, feed="repair_orders", file=opened, file_name=file.name
        )
    begun, cpu = time.perf_counter(), time.process_time()
    run = actions.run_import(run.pk)
    seconds = time.perf_counter() - begun
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "state": run.state,
        "rows": run.rows_in_file,
        "created": run.created,
        "unchanged": run.unchanged,
        "seconds": round(seconds, 2),
        "rows_per_second": round(run.rows_in_file / seconds),
        "cpu_seconds": round(time.process_time() - cpu + children.ru_utime + children.ru_stime, 2),
        "importer_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "reader_mb": children.ru_maxrss // 1024,
    }


def job_peer(file: Path, store_code: str) -> dict[str, Any]:
    """The rival's way: each row looked up, then inserted or saved, through the ORM."""

    store = Store.objects.get(code=store_code)
    now = {"changed_at": datetime.now()}
    text = file.read_bytes().decode("gb18030")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))[:PEER_ROWS]
    begun = time.perf_counter()
    with transaction.atomic():
        for row in rows:
            vehicle, _ = Vehicle.objects.update_or_create(
                group=store.group, vin=row["车架号"],
                defaults=now | {"plate": row["车牌号"], "model": row["车型"]},
            )  # fmt: skip
            customer, _ = Customer.objects.update_or_create(
                store=store, identity=f"no:{row['客户编号']}",
                defaults=now | {"customer_no": row["客户编号"], "name": row["客户名称"]},
            )  # fmt: skip
            Contact.objects.update_or_create(
                customer=customer, role="owner", kind="mobile",
                defaults=now | {"phone": row["手机"], "phone_index": phone_index(row["手机"]),
                                "last_four_index": last_four_index(row["手机"])},
            )  # fmt: skip
            advisor, _ = Employee.objects.update_or_create(
                store=store, employee_no=row["服务顾问"], defaults=now
            )
            RepairOrder.objects.update_or_create(
                store=store, ro_no=row["工单号"],
                defaults=now | {
                    "vehicle": vehicle, "customer": customer, "advisor": advisor,
                    "job_type": JOB_TYPE.find(row["维修类别"]),
                    "opened_at": datetime.fromisoformat(row["开单时间"]),
                    "settled_at": datetime.fromisoformat(row["结算时间"]),
                    "total_fen": round(float(row["合计"]) * 100),
                },
            )  # fmt: skip
    seconds = time.perf_counter() - begun
    return {"rows": len(rows), "rows_per_second": round(len(rows) / seconds)}


def job_prepare(*codes: str) -> dict[str, Any]:
    """Migrate and add stores, one group each."""

    call_command("migrate", verbosity=0)
    for code in codes:
        add_store(by=Viewer.system(), code=code, name=code, group=code)
    return {}


def main() -> None:
    job, *arguments = sys.argv[1:]
    if job == "prepare":
        result = job_prepare(*arguments)
    else:
        work = job_peer if job == "peer" else job_import
        result = work(Path(arguments[0]), arguments[1])
    print(json.dumps(result))


if __name__ == "__main__":
    main()
