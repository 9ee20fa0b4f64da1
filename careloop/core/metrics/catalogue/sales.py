"""New cars and contact after delivery (KPI 22, 23)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from careloop.core.kernel.text import Text
from careloop.core.metrics.formulas import Additive, Sum
from careloop.core.metrics.metric import Metric

METRICS = (
    Metric(
        code="active_contact_sales",
        family="sales",
        stage="active_contact_sales",
        name=Text(zh="主动客户接触率(销售)", en="Active contact rate (sales)"),
        numerator=Text(
            zh="新车交车时介绍给服务部门的客户总数",
            en="customers introduced to the service department at new-car delivery",
        ),
        denominator=Text(zh="已售出的新车总数", en="new cars sold"),
        formula=Additive((Sum("was_introduced"),), (Sum("sold"),)),
        comparator=">",
        target=Decimal("65"),
        direction="higher",
        obstacles=(
            Text(zh="销售与服务部门交流不善", en="poor exchange between sales and service"),
            Text(zh="数据记录不准确", en="inaccurate data records"),
            Text(
                zh="销售专员不了解维修流程及其优越性",
                en="sales staff do not know the repair process and its advantages",
            ),
            Text(zh="新车交车没有计划性", en="new-car delivery not planned"),
            Text(zh="销售和服务设施相隔太远", en="sales and service premises too far apart"),
        ),
        interval="share",
        source="KPI-22",
    ),
    Metric(
        code="active_contact_dcrc",
        family="sales",
        stage="active_contact_service",
        name=Text(zh="主动客户接触率(DCRC)", en="Active contact rate (DCRC)"),
        numerator=Text(
            zh="新车交车后90天内主动接触客户人数",
            en="customers actively contacted within 90 days after new-car delivery",
        ),
        denominator=Text(zh="已交车的新车总数", en="new cars delivered"),
        formula=Additive((Sum("contacted"),), (Sum("sold"),), final_after_days=90),
        comparator=">",
        target=Decimal("65"),
        direction="higher",
        obstacles=(
            Text(zh="客户资料收集不全或保存不善", en="customer data incomplete or badly kept"),
            Text(
                zh="销售和服务部门间流程不畅",
                en="process between sales and service department not smooth",
            ),
        ),
        interval="share",
        source="KPI-23",
    ),
    Metric(
        code="vehicles_sold",
        family="sales",
        name=Text(zh="展厅销量", en="Vehicles sold"),
        formula=Additive((Sum("sold"),)),
        numerator=Text(zh="售出并交付的新车", en="new cars sold, counted on delivery"),
        direction="higher",
        source="002",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
)
