"""Complaints and their causes (CMP)."""

from __future__ import annotations

from fractions import Fraction

from careloop.core.kernel.text import Text
from careloop.core.metrics.formulas import Additive, Share, Sum
from careloop.core.metrics.metric import Metric

RECEIVED = Sum("complaint")
CLOSED = Sum("complaint_closed", by_then="closed_on")
REPLIED = Sum("complaint_replied", by_then="replied_on")

METRICS = (
    Metric(
        code="complaints",
        family="complaints",
        name=Text(zh="投诉件数", en="Complaints received"),
        formula=Additive((RECEIVED,)),
        numerator=Text(zh="收到的投诉", en="complaints received"),
        direction="lower",
        source="000; CMP-02",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="complaints_closed",
        family="complaints",
        name=Text(zh="结案数", en="Complaints closed"),
        formula=Additive((CLOSED,)),
        numerator=Text(
            zh="本期收到并已结案的投诉", en="complaints received in the period and closed since"
        ),
        direction="higher",
        source="000; CMP-02",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="complaints_replied",
        family="complaints",
        name=Text(zh="已回复数", en="Complaints replied to"),
        formula=Additive((REPLIED,)),
        numerator=Text(
            zh="本期收到并已回复的投诉", en="complaints received in the period and replied to"
        ),
        direction="higher",
        source="001; CMP-09",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="complaint_share",
        family="complaints",
        name=Text(zh="投诉原因占比", en="Share of complaint causes"),
        formula=Share((RECEIVED,), within="cause"),
        numerator=Text(zh="该原因的投诉", en="complaints with this cause"),
        denominator=Text(zh="投诉件数", en="complaints received"),
        always_by=("cause",),
        interval="share",
        source="000; CMP-01",
    ),
    Metric(
        code="complaint_closure_rate",
        family="complaints",
        name=Text(zh="结案率", en="Complaint closure rate"),
        formula=Additive((CLOSED,), (RECEIVED,)),
        numerator=Text(zh="结案数", en="complaints closed"),
        denominator=Text(zh="投诉件数", en="complaints received"),
        direction="higher",
        interval="share",
        source="000; CMP-02",
    ),
    Metric(
        code="complaint_reply_rate",
        family="complaints",
        name=Text(zh="投诉回复率", en="Complaint reply rate"),
        formula=Additive((REPLIED,), (RECEIVED,)),
        numerator=Text(zh="已回复的投诉", en="complaints replied to"),
        denominator=Text(zh="投诉件数", en="complaints received"),
        direction="higher",
        interval="share",
        source="001; CMP-09",
    ),
    Metric(
        code="complaint_rate",
        family="complaints",
        name=Text(zh="投诉率", en="Complaint rate"),
        formula=Additive((RECEIVED,), (Sum("opened"),)),
        numerator=Text(zh="收到的投诉", en="complaints received"),
        denominator=Text(zh="开立的维修工单数", en="repair orders opened"),
        unit="per 100",
        decimals=2,
        direction="lower",
        source="003; CMP-14",
    ),
    Metric(
        code="problem_causes",
        family="complaints",
        name=Text(zh="不满意原因数", en="Causes of dissatisfaction"),
        formula=Additive((RECEIVED,)),
        numerator=Text(zh="各原因的不满意件数", en="cases of dissatisfaction with each cause"),
        direction="lower",
        always_by=("cause",),
        source="000; CMP-01",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="problem_cause_share",
        family="complaints",
        name=Text(zh="不满意原因占比", en="Share of dissatisfaction causes"),
        formula=Share((RECEIVED,), within="cause"),
        numerator=Text(zh="该原因的不满意件数", en="cases with this cause"),
        denominator=Text(zh="不满意件数合计", en="all cases of dissatisfaction"),
        always_by=("cause",),
        interval="share",
        source="000; CMP-01",
    ),
)
