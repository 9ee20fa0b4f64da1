"""Follow-up calls: due, made, valid, what customers said (KPI 13–15, FCB)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from careloop.core.kernel.text import Text
from careloop.core.metrics.formulas import Additive, Share, Sum
from careloop.core.metrics.metric import Metric

CONTACT_TYPE = {"contact_type": "after_repair"}


def _of_type(atom: str) -> Sum:
    return Sum(atom, where={"contact_type": ("{contact_type}",)})


def _lost(atom: str) -> Sum:
    return Sum(atom, where={"contact_type": ("lost_customer",)})


DUE = _of_type("call_due")
MADE = _of_type("call_made")
VALID = _of_type("call_valid")

METRICS = (
    Metric(
        code="callback_rate",
        family="calls",
        stage="follow_up",
        name=Text(zh="回访率", en="Follow-up call rate"),
        numerator=Text(zh="成功回访总数", en="successful follow-up calls"),
        denominator=Text(zh="应回访的客户总数", en="customers due for follow-up"),
        formula=Additive((VALID,), (DUE,), options=CONTACT_TYPE),
        comparator=">",
        target=Decimal("65"),
        direction="higher",
        notes=(
            Text(
                zh="成功回访不包括留言和寄信等形式",
                en="messages left and letters do not count as success",
            ),
        ),
        obstacles=(
            Text(zh="售后跟踪流程不受重视", en="follow-up process not taken seriously"),
            Text(zh="人员需要培训或不称职", en="staff need training or are unfit"),
        ),
        interval="share",
        source="KPI-13",
    ),
    Metric(
        code="customer_satisfied_rate",
        family="calls",
        stage="follow_up",
        name=Text(zh="客户满意率", en="Satisfied-customer rate"),
        numerator=Text(zh="对服务满意的客户总数", en="customers satisfied with the service"),
        denominator=Text(zh="成功回访总数", en="successful follow-up calls"),
        formula=Additive(
            (_of_type("interviewed_satisfied"),), (_of_type("interviewed"),), options=CONTACT_TYPE
        ),
        target=Decimal("100"),
        direction="higher",
        notes=(
            Text(
                zh="回访时对此持肯定答案的客户", en="customers answering yes in the follow-up call"
            ),
            Text(
                zh="回访时有回复不满意的客户应立刻向服务经理汇报",
                en="a dissatisfied answer must be reported to the service manager at once",
            ),
            Text(
                zh="此数据应与客户满意度调查得出的相关数据相互印证",
                en="cross-check with the satisfaction survey data",
            ),
        ),
        interval="share",
        source="KPI-14",
    ),
    Metric(
        code="problem_resolution_rate",
        family="calls",
        stage="follow_up",
        name=Text(zh="问题解决率", en="Problem resolution rate"),
        numerator=Text(zh="问题已获解决的客户总数", en="customers whose problem has been solved"),
        denominator=Text(zh="提出问题的客户总数", en="customers who raised a problem"),
        formula=Additive(
            (_of_type("solved_problem"),), (_of_type("raised_problem"),), options=CONTACT_TYPE
        ),
        comparator=">",
        target=Decimal("80"),
        direction="higher",
        notes=(
            Text(
                zh="只有客户一次提出的多种故障全部修复,并达到客户满意的水平时才被计为一次",
                en="counts once only when ALL faults a customer raised at one time are "
                "repaired to satisfaction",
            ),
            Text(
                zh="该项指标应是管理层最为关注的一项",
                en="management should watch this indicator most",
            ),
        ),
        interval="share",
        source="KPI-15",
    ),
    Metric(
        code="calls_due",
        family="calls",
        name=Text(zh="应回访数", en="Calls due"),
        formula=Additive((DUE,), options=CONTACT_TYPE),
        numerator=Text(zh="应回访的客户数", en="customers due for a call"),
        source="000; FCB-04",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="calls_made",
        family="calls",
        name=Text(zh="回访总数", en="Calls made"),
        formula=Additive((MADE,), options=CONTACT_TYPE),
        numerator=Text(zh="已拨打的回访数", en="customers called"),
        direction="higher",
        source="000; FCB-04",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="calls_valid",
        family="calls",
        name=Text(zh="有效回访", en="Valid calls"),
        formula=Additive((VALID,), options=CONTACT_TYPE),
        numerator=Text(zh="成功访谈的回访数", en="calls answered with an interview"),
        direction="higher",
        source="000; FCB-04",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="internal_interviews",
        family="calls",
        name=Text(zh="内访台次", en="Internal interviews"),
        formula=Additive((_of_type("interviewed"),), options=CONTACT_TYPE),
        numerator=Text(
            zh="访谈日在本期内的成功回访数", en="successful interviews by the day of the interview"
        ),
        direction="higher",
        source="000; FCB-13",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="valid_call_rate",
        family="calls",
        name=Text(zh="有效回访率", en="Valid call rate"),
        formula=Additive((VALID,), (MADE,), options=CONTACT_TYPE),
        numerator=Text(zh="有效回访", en="valid calls"),
        denominator=Text(zh="回访总数", en="calls made"),
        direction="higher",
        interval="share",
        source="000; FCB-04",
    ),
    Metric(
        code="delighted_share_of_calls",
        family="calls",
        name=Text(zh="欣喜率(占回访总数)", en="Delighted share of calls made"),
        formula=Additive((_of_type("call_delighted"),), (MADE,), options=CONTACT_TYPE),
        numerator=Text(zh="特别满意的客户", en="delighted customers"),
        denominator=Text(zh="回访总数", en="calls made"),
        direction="higher",
        interval="share",
        source="000; CON-06",
    ),
    Metric(
        code="disappointed_share_of_calls",
        family="calls",
        name=Text(zh="失望率(占回访总数)", en="Disappointed share of calls made"),
        formula=Additive((_of_type("call_disappointed"),), (MADE,), options=CONTACT_TYPE),
        numerator=Text(zh="一般以下的客户", en="disappointed customers"),
        denominator=Text(zh="回访总数", en="calls made"),
        direction="lower",
        interval="share",
        source="000; CON-06",
    ),
    Metric(
        code="delighted_rate",
        family="calls",
        name=Text(zh="欣喜率(占有效回访)", en="Delighted rate of valid calls"),
        formula=Additive((_of_type("call_delighted"),), (VALID,), options=CONTACT_TYPE),
        numerator=Text(zh="特别满意的客户", en="delighted customers"),
        denominator=Text(zh="有效回访", en="valid calls"),
        direction="higher",
        interval="share",
        source="004; CON-06",
    ),
    Metric(
        code="disappointed_rate",
        family="calls",
        name=Text(zh="失望率(占有效回访)", en="Disappointed rate of valid calls"),
        formula=Additive((_of_type("call_disappointed"),), (VALID,), options=CONTACT_TYPE),
        numerator=Text(zh="一般以下的客户", en="disappointed customers"),
        denominator=Text(zh="有效回访", en="valid calls"),
        direction="lower",
        interval="share",
        source="004; CON-06",
    ),
    Metric(
        code="calls_delighted",
        family="calls",
        name=Text(zh="特别满意客户数", en="Delighted customers"),
        formula=Additive((_of_type("call_delighted"),), options=CONTACT_TYPE),
        numerator=Text(zh="特别满意的客户", en="delighted customers"),
        direction="higher",
        source="000; FCB-04",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="calls_disappointed",
        family="calls",
        name=Text(zh="一般以下客户数", en="Disappointed customers"),
        formula=Additive((_of_type("call_disappointed"),), options=CONTACT_TYPE),
        numerator=Text(zh="一般以下的客户", en="disappointed customers"),
        direction="lower",
        source="000; FCB-04",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="unreachable_calls",
        family="calls",
        name=Text(zh="无法联系", en="Unreachable"),
        formula=Additive((_of_type("call_unreachable"),), options=CONTACT_TYPE),
        numerator=Text(
            zh="关机、停机、无法接通、无人接听、空号的回访数",
            en="calls to phones powered off, out of service, not connected, unanswered or wrong",
        ),
        direction="lower",
        source="000; FCB-04",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="call_outcomes",
        family="calls",
        name=Text(zh="通话结果数", en="Calls by outcome"),
        formula=Additive((MADE,), options=CONTACT_TYPE),
        numerator=Text(zh="各通话结果的回访数", en="calls made with each outcome"),
        always_by=("outcome",),
        source="000; FCB-05",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="call_outcome_share",
        family="calls",
        name=Text(zh="通话结果占比", en="Share of call outcomes"),
        formula=Share((MADE,), within="outcome", options=CONTACT_TYPE),
        numerator=Text(zh="该结果的回访数", en="calls with this outcome"),
        denominator=Text(zh="回访总数", en="calls made"),
        always_by=("outcome",),
        interval="share",
        source="000; FCB-05",
    ),
    Metric(
        code="lost_calls_due",
        family="calls",
        name=Text(zh="流失客户应回访数", en="Lost customers due for a call"),
        formula=Additive((_lost("call_due"),)),
        numerator=Text(
            zh="应回访的流失客户(不含公车)",
            en="lost customers due for a call, company cars excluded",
        ),
        source="000; FCB-05",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="lost_calls_company",
        family="calls",
        name=Text(zh="流失公车客户数", en="Lost customers with a company car"),
        formula=Additive((Sum("call_company_car"),)),
        numerator=Text(
            zh="由服务经理负责的流失公车客户",
            en="lost customers with a company car, left to the service manager",
        ),
        source="000; LCM-09, CUS-08",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="lost_calls_made",
        family="calls",
        name=Text(zh="流失客户拨打数", en="Lost customers called"),
        formula=Additive((_lost("call_made"),)),
        numerator=Text(zh="已拨打的流失客户", en="lost customers called"),
        direction="higher",
        source="000; FCB-05",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="lost_calls_valid",
        family="calls",
        name=Text(zh="流失客户实际回访数", en="Lost customers interviewed"),
        formula=Additive((_lost("call_valid"),)),
        numerator=Text(zh="接受回访的流失客户", en="lost customers interviewed"),
        direction="higher",
        source="000; FCB-05",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="lost_calls_not_reached",
        family="calls",
        name=Text(zh="流失客户未接受回访数", en="Lost customers not reached"),
        formula=Additive((_lost("call_due"), replace(_lost("call_valid"), sign=-1))),
        numerator=Text(zh="应回访减实际回访", en="due less interviewed"),
        direction="lower",
        source="000; FCB-05",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="lost_reasons",
        family="calls",
        name=Text(zh="流失原因", en="Reasons of loss"),
        formula=Additive((_lost("call_gave_reason"),)),
        numerator=Text(
            zh="说明原因的流失客户,按所述原因",
            en="lost customers who said why they stay away, by reason",
        ),
        always_by=("outcome",),
        source="000; CHN-11",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="lost_reason_share",
        family="calls",
        name=Text(zh="流失原因占比", en="Share of loss reasons"),
        formula=Share((_lost("call_gave_reason"),), within="outcome"),
        numerator=Text(zh="给出该原因的客户", en="customers with this reason"),
        denominator=Text(zh="说明原因的流失客户", en="lost customers who said why"),
        decimals=0,
        always_by=("outcome",),
        interval="share",
        source="000; CHN-11",
    ),
    Metric(
        code="lost_call_booking_rate",
        family="calls",
        name=Text(zh="流失客户预约成功率", en="Booking rate of lost-customer calls"),
        formula=Additive((_lost("call_booked"),), (_lost("call_made"),)),
        numerator=Text(zh="约定回厂的流失客户", en="lost customers who booked"),
        denominator=Text(zh="已拨打的流失客户", en="lost customers called"),
        comparator=">=",
        target=Decimal(30),
        direction="higher",
        interval="share",
        source="003; LCM-02",
    ),
)
