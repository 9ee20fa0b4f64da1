"""Reminder calls: how many are reached, interested, and come (REM)."""

from __future__ import annotations

from fractions import Fraction

from careloop.core.kernel.text import Text
from careloop.core.metrics.formulas import Additive, Sum
from careloop.core.metrics.metric import Metric

METRICS = (
    Metric(
        code="reminder_targets",
        family="reminders",
        name=Text(zh="应提醒数", en="Reminder targets"),
        formula=Additive((Sum("reminder_due"),)),
        numerator=Text(
            zh="本月应提醒的车辆(每车每月一次,不含出租与车队)",
            en="vehicles to remind, once a month each, fleets excluded",
        ),
        source="reminder practice",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="reminder_rate",
        family="reminders",
        name=Text(zh="提醒率", en="Reminder rate"),
        formula=Additive((Sum("reminder_made"),), (Sum("reminder_due"),)),
        numerator=Text(zh="已提醒的车辆", en="vehicles reminded"),
        denominator=Text(zh="应提醒的车辆", en="vehicles to remind"),
        direction="higher",
        interval="share",
        source="reminder practice",
    ),
    Metric(
        code="reminder_connection_rate",
        family="reminders",
        name=Text(zh="提醒接通率", en="Reminder connection rate"),
        formula=Additive((Sum("reminder_connected"),), (Sum("reminder_due"),)),
        numerator=Text(zh="接通的车辆", en="vehicles connected"),
        denominator=Text(zh="应提醒的车辆", en="vehicles to remind"),
        direction="higher",
        interval="share",
        source="reminder practice",
    ),
    Metric(
        code="reminder_interest_rate",
        family="reminders",
        name=Text(zh="提醒意向率", en="Reminder interest rate"),
        formula=Additive((Sum("reminder_interested"),), (Sum("reminder_connected"),)),
        numerator=Text(zh="有意向或已预约的车辆", en="vehicles interested or booked"),
        denominator=Text(zh="接通的车辆", en="vehicles connected"),
        direction="higher",
        interval="share",
        source="reminder practice",
    ),
    Metric(
        code="reminder_return_rate",
        family="reminders",
        name=Text(zh="提醒回厂率", en="Reminder return rate"),
        formula=Additive((Sum("reminder_returned"),), (Sum("reminder_made"),)),
        numerator=Text(
            zh="提醒后30天内回厂的车辆", en="vehicles back within 30 days of the reminder"
        ),
        denominator=Text(zh="已提醒的车辆", en="vehicles reminded"),
        direction="higher",
        interval="share",
        source="reminder practice",
    ),
)
