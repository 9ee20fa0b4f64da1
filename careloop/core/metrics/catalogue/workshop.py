"""Workshop: first-time fix, punctuality, hours (KPI 9, 10, 16–19)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from careloop.core.kernel.text import Text
from careloop.core.metrics.formulas import Additive, Sum
from careloop.core.metrics.metric import Metric

SETTLED = Sum("settled")
REWORK = Sum("rework_{rework_window}")
REWORK_WINDOW = {"rework_window": "30"}

METRICS = (
    Metric(
        code="first_time_fix_rate",
        family="workshop",
        stage="workshop",
        name=Text(zh="一次修复率", en="First-time-fix rate"),
        numerator=Text(zh="无返修的工单总数", en="work orders without rework"),
        denominator=Text(zh="维修工单总数", en="work orders"),
        formula=Additive(
            (SETTLED, Sum("rework_{rework_window}", sign=-1)), (SETTLED,), options=REWORK_WINDOW
        ),
        decimals=2,
        comparator=">",
        target=Decimal("85"),
        direction="higher",
        notes=(
            Text(
                zh="返修项目应在客户返厂复检时予以确认",
                en="rework items are to be confirmed at re-inspection when the customer comes back",
            ),
            Text(
                zh="跟踪电话可反映出一次修复率低是客户不满足的主要原因",
                en="follow-up calls show a low first-time-fix rate as the main cause of "
                "dissatisfaction",
            ),
            Text(
                zh="该数据应和客户满意度调查中的相关数据相互印证",
                en="cross-check with the satisfaction survey data",
            ),
        ),
        interval="share",
        source="KPI-09",
    ),
    Metric(
        code="workshop_on_time_rate",
        family="workshop",
        stage="workshop",
        name=Text(zh="车间完工准时率", en="Workshop on-time completion rate"),
        numerator=Text(
            zh="车间准时完工的工单数", en="work orders finished by the workshop on time"
        ),
        denominator=Text(zh="维修工单总数", en="work orders"),
        formula=Additive((Sum("completed_on_time"),), (SETTLED,)),
        comparator=">",
        target=Decimal("80"),
        direction="higher",
        notes=(
            Text(
                zh="以技师提前30分钟(按约定交车时间)以上完成维修和质检的次数计",
                en="counted when the technician completes repair and quality check at least 30 "
                "minutes before the agreed delivery time",
            ),
        ),
        obstacles=(
            Text(
                zh="控工排程不善或没有充分使用控工看板",
                en="poor job scheduling or control board not fully used",
            ),
            Text(
                zh="整个预检-维修过程缺乏沟通",
                en="too little communication throughout pre-check and repair",
            ),
            Text(zh="技师效率低或维修过程出错", en="technician inefficient or repair errors"),
            Text(zh="零件供应不力", en="weak parts supply"),
        ),
        interval="share",
        source="KPI-10",
    ),
    Metric(
        code="utilisation",
        family="workshop",
        stage="workshop",
        name=Text(zh="开工率", en="Labour utilisation"),
        numerator=Text(zh="打卡工时总数", en="clocked hours"),
        denominator=Text(zh="可用工时总数", en="available hours"),
        formula=Additive((Sum("clocked"),), (Sum("available"),)),
        comparator=">",
        target=Decimal("85"),
        direction="higher",
        obstacles=(
            Text(zh="主动客户接触不到位", en="not enough active customer contact"),
            Text(zh="控工排程不合理", en="unreasonable job scheduling"),
            Text(zh="经销商形象不佳", en="poor dealer image"),
            Text(
                zh="缺乏中长期的市场计划,客户资源匮乏",
                en="no medium/long-term market plan, too few customers",
            ),
            Text(zh="技师规模大于业务规模", en="more technicians than work"),
        ),
        source="KPI-16",
    ),
    Metric(
        code="efficiency",
        family="workshop",
        stage="workshop",
        name=Text(zh="效率", en="Labour efficiency"),
        numerator=Text(zh="销售工时总数", en="sold hours"),
        denominator=Text(zh="打卡工时总数", en="clocked hours"),
        formula=Additive((Sum("sold_minutes"),), (Sum("clocked"),)),
        comparator=">",
        target=Decimal("85"),
        direction="higher",
        obstacles=(
            Text(zh="工单上没有规定完工时间", en="no completion time set on the work order"),
            Text(
                zh="技师缺乏培训或个人效率没有测评和反馈",
                en="technicians untrained, or personal efficiency not measured and fed back",
            ),
            Text(zh="工位、工具等资源不足", en="bays, tools and other resources short"),
            Text(zh="内部流程需要改善", en="internal processes need improving"),
            Text(zh="免费诊断费时过多", en="free diagnosis takes too long"),
            Text(zh="零件预捡及时率低", en="parts pre-picking timeliness low"),
        ),
        source="KPI-17",
    ),
    Metric(
        code="business_index",
        family="workshop",
        stage="workshop",
        name=Text(zh="业绩指数", en="Performance index"),
        numerator=Text(zh="销售工时总数", en="sold hours"),
        denominator=Text(zh="可用工时总数", en="available hours"),
        formula=Additive((Sum("sold_minutes"),), (Sum("available"),)),
        direction="higher",
        obstacles=(
            Text(
                zh="主动客户接触不足,客户资源匮乏",
                en="not enough active customer contact, too few customers",
            ),
            Text(zh="控工排程效率低", en="inefficient job scheduling"),
            Text(zh="运作形象不佳", en="poor operating image"),
            Text(zh="缺乏总体市场计划", en="no overall market plan"),
            Text(zh="技师过剩", en="too many technicians"),
        ),
        source="KPI-18",
    ),
    Metric(
        code="hours_per_order",
        family="workshop",
        stage="workshop",
        name=Text(zh="每工单工时销售", en="Hours sold per work order"),
        numerator=Text(zh="销售工时总数", en="sold hours"),
        denominator=Text(zh="已结帐的工单总数", en="settled work orders"),
        formula=Additive((Sum("sold_minutes"),), (SETTLED,)),
        unit="hours",
        scale=Fraction(1, 60),
        decimals=2,
        target=Decimal("2.5"),
        direction="higher",
        obstacles=(
            Text(zh="预检互动率低", en="interactive pre-check rate low"),
            Text(
                zh="服务专员缺乏客户接待技巧或产品知识",
                en="advisors lack reception skill or product knowledge",
            ),
            Text(
                zh="预检单、报价目录等资料未被充分使用",
                en="pre-check form, price menu etc. not fully used",
            ),
            Text(zh="零件供应问题", en="parts supply problems"),
            Text(zh="产品上市较晚", en="product launched late"),
        ),
        source="KPI-19",
    ),
    Metric(
        code="rework_rate",
        family="workshop",
        name=Text(zh="返修率", en="Rework rate"),
        formula=Additive((REWORK,), (SETTLED,), options=REWORK_WINDOW),
        numerator=Text(zh="返修工单数", en="orders that came back"),
        denominator=Text(zh="维修工单总数", en="work orders"),
        decimals=2,
        direction="lower",
        interval="share",
        source="000; FTF-02: printed there under the name of the pass rate",
    ),
    Metric(
        code="first_time_fix_failures",
        family="workshop",
        name=Text(zh="未一次修复数", en="Not fixed first time"),
        formula=Additive((REWORK,), options=REWORK_WINDOW),
        numerator=Text(zh="返修工单数", en="orders that came back"),
        direction="lower",
        source="000; FTF-01",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
)
