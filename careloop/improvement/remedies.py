"""What the trade does about a KPI below target: who, a first measure, where it is checked (MRP-09).

A measure of this list is a proposal to think about, not a finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from careloop.core.kernel.text import Text

SUPERVISOR = Text(zh="服务总监", en="Service director")
DIRECTOR = Text(zh="客户关爱总监", en="Care director")
POSTS = {
    "front_desk": Text(zh="服务经理", en="Service manager"),
    "workshop": Text(zh="车间主管", en="Workshop supervisor"),
    "parts": Text(zh="配件经理", en="Parts manager"),
    "customer_care": Text(zh="客服主管", en="Care supervisor"),
}


@dataclass(frozen=True, slots=True)
class Remedy:
    """Who deals with a KPI, a first measure, and where in the process it is checked."""

    department: str
    measure: Text
    control_node: Text


REMEDIES: Mapping[str, Remedy] = {
    "appointment_rate": Remedy(
        "front_desk",
        Text(
            zh="预约专线专人接听，登记到具体时间；交车时约定下次保养时间",
            en="One person answers the booking line and notes an exact time; agree the next "
            "service at delivery",
        ),
        Text(zh="每日核对预约登记表", en="Booking register checked daily"),
    ),
    "appointment_reminder_rate": Remedy(
        "front_desk",
        Text(
            zh="每日下班前按次日预约名单逐一提醒并登记",
            en="Before closing, remind everyone on tomorrow's list and note it",
        ),
        Text(zh="提醒登记与次日预约名单核对", en="Reminders held against tomorrow's list"),
    ),
    "customer_punctuality_rate": Remedy(
        "front_desk",
        Text(
            zh="提醒时确认到店时间和路线，错开高峰时段",
            en="Confirm time and route when reminding; spread bookings over the day",
        ),
        Text(zh="到店时间登记", en="Arrival times recorded"),
    ),
    "menu_quote_rate": Remedy(
        "front_desk",
        Text(
            zh="补全报价目录，接车时按目录逐项报价",
            en="Complete the price menu and quote every item from it at reception",
        ),
        Text(zh="委托书报价抽查", en="Quotes on orders sampled"),
    ),
    "precheck_form_usage": Remedy(
        "front_desk",
        Text(
            zh="无预检表不开委托书，每日检查填写完整性",
            en="No order without a pre-check form; completeness checked daily",
        ),
        Text(zh="每日预检表检查", en="Forms checked daily"),
    ),
    "interactive_precheck_rate": Remedy(
        "front_desk",
        Text(
            zh="预检工位保持可用，邀请客户一同环车检查",
            en="Keep the pre-check bay free and invite the customer to walk round the car",
        ),
        Text(zh="接车过程每两日考核", en="Reception assessed every two days"),
    ),
    "parts_prepick_timely_rate": Remedy(
        "parts",
        Text(
            zh="按次日预约单提前预捡，缺件当日反馈前台",
            en="Pick for tomorrow's bookings in advance; report missing parts the same day",
        ),
        Text(zh="预捡完成时间登记", en="Picking times recorded"),
    ),
    "first_time_fix_rate": Remedy(
        "workshop",
        Text(
            zh="返修车逐台分析，疑难车立即报技术经理；按返修原因安排技术培训",
            en="Analyse every returning car; undecided cases go to the technical manager at once; "
            "train by cause",
        ),
        Text(zh="终检签字与返修登记", en="Final-check signature and rework register"),
    ),
    "workshop_on_time_rate": Remedy(
        "workshop",
        Text(
            zh="用控工看板排程，交车前 30 分钟完成质检",
            en="Schedule on the control board; finish the quality check 30 minutes ahead",
        ),
        Text(zh="控工看板每小时核对", en="Control board checked hourly"),
    ),
    "final_check_invoice_timely_rate": Remedy(
        "front_desk",
        Text(
            zh="终检完成即通知顾问制单，约定交车时间前备好明细账单",
            en="Tell the advisor when the final check is done; have the bill ready before the "
            "promised time",
        ),
        Text(zh="终检与出票时间登记", en="Times of final check and bill recorded"),
    ),
    "delivery_explanation_rate": Remedy(
        "front_desk",
        Text(
            zh="交车时逐项解释账单并给出用车建议，每两日考核",
            en="Explain the bill item by item and give advice; assess every two days",
        ),
        Text(zh="交车过程每两日考核", en="Delivery assessed every two days"),
    ),
    "callback_rate": Remedy(
        "customer_care",
        Text(
            zh="交车后 3 日内完成回访，未接通的换时段再拨",
            en="Call within three days of delivery; try unanswered numbers at another hour",
        ),
        Text(zh="每日应回访清单核销", en="Daily call list closed"),
    ),
    "customer_satisfied_rate": Remedy(
        "customer_care",
        Text(
            zh="不满意客户当日报服务经理并跟进回复",
            en="Report every dissatisfied customer to the service manager the same day",
        ),
        Text(zh="不满意客户处理登记", en="Register of dissatisfied customers"),
    ),
    "problem_resolution_rate": Remedy(
        "customer_care",
        Text(
            zh="客户反映的问题逐项登记、逐项销项，解决后再次确认",
            en="List every problem raised, close each, and confirm again with the customer",
        ),
        Text(zh="每周问题销项会", en="Weekly review of open problems"),
    ),
    "utilisation": Remedy(
        "workshop",
        Text(
            zh="均衡派工，减少待料待工时间",
            en="Balance the work given out; cut waiting for parts and work",
        ),
        Text(zh="每日工时记录核对", en="Time records checked daily"),
    ),
    "efficiency": Remedy(
        "workshop",
        Text(
            zh="按标准工时派工，低效项目安排示范培训",
            en="Give out work by standard times; demonstrate the slow jobs",
        ),
        Text(zh="工时与销售工时周对比", en="Clocked and sold hours compared weekly"),
    ),
    "hours_per_order": Remedy(
        "front_desk",
        Text(
            zh="预检时按里程和车况提示应做项目",
            en="At pre-check, point out work due by mileage and condition",
        ),
        Text(zh="预检表项目提示抽查", en="Advice on pre-check forms sampled"),
    ),
    "parts_sales_per_order": Remedy(
        "parts",
        Text(
            zh="保证常用件库存，配合前台推荐保养件",
            en="Keep common parts in stock; support advisors in recommending service parts",
        ),
        Text(zh="缺件登记周报", en="Weekly list of missing parts"),
    ),
    "active_contact_sales": Remedy(
        "customer_care",
        Text(
            zh="交车流程中加入服务部介绍并由客户签字确认",
            en="Make the introduction to the service department part of delivery, signed",
        ),
        Text(zh="交车确认单", en="Delivery checklist"),
    ),
    "active_contact_dcrc": Remedy(
        "customer_care",
        Text(
            zh="新车客户 90 天内逐一联系并引导首保预约",
            en="Contact every new owner within 90 days and book the first maintenance",
        ),
        Text(zh="新车客户联系清单每周核对", en="List of new owners checked weekly"),
    ),
    "suggestion_effect_rate": Remedy(
        "customer_care",
        Text(
            zh="已采纳建议明确责任人和期限，月会通报进度",
            en="Give each accepted suggestion an owner and a date; report at the monthly meeting",
        ),
        Text(zh="月度满意度会议", en="Monthly satisfaction meeting"),
    ),
}


AGAINST_LOSS: Mapping[str, Text] = {
    "repaired_elsewhere": Text(
        zh="回访了解在外维修的项目、价格和原因，邀请回站免费检测",
        en="Ask what was done elsewhere, at what price and why; invite for a free check",
    ),
    "too_far": Text(
        zh="提供上门取送车，或转介就近的兄弟门店",
        en="Offer collection and delivery, or refer to a sister store nearby",
    ),
    "bad_road": Text(
        zh="告知绕行路线，修路期间提供上门取送车",
        en="Explain the detour; collect and deliver while the road is up",
    ),
    "used_by_others": Text(
        zh="更新实际使用人的联系方式，直接向使用人提醒",
        en="Record who drives the car now and remind the driver",
    ),
    "used_in_another_town": Text(
        zh="登记使用地，提醒在当地授权站保养，返乡前再联系",
        en="Record where the car is, remind of service there, call again before it returns",
    ),
    "due_soon": Text(
        zh="登记预计到站日期，到期前一周提醒并预约",
        en="Note the expected day, remind and book a week ahead",
    ),
    "mileage_not_reached": Text(
        zh="登记当前里程，按行驶习惯推算下次保养日再提醒",
        en="Note the mileage, work out the next service day and remind then",
    ),
    "no_time": Text(
        zh="推荐周末和早晚时段预约，或上门取送车",
        en="Offer weekend and evening bookings, or collection",
    ),
}
