"""The checklists every store can take over: lounge, process checks, etiquette, mystery shopper.

The lounge is worded as its source words it (LNG-01, golden 002_lounge_checklist). Of the others
the sources name the subject and the criteria (AUD-01 to AUD-04, SUR-05): the wording is ours, and
each store may change its own version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from careloop.core.kernel.codes import SURVEY_ITEM
from careloop.core.kernel.text import Text
from careloop.core.scoring.checklists import LOUNGE
from careloop.core.scoring.inspections import ChecklistContent, Item, Scale, Section
from careloop.core.scoring.ready_processes import (
    ADVISOR_DOCUMENTS,
    APPOINTMENTS,
    RECEPTION,
    SALES_ETIQUETTE,
    SERVICE_ETIQUETTE,
    TECHNICIAN_DOCUMENTS,
    Worded,
)
from careloop.core.scoring.ready_visits import VISIT_ITEMS


@dataclass(frozen=True, slots=True)
class ReadyList:
    """A checklist with the plan it is usually gone through by.

    ``rhythm`` is daily, every_two_days, weekly or monthly; ``subject`` place, advisor or
    technician.
    """

    code: str
    name: Text
    rhythm: str
    subject: str
    content: ChecklistContent


def _worded(sections: Worded, scale: Scale = Scale.PASS_FAIL) -> ChecklistContent:
    """Sections of wordings, each item numbered in its section."""
    return ChecklistContent(
        tuple(
            Section(
                code,
                name,
                tuple(Item(f"{code}_{n}", text, scale) for n, text in enumerate(items, 1)),
            )
            for code, (name, items) in sections.items()
        )
    )


LOUNGE_LIST = ReadyList(
    "lounge",
    Text(zh="顾客休息室检查表", en="Customer lounge"),
    "daily",
    "place",
    ChecklistContent(
        (
            Section(
                "lounge",
                Text(zh="顾客休息室", en="Customer lounge"),
                tuple(
                    Item(f"lounge_{n}", text, Scale.PASS_FAIL) for n, text in enumerate(LOUNGE, 1)
                ),
            ),
        )
    ),
)

# The source's total follows no weighting it names (scoring.checklists): sections are scored, the
# whole is not, until a store sets weights of its own.
MYSTERY_SHOPPER_LIST = ReadyList(
    "mystery_shopper",
    Text(zh="神秘访客（PT）检查表", en="Mystery shopper (PT)"),
    "monthly",
    "place",
    ChecklistContent(
        tuple(
            Section(
                section,
                SURVEY_ITEM.text(section),
                tuple(
                    Item(f"{section}_{n}", text, Scale.HALF_POINTS)
                    for n, text in enumerate(items, 1)
                ),
            )
            for section, items in VISIT_ITEMS.items()
        ),
        has_total=False,
    ),
)

READY: Mapping[str, ReadyList] = {
    ready.code: ready
    for ready in (
        LOUNGE_LIST,
        ReadyList(
            "documents_advisor",
            Text(zh="流程单据点检（服务顾问）", en="Process documents (advisor)"),
            "daily",
            "advisor",
            _worded(ADVISOR_DOCUMENTS),
        ),
        ReadyList(
            "documents_technician",
            Text(zh="流程单据点检（技师）", en="Process documents (technician)"),
            "daily",
            "technician",
            _worded(TECHNICIAN_DOCUMENTS),
        ),
        ReadyList(
            "reception_delivery",
            Text(zh="接车/交车点检", en="Reception and delivery"),
            "every_two_days",
            "advisor",
            _worded(RECEPTION, Scale.HALF_POINTS),
        ),
        ReadyList(
            "appointment_process",
            Text(zh="预约和流程检查表", en="Appointments and process"),
            "monthly",
            "place",
            _worded(APPOINTMENTS),
        ),
        ReadyList(
            "service_etiquette",
            Text(zh="售后流程与礼仪点检", en="Service process and etiquette"),
            "weekly",
            "place",
            _worded(SERVICE_ETIQUETTE, Scale.POINTS_5),
        ),
        ReadyList(
            "sales_etiquette",
            Text(zh="销售流程与礼仪点检", en="Sales process and etiquette"),
            "weekly",
            "place",
            _worded(SALES_ETIQUETTE, Scale.POINTS_5),
        ),
        MYSTERY_SHOPPER_LIST,
    )
}
