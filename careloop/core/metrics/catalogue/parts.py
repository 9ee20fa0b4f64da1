"""Parts: supply, pre-picking, sales (KPI 7, 8, 20, 21)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from careloop.core.kernel.text import Text
from careloop.core.metrics.formulas import Additive, PerDistinct, Sum
from careloop.core.metrics.metric import Metric

METRICS = (
    Metric(
        code="parts_fill_rate",
        family="parts",
        stage="parts_supply",
        name=Text(zh="零件保供率", en="Parts fill rate"),
        numerator=Text(zh="可立刻供应的零件种类数", en="part kinds that can be supplied at once"),
        denominator=Text(zh="车间申领的零件种类总数", en="part kinds requested by the workshop"),
        formula=Additive((Sum("part_supplied"),), (Sum("part_kind"),)),
        direction="higher",
        obstacles=(
            Text(zh="库存管理不力", en="poor stock management"),
            Text(
                zh="零件运营偏向倾向于其它业务", en="parts operation leans towards other business"
            ),
        ),
        interval="share",
        source="KPI-07",
    ),
    Metric(
        code="parts_prepick_timely_rate",
        family="parts",
        stage="parts_supply",
        name=Text(zh="零件预捡及时率", en="Parts pre-picking timeliness"),
        numerator=Text(
            zh="预捡及时完成的工单数", en="work orders whose pre-picking was finished in time"
        ),
        denominator=Text(zh="维修工单总数", en="work orders"),
        formula=Additive((Sum("prepicked"),), (Sum("settled"),)),
        comparator=">",
        target=Decimal("60"),
        direction="higher",
        obstacles=(
            Text(zh="零件保供率低", en="parts fill rate low"),
            Text(zh="互动预检比例低", en="interactive pre-check rate low"),
            Text(
                zh="库房的捡料方式或设施不妥",
                en="picking method or facilities of the store unsuitable",
            ),
            Text(
                zh="服务专员与零件部间交流不畅",
                en="poor exchange between advisors and parts department",
            ),
        ),
        interval="share",
        source="KPI-08",
    ),
    Metric(
        code="parts_sales_per_order",
        family="parts",
        stage="parts_supply",
        name=Text(zh="每工单零件销售", en="Parts sales per work order"),
        numerator=Text(zh="已售出的零件总值", en="value of parts sold"),
        denominator=Text(zh="已结帐的工单数", en="settled work orders"),
        formula=Additive((Sum("sold_parts"),), (Sum("settled"),)),
        unit="CNY",
        scale=Fraction(1, 100),
        decimals=2,
        target=Decimal("100"),
        target_unit="USD",
        direction="higher",
        notes=(
            Text(
                zh="仅计算已结账工单上售出的零件价值",
                en="only parts sold on settled work orders count",
            ),
        ),
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
        source="KPI-20; its target is 100 USD in the source",
    ),
    Metric(
        code="parts_sales_per_advisor",
        family="parts",
        stage="parts_supply",
        name=Text(zh="平均每服务专员零件销售额", en="Parts sales per service advisor"),
        numerator=Text(zh="已售出的零件总值", en="value of parts sold"),
        denominator=Text(zh="服务专员总人数", en="service advisors"),
        formula=PerDistinct((Sum("sold_parts"),), over="advisor", having=Sum("settled")),
        unit="CNY",
        scale=Fraction(1, 100),
        decimals=2,
        direction="higher",
        notes=(
            Text(
                zh="仅计算已结账工单上售出的零件价值",
                en="only parts sold on settled work orders count",
            ),
        ),
        source="KPI-21",
    ),
)
