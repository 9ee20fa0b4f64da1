"""What the invented people met about, taught, and suggested."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Talk:
    """A kind of meeting: on which weekday at what hour, who leads, what was said and decided."""

    kind: str
    chair: str
    people: tuple[str, ...]
    agenda: str
    minutes: str
    decision: str = ""
    owner: str = ""


WEEKLY: tuple[tuple[int, int, Talk], ...] = (
    (
        0, 16,
        Talk(
            "weak_points", "service_manager",
            ("service_advisor", "workshop_supervisor", "technical_manager", "parts_manager",
             "care_director"),
            "上周回访失分项和返修案例",
            "通报上周回访失分项：交车解说、等待告知。返修案例逐台分析，责任到人。",
            "交车解说按清单逐项打勾，服务经理每日抽查两单", "service_manager",
        ),
    ),
    (
        4, 9,
        Talk(
            "suggestions", "care_director", ("service_manager", "care_specialist", "parts_manager"),
            "合理化建议评审", "评审本周建议，采纳的明确责任人和期限。",
        ),
    ),
)  # fmt: skip
MONTHLY: tuple[tuple[int, int, Talk], ...] = (
    (
        5, 10,
        Talk(
            "monthly_report", "care_director",
            ("service_manager", "workshop_supervisor", "parts_manager", "care_specialist"),
            "上月客服月报", "通报月报七章，逐条回顾上月措施，确定各部门 TOP5。",
            "各部门按 TOP5 制定周计划，报客户关爱总监", "care_director",
        ),
    ),
    (
        18, 16,
        Talk(
            "satisfaction", "care_director",
            ("service_manager", "service_advisor", "care_specialist", "call_agent"),
            "满意度回访与外部评估结果", "停留时间和休息区得分偏低，讨论快修工位和休息区改进。",
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lesson:
    """A department's monthly session; ``kpi`` is what it should raise."""

    department: str
    day: int
    post: str
    topics: tuple[str, ...]
    trainer: str
    kpi: str = ""


LESSONS: tuple[Lesson, ...] = (
    Lesson("front_desk", 12, "service_advisor",
           ("二次增修签字与估价", "交车账单解说", "预约登记与提醒"), "服务经理",
           "appointment_rate"),
    Lesson("workshop", 16, "technician",
           ("异响诊断方法", "扭矩规范与终检", "空调系统维修"), "技术经理", "first_time_fix_rate"),
    Lesson("parts", 20, "parts_clerk", ("预捡流程", "入库验收", "安全库存"), "配件主管"),
    Lesson("customer_care", 24, "call_agent",
           ("回访话术", "投诉受理与安抚", "流失客户沟通"), "客户关爱总监", "callback_rate"),
)  # fmt: skip
MINUTES = 90

IDEAS: tuple[tuple[str, str], ...] = (
    ("front_desk", "接车区增加雨棚，雨天也能环车检查"),
    ("workshop", "举升机旁放常用扭矩表"),
    ("customer_care", "休息区增设手机充电位"),
)
DECLINED = "投入较大，年底预算时再议"
