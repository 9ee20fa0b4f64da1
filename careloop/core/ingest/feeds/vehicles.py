"""Feeds about vehicles: the stock on file, sales, insurance policies."""

from __future__ import annotations

from careloop.core.ingest.feeds.feed import Feed
from careloop.core.ingest.feeds.shorthand import (
    PHONE_HEADERS,
    PLATE_HEADERS,
    STORE,
    VIN_HEADERS,
    column,
    required,
)
from careloop.core.kernel.codes import POLICY_KIND
from careloop.core.kernel.text import Text

VEHICLES = Feed(
    code="vehicles",
    name=Text(zh="车辆", en="Vehicles"),
    identity=("vin",),
    columns=(
        STORE,
        required("vin", "vin", "车架号", "VIN", VIN_HEADERS),
        column("plate", "plate", "车牌", "Plate", PLATE_HEADERS),
        required("model", "text", "车型", "Model", "车型名称 车辆型号 型号"),
        column("model_line", "text", "车系", "Model line", "车系名称 系列"),
        column(
            "customer_no", "text", "客户编号", "Customer no.", "客户代码 客户号 车主编号 客户编码"
        ),
        column("owner_name", "text", "车主", "Owner", "车主姓名 车主名称 客户名称 客户姓名"),
        column("owner_phone", "phone", "车主电话", "Owner's phone", PHONE_HEADERS + " 手机"),
        column("is_company_car", "yes_no", "公车", "Company car", "是否公车 单位车"),
        column(
            "purchased_on",
            "date",
            "购车日期",
            "Purchased on",
            "购车时间 销售日期 购买日期 购车年月",
        ),
        column(
            "warranty_ends_on",
            "date",
            "质保到期",
            "Warranty ends on",
            "质保到期日 质保到期日期 保修到期 保修截止日期 质保截止日期",
            ahead=True,
        ),
        column(
            "insurance_ends_on",
            "date",
            "保险到期",
            "Insurance ends on",
            "保险到期日 保险到期日期 保险截止日期",
            ahead=True,
        ),
        column(
            "inspection_due_on",
            "date",
            "年检到期",
            "Inspection due on",
            "年检到期日 年检日期 年审到期 年检到期日期",
            ahead=True,
        ),
        column(
            "mileage",
            "integer",
            "里程",
            "Mileage",
            "行驶里程 里程数 公里数 当前里程 最新里程 行驶公里",
        ),
    ),
)

VEHICLE_SALES = Feed(
    code="vehicle_sales",
    name=Text(zh="整车销售", en="Vehicle sales"),
    identity=("store", "vin"),
    columns=(
        STORE,
        required("vin", "vin", "车架号", "VIN", VIN_HEADERS),
        required("model", "text", "车型", "Model", "车型名称 车辆型号 型号"),
        required("sold_on", "date", "销售日期", "Sold on", "销售时间 开票日期 购车日期"),
        column("delivered_on", "date", "交车日期", "Delivered on", "交车时间 提车日期", ahead=True),
        column("customer_no", "text", "客户编号", "Customer no.", "客户代码 客户号 客户编码"),
        column(
            "customer_name", "text", "客户名称", "Customer name", "客户姓名 车主 车主姓名 车主名称"
        ),
        column("phone", "phone", "手机", "Phone", PHONE_HEADERS),
        column(
            "sales_consultant_no",
            "text",
            "销售顾问",
            "Sales consultant no.",
            "销售顾问工号 销售顾问编号 销售员工号",
        ),
        column(
            "introduced_to_service",
            "yes_no",
            "已介绍服务部",
            "Introduced to service",
            "介绍服务部 是否介绍服务部 介绍售后",
        ),
        column(
            "first_service_contact_at",
            "moment",
            "首次主动接触",
            "First service contact at",
            "首次主动接触时间 首次接触时间 首次联系时间",
        ),
    ),
)

INSURANCE_POLICIES = Feed(
    code="insurance_policies",
    name=Text(zh="保单", en="Insurance policies"),
    identity=("policy_no",),
    in_order=(("starts_on", "ends_on"),),
    columns=(
        STORE,
        required("policy_no", "text", "保单号", "Policy no.", "保险单号 保单编号 保单号码"),
        required("vin", "vin", "车架号", "VIN", VIN_HEADERS),
        column("insurer", "text", "保险公司", "Insurer", "承保公司 保险公司名称"),
        column(
            "kind",
            "code",
            "险种",
            "Kind",
            "保单类型 险别 保险种类 交强险/商业险 险种类型",
            codes=POLICY_KIND,
        ),
        required(
            "starts_on",
            "date",
            "起保日期",
            "Starts on",
            "保险起期 生效日期 保险开始日期 起保时间",
            ahead=True,
        ),
        required(
            "ends_on",
            "date",
            "到期日期",
            "Ends on",
            "保险止期 终保日期 保险到期 保险到期日 保险结束日期 保险到期日期",
            ahead=True,
        ),
        column("premium", "money", "保费", "Premium", "保险费 保费金额 保费合计"),
        column("is_new_car", "yes_no", "新车保单", "New car", "是否新车 新保 新车"),
        column("is_renewal", "yes_no", "续保", "Renewal", "是否续保 续保保单"),
        column(
            "agent_no",
            "text",
            "续保专员",
            "Agent no.",
            "续保专员工号 保险专员工号 业务员工号 经办人工号",
        ),
    ),
)
