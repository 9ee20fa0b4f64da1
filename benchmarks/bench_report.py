"""The monthly report of a store with ten years of data: figures and four files.

Makes the store's exports with a fixed seed, takes them in through the importer, refreshes the
mart, then measures in a fresh process what a person waits for: figures, assembly and each file.
Prints JSON, one object per figure. Limits: 12 s and 600 MB for all, PPTX 7 s, PDF 2 s.

    python benchmarks/bench_report.py [ORDERS_PER_MONTH]
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

YEARS = 10
LAST = date(2026, 10, 1)
ORDERS = 900
ITEMS = (
    "explain_work", "fast_reception", "correct_complete", "explain_bill", "fast_pickup",
    "stay_time", "listen", "assist_pickup", "clean_vehicle", "lounge_comfort",
)  # fmt: skip
MODELS = ("朗逸", "帕萨特", "途观", "途安", "波罗")
CAUSES = ("quality", "time", "cost", "parts", "service_attitude", "other")
Row = dict[str, object]


def months() -> Iterator[date]:
    for step in range(YEARS * 12):
        index = LAST.year * 12 + LAST.month - 1 - (YEARS * 12 - 1 - step)
        yield date(index // 12, index % 12 + 1, 1)


def moment(day: date, hour: int, minute: int = 0) -> str:
    return f"{datetime(day.year, day.month, day.day, hour, minute):%Y-%m-%d %H:%M}"


def vin(number: int) -> str:
    return f"LSVAA{number:012d}"


def orders(chance: random.Random, month: date, vehicles: int, amount: int) -> Iterator[Row]:
    for place in range(amount):
        day = month + timedelta(days=place * 28 // amount)
        yield {
            "ro_no": f"R{month:%y%m}{place:05d}",
            "vin": vin(int(vehicles * chance.random() ** 1.5)),
            "model": MODELS[place % 5],
            "job_type": chance.choice(("repair", "periodic_maintenance", "insurance")),
            "opened_at": moment(day, 8 + place % 8),
            "promised_at": moment(day, 17),
            "completed_at": moment(day, 16, place % 60),
            "final_checked_at": moment(day, 16, 30),
            "billed_at": moment(day, 16, 50),
            "settled_at": moment(day, 17, 10),
            "advisor_no": f"A{place % 8}",
            "technician_no": f"T{place % 15}",
            "had_precheck": 1,
            "precheck_form_used": int(chance.random() < 0.9),
            "customer_present": int(chance.random() < 0.6),
            "all_menu_priced": int(chance.random() < 0.6),
            "prepick_on_time": int(chance.random() < 0.6),
            "bill_explained": int(chance.random() < 0.9),
            "is_rework": int(chance.random() < 0.02),
            "rework_cause": "",
            "hours_sold": "2.5",
            "parts_amount": "350.00",
            "labour_amount": "200.00",
        }


def calls(chance: random.Random, month: date, made: list[Row]) -> Iterator[Row]:
    for place, order in enumerate(made):
        day = date.fromisoformat(str(order["opened_at"])[:10])
        yield {
            "call_no": f"C{month:%y%m}{place:05d}",
            "contact_type": "after_repair" if place % 5 else "lost_customer",
            "ro_no": order["ro_no"],
            "vin": order["vin"],
            "due_on": day + timedelta(days=3),
            "attempted_at": moment(day + timedelta(days=2), 10),
            "agent_no": f"C{place % 3}",
            "outcome": chance.choice(("answered", "answered", "answered", "no_answer", "too_far")),
            "level": chance.choice(("delighted", "satisfied", "disappointed")),
        }


def appointments(month: date, made: list[Row]) -> Iterator[Row]:
    for place, order in enumerate(made[::3]):
        day = date.fromisoformat(str(order["opened_at"])[:10])
        yield {
            "appointment_no": f"P{month:%y%m}{place:05d}",
            "vin": order["vin"],
            "origin": "active" if place % 3 else "passive",
            "booked_at": moment(day - timedelta(days=2), 9),
            "appointed_at": order["opened_at"],
            "has_exact_time": 1,
            "arrived_at": order["opened_at"],
            "ro_no": order["ro_no"],
        }


def others(chance: random.Random, month: date) -> Iterator[tuple[str, Row]]:
    for place in range(30):
        day = month + timedelta(days=place % 28)
        yield (
            "complaints",
            {
                "complaint_no": f"K{month:%y%m}{place}",
                "received_at": moment(day, 11),
                "cause": CAUSES[place % 6],
                "responsible_no": f"A{place % 8}",
                "closed_at": moment(day, 15),
            },
        )
    for place in range(100):
        for question in range(1, 9):
            yield (
                "survey_responses",
                {
                    "response_no": f"Q{month:%y%m}{place}",
                    "questionnaire": "内访",
                    "answered_at": moment(month + timedelta(days=place % 28), 12),
                    "advisor_no": f"A{place % 8}",
                    "question": f"Q{question}",
                    "score": 80 + chance.randrange(21),
                },
            )
    for row in ("this", "sub_centre", "national"):
        for item in ITEMS:
            score = 90 + chance.randrange(15)
            yield (
                "survey_scores",
                {
                    "period": f"{month:%Y-%m}",
                    "kind": "mot",
                    "row": row,
                    "item": item,
                    "score": score,
                    "sample": 114,
                },
            )


def exports(folder: Path, per_month: int) -> dict[str, Path]:
    """The files by feed."""
    chance = random.Random(20261101)
    held: dict[str, list[Row]] = {}
    for number, month in enumerate(months()):
        made = list(orders(chance, month, 3000 + number * 150, per_month))
        held.setdefault("repair_orders", []).extend(made)
        held.setdefault("appointments", []).extend(appointments(month, made))
        held.setdefault("calls", []).extend(calls(chance, month, made))
        for feed, row in others(chance, month):
            held.setdefault(feed, []).append(row)
    return {feed: _written(folder / f"{feed}.csv", rows) for feed, rows in held.items()}


def _written(path: Path, rows: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["store", *rows[0]])
        writer.writeheader()
        writer.writerows({"store": "B1"} | row for row in rows)
    return path


def careloop(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "careloop.cli.main", *arguments], check=True)


MEASURE = """
import json, sys, time
from careloop.cli.preparing import set_up
set_up()
from careloop.core.kernel.periods import Period
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.reports import queries
times, by = {}, Viewer.system()
store, month = Store.objects.get(code="B1"), Period.parse("2026-10")
start = time.perf_counter()
report = queries.monthly(by, store, month, "zh")
times["figures"] = time.perf_counter() - start
for format in ("pptx", "pdf", "xlsx", "html"):
    start = time.perf_counter()
    queries.as_file(report, store, month, format)
    times[format] = time.perf_counter() - start
json.dump(times, sys.stdout)
"""


def measure() -> tuple[dict[str, float], float]:
    """Seconds by step, and the peak memory of the process in MB."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], check=True, capture_output=True, text=True
    )
    times: dict[str, float] = json.loads(done.stdout)
    return times, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> int:
    if len(sys.argv) > 1 and sys.argv[1] == "--measure":
        return told(*measure())
    per_month = int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS
    with tempfile.TemporaryDirectory(prefix="careloop-bench-") as home:
        os.environ["CARELOOP_HOME"] = home
        careloop("store", "add", "--code", "B1", "--name", "测试店")
        for feed, path in exports(Path(home), per_month).items():
            careloop("import", feed, str(path), "--store", "B1")
        start = time.perf_counter()
        careloop("mart", "refresh")
        print(json.dumps({"what": "mart refresh", "unit": "s", "value": _s(start)}))
        # A process of its own measures, so that importing and refreshing do not count as memory.
        return subprocess.run([sys.executable, __file__, "--measure"], check=False).returncode


def _s(start: float) -> float:
    return round(time.perf_counter() - start, 2)


def told(times: dict[str, float], megabytes: float) -> int:
    wanted = {"pptx": "<= 7", "pdf": "<= 2"}
    for what, seconds in times.items():
        line = {"what": f"monthly report, {what}", "unit": "s", "value": round(seconds, 2)}
        print(json.dumps(line | ({"wanted": wanted[what]} if what in wanted else {})))
    whole = {"what": "monthly report, figures and four files", "unit": "s"}
    print(json.dumps(whole | {"value": round(sum(times.values()), 2), "wanted": "<= 12"}))
    memory = {"what": "monthly report, peak memory", "unit": "MB", "value": round(megabytes)}
    print(json.dumps(memory | {"wanted": "<= 600"}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
