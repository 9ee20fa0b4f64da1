"""Loss rates, dormancy, visit frequency, retention (CHN and the reminder practice)."""

from __future__ import annotations

from fractions import Fraction

from careloop.core.kernel.text import Text
from careloop.core.metrics import loss
from careloop.core.metrics.loss import Moving, MovingShare
from careloop.core.metrics.metric import Metric

WINDOW = {"window": "8"}
A_YEAR = {"window": "12"}
BY_REASON = {"reason": "lost_reasons"}

METRICS = (
    Metric(
        code="loss_rate_cohort",
        family="retention",
        name=Text(zh="流失率(同期群)", en="Loss rate of the cohort"),
        formula=Moving(loss.cohort, options=WINDOW),
        numerator=Text(
            zh="本期来站后在流失期限内未再来的车辆",
            en="vehicles of the period not back within the window",
        ),
        denominator=Text(zh="本期来站车辆", en="vehicles that came in the period"),
        source="000; CHN-02 (A)",
        decimals=2,
        interval="share",
        direction="lower",
    ),
    Metric(
        code="loss_rate_last_visit_month",
        family="retention",
        name=Text(zh="流失率(按最后来站月)", en="Loss rate by the month of the last visit"),
        formula=Moving(loss.last_visit_month, options=WINDOW),
        numerator=Text(zh="本期流失的车辆", en="vehicles whose loss day falls in the period"),
        denominator=Text(
            zh="其最后来站月的进站台次", en="visits of the months of those last visits"
        ),
        source="003; CHN-03 (B)",
        decimals=2,
        interval="share",
        direction="lower",
    ),
    Metric(
        code="loss_rate_group",
        family="retention",
        name=Text(zh="业待组流失率", en="Loss rate of the advisor group"),
        formula=Moving(loss.last_visit_month, options=WINDOW),
        numerator=Text(
            zh="本期流失、最后由该组接待的车辆",
            en="vehicles lost in the period whose last visit the group received",
        ),
        denominator=Text(
            zh="其最后来站月该组接待的台次", en="visits the group received in those months"
        ),
        always_by=("group",),
        source="003; CHN-04 (C)",
        decimals=2,
        interval="share",
        direction="lower",
    ),
    Metric(
        code="loss_rate_with_sales",
        family="retention",
        name=Text(zh="流失率(含新车销量)", en="Loss rate over visits and sales"),
        formula=Moving(loss.with_sales, options=WINDOW),
        numerator=Text(zh="期限内未回站的车辆", en="vehicles not back within the window"),
        denominator=Text(
            zh="基期进站台次与售车数之和", en="visits and vehicles sold of the base month"
        ),
        decimals=1,
        source="003; CHN-05 (D)",
        interval="share",
        direction="lower",
    ),
    Metric(
        code="loss_rate_opening",
        family="retention",
        name=Text(zh="流失率(期初基盘)", en="Loss rate of the opening base"),
        formula=Moving(loss.opening, options=WINDOW),
        numerator=Text(zh="本期流失的车辆", en="vehicles whose loss day falls in the period"),
        denominator=Text(zh="期初基盘车辆", en="active base at the start of the period"),
        source="003; CHN-06 (E)",
        decimals=2,
        interval="share",
        direction="lower",
    ),
    Metric(
        code="loss_rate_model",
        family="retention",
        name=Text(zh="车型流失率", en="Loss rate of the model"),
        formula=Moving(loss.of_held, options=A_YEAR),
        numerator=Text(zh="期末处于流失状态的车辆", en="vehicles lost at the end of the period"),
        denominator=Text(zh="保有量", en="vehicles on file"),
        decimals=0,
        always_by=("model",),
        source="003; CHN-07 (F)",
        interval="share",
        direction="lower",
    ),
    Metric(
        code="loss_rate_same_month_last_year",
        family="retention",
        name=Text(zh="流失率(N-12)", en="Loss rate N-12"),
        formula=Moving(loss.same_month_last_year),
        numerator=Text(
            zh="去年同期来站、此后未再来的车辆",
            en="vehicles of the same period last year not seen since",
        ),
        denominator=Text(
            zh="去年同期来站车辆", en="vehicles that came in the same period last year"
        ),
        source="reminder practice (N-12)",
        decimals=2,
        interval="share",
        direction="lower",
    ),
    Metric(
        code="archived_customers",
        family="retention",
        name=Text(zh="档案客户", en="Archived customers"),
        formula=Moving(loss.archived),
        numerator=Text(zh="期末在档车辆", en="vehicles on file at the end of the period"),
        direction="higher",
        source="000; CHN-14",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="active_base",
        family="retention",
        name=Text(zh="基盘客户", en="Active base"),
        formula=Moving(loss.active_base, options=WINDOW),
        numerator=Text(
            zh="期末仍在流失期限内的车辆",
            en="vehicles inside the loss window at the end of the period",
        ),
        direction="higher",
        source="000; CHN-14",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="lost_vehicles",
        family="retention",
        name=Text(zh="流失车辆", en="Lost vehicles"),
        formula=Moving(loss.lost_vehicles, options=WINDOW),
        numerator=Text(zh="期末处于流失状态的车辆", en="vehicles lost at the end of the period"),
        instead=BY_REASON,
        source="003; CHN-13",
        direction="lower",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="lost_share",
        family="retention",
        name=Text(zh="流失车辆占比", en="Share of lost vehicles"),
        formula=MovingShare(loss.lost_vehicles, options=WINDOW),
        numerator=Text(zh="该类流失车辆", en="lost vehicles of this kind"),
        denominator=Text(zh="全部流失车辆", en="all lost vehicles"),
        decimals=0,
        instead={"reason": "lost_reason_share"},
        interval="share",
        source="003; CHN-15",
    ),
    Metric(
        code="never_visited_vehicles",
        family="retention",
        name=Text(zh="未进站过的车辆", en="Vehicles that never came"),
        formula=Moving(loss.never_visited),
        numerator=Text(
            zh="在档而无进站记录的车辆", en="vehicles on file without a qualifying visit"
        ),
        source="003; dormancy bands",
        direction="lower",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="visit_frequency_a",
        family="retention",
        name=Text(zh="年进站四次及以上", en="Four visits or more a year"),
        formula=Moving(loss.frequency_a),
        numerator=Text(
            zh="过去12个月进站四次及以上的车辆",
            en="vehicles with four visits or more in the past 12 months",
        ),
        direction="higher",
        source="reminder practice (A)",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="visit_frequency_b",
        family="retention",
        name=Text(zh="年进站二至三次", en="Two or three visits a year"),
        formula=Moving(loss.frequency_b),
        numerator=Text(
            zh="过去12个月进站二至三次的车辆",
            en="vehicles with two or three visits in the past 12 months",
        ),
        direction="higher",
        source="reminder practice (B)",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="visit_frequency_c",
        family="retention",
        name=Text(zh="年进站一次", en="One visit a year"),
        formula=Moving(loss.frequency_c),
        numerator=Text(
            zh="过去12个月进站一次的车辆", en="vehicles with one visit in the past 12 months"
        ),
        direction="none",
        source="reminder practice (C)",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="visit_frequency_d",
        family="retention",
        name=Text(zh="年内未进站", en="No visit in a year"),
        formula=Moving(loss.frequency_d),
        numerator=Text(
            zh="在档而过去12个月未进站的车辆",
            en="vehicles on file without a visit in the past 12 months",
        ),
        source="reminder practice (D)",
        direction="lower",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="retention_12_36",
        family="retention",
        name=Text(zh="保有率(12/36个月)", en="Retention 12/36"),
        formula=Moving(loss.retention),
        numerator=Text(zh="过去12个月来站的车辆", en="vehicles that came in the past 12 months"),
        denominator=Text(zh="过去36个月来站的车辆", en="vehicles that came in the past 36 months"),
        direction="higher",
        decimals=1,
        source="reminder practice",
        interval="share",
    ),
    Metric(
        code="win_back_rate",
        family="retention",
        name=Text(zh="挽回率", en="Win-back rate"),
        formula=Moving(loss.win_back),
        numerator=Text(
            zh="离开12至24个月后本期回站的车辆",
            en="vehicles back in the period after 12 to 24 months away",
        ),
        denominator=Text(
            zh="最后来站在13至24个月前的车辆",
            en="vehicles whose last visit lies 13 to 24 months back",
        ),
        direction="higher",
        decimals=1,
        source="reminder practice",
        interval="share",
    ),
    Metric(
        code="grip_rate",
        family="retention",
        name=Text(zh="掌控率", en="Grip rate"),
        formula=Moving(loss.grip),
        numerator=Text(
            zh="其中过去12个月又来站的车辆", en="of these, vehicles that came in the past 12 months"
        ),
        denominator=Text(zh="13至24个月前来站的车辆", en="vehicles that came 13 to 24 months ago"),
        direction="higher",
        decimals=1,
        source="reminder practice",
        interval="share",
    ),
    Metric(
        code="customer_growth_rate",
        family="retention",
        name=Text(zh="客户增长率", en="Customer growth rate"),
        formula=Moving(loss.growth),
        numerator=Text(zh="本期新建档车辆", en="vehicles newly on file"),
        denominator=Text(zh="期初在档车辆", en="vehicles on file at the start of the period"),
        direction="higher",
        source="003; CHN-08",
        decimals=2,
        interval="share",
    ),
)
