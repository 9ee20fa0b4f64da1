"""What the people of the invented stores wrote on the report page, each marked as an example."""

from __future__ import annotations

from datetime import date

Rows = list[dict[str, str]]

EXAMPLE = "【示例】"

# Problem, measure, responsible, supervisor, state, evidence.
REVIEW = (
    ("高峰时段没有专用预约工位", "划出两个预约工位并挂牌", "服务经理", "服务总监", "done", "photo"),
    (
        "接车单、委托书填写不完整",
        "每日收车前核对当日单据，结果记入顾问流程考核",
        "服务经理",
        "服务总监",
        "in_progress",
        "on_site_document",
    ),
    (
        "交车时账单解释不到位",
        "每两日抽查一次交车过程，重点看项目和费用解说",
        "客服主管",
        "客户关爱总监",
        "in_progress",
        "on_site_document",
    ),
    (
        "同类返修重复出现",
        "每周例会通报返修案例和回访失分项，形成纪要",
        "技术经理",
        "服务总监",
        "done",
        "meeting_record",
    ),
    (
        "控工看板停用",
        "按辅导方法恢复使用，班前会更新",
        "车间主管",
        "服务总监",
        "not_done",
        "on_site_check",
    ),
)
# Item of the survey, plan, completion.
PLANS = (
    ("fast_reception", "早高峰增加一名引导员", "100%"),
    ("explain_bill", "结算前在车旁逐项解说", "80%"),
    ("stay_time", "设快修工位，配件提前预捡", "60%"),
    ("lounge_comfort", "更换休息区饮品和座椅", "50%"),
)


def written(month_on: date) -> dict[str, Rows]:
    """The rows by section of the month that begins on ``month_on``."""
    due_on = month_on.replace(day=25).isoformat()
    review = [
        {
            "problem": EXAMPLE + problem,
            "measure": measure,
            "responsible": responsible,
            "due_on": due_on,
            "supervisor": supervisor,
            "state": state,
            "evidence": evidence,
        }
        for problem, measure, responsible, supervisor, state, evidence in REVIEW
    ]
    plans = [
        {"item": item, "plan": EXAMPLE + plan, "completion": completion}
        for item, plan, completion in PLANS
    ]
    return {"execution_review": review, "mot_review": plans}
