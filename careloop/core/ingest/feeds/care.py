"""Feeds of customer care: calls, surveys, scores, complaints, suggestions, targets."""

from __future__ import annotations

from careloop.core.ingest.feeds.feed import Feed
from careloop.core.ingest.feeds.shorthand import (
    ADVISOR_HEADERS,
    ORDER_HEADERS,
    PHONE_HEADERS,
    STORE,
    VIN_HEADERS,
    column,
    required,
)
from careloop.core.kernel.codes import (
    COMPARATOR,
    COMPLAINT_CAUSE,
    CONTACT_TYPE,
    DEPARTMENT,
    LEVEL,
    OUTCOME,
    SEVERITY,
    SURVEY_ITEM,
    SURVEY_KIND,
    SURVEY_ROW,
)
from careloop.core.kernel.text import Text

CALLS = Feed(
    code="calls",
    name=Text(zh="回访", en="Calls"),
    identity=("store", "call_no"),
    columns=(
        STORE,
        required("call_no", "text", "回访单号", "Call no.", "回访编号 回访号 任务编号 任务号"),
        required(
            "contact_type",
            "code",
            "回访类型",
            "Contact type",
            "回访类别 任务类型 提醒类型 联系类型",
            codes=CONTACT_TYPE,
        ),
        column("ro_no", "text", "工单号", "Order no.", ORDER_HEADERS),
        column("vin", "vin", "车架号", "VIN", VIN_HEADERS),
        column("phone", "phone", "手机", "Phone", PHONE_HEADERS),
        required(
            "due_on",
            "date",
            "应回访日期",
            "Due on",
            "计划回访日期 应回访时间 计划日期 应访日期",
            ahead=True,
        ),
        column(
            "attempted_at",
            "moment",
            "拨打时间",
            "Attempted at",
            "回访时间 回访日期 实际回访时间 实际回访日期 通话时间",
        ),
        column(
            "agent_no",
            "text",
            "回访员",
            "Agent no.",
            "回访员工号 回访人 回访专员 回访人工号 回访专员工号",
        ),
        column(
            "outcome",
            "code",
            "通话结果",
            "Outcome",
            "回访结果 拨打结果 回访状态 联系结果",
            codes=OUTCOME,
        ),
        column("satisfied", "yes_no", "满意", "Satisfied", "是否满意 客户满意"),
        column(
            "level", "code", "欣喜/满意/失望", "Level", "满意度 满意程度 满意等级 评价", codes=LEVEL
        ),
        column("problem_raised", "yes_no", "有问题", "Problem raised", "是否有问题 提出问题"),
        column(
            "problem_solved", "yes_no", "已解决", "Problem solved", "问题已解决 是否解决 问题解决"
        ),
        column("remark", "note", "备注", "Remark", "回访备注 客户意见 回访内容 说明"),
    ),
)

SURVEY_RESPONSES = Feed(
    code="survey_responses",
    name=Text(zh="调查答卷", en="Survey responses"),
    identity=("store", "response_no", "question"),
    columns=(
        STORE,
        required("response_no", "text", "答卷编号", "Response no.", "答卷号 问卷编号 样本编号"),
        required("questionnaire", "text", "问卷", "Questionnaire", "问卷名称 问卷代码"),
        required(
            "answered_at",
            "moment",
            "答卷时间",
            "Answered at",
            "答题时间 调查时间 访问时间 回答时间 调查日期",
        ),
        column("ro_no", "text", "工单号", "Order no.", ORDER_HEADERS),
        column("advisor_no", "text", "服务顾问", "Advisor no.", ADVISOR_HEADERS),
        column("is_external", "yes_no", "外访", "External", "是否外访 外部调查"),
        required("question", "text", "题目", "Question", "问题 题号 题目编号 问题编号"),
        column("score", "score", "得分", "Score", "分数 评分 分值"),
        column("text", "note", "回答", "Answer", "文字回答 意见 答案 原话"),
    ),
)

SURVEY_SCORES = Feed(
    code="survey_scores",
    name=Text(zh="满意度得分", en="Survey scores"),
    identity=("store", "period", "kind", "row", "item"),
    columns=(
        STORE,
        required("period", "period", "月份", "Month", "期间 统计月份 周期 年月"),
        required("kind", "code", "类别", "Kind", "调查类别 类型 评估类别", codes=SURVEY_KIND),
        required("row", "code", "范围", "Row", "对比行 对比对象 层级 单位", codes=SURVEY_ROW),
        required(
            "item",
            "code",
            "项目",
            "Item",
            "指标 评估项目 考核项目 项目名称",
            codes=SURVEY_ITEM,
            open_list=True,
        ),
        required("score", "score", "得分", "Score", "分数 评分 分值"),
        column("sample", "integer", "样本量", "Sample", "成功样本量 样本数"),
        column("weight", "number", "权重", "Weight", "比重 权重%"),
    ),
)

COMPLAINTS = Feed(
    code="complaints",
    name=Text(zh="客户投诉", en="Complaints"),
    identity=("store", "complaint_no"),
    in_order=(
        ("received_at", "first_reply_at"),
        ("received_at", "solved_at"),
        ("received_at", "closed_at"),
    ),
    columns=(
        STORE,
        required(
            "complaint_no", "text", "投诉编号", "Complaint no.", "投诉单号 抱怨编号 投诉号 抱怨单号"
        ),
        required(
            "received_at",
            "moment",
            "投诉时间",
            "Received at",
            "受理时间 投诉日期 接收时间 受理日期 抱怨时间 抱怨日期",
        ),
        column("channel", "text", "来源", "Channel", "投诉来源 投诉渠道 渠道 投诉方式"),
        column("ro_no", "text", "工单号", "Order no.", ORDER_HEADERS),
        column("vin", "vin", "车架号", "VIN", VIN_HEADERS),
        column("phone", "phone", "手机", "Phone", PHONE_HEADERS),
        required(
            "cause",
            "code",
            "原因",
            "Cause",
            "投诉原因 投诉类别 抱怨原因 投诉类型 抱怨类别",
            codes=COMPLAINT_CAUSE,
        ),
        column(
            "severity",
            "code",
            "等级",
            "Severity",
            "投诉等级 严重程度 级别 投诉级别",
            codes=SEVERITY,
        ),
        column("description", "note", "内容", "Description", "投诉内容 抱怨内容 描述 投诉描述"),
        column("responsible_no", "text", "责任人", "Responsible no.", "责任人工号 负责人工号"),
        column(
            "first_reply_at",
            "moment",
            "首次回复时间",
            "First reply at",
            "首次答复时间 回复时间 首次回复",
        ),
        column("solved_at", "moment", "解决时间", "Solved at", "处理完成时间 解决日期 处理时间"),
        column("closed_at", "moment", "结案时间", "Closed at", "关闭时间 结案日期 关闭日期"),
        column("is_valid", "yes_no", "有效", "Valid", "是否有效 有效投诉"),
        column("invalid_reason", "note", "无效原因", "Why not valid", "无效理由 无效说明"),
        column("satisfied", "yes_no", "客户满意", "Customer satisfied", "是否满意 满意"),
    ),
)

SUGGESTIONS = Feed(
    code="suggestions",
    name=Text(zh="合理化建议", en="Suggestions"),
    identity=("store", "suggestion_no"),
    columns=(
        STORE,
        required("suggestion_no", "text", "建议编号", "Suggestion no.", "编号 建议单号 建议号"),
        required("made_on", "date", "提出日期", "Made on", "建议日期 提出时间 日期 提报日期"),
        required(
            "department",
            "code",
            "部门",
            "Department",
            "提出部门 责任部门 所属部门",
            codes=DEPARTMENT,
        ),
        required("text", "note", "建议内容", "Suggestion", "内容 建议 合理化建议"),
        column("accepted_on", "date", "认定执行", "Accepted on", "认定执行日期 采纳日期 认定日期"),
        column("executed_on", "date", "执行完毕", "Executed on", "执行完毕日期 完成日期 执行日期"),
    ),
)

TARGETS = Feed(
    code="targets",
    name=Text(zh="目标值", en="Targets"),
    identity=("store", "kpi", "period"),
    columns=(
        column("store", "text", "门店", "Store", " ".join(STORE.aliases)),
        required("kpi", "text", "指标", "KPI", "指标代码 KPI代码 KPI名称 指标名称 指标编号"),
        required("period", "period", "期间", "Period", "月份 年份 年度 年月 周期"),
        required("value", "number", "目标值", "Value", "目标 达标标准 标准值 指标值"),
        column(
            "comparator", "code", "比较", "Comparator", "比较符 比较方式 条件", codes=COMPARATOR
        ),
    ),
)
