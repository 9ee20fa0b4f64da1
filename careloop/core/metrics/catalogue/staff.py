"""Staff, renewals, checks, suggestions, training (KPI 24 and the yearly goals)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from careloop.core.kernel.text import Text
from careloop.core.metrics import loss
from careloop.core.metrics.formulas import Additive, Sum, Unrecorded
from careloop.core.metrics.loss import Moving
from careloop.core.metrics.metric import Metric

METRICS = (
    Metric(
        code="suggestion_effect_rate",
        family="staff",
        stage="follow_up",
        name=Text(zh="建议生效率", en="Suggestion implementation rate"),
        numerator=Text(
            zh="经相关部门经理认定执行完毕的建议总数",
            en="suggestions confirmed as fully carried out by the manager concerned",
        ),
        denominator=Text(
            zh="经相关部门经理认定应当执行的建议总数",
            en="suggestions the manager concerned decided should be carried out",
        ),
        formula=Additive((Sum("executed", by_then="executed_on"),), (Sum("accepted"),)),
        comparator=">",
        target=Decimal("70"),
        direction="higher",
        notes=(
            Text(
                zh="数据从每周复查的记录和统计中得出",
                en="data come from the records and statistics of the weekly review",
            ),
        ),
        interval="share",
        source="KPI-24",
    ),
    Metric(
        code="renewals",
        family="staff",
        name=Text(zh="续保台次", en="Renewals"),
        formula=Additive((Sum("renewal"),)),
        numerator=Text(zh="本期起保的续保保单", en="renewed policies that start in the period"),
        comparator=">=",
        target=Decimal(30),
        direction="higher",
        source="001; INS-02",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="renewal_rate",
        family="staff",
        name=Text(zh="续保率", en="Renewal rate"),
        formula=Additive((Sum("policy_renewed"),), (Sum("policy_ended"),)),
        numerator=Text(zh="已续保的到期保单", en="policies renewed"),
        denominator=Text(zh="本期到期的保单", en="policies that end in the period"),
        direction="higher",
        interval="share",
        source="001; INS-02",
    ),
    Metric(
        code="staff_turnover",
        family="staff",
        name=Text(zh="人员流失率", en="Staff turnover"),
        formula=Moving(loss.turnover),
        numerator=Text(zh="本期离职人数", en="people who left"),
        denominator=Text(
            zh="期初在岗与本期入职人数之和", en="people on staff at the start and those who joined"
        ),
        comparator="<=",
        target=Decimal(33),
        direction="lower",
        source="001; STF-02",
    ),
    Metric(
        code="process_check_rate",
        family="staff",
        name=Text(zh="流程点检率", en="Process check rate"),
        formula=Additive((Sum("check_done"),), (Sum("check_planned"),)),
        numerator=Text(zh="已完成的点检", en="checks done"),
        denominator=Text(zh="计划的点检", en="checks planned"),
        comparator="=",
        target=Decimal(100),
        direction="higher",
        interval="share",
        source="001; AUD-01",
    ),
    Metric(
        code="relay_rate",
        family="staff",
        name=Text(zh="传达率", en="Relay rate"),
        formula=Additive((Sum("check_relayed"),), (Sum("check_done"),)),
        numerator=Text(zh="已传达的点检", en="checks relayed"),
        denominator=Text(zh="已完成的点检", en="checks done"),
        comparator="=",
        target=Decimal(100),
        direction="higher",
        interval="share",
        source="001; AUD-01",
    ),
    Metric(
        code="follow_up_check_rate",
        family="staff",
        name=Text(zh="点检跟进率", en="Follow-up rate of checks"),
        formula=Additive((Sum("check_followed_up"),), (Sum("check_needs_follow_up"),)),
        numerator=Text(zh="已跟进的点检", en="checks followed up"),
        denominator=Text(zh="需要跟进的点检", en="checks that need follow-up"),
        comparator="=",
        target=Decimal(100),
        direction="higher",
        interval="share",
        source="001; AUD-01",
    ),
    Metric(
        code="callback_standard_rate",
        family="staff",
        name=Text(zh="回访规范率", en="Call standard rate"),
        formula=Unrecorded(),
        numerator=Text(zh="合乎规范的回访", en="calls held to standard"),
        denominator=Text(zh="抽查的回访", en="calls checked"),
        comparator="=",
        target=Decimal(93),
        direction="higher",
        interval="share",
        source="001; FCB-11",
    ),
    Metric(
        code="trainings",
        family="staff",
        name=Text(zh="部门培训次数", en="Trainings held"),
        formula=Additive((Sum("training"),)),
        numerator=Text(zh="举办的部门培训", en="department trainings held"),
        comparator=">=",
        target=Decimal(1),
        direction="higher",
        source="001; TRN-01",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
)
