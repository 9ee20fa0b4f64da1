"""Appointments: booked, reminded, punctual, and the classes of visits (KPI 1–3, APT)."""

from __future__ import annotations

from decimal import Decimal

from careloop.core.kernel.text import Text
from careloop.core.metrics.formulas import Additive, Sum
from careloop.core.metrics.metric import Metric

CAME = (Sum("came_passive"), Sum("came_active"), Sum("visit_without_appointment"))

METRICS = (
    Metric(
        code="appointment_rate",
        family="appointments",
        stage="appointment",
        name=Text(zh="预约率", en="Appointment rate"),
        numerator=Text(
            zh="预约详细时间来店的客户总数",
            en="customers who came to the shop on an appointment with an exact time",
        ),
        denominator=Text(
            zh="维修客户总数(不含内部客户)", en="workshop customers, internal customers excluded"
        ),
        formula=Additive((Sum("came_exact"),), (Sum("external_visit"),)),
        comparator=">",
        target=Decimal("50"),
        direction="higher",
        obstacles=(
            Text(
                zh="预约时与客户缺少沟通",
                en="too little communication with the customer when booking",
            ),
            Text(zh="预约流程失控", en="appointment process out of control"),
            Text(zh="负责预约的人员缺乏培训", en="booking staff lack training"),
        ),
        interval="share",
        source="KPI-01",
    ),
    Metric(
        code="appointment_reminder_rate",
        family="appointments",
        stage="appointment",
        name=Text(zh="预约提醒比例", en="Appointment reminder rate"),
        numerator=Text(
            zh="提醒过的客户(提前12-24小时)总数", en="customers reminded 12-24 hours ahead"
        ),
        denominator=Text(
            zh="提前一天以上预约维修的客户总数",
            en="customers who booked a repair at least one day ahead",
        ),
        formula=Additive((Sum("reminded_in_time"),), (Sum("booked_ahead"),)),
        comparator=">",
        target=Decimal("70"),
        direction="higher",
        obstacles=(
            Text(
                zh="预约时与客户缺少沟通",
                en="too little communication with the customer when booking",
            ),
            Text(zh="预约流程控制不严", en="appointment process not strictly controlled"),
            Text(zh="负责预约的人员缺乏培训或不堪负荷", en="booking staff untrained or overloaded"),
        ),
        interval="share",
        source="KPI-02",
    ),
    Metric(
        code="customer_punctuality_rate",
        family="appointments",
        stage="appointment",
        name=Text(zh="客户守时率", en="Customer punctuality rate"),
        numerator=Text(
            zh="提前5分钟以内准时来店的客户总数",
            en="customers arriving on time, i.e. no more than 5 minutes before the appointed "
            "time (literal: on time within 5 minutes early; late arrivals excluded)",
        ),
        denominator=Text(zh="预约维修的客户总数", en="customers who booked a repair"),
        formula=Additive(
            (Sum("punctual_{tolerance}"),), (Sum("appointed"),), options={"tolerance": "0"}
        ),
        comparator=">",
        target=Decimal("60"),
        direction="higher",
        obstacles=(
            Text(
                zh="提醒电话制度实施不力或方法欠佳",
                en="reminder-call routine badly carried out or wrong method",
            ),
            Text(zh="预约流程失控", en="appointment process out of control"),
            Text(zh="负责预约的人员缺乏培训", en="booking staff lack training"),
            Text(zh="预约时与客户沟通不好", en="poor communication with the customer when booking"),
        ),
        interval="share",
        source="KPI-03",
    ),
    Metric(
        code="appointments_active_share",
        family="appointments",
        name=Text(zh="主动预约占比", en="Active appointment share"),
        formula=Additive((Sum("came_active"),), CAME),
        numerator=Text(zh="主动预约进站台次", en="visits on an active appointment"),
        denominator=Text(
            zh="进站台次(主动预约、被动预约、未预约)",
            en="visits (active, passive, without appointment)",
        ),
        decimals=0,
        direction="higher",
        interval="share",
        source="000; APT",
    ),
    Metric(
        code="appointments_passive_share",
        family="appointments",
        name=Text(zh="被动预约占比", en="Passive appointment share"),
        formula=Additive((Sum("came_passive"),), CAME),
        numerator=Text(zh="被动预约进站台次", en="visits on a passive appointment"),
        denominator=Text(
            zh="进站台次(主动预约、被动预约、未预约)",
            en="visits (active, passive, without appointment)",
        ),
        decimals=0,
        interval="share",
        source="000; APT",
    ),
    Metric(
        code="no_appointment_share",
        family="appointments",
        name=Text(zh="未预约占比", en="Share without appointment"),
        formula=Additive((Sum("visit_without_appointment"),), CAME),
        numerator=Text(zh="未预约进站台次", en="visits without appointment"),
        denominator=Text(
            zh="进站台次(主动预约、被动预约、未预约)",
            en="visits (active, passive, without appointment)",
        ),
        decimals=0,
        direction="lower",
        interval="share",
        source="000; APT",
    ),
    Metric(
        code="active_appointment_success_rate",
        family="appointments",
        name=Text(zh="主动预约成功率", en="Active appointment success rate"),
        formula=Additive((Sum("invited_came"),), (Sum("invited"),)),
        numerator=Text(
            zh="主动预约后来店的客户数", en="customers who came on an active appointment"
        ),
        denominator=Text(zh="主动预约的客户数", en="customers with an active appointment"),
        direction="higher",
        interval="share",
        source="000; APT",
    ),
)
