"""Repair orders and visits: volume, quotation, pre-check, delivery (KPI 4–6, 11, 12)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from careloop.core.kernel.text import Text
from careloop.core.metrics.formulas import Additive, Sum
from careloop.core.metrics.metric import Metric

METRICS = (
    Metric(
        code="menu_quote_rate",
        family="orders",
        stage="reception",
        name=Text(zh="目录式报价率", en="Menu-price quotation rate"),
        numerator=Text(
            zh="全部项目按目录价报价的工单数", en="work orders with ALL items quoted at menu price"
        ),
        denominator=Text(zh="维修工单总数", en="work orders"),
        formula=Additive((Sum("menu_priced"),), (Sum("settled"),)),
        comparator=">",
        target=Decimal("60"),
        direction="higher",
        notes=(
            Text(
                zh="如报价不能包括工单上所有项目,则不予计入",
                en="an order is not counted if the quotation does not cover every item on it",
            ),
        ),
        obstacles=(
            Text(zh="服务专员缺乏培训", en="service advisors lack training"),
            Text(zh="报价目录上信息不足或使用不便", en="price menu incomplete or awkward to use"),
            Text(zh="免费的诊断项目过多", en="too many free diagnosis jobs"),
        ),
        interval="share",
        source="KPI-04",
    ),
    Metric(
        code="precheck_form_usage",
        family="orders",
        stage="interactive_precheck",
        name=Text(zh="预检表使用率", en="Pre-check form usage rate"),
        numerator=Text(zh="使用预检表的工单数", en="work orders using a pre-check form"),
        denominator=Text(zh="经由预检的维修工单总数", en="work orders that went through pre-check"),
        formula=Additive((Sum("precheck_form"),), (Sum("prechecked"),)),
        comparator="=",
        target=Decimal("100"),
        direction="higher",
        notes=(
            Text(
                zh="可帮助服务专员系统有序地检查车辆",
                en="importance 1: helps the advisor check the car systematically",
            ),
            Text(
                zh="可作为开维修工单的参照,更加准确",
                en="importance 2: reference for opening the work order, more accurate",
            ),
            Text(
                zh="在账单引起争议或复核维修项目时提供参考",
                en="importance 3: reference in billing disputes or when reviewing repair items",
            ),
            Text(
                zh="客户可以体验服务的专业性",
                en="importance 4: customer experiences the professionalism",
            ),
            Text(
                zh="资料完备可以为客户车辆提供更好的服务",
                en="importance 5: complete data allow better service",
            ),
        ),
        interval="share",
        source="KPI-05",
    ),
    Metric(
        code="interactive_precheck_rate",
        family="orders",
        stage="interactive_precheck",
        name=Text(zh="互动预检比例", en="Interactive pre-check rate"),
        numerator=Text(
            zh="客户随同预检的工单数", en="work orders pre-checked with the customer present"
        ),
        denominator=Text(zh="维修客户总工单数", en="all customer work orders"),
        formula=Additive((Sum("interactive_precheck"),), (Sum("external_settled"),)),
        comparator=">",
        target=Decimal("50"),
        direction="higher",
        obstacles=(
            Text(zh="预检工位情况不佳", en="pre-check bay in poor condition"),
            Text(zh="服务专员缺乏培训", en="service advisors lack training"),
            Text(zh="预约率过低", en="appointment rate too low"),
        ),
        interval="share",
        source="KPI-06",
    ),
    Metric(
        code="final_check_invoice_timely_rate",
        family="orders",
        stage="delivery",
        name=Text(zh="终检出票及时率", en="Final check and invoice timeliness"),
        numerator=Text(
            zh="终检和明细账单及时完成工单数",
            en="work orders with final check and itemised bill finished in time",
        ),
        denominator=Text(zh="维修工单总数", en="work orders"),
        formula=Additive((Sum("billed_on_time"),), (Sum("settled"),)),
        comparator=">",
        target=Decimal("90"),
        direction="higher",
        obstacles=(
            Text(zh="排工和预定交车时间有误", en="errors in scheduling or planned delivery time"),
            Text(zh="服务专员的素质和态度不佳", en="advisor quality and attitude"),
            Text(zh="服务各环节间交流不善", en="poor exchange between service steps"),
        ),
        interval="share",
        source="KPI-11",
    ),
    Metric(
        code="delivery_explanation_rate",
        family="orders",
        stage="delivery",
        name=Text(zh="交车解释比例", en="Delivery explanation rate"),
        numerator=Text(
            zh="交车时解释账单并提示资讯的工单数",
            en="work orders where bill is explained and advice given at delivery",
        ),
        denominator=Text(zh="维修工单总数", en="work orders"),
        formula=Additive((Sum("explained"),), (Sum("settled"),)),
        comparator=">",
        target=Decimal("85"),
        direction="higher",
        obstacles=(
            Text(zh="服务专员缺乏培训", en="service advisors lack training"),
            Text(
                zh="终检出票及时率或完工及时率低",
                en="low final-check/invoice or completion timeliness",
            ),
            Text(zh="服务专员其它的杂务过多", en="too many other chores for advisors"),
            Text(zh="交车时间过于集中", en="deliveries too concentrated in time"),
        ),
        interval="share",
        source="KPI-12",
    ),
    Metric(
        code="orders",
        family="orders",
        name=Text(zh="开单数", en="Repair orders opened"),
        formula=Additive((Sum("opened"),)),
        numerator=Text(zh="开立的维修工单数", en="repair orders opened"),
        source="000, 002; KPI-28",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="orders_internal",
        family="orders",
        name=Text(zh="内部工单数", en="Internal repair orders"),
        formula=Additive((Sum("opened_internal"),)),
        numerator=Text(zh="开立的内部工单数", en="internal repair orders opened"),
        source="002",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="orders_settled",
        family="orders",
        name=Text(zh="结算工单数", en="Repair orders settled"),
        formula=Additive((Sum("settled"),)),
        numerator=Text(zh="已结算的维修工单数", en="repair orders settled"),
        source="DLV-06",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="external_visits",
        family="orders",
        name=Text(zh="外部客户进站台次", en="Visits of external customers"),
        formula=Additive((Sum("external_visit"),)),
        numerator=Text(
            zh="外部车辆进站台次(同车同日计一次)",
            en="external visits, one per vehicle and day, settled or not",
        ),
        source="000; KPI-28",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="visits",
        family="orders",
        name=Text(zh="进站台次", en="Qualifying visits"),
        formula=Additive((Sum("visited"),)),
        numerator=Text(
            zh="有效进站台次(已结算、非内部,同车同日计一次)",
            en="qualifying visits: settled, not internal, one per vehicle and day",
        ),
        direction="higher",
        source="000; KPI-28",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="first_visits",
        family="orders",
        name=Text(zh="首次进站台次", en="First visits"),
        formula=Additive((Sum("first_visit", together="first_visit_any"),)),
        numerator=Text(zh="车辆首次有效进站", en="first qualifying visits of a vehicle"),
        direction="higher",
        source="002",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
)
