"""What the people of the invented stores put down as problems, and what they agreed to do.

Every problem is marked as an example. Codes are the trade's own (topics, departments, posts,
KPIs, proofs, states); the words are those of the people.
"""

from __future__ import annotations

from dataclasses import dataclass

EXAMPLE = "【示例】"


@dataclass(frozen=True, slots=True)
class Task:
    """A measure: what, by whom, until which day of the month after; how far it came by its end."""

    text: str
    owner: str
    supervisor: str = "service_manager"
    due_day: int = 25
    control: str = ""
    proof: str = ""
    state: str = "not_done"
    progress: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A problem of a month with its measures; the state of those is at the end of the next."""

    topic: str
    title: str
    tasks: tuple[Task, ...] = ()
    department: str = ""
    kpi: str = ""
    item: str = ""
    obstacles: tuple[int, ...] = ()
    situation: str = ""
    root_cause: str = ""
    resources: str = ""


# Some months ago: done and closed, and yet it came back.
EARLIER: tuple[Work, ...] = (
    Work(
        "top5",
        "预约件预捡不及时",
        (
            Task(
                "配件员每日下班前按预约单预捡",
                "parts_manager",
                control="预捡完成时间登记",
                state="done",
                progress="已按名单执行",
            ),
        ),
        department="parts",
        kpi="parts_prepick_timely_rate",
    ),
)

# The month before the one reported: its measures are reviewed there.
BEFORE: tuple[Work, ...] = (
    Work(
        "top5",
        "高峰时段没有专用预约工位",
        (
            Task(
                "划出两个预约工位并挂牌",
                "service_manager",
                "care_director",
                control="班前会核对工位",
                proof="photo",
                state="done",
                progress="工位已划线挂牌，班前会核对",
            ),
            Task(
                "预约专线由专人接听，登记到具体时间",
                "service_advisor",
                control="每日核对预约登记表",
                proof="electronic_file",
                state="in_progress",
                progress="登记表已启用，周末仍有漏记",
            ),
        ),
        department="front_desk",
        kpi="appointment_rate",
        obstacles=(1,),
        root_cause="预约客户到店后仍与散客一起排队",
    ),
    Work(
        "top5",
        "交车时账单解释不到位",
        (
            Task(
                "每两日抽查一次交车过程，重点看项目和费用解说",
                "process_checker",
                "care_director",
                proof="on_site_document",
                state="done",
                progress="抽查结果已记入顾问流程考核",
            ),
        ),
        department="front_desk",
        kpi="delivery_explanation_rate",
        root_cause="高峰时段交车排队，顾问省略解说",
    ),
    Work(
        "top5",
        "同类返修重复出现",
        (
            Task(
                "每周例会通报返修案例，形成纪要",
                "technical_manager",
                proof="meeting_record",
                state="done",
                progress="四次例会均有纪要",
            ),
            Task(
                "异响类维修交车前由技术经理试车签字",
                "technical_manager",
                control="终检签字",
                proof="on_site_document",
                state="in_progress",
                progress="已执行两周",
            ),
        ),
        department="workshop",
        kpi="first_time_fix_rate",
        root_cause="疑难故障判断靠个人经验，没有复核",
    ),
    Work(
        "top5",
        "控工看板停用",
        (
            Task(
                "恢复使用看板，班前会更新",
                "workshop_supervisor",
                proof="on_site_check",
                control="看板每小时核对",
            ),
        ),
        department="workshop",
        kpi="workshop_on_time_rate",
        root_cause="看板位置偏，无人更新",
    ),
    Work(
        "top5",
        "次日预约件下班前未备齐",
        (
            Task(
                "每日 17 点前按预约单预捡，缺件当日反馈前台",
                "parts_manager",
                control="预捡完成时间登记",
                proof="electronic_file",
                state="done",
                progress="预捡登记表每日提交",
            ),
        ),
        department="parts",
        kpi="parts_prepick_timely_rate",
    ),
    Work(
        "top5",
        "未接通的客户没有换时段再拨",
        (
            Task(
                "当日未接通的次日换时段再拨两次",
                "care_specialist",
                "care_director",
                control="每日核销应回访清单",
                proof="electronic_file",
                state="done",
                progress="每日清单已核销",
            ),
        ),
        department="customer_care",
        kpi="callback_rate",
    ),
    Work(
        "mot",
        "接车迅速",
        (Task("早高峰增加一名引导员", "service_manager", state="done"),),
        item="fast_reception",
    ),
    Work(
        "mot",
        "解释清单",
        (
            Task("结算前在车旁逐项解说", "service_manager", state="done"),
            Task("账单附配件旧件照片", "service_advisor", state="in_progress"),
        ),
        item="explain_bill",
    ),
    Work(
        "mot",
        "停留时间",
        (
            Task("设快修工位", "workshop_supervisor", state="in_progress"),
            Task("配件提前预捡", "parts_manager", state="done"),
        ),
        item="stay_time",
    ),
    Work(
        "mot",
        "休息区",
        (Task("更换休息区饮品和座椅", "care_director", state="in_progress"),),
        item="lounge_comfort",
    ),
)

# The month reported: what is planned for the one after, as far as it has come by now.
THIS: tuple[Work, ...] = (
    Work(
        "top5",
        "预约提醒当日未完成",
        (
            Task(
                "下班前按次日预约名单逐一提醒并登记",
                "service_advisor",
                control="提醒登记与次日名单核对",
                proof="electronic_file",
                state="in_progress",
                progress="名单已由系统生成",
            ),
        ),
        department="front_desk",
        kpi="appointment_reminder_rate",
        obstacles=(1,),
        root_cause="没有固定的提醒时段和人员",
    ),
    Work(
        "top5",
        "互动式预检做得少",
        (
            Task(
                "预检工位保持空闲，邀请客户环车检查",
                "service_manager",
                control="接车过程每两日考核",
                proof="photo",
                state="done",
                progress="预检工位每日清场",
            ),
            Task("新顾问由主管陪同接车一周", "service_manager", proof="on_site_check"),
        ),
        department="front_desk",
        kpi="interactive_precheck_rate",
        obstacles=(1, 2),
    ),
    Work(
        "top5",
        "待料、待工时间长",
        (
            Task(
                "派工前先确认配件，缺件的车不进工位",
                "workshop_supervisor",
                control="每日工时记录核对",
                proof="electronic_file",
                state="in_progress",
                progress="控工看板增加缺件一栏",
            ),
        ),
        department="workshop",
        kpi="utilisation",
        root_cause="派工与配件备货脱节",
    ),
    Work(
        "top5",
        "常用保养件缺货影响完工",
        (
            Task(
                "按三个月用量重定安全库存",
                "parts_manager",
                control="缺件登记周报",
                proof="electronic_file",
            ),
        ),
        department="parts",
        kpi="parts_prepick_timely_rate",
    ),
    Work(
        "top5",
        "不满意客户的问题未逐项销项",
        (
            Task(
                "问题逐项登记、逐项销项，解决后再次确认",
                "care_specialist",
                "care_director",
                control="每周问题销项会",
                proof="meeting_record",
                state="in_progress",
            ),
        ),
        department="customer_care",
        kpi="problem_resolution_rate",
    ),
    Work(
        "mot",
        "解释维修",
        (Task("接车时用图册说明维修项目", "service_manager", state="in_progress"),),
        item="explain_work",
    ),
    Work(
        "mot",
        "倾听响应",
        (Task("接车时复述客户需求并写入委托书", "service_advisor"),),
        item="listen",
    ),
    Work(
        "loss",
        "在外维修",
        (Task("回访了解在外维修的项目和价格，邀请回站免费检测", "care_specialist"),),
        item="repaired_elsewhere",
    ),
    Work(
        "loss",
        "距离太远",
        (Task("提供上门取送车", "service_manager", state="in_progress"),),
        item="too_far",
    ),
    Work(
        "goal",
        "预约率",
        kpi="appointment_rate",
        situation="预约工位已启用，主动预约比例偏低",
        root_cause="邀约电话集中在月底，工作日时段推荐不足",
    ),
    Work(
        "plan",
        "冬季免费检测",
        (Task("按八个月未进站客户名单邀约，到店免费检测十项", "care_director"),),
    ),
    Work(
        "plan",
        "顾问接车培训",
        (Task("预检和二次增修签字培训，考核合格后上岗", "service_manager", due_day=15),),
    ),
)
