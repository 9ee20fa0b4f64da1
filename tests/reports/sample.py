"""A month's figures made by hand: the printed tables of source 000 as one store's October 2026.

Integers are chosen so that the printed figures of the golden tables come out; what the source
leaves open is filled with round numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from careloop.core.documents.model import Chapter, Chart, Section, Table
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Language
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.figures import Figure, Key
from careloop.core.scoring.mot import MOT_WEIGHTS
from careloop.kpis.rules import aim_of
from careloop.reports.figures import KPI_CODES, MonthFigures
from careloop.reports.material import Material

OCTOBER = Period.month(2026, 10)
SEPTEMBER = OCTOBER.previous
STAFF = {
    1: "关甲", 2: "温乙", 3: "薛丙", 4: "赵丁", 5: "王戊",
    11: "高己", 12: "姚庚", 13: "吴辛", 14: "郑壬", 21: "李癸",
}  # fmt: skip

ITEM_SCORES = {
    "explain_work": ("99.4", "98.9"),
    "fast_reception": ("100.6", "103.2"),
    "correct_complete": ("100.2", "101.8"),
    "explain_bill": ("103.2", "102.5"),
    "fast_pickup": ("103.2", "102.5"),
    "stay_time": ("98.1", "95.8"),
    "listen": ("100.6", "103.2"),
    "assist_pickup": ("100.2", "103.5"),
    "clean_vehicle": ("99.8", "100.0"),
    "lounge_comfort": ("89.9", "92.3"),
}
WEEKLY = {
    "quality": (67, 37, 56, 50),
    "other": (41, 22, 28, 45),
    "time": (29, 37, 30, 9),
    "cost": (30, 27, 30, 18),
    "parts": (17, 6, 5, 9),
    "service_attitude": (1, 4, 8, 6),
    "whole_vehicle": (5, 0, 1, 0),
    "warranty_claim": (3, 0, 0, 0),
}
TECHNICIANS = {11: (214, (1,)), 12: (220, (3, 1, 1)), 13: (256, (1, 1, 2, 2)), 14: (248, (1, 1, 2))}
CAUSES = ("vibration", "repair_skill", "parts_replacement", "driving_noise", "not_all_completed")
OUTCOMES = {
    "powered_off": 3, "refused": 6, "out_of_service": 4,
    "cannot_connect": 14, "no_answer": 18, "visited_only_once": 14,
}  # fmt: skip
REASONS = {
    "due_soon": 27, "mileage_not_reached": 28, "repaired_elsewhere": 34,
    "too_far": 11, "bad_road": 36, "used_by_others": 11,
}  # fmt: skip
AGES = {"under_1": 14, "1_to_2": 104, "2_to_3": 86, "3_to_4": 93, "over_4": 212}
MODELS = {
    "欧朗": (107, 14), "B50": (1991, 346), "B70": (359, 76), "B90": (88, 8),
    "X80": (886, 159), "红旗": (13, 2), "其他品牌": (72, 3),
}  # fmt: skip
ARCHIVED = (6600, 6700, 6750, 6800, 6950, 7123, 7349, 7698, 7889, 7981, 8098, 8254)
BASE = (4000, 4020, 4050, 4100, 3950, 4267, 4356, 4463, 4655, 4777, 4987, 5321)
EXTERNAL_SAMPLES = {1: 20, 2: 35, 3: 24, 4: 15, 5: 20}
RECEIVED = {1: 355, 2: 240, 3: 348, 4: 300, 5: 251}
INTERNAL = {1: 220, 2: 89, 3: 102, 4: 65, 5: 45}

Figures = dict[str, list[Figure]]


def figure(
    code: str, numerator: int, denominator: int | None = None, n: int | None = None, **keys: Key
) -> Figure:
    """A figure as ``compute`` answers it."""
    metric = CATALOGUE[code]
    value = Fraction(numerator, denominator or 1) * metric.scale if denominator != 0 else None
    sample = n if n is not None else denominator if denominator is not None else numerator
    return Figure(code, keys, numerator, denominator, value, sample, metric.unit, metric.decimals)


def scored(code: str, value: str, n: int, **keys: Key) -> Figure:
    """A score as ``compute`` answers it: times 10,000 over its sample."""
    metric = CATALOGUE[code]
    e4 = int(Fraction(value) * 10_000)
    return Figure(code, keys, e4 * n, n, Fraction(value), n, metric.unit, metric.decimals)


def _kpis(month: Period, shift: int) -> Iterable[Figure]:
    """Every ratio of the handbook at about 70 %, a little different each month."""
    for i, code in enumerate(KPI_CODES):
        if code != "first_time_fix_rate":
            yield figure(code, 500 + 20 * i + shift, 1000, month=str(month))


def _calls(month: Period) -> Iterable[Figure]:
    counts = {"calls_due": 1000, "calls_made": 850, "calls_valid": 700, "unreachable_calls": 100}
    for code, held in counts.items():
        yield figure(code, held, month=str(month))
    for code, hits in (
        ("valid_call_rate", 700),
        ("delighted_share_of_calls", 150),
        ("disappointed_share_of_calls", 300),
    ):
        yield figure(code, hits, 850, month=str(month))


def _visits(month: Period) -> Iterable[Figure]:
    for code, hits in (
        ("appointments_passive_share", 32),
        ("appointments_active_share", 486),
        ("no_appointment_share", 914),
    ):
        yield figure(code, hits, 1432, month=str(month))
    yield figure("active_appointment_success_rate", 486, 900, month=str(month))
    yield figure("visits", 1494, month=str(month))


def _quality(month: Period, shift: int) -> Iterable[Figure]:
    yield figure("rework_rate", 16 + shift, 938, month=str(month))
    yield figure("first_time_fix_rate", 922 - shift, 938, month=str(month))
    yield figure("complaints", 44, month=str(month))
    yield figure("complaint_reply_rate", 40, 44, month=str(month))
    yield figure("complaint_closure_rate", 33, 44, month=str(month))
    yield figure("complaint_rate", 44, 938, month=str(month))


def _scores(month: Period, which: int) -> Iterable[Figure]:
    n = (93, 114)[which]
    items = {item: Fraction(pair[which]) for item, pair in ITEM_SCORES.items()}
    mot = sum((items[i] * weight for i, weight in MOT_WEIGHTS.items()), Fraction(0)) / 100
    yield scored("mot_score", str(mot), n, month=str(month))
    yield scored("css_score", ("103.5", "98.5")[which], n, month=str(month))
    yield scored("pt_score", ("60.5", "54.17")[which], 1, month=str(month))


def _trend() -> list[Figure]:
    found: list[Figure] = []
    for step in range(13):
        month = OCTOBER.shifted(-step)
        found += [*_kpis(month, step), *_calls(month), *_visits(month), *_quality(month, step)]
    return [*found, *_scores(SEPTEMBER, 0), *_scores(OCTOBER, 1)]


def _external() -> Figures:
    items = [
        scored("mot_item_score", pair[which], (93, 114)[which], month=str(month), item=item)
        for item, pair in ITEM_SCORES.items()
        for which, month in ((0, SEPTEMBER), (1, OCTOBER))
    ]
    rows = [
        scored("mot_item_score", value, 900, row=row, item=item)
        for row, value in (("sub_centre", "97.0"), ("national", "96.0"))
        for item in ITEM_SCORES
    ]
    totals = [
        scored(code, value, 900, row=row)
        for row, code, value in (
            ("sub_centre", "mot_score", "97.0"),
            ("national", "mot_score", "96.0"),
            ("sub_centre", "css_score", "97.3"),
            ("national", "css_score", "96.3"),
        )
    ]
    sections = {"receive_vehicle": "37.5", "confirm_order": "66.67", "repair_waiting": "100",
                "delivery_settlement": "37.5", "hardware": "100"}  # fmt: skip
    shopper = [
        scored("pt_score", value, 1, month=str(OCTOBER), section=section)
        for section, value in sections.items()
    ]
    return {"mot_items": items, "mot_rows": rows, "survey_rows": totals, "pt_sections": shopper}


def _internal() -> Figures:
    last = ("100", "100", "100", "92.65", "88.24", "94.12", "95.59")
    this = ("100", "100", "100", "96.43", "92.87", "89.3", "92.86")
    asked = [
        scored("question_score", value, n, month=str(month), question=f"Q{i}", external=0)
        for month, n, scores in ((SEPTEMBER, 800, last), (OCTOBER, 850, this))
        for i, value in enumerate(scores, start=1)
    ]
    by_advisor = [
        scored("question_score", value, INTERNAL[who], advisor=who, question=f"Q{i}", external=0)
        for who in RECEIVED
        for i, value in enumerate(this, start=1)
    ]
    outside = [
        scored("question_score", "85.2", 20, advisor=1, question=item, external=1)
        for item in ITEM_SCORES
    ]
    people: list[Figure] = []
    for who, received in RECEIVED.items():
        people += [
            figure("visits", received, advisor=who),
            figure("internal_interviews", INTERNAL[who], advisor=who),
            figure("external_samples", EXTERNAL_SAMPLES[who], advisor=who),
            figure("calls_valid", INTERNAL[who], advisor=who),
            figure("delighted_rate", 20, INTERNAL[who], advisor=who),
            figure("disappointed_rate", 10, INTERNAL[who], advisor=who),
        ]
    return {"questions": asked, "advisor_questions": by_advisor + outside, "advisors": people}


def _complaints() -> Figures:
    weeks = [str(week) for week in OCTOBER.report_weeks()]
    causes = [
        figure("problem_causes", held, report_week=week, cause=cause)
        for cause, counts in WEEKLY.items()
        for week, held in zip(weeks, counts, strict=True)
        if held
    ]
    people = [
        figure("complaints", 30, responsible=1),
        figure("complaint_closure_rate", 25, 30, responsible=1),
        figure("complaints", 14, responsible=21),
        figure("complaint_closure_rate", 8, 14, responsible=21),
    ]
    return {"causes": causes, "responsible": people}


def _workshop() -> Figures:
    rates = [
        found
        for who, (orders, counts) in TECHNICIANS.items()
        for found in (
            figure("rework_rate", sum(counts), orders, technician=who),
            figure("first_time_fix_rate", orders - sum(counts), orders, technician=who),
        )
    ]
    causes = [
        figure("first_time_fix_failures", held, technician=who, cause=cause)
        for who, (_, counts) in TECHNICIANS.items()
        for cause, held in zip(CAUSES, counts, strict=False)
    ]
    return {"technicians": rates, "technician_causes": causes}


def _lost() -> Figures:
    months = [OCTOBER.shifted(-step) for step in range(11, -1, -1)]
    customers = [
        figure(code, held, month=str(month))
        for code, counts in (("archived_customers", ARCHIVED), ("active_base", BASE))
        for month, held in zip(months, counts, strict=True)
    ]
    cohorts = [
        figure("loss_rate_cohort", 276 + step, 1008, month=str(OCTOBER.shifted(-8 - step)))
        for step in range(6)
    ]
    over = [
        figure("loss_rate_with_sales", 300, 1500),
        figure("loss_rate_same_month_last_year", 240, 980),
        figure("loss_rate_opening", 90, 5200),
        figure("lost_vehicles", 2500),
        figure("win_back_rate", 12, 240),
        figure("grip_rate", 300, 900),
        figure("retention_12_36", 5600, 7700),
        *(figure(f"visit_frequency_{band}", 1500) for band in "abcd"),
    ]
    return {
        "customers": customers,
        "cohorts": cohorts,
        "half_year_cohort": [figure("loss_rate_cohort", 276, 1008)],
        "loss": over,
        "lost_calls": [
            figure("lost_calls_company", 70),
            figure("lost_calls_due", 206),
            figure("lost_calls_valid", 147),
            figure("lost_calls_not_reached", 59),
        ],
        "lost_outcomes": [figure("call_outcomes", n, outcome=o) for o, n in OUTCOMES.items()],
        "lost_bookings": [figure("lost_call_booking_rate", 20, 60, advisor=1)],
        "lost_reasons": [figure("lost_share", n, 147, reason=r) for r, n in REASONS.items()],
        "lost_ages": [figure("lost_share", n, 509, vehicle_age=a) for a, n in AGES.items()],
        "lost_warranty": [
            figure("lost_share", 201, 509, warranty="in_warranty"),
            figure("lost_share", 308, 509, warranty="out_of_warranty"),
        ],
        "lost_dormancy": [
            figure("lost_share", 300, 509, dormancy="wavering"),
            figure("lost_share", 209, 509, dormancy="lost"),
        ],
        "lost_models": [
            figure("loss_rate_model", lost, held, model=model)
            for model, (held, lost) in MODELS.items()
        ],
    }


def answers() -> Figures:
    """The figures of the month by ask; change them freely, they are made anew each time."""
    return {
        "trend": _trend(),
        **_external(),
        **_internal(),
        **_complaints(),
        **_workshop(),
        **_lost(),
    }


def material(
    language: Language = "zh", figures: Mapping[str, list[Figure]] | None = None
) -> Material:
    """What the chapters are written from; nobody has written anything yet."""
    held = answers() if figures is None else figures
    found = {code: aim_of(metric, (), OCTOBER) for code, metric in CATALOGUE.items()}
    return Material(
        month=OCTOBER,
        language=language,
        figures=MonthFigures({ask: tuple(made) for ask, made in held.items()}),
        metrics=CATALOGUE,
        aims={code: aim for code, aim in found.items() if aim is not None},
        employees=STAFF,
        texts={},
        outcomes=(),
        handling=None,
        inspections=None,
        data_as_of=date(2026, 11, 5),
        mart_version="12",
    )


def empty(language: Language = "zh") -> Material:
    """The same month of a store that has not imported anything."""
    return material(language, {})


def writing(made: Material, **texts: list[dict[str, str]]) -> Material:
    """The month with what people wrote."""
    return replace(made, texts={section: tuple(rows) for section, rows in texts.items()})


def table_of(section: Section, index: int = 0) -> Table:
    return [block for block in section.blocks if isinstance(block, Table)][index]


def chart_of(section: Section) -> Chart:
    return next(block for block in section.blocks if isinstance(block, Chart))


def printed(table: Table) -> list[list[str]]:
    """The text of every cell, the total row last."""
    return [[cell.text for cell in row] for row in table.all_rows()]


def column(table: Table, key: str) -> list[str]:
    """The text of one column."""
    index = [column.key for column in table.columns].index(key)
    return [row[index] for row in printed(table)]


def titled(chapter: Chapter, title: str) -> Section:
    """The section whose title holds ``title``."""
    return next(section for section in chapter.sections if title in section.title)
