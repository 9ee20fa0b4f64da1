"""The worklist as a file: numbers masked, no cell a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from careloop.core.documents.sheet import Cell, as_xlsx
from careloop.core.ingest.rejects import harmless
from careloop.core.kernel.codes import CONTACT_TYPE, OUTCOME
from careloop.core.kernel.text import Language, Text
from careloop.outreach.queries import Line

TITLE = Text(zh="外呼清单", en="Worklist")
HEADINGS: tuple[Text, ...] = (
    Text(zh="任务类型", en="Type"),
    Text(zh="客户", en="Customer"),
    Text(zh="电话", en="Phone"),
    Text(zh="车牌", en="Plate"),
    Text(zh="VIN", en="VIN"),
    Text(zh="车型", en="Model"),
    Text(zh="里程", en="Mileage"),
    Text(zh="上次保养", en="Last maintenance"),
    Text(zh="服务顾问", en="Service advisor"),
    Text(zh="标签", en="Tags"),
    Text(zh="应拨日期", en="Due"),
    Text(zh="再拨时间", en="Call again"),
    Text(zh="次数", en="Attempts"),
    Text(zh="最近结果", en="Last outcome"),
    Text(zh="最近拨打", en="Last called"),
    Text(zh="拨打人", en="Called by"),
)


def cells(line: Line, language: Language) -> list[Cell]:
    """One row, in the order of the headings."""
    task, visits = line.task, line.visits
    car = task.vehicle
    return [
        CONTACT_TYPE.text(task.contact_type).say(language),
        task.customer.name if task.customer else "",
        line.phone,
        car.plate if car else "",
        car.vin if car else task.vin,
        car.model if car else "",
        visits.last_mileage if visits else None,
        visits.last_maintenance_on if visits else None,
        task.advisor.name if task.advisor else "",
        "、".join(line.tags),
        task.due_on,
        task.next_at,
        task.attempts_made,
        OUTCOME.text(task.last_outcome).say(language) if task.last_outcome else "",
        task.last_attempt_at,
        task.last_agent_no,
    ]


def csv_file(lines: Iterable[Line], language: Language) -> bytes:
    """With a byte-order mark; what a spreadsheet would take for a formula is made harmless."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(heading.say(language) for heading in HEADINGS)
    for line in lines:
        writer.writerow(_word(cell) for cell in cells(line, language))
    return stream.getvalue().encode("utf-8-sig")


def _word(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return harmless(str(cell))


def xlsx_file(lines: Iterable[Line], language: Language) -> bytes:
    """A workbook of one sheet."""
    headings = [heading.say(language) for heading in HEADINGS]
    return as_xlsx(TITLE.say(language), headings, (cells(line, language) for line in lines))
