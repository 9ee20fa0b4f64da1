"""How each system writes: headers, encodings, dates, yes and no, and what people add by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

Value = str | int | float | bool | date | datetime | None
Row = dict[str, Value]

# feed → column → the header a dealer's system prints
HEADERS: dict[str, dict[str, str]] = {
    "employees": {
        "employee_no": "工号", "name": "姓名", "department": "部门", "post": "岗位",
        "group": "业待组", "phone": "电话", "hired_on": "入职日期", "left_on": "离职日期",
    },
    "customers": {
        "customer_no": "客户编号", "name": "客户名称", "kind": "客户类别", "level": "客户级别",
        "phone": "手机", "home_phone": "宅电", "decision_maker_name": "领导名称",
        "decision_maker_phone": "领导电话", "driver_name": "司机名称", "driver_phone": "司机电话",
        "sex": "性别", "birthday": "生日", "occupation": "职业", "region": "地区",
        "address": "地址", "filed_on": "建档日期", "do_not_contact": "免打扰",
    },
    "vehicles": {
        "vin": "车架号", "plate": "车牌", "model": "车型", "model_line": "车系",
        "customer_no": "客户编号", "owner_name": "车主", "owner_phone": "车主电话",
        "is_company_car": "公车", "purchased_on": "购车日期", "warranty_ends_on": "质保到期",
        "insurance_ends_on": "保险到期", "inspection_due_on": "年检到期", "mileage": "里程",
    },
    "vehicle_sales": {
        "vin": "车架号", "model": "车型", "sold_on": "销售日期", "delivered_on": "交车日期",
        "customer_no": "客户编号", "customer_name": "客户名称", "phone": "手机",
        "sales_consultant_no": "销售顾问", "introduced_to_service": "已介绍服务部",
        "first_service_contact_at": "首次主动接触",
    },
    "repair_orders": {
        "ro_no": "工单号", "vin": "车架号", "plate": "车牌号", "model": "车型",
        "customer_no": "客户编号", "customer_name": "客户名称", "phone": "手机",
        "job_type": "维修类别", "is_internal": "内部", "opened_at": "开单时间",
        "promised_at": "预计交车时间", "completed_at": "完工时间", "final_checked_at": "终检时间",
        "billed_at": "出票时间", "settled_at": "结算时间", "delivered_at": "交车时间",
        "advisor_no": "服务顾问", "advisor_name": "服务顾问姓名", "technician_no": "技师",
        "technician_name": "技师姓名", "mileage": "里程", "appointment_no": "预约单号",
        "had_precheck": "经预检", "precheck_form_used": "使用预检表",
        "customer_present": "客户随同", "all_menu_priced": "全部目录价",
        "prepick_on_time": "预捡及时", "bill_explained": "交车解释", "is_rework": "返修",
        "rework_of": "原工单号", "rework_cause": "返修原因", "fault_code": "故障代码",
        "hours_sold": "销售工时", "labour_amount": "工时费", "parts_amount": "配件费",
        "total_amount": "合计",
    },
    "labour_lines": {
        "ro_no": "工单号", "line_no": "行号", "operation_code": "项目代码", "operation": "项目",
        "technician_no": "技师", "hours": "工时", "amount": "金额", "payer": "付费类别",
        "is_additional": "二次增修", "customer_signed": "客户签字",
    },
    "part_lines": {
        "ro_no": "工单号", "line_no": "行号", "part_no": "配件号", "part_name": "配件名称",
        "quantity": "数量", "amount": "金额", "payer": "付费类别",
    },
    "appointments": {
        "appointment_no": "预约单号", "vin": "车架号", "plate": "车牌号", "phone": "手机",
        "origin": "预约类型", "booked_at": "预约登记时间", "appointed_at": "预约时间",
        "has_exact_time": "有具体时间", "reminded_at": "提醒时间", "arrived_at": "到店时间",
        "cancelled_at": "取消时间", "ro_no": "工单号", "advisor_no": "服务顾问",
        "taken_by_no": "登记人",
    },
    "time_records": {
        "employee_no": "工号", "on": "日期", "available_hours": "可用工时",
        "clocked_hours": "打卡工时",
    },
    "parts_requests": {
        "ro_no": "工单号", "part_no": "配件号", "requested_at": "申领时间",
        "available_at_once": "立即可供", "quantity": "数量",
    },
    "calls": {
        "call_no": "回访单号", "contact_type": "回访类型", "ro_no": "工单号", "vin": "车架号",
        "phone": "手机", "due_on": "应回访日期", "attempted_at": "拨打时间", "agent_no": "回访员",
        "outcome": "通话结果", "satisfied": "是否满意", "level": "满意度",
        "problem_raised": "有问题", "problem_solved": "已解决", "remark": "备注",
    },
    "survey_responses": {
        "response_no": "答卷编号", "questionnaire": "问卷", "answered_at": "答卷时间",
        "ro_no": "工单号", "advisor_no": "服务顾问", "is_external": "外访", "question": "题目",
        "score": "得分", "text": "回答",
    },
    "survey_scores": {
        "period": "月份", "kind": "类别", "row": "范围", "item": "项目", "score": "得分",
        "sample": "样本量", "weight": "权重",
    },
    "complaints": {
        "complaint_no": "投诉编号", "received_at": "投诉时间", "channel": "来源",
        "ro_no": "工单号", "vin": "车架号", "phone": "手机", "cause": "原因", "severity": "等级",
        "description": "内容", "responsible_no": "责任人", "first_reply_at": "首次回复时间",
        "solved_at": "解决时间", "closed_at": "结案时间", "is_valid": "有效",
        "invalid_reason": "无效原因", "satisfied": "客户满意",
    },
    "suggestions": {
        "suggestion_no": "建议编号", "made_on": "提出日期", "department": "部门",
        "text": "建议内容", "accepted_on": "认定执行", "executed_on": "执行完毕",
    },
    "insurance_policies": {
        "policy_no": "保单号", "vin": "车架号", "insurer": "保险公司", "kind": "险种",
        "starts_on": "起保日期", "ends_on": "到期日期", "premium": "保费",
        "is_new_car": "新车保单", "is_renewal": "续保", "agent_no": "续保专员",
    },
    "targets": {
        "kpi": "指标代码", "period": "期间", "value": "目标值", "comparator": "比较",
    },
}  # fmt: skip
FEEDS = tuple(HEADERS)
TITLES = {
    "employees": "员工花名册", "customers": "客户档案", "vehicles": "车辆档案",
    "vehicle_sales": "新车销售明细", "repair_orders": "维修工单", "labour_lines": "维修项目明细",
    "part_lines": "配件明细", "appointments": "客户预约记录表", "time_records": "技师工时记录",
    "parts_requests": "车间申领记录", "calls": "回访记录", "survey_responses": "满意度答卷",
    "survey_scores": "满意度得分", "complaints": "客户抱怨投诉登记表",
    "suggestions": "合理化建议登记表", "insurance_policies": "保单登记表", "targets": "目标值",
}  # fmt: skip
# Another system of the same trade says it in other words.
OTHER_WORDS = {
    "工单号": "委托书号", "车架号": "VIN码", "车牌号": "车牌号码", "开单时间": "进厂时间",
    "维修类别": "维修类型", "手机": "移动电话", "客户名称": "车主姓名", "服务顾问": "服务顾问工号",
    "技师": "技师工号", "合计": "总金额",
}  # fmt: skip
FROM_ANOTHER_SYSTEM = ("repair_orders", "labour_lines", "part_lines", "appointments")


@dataclass(frozen=True, slots=True)
class Style:
    """One dealer system's way to write a value."""

    encoding: str
    day: Callable[[date], str]
    moment: Callable[[datetime], str]
    yes: str
    no: str
    sheets: frozenset[str]  # feeds kept in workbooks
    words: dict[str, str] = field(default_factory=dict)

    def header(self, feed: str, column: str) -> str:
        plain = HEADERS[feed][column]
        return self.words.get(plain, plain) if feed in FROM_ANOTHER_SYSTEM else plain

    def printed(self, value: Value) -> str | int | None:
        """A value as this system prints it; texts, whole numbers and blanks stay as they are."""
        kind = type(value)
        if kind is str or kind is int or value is None:
            return value  # type: ignore[return-value]
        if isinstance(value, bool):
            return self.yes if value else self.no
        if isinstance(value, datetime):
            return self.moment(value)
        return self.day(value) if isinstance(value, date) else f"{value:.2f}"


def _dashes(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")


def _slashes(moment: datetime) -> str:
    return f"{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment.minute:02d}"


def _slashed_day(day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}"


BY_HAND = frozenset({"employees", "survey_scores", "complaints", "suggestions", "targets"})
STYLES = {
    "HZ01": Style("gb18030", date.isoformat, _dashes, "是", "否", BY_HAND),
    "HZ02": Style(
        "utf-8-sig", _slashed_day, _slashes, "1", "0", BY_HAND, OTHER_WORDS
    ),
    "NB01": Style(
        "gb18030", date.isoformat, _dashes, "Y", "N",
        BY_HAND | {"vehicle_sales", "customers", "insurance_policies"},
    ),
}  # fmt: skip
