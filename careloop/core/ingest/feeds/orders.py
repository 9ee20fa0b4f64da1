"""Feeds of the workshop: repair orders and their lines, appointments, hours, parts requests."""

from __future__ import annotations

from careloop.core.ingest.feeds.feed import Feed
from careloop.core.ingest.feeds.shorthand import (
    ADVISOR_HEADERS,
    ORDER_HEADERS,
    PHONE_HEADERS,
    PLATE_HEADERS,
    STORE,
    VIN_HEADERS,
    column,
    required,
)
from careloop.core.kernel.codes import JOB_TYPE, ORIGIN, PAYER, REWORK_CAUSE
from careloop.core.kernel.text import Text

REPAIR_ORDERS = Feed(
    code="repair_orders",
    name=Text(zh="维修工单", en="Repair orders"),
    identity=("store", "ro_no"),
    in_order=(
        ("opened_at", "completed_at"),
        ("opened_at", "final_checked_at"),
        ("opened_at", "billed_at"),
        ("opened_at", "settled_at"),
        ("opened_at", "delivered_at"),
    ),
    credit_total="total_amount",
    columns=(
        STORE,
        required("ro_no", "text", "工单号", "Order no.", ORDER_HEADERS),
        required("vin", "vin", "车架号", "VIN", VIN_HEADERS),
        column("plate", "plate", "车牌号", "Plate", PLATE_HEADERS + " 车牌"),
        column("model", "text", "车型", "Model", "车型名称 车辆型号 型号"),
        column(
            "customer_no",
            "text",
            "客户编号",
            "Customer no.",
            "客户代码 客户号 车主编号 会员编号 客户编码",
        ),
        column(
            "customer_name",
            "text",
            "客户名称",
            "Customer name",
            "车主姓名 车主 客户姓名 车主名称 会员名称 送修人 顾客姓名 客户",
        ),
        column("phone", "phone", "手机", "Phone", PHONE_HEADERS),
        required(
            "job_type",
            "code",
            "维修类别",
            "Job type",
            "维修类型 工单类型 业务类型 委托书类型 修理类别 作业类型 维修种类 工单类别",
            codes=JOB_TYPE,
        ),
        column("is_internal", "yes_no", "内部", "Internal", "是否内部 内部工单 内部委托"),
        required(
            "opened_at",
            "moment",
            "开单时间",
            "Opened at",
            "进厂时间 开单日期 进站时间 进厂日期 进站日期 接车时间 接车日期 "
            "来店时间 开工单时间 委托日期 进店时间 登记时间 登记日期",
        ),
        column(
            "promised_at",
            "moment",
            "预计交车时间",
            "Promised at",
            "预交车时间 承诺交车时间 约定交车时间 预计完工时间 预计交车日期",
            ahead=True,
        ),
        column("completed_at", "moment", "完工时间", "Completed at", "竣工时间 完工日期 竣工日期"),
        column(
            "final_checked_at",
            "moment",
            "终检时间",
            "Final check at",
            "质检时间 总检时间 检验时间 终检日期",
        ),
        column("billed_at", "moment", "出票时间", "Billed at", "开票时间 打印结算单时间 出单时间"),
        column(
            "settled_at", "moment", "结算时间", "Settled at", "结算日期 结账时间 结账日期 收款时间"
        ),
        column(
            "delivered_at",
            "moment",
            "交车时间",
            "Delivered at",
            "出厂时间 交车日期 出厂日期 离厂时间 提车时间 实际交车时间",
        ),
        column("advisor_no", "text", "服务顾问", "Advisor no.", ADVISOR_HEADERS),
        column(
            "advisor_name",
            "text",
            "服务顾问姓名",
            "Advisor",
            "服务专员 业务接待 接待员 服务顾问名称 业待 接待人 服务接待 SA",
        ),
        column(
            "technician_no",
            "text",
            "技师",
            "Technician no.",
            "技师工号 技师编号 主修工号 维修技师工号 主修技师工号",
        ),
        column(
            "technician_name",
            "text",
            "技师姓名",
            "Technician",
            "主修技师 维修技师 主修人 技师名称 维修工",
        ),
        column(
            "mileage",
            "integer",
            "里程",
            "Mileage",
            "行驶里程 进厂里程 里程数 公里数 进站里程 行驶公里",
        ),
        column("appointment_no", "text", "预约单号", "Appointment no.", "预约号 预约编号"),
        column("had_precheck", "yes_no", "经预检", "Pre-checked", "预检 是否预检"),
        column(
            "precheck_form_used",
            "yes_no",
            "使用预检表",
            "Pre-check form used",
            "预检表 是否使用预检表 预检单",
        ),
        column(
            "customer_present",
            "yes_no",
            "客户随同",
            "Customer present",
            "客户陪同 互动式预检 客户在场",
        ),
        column(
            "all_menu_priced",
            "yes_no",
            "全部目录价",
            "All menu-priced",
            "目录报价 目录价 全部按目录报价",
        ),
        column(
            "prepick_on_time",
            "yes_no",
            "预捡及时",
            "Pre-pick on time",
            "预拣及时 配件预捡及时 预捡",
        ),
        column(
            "bill_explained", "yes_no", "交车解释", "Bill explained", "解释账单 结算解释 费用解释"
        ),
        column("is_rework", "yes_no", "返修", "Rework", "是否返修 返工 是否返工"),
        column("rework_of", "text", "原工单号", "Rework of", "返修原工单 原委托书号 原工单"),
        column(
            "rework_cause",
            "code",
            "返修原因",
            "Rework cause",
            "返工原因 未一次修复原因",
            codes=REWORK_CAUSE,
        ),
        column("fault_code", "text", "故障代码", "Fault code", "故障码 故障编码"),
        column(
            "hours_sold", "hours", "销售工时", "Sold hours", "工时 工时数 标准工时 结算工时 总工时"
        ),
        column(
            "labour_amount", "money", "工时费", "Labour", "工时金额 人工费 工费 工时费用 工时费合计"
        ),
        column(
            "parts_amount",
            "money",
            "配件费",
            "Parts",
            "材料费 配件金额 备件费 备件金额 零件费 材料金额 材料费合计",
        ),
        column(
            "total_amount",
            "money",
            "合计",
            "Total",
            "总金额 合计金额 结算金额 应收金额 金额合计 总费用 总计 实收金额",
        ),
    ),
)

LABOUR_LINES = Feed(
    code="labour_lines",
    name=Text(zh="维修项目", en="Labour lines"),
    identity=("store", "ro_no", "line_no"),
    signed_amounts=True,
    columns=(
        STORE,
        required("ro_no", "text", "工单号", "Order no.", ORDER_HEADERS),
        required("line_no", "text", "行号", "Line no.", "序号 项目序号 明细序号"),
        column(
            "operation_code",
            "text",
            "项目代码",
            "Operation code",
            "工位号 维修项目代码 项目编号 工时代码 操作代码",
        ),
        required(
            "operation",
            "text",
            "项目",
            "Operation",
            "维修项目 项目名称 维修项目名称 作业项目 维修内容",
        ),
        column(
            "technician_no",
            "text",
            "技师",
            "Technician no.",
            "技师工号 主修工号 维修技师工号 技师编号",
        ),
        column("hours", "hours", "工时", "Hours", "工时数 标准工时 销售工时"),
        column("amount", "money", "金额", "Amount", "工时费 工时金额 项目金额"),
        column(
            "payer",
            "code",
            "付费类别",
            "Payer",
            "付费方式 付费类型 结算类别 收费类别 账类",
            codes=PAYER,
        ),
        column(
            "is_additional", "yes_no", "二次增修", "Additional repair", "追加项目 是否增项 增修项目"
        ),
        column("customer_signed", "yes_no", "客户签字", "Customer signed", "签字确认 是否签字"),
    ),
)

PART_LINES = Feed(
    code="part_lines",
    name=Text(zh="维修材料", en="Part lines"),
    identity=("store", "ro_no", "line_no"),
    signed_amounts=True,
    columns=(
        STORE,
        required("ro_no", "text", "工单号", "Order no.", ORDER_HEADERS),
        required("line_no", "text", "行号", "Line no.", "序号 明细序号"),
        required(
            "part_no",
            "text",
            "配件号",
            "Part no.",
            "配件编号 备件号 备件编号 零件号 零件编号 材料编号 配件代码 配件编码",
        ),
        column("part_name", "text", "配件名称", "Part", "备件名称 零件名称 材料名称"),
        column("quantity", "quantity", "数量", "Quantity", "用量 出库数量"),
        column("amount", "money", "金额", "Amount", "配件金额 材料费 材料金额 销售金额"),
        column(
            "payer",
            "code",
            "付费类别",
            "Payer",
            "付费方式 付费类型 结算类别 收费类别 账类",
            codes=PAYER,
        ),
    ),
)

APPOINTMENTS = Feed(
    code="appointments",
    name=Text(zh="预约", en="Appointments"),
    identity=("store", "appointment_no"),
    in_order=(("booked_at", "cancelled_at"),),
    columns=(
        STORE,
        required("appointment_no", "text", "预约单号", "Appointment no.", "预约号 预约编号"),
        column("vin", "vin", "车架号", "VIN", VIN_HEADERS),
        column("plate", "plate", "车牌号", "Plate", PLATE_HEADERS + " 车牌"),
        column("phone", "phone", "手机", "Phone", PHONE_HEADERS),
        required(
            "origin",
            "code",
            "主动/被动",
            "Origin",
            "预约类型 预约方式 预约来源 预约性质 主被动",
            codes=ORIGIN,
        ),
        required(
            "booked_at",
            "moment",
            "预约登记时间",
            "Booked at",
            "登记时间 登记日期 预约登记日期 预约录入时间",
        ),
        required(
            "appointed_at",
            "moment",
            "预约时间",
            "Appointed at",
            "预约进厂时间 预约到店时间 预约日期 预约进站时间",
            ahead=True,
        ),
        column("has_exact_time", "yes_no", "有具体时间", "Exact time", "是否有具体时间 具体时间"),
        column("reminded_at", "moment", "提醒时间", "Reminded at", "预约提醒时间"),
        column("arrived_at", "moment", "到店时间", "Arrived at", "实际到店时间 进厂时间 进站时间"),
        column("cancelled_at", "moment", "取消时间", "Cancelled at", "取消日期 预约取消时间"),
        column("ro_no", "text", "工单号", "Order no.", ORDER_HEADERS),
        column("advisor_no", "text", "服务顾问", "Advisor no.", ADVISOR_HEADERS),
        column(
            "taken_by_no",
            "text",
            "登记人",
            "Taken by no.",
            "登记人工号 预约登记人 预约专员 受理人工号",
        ),
    ),
)

TIME_RECORDS = Feed(
    code="time_records",
    name=Text(zh="工时记录", en="Time records"),
    identity=("store", "employee_no", "on"),
    columns=(
        STORE,
        required("employee_no", "text", "工号", "Employee no.", "员工编号 员工工号 技师工号"),
        required("on", "date", "日期", "Date", "工作日期 考勤日期 出勤日期"),
        required(
            "available_hours",
            "hours",
            "可用工时",
            "Available hours",
            "出勤工时 可利用工时 在岗工时",
        ),
        required(
            "clocked_hours", "hours", "打卡工时", "Clocked hours", "实际工时 作业工时 施工工时"
        ),
    ),
)

PARTS_REQUESTS = Feed(
    code="parts_requests",
    name=Text(zh="车间申领", en="Parts requests"),
    identity=("store", "ro_no", "part_no"),
    columns=(
        STORE,
        required("ro_no", "text", "工单号", "Order no.", ORDER_HEADERS),
        required(
            "part_no",
            "text",
            "配件号",
            "Part no.",
            "配件编号 备件号 备件编号 零件号 零件编号 配件代码 配件编码",
        ),
        required(
            "requested_at",
            "moment",
            "申领时间",
            "Requested at",
            "申请时间 领料时间 申领日期 领料日期",
        ),
        required(
            "available_at_once",
            "yes_no",
            "立即可供",
            "Available at once",
            "是否立即可供 现货 有货 是否有货",
        ),
        column("quantity", "quantity", "数量", "Quantity", "申领数量 领料数量"),
    ),
)
