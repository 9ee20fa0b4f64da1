"""Golden tables that define something: the constants of core say the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from careloop.core.kernel.codes import SURVEY_ITEM
from careloop.core.kernel.periods import Period, add_months
from careloop.core.kernel.rounding import half_up, largest_remainder
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.planning import dims_of
from careloop.core.scoring import assessment, checklists, mot, staffing
from careloop.core.scoring.targets import DEPARTMENT_GOALS
from careloop.core.segments.dormancy import BANDS, BY_TIME, dormancy
from careloop.kpis import queries
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from tests.golden.feeds import Feeds

Golden = Callable[[str], dict[str, Any]]


def weights(table: dict[str, Any], name: str = "weights") -> dict[str, int]:
    return {row["key"]: row["weight_pct"] for row in table["inputs"][name]}


def test_staffing_matrix(golden: Golden) -> None:
    table = golden("002_staffing_matrix")
    assert tuple(table["inputs"]["columns"]["bands"]) == staffing.SALES_BANDS
    assert tuple(table["inputs"]["rows"]["bands"]) == staffing.VISITS_BANDS
    visits = [*staffing.VISITS_UP_TO, staffing.VISITS_UP_TO[-1] + 1]
    for row, of_visits in zip(table["printed"]["cells"], visits, strict=True):
        needed = [staffing.staffing(of_visits, sales) for sales in staffing.SALES_UP_TO]
        assert ["+".join(map(str, n.people)) for n in needed] == row["cells"]
        assert [n.total for n in needed] == row["totals"]


def test_dormancy_bands(golden: Golden) -> None:
    bands = golden("003_dormancy_segments")["inputs"]["bands"]
    ours = [band for band in BANDS if band.code != "active"]
    assert [(b["dormancy_zh"], b["nature"]) for b in bands] == [
        (band.name.zh, band.code) for band in ours
    ]


def test_dormancy_agrees_with_the_metric_that_splits_by_it() -> None:
    last = date(2026, 1, 31)
    reached = [dormancy(last, add_months(last, months)) for months in (0, 6, 12, 24, 36)]
    assert reached == list(BY_TIME)
    assert "dormancy" in dims_of(CATALOGUE["lost_share"])


def test_weights_of_moments_of_truth(golden: Golden) -> None:
    for name in ("000_mot_svw", "002_mot_skoda"):
        assert weights(golden(name), "items") == dict(mot.MOT_WEIGHTS)
    table = golden("002_000_same_item_weights")["inputs"]
    assert table["source_002"] == table["source_000"] == dict(mot.MOT_WEIGHTS)


def test_names_of_moments_of_truth(golden: Golden) -> None:
    for item in golden("000_mot_svw")["inputs"]["items"]:
        assert SURVEY_ITEM.find(item["label_zh"]) == item["key"]


def test_weights_of_the_assessment_schemes(golden: Golden) -> None:
    assert weights(golden("003_weights_customer_management")) == dict(
        assessment.CUSTOMER_MANAGEMENT_WEIGHTS
    )
    assert weights(golden("003_weights_service_team")) == dict(assessment.SERVICE_TEAM_WEIGHTS)


def test_awards_for_loss_rates(golden: Golden) -> None:
    rules = golden("003_assessment_rules")["inputs"]["rules"]
    reference = Fraction(20)
    for rule, award in zip(rules, assessment.LOSS_AWARDS, strict=True):
        assert rule["role"] == ", ".join(award.roles)
        assert rule["label_zh"] == award.name.zh
        paid = [award.award(reference + step, reference) for step in (-1, 0, 1)]
        assert paid == [rule["lt"], rule["eq"], rule["gt"]]


def test_time_limits(golden: Golden) -> None:
    limits = golden("003_time_limits")["inputs"]
    assert assessment.REPLY_WITHIN.total_seconds() == limits["reply_hours"] * 3600
    assert assessment.SOLVE_WITHIN.total_seconds() == limits["solution_hours"] * 3600
    booking = limits["advisor_lost_customer_booking_success_pct"]
    assert booking == assessment.LOST_CUSTOMER_BOOKING_TARGET
    assert booking == CATALOGUE["lost_call_booking_rate"].target


def test_lounge_checklist(golden: Golden) -> None:
    table = golden("002_lounge_checklist")["inputs"]
    assert [item["label_zh"] for item in table["items"]] == [i.zh for i in checklists.LOUNGE]
    assert [item["no"] for item in table["items"]] == list(range(1, 12))
    assert table["columns"] == [column.zh for column in checklists.LOUNGE_COLUMNS]


def test_mystery_shopper_sections(golden: Golden) -> None:
    sections = golden("000_pt_mystery_shopper")["inputs"]["sections"]
    assert {s["key"]: s["item_count"] for s in sections} == dict(checklists.PT_ITEMS)
    for section in sections:
        assert SURVEY_ITEM.find(section["label_zh"]) == section["key"]


def test_goals_of_the_department(golden: Golden) -> None:
    targets = golden("001_targets_2014")["inputs"]["targets"]
    ours = [(g.code, g.name.zh, g.comparator, g.value) for g in DEPARTMENT_GOALS]
    assert [(t["key"], t["label_zh"], t["comparator"], t["value"]) for t in targets] == ours
    assert {goal.metric for goal in DEPARTMENT_GOALS if goal.metric} <= CATALOGUE.keys()


def test_goals_go_in_as_a_feed_and_hold(feeds: Feeds, store: Store) -> None:
    measured = [goal for goal in DEPARTMENT_GOALS if goal.metric]
    feeds.load(
        "targets",
        [
            {"kpi": g.metric, "period": "2014", "value": g.value, "comparator": g.comparator}
            for g in measured
        ],
    )
    aims = queries.aims(Viewer.system(), [store.pk], Period.month(2014, 3))
    for goal in measured:
        aim = aims[str(goal.metric)]
        assert (aim.comparator, aim.value) == (goal.comparator, goal.value)


@pytest.mark.parametrize("name", ["000_loss_reason_shares", "000_dissatisfaction_shares"])
def test_shares_of_one_pie_add_to_a_hundred(golden: Golden, name: str) -> None:
    """Largest remainder gives what the first prints; the second's agreeing rows are plain."""
    table = golden(name)
    rows = table["inputs"].get("reasons") or table["inputs"]["causes"]
    counts = [row.get("value") or row["month_total"] for row in rows]
    assert sum(largest_remainder(counts)) == 100
    if name == "000_loss_reason_shares":
        printed = [int(table["printed"][row["key"]].rstrip("%")) for row in rows]
        assert largest_remainder(counts) == printed
        return
    for row, amount in list(zip(rows, counts, strict=True))[:6]:
        share = half_up(Fraction(amount * 100, sum(counts)), 1)
        assert share == Decimal(table["printed"][row["key"]]["share"].rstrip("%"))
