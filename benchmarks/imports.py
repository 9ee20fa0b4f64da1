"""Benchmarks of the import: figure, peer and limit side by side, printed as JSON.

    python benchmarks/imports.py [--rows 100000] [--postgres URL]

Makes a file of repair orders (GB18030 CSV and XLSX, about one vehicle for four orders) with a
fixed seed, takes it in through the real importer into a fresh SQLite file and, where ``--postgres``
names a server (postgresql://user@host:port/any), into a fresh database there. Each measurement
runs in a process of its own. The peer, in the same run: the same rows one by one through Django's
``update_or_create``, as the rival Django CRM imports.

``--rows 1000000``, the most a file may have, is measured as CSV only, and without the four columns
of moments between opening and settling: with them the file is over the 200 MB allowed.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from databases import Database, databases

LIMITS = {"csv": 8_000, "csv_again": 15_000, "xlsx": 4_000}
LIMIT_MB = 500
MANY_ROWS = 500_000
LEFT_OUT_OF_MANY = slice(10, 14)
ALPHABET = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)),
                  strict=True)) | {str(n): n for n in range(10)}  # fmt: skip
HEADERS = (
    "工单号", "车架号", "车牌号", "车型", "客户编号", "客户名称", "手机", "维修类别", "内部",
    "开单时间", "预计交车时间", "完工时间", "终检时间", "出票时间", "结算时间", "交车时间",
    "服务顾问", "服务顾问姓名", "技师", "技师姓名", "里程", "经预检", "返修", "故障代码",
    "销售工时", "工时费", "配件费", "合计",
)  # fmt: skip


def vin(chance: random.Random) -> str:
    """A VIN whose ninth character is the check digit, as Chinese ones have it."""
    letters = list("LSV" + "".join(chance.choice(ALPHABET) for _ in range(14)))
    rest = sum(VALUES[letter] * weight for letter, weight in zip(letters, WEIGHTS, strict=True))
    letters[8] = "X" if rest % 11 == 10 else str(rest % 11)
    return "".join(letters)


def orders(rows: int) -> list[list[str]]:
    """Rows of repair orders as a DMS prints them."""
    chance = random.Random(20261003)
    vins = [vin(chance) for _ in range(max(1, rows // 4))]
    return [_order(number, chance, vins) for number in range(rows)]


def _order(number: int, chance: random.Random, vins: list[str]) -> list[str]:
    car = chance.randrange(len(vins))
    opened = datetime(2025, 10, 1, 8) + timedelta(minutes=chance.randrange(500_000))
    moments = [
        (opened + timedelta(hours=h)).strftime("%Y-%m-%d %H:%M") for h in (0, 6, 4, 4, 5, 5, 6)
    ]
    labour, parts = chance.randrange(100, 90_000), chance.randrange(0, 120_000)
    return [
        f"RO{number:08d}", vins[car], f"沪A{car:05d}", "帕萨特", f"C{car:06d}", f"客户{car}",
        f"138{car:08d}", chance.choice(("一般维修", "定保", "事故", "索赔")), "否", *moments,
        f"E{chance.randrange(30):03d}", "顾问", f"T{chance.randrange(40):03d}", "技师",
        str(chance.randrange(1_000, 150_000)), chance.choice(("是", "否")), "否", "",
        f"{chance.randrange(1, 120) / 10:.1f}", f"{labour / 100:.2f}", f"{parts / 100:.2f}",
        f"{(labour + parts) / 100:.2f}",
    ]  # fmt: skip


def write_files(folder: Path, rows: list[list[str]]) -> dict[str, Path]:
    """The same rows as CSV in GB18030 and as XLSX."""
    table = [list(HEADERS), *rows]
    many = len(rows) >= MANY_ROWS
    with (folder / "orders.csv").open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        for row in table:
            if many:
                del row[LEFT_OUT_OF_MANY]
            writer.writerow(row)
    if many:
        return {"csv": folder / "orders.csv"}
    book = xlsxwriter.Workbook(str(folder / "orders.xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet("维修工单")
    for place, row in enumerate(table):
        sheet.write_row(place, 0, row)
    book.close()
    return {"csv": folder / "orders.csv", "xlsx": folder / "orders.xlsx"}


def measure(database: Database, job: str, *arguments: str) -> dict[str, Any]:
    """Run one measurement in a fresh process and read what it prints."""
    told = database.run("benchmarks/imports_job.py", job, *arguments)
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


def compare(database: Database, files: dict[str, Path]) -> list[dict[str, Any]]:
    """All figures of one database, each beside its limit."""
    measure(database, "prepare", "CSV", "XLSX", "PEER")
    first = measure(database, "import", str(files["csv"]), "CSV")
    again = measure(database, "import", str(files["csv"]), "CSV")
    found = {"csv": first, "csv_again": again}
    if "xlsx" in files:
        found["xlsx"] = measure(database, "import", str(files["xlsx"]), "XLSX")
    peer = measure(database, "peer", str(files["csv"]), "PEER")
    return [
        {
            "figure": f"import_{name}",
            "database": database.name,
            **result,
            "limit_rows_per_second": LIMITS[name],
            "limit_mb": LIMIT_MB,
            "peer_rows_per_second": peer["rows_per_second"],
            "met": result["rows_per_second"] >= LIMITS[name]
            and max(result["importer_mb"], result["reader_mb"]) <= LIMIT_MB,
        }
        for name, result in found.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--postgres", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        files = write_files(Path(name), orders(given.rows))
        figures = [
            figure for database in databases(given.postgres) for figure in compare(database, files)
        ]
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
