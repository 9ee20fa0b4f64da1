"""Feeds about people: employees and customers."""

from __future__ import annotations

from careloop.core.ingest.feeds.feed import Feed
from careloop.core.ingest.feeds.shorthand import PHONE_HEADERS, STORE, column, required
from careloop.core.kernel.codes import CUSTOMER_KIND, DEPARTMENT, POST, SEX
from careloop.core.kernel.text import Text

EMPLOYEES = Feed(
    code="employees",
    name=Text(zh="员工", en="Employees"),
    identity=("store", "employee_no"),
    in_order=(("hired_on", "left_on"),),
    columns=(
        STORE,
        required(
            "employee_no", "text", "工号", "Employee no.", "员工编号 员工工号 人员编号 员工代码"
        ),
        required("name", "text", "姓名", "Name", "员工姓名 人员姓名"),
        column("department", "code", "部门", "Department", "所属部门 部门名称", codes=DEPARTMENT),
        required("post", "code", "岗位", "Post", "职务 职位 岗位名称 工种", codes=POST),
        column("group", "text", "业待组", "Advisor group", "班组 小组 组别 所属班组"),
        column("phone", "phone", "电话", "Phone", PHONE_HEADERS + " 手机"),
        column("hired_on", "date", "入职日期", "Hired on", "入职时间 入司日期", ahead=True),
        column("left_on", "date", "离职日期", "Left on", "离职时间", ahead=True),
    ),
)

CUSTOMERS = Feed(
    code="customers",
    name=Text(zh="客户", en="Customers"),
    identity=("store", "customer_no"),
    identity_else=("store", "phone", "name"),
    columns=(
        STORE,
        column(
            "customer_no",
            "text",
            "客户编号",
            "Customer no.",
            "客户代码 客户号 会员编号 会员号 车主编号 客户编码",
        ),
        required(
            "name",
            "text",
            "客户名称",
            "Customer name",
            "车主 会员名称 客户姓名 车主姓名 姓名 客户 车主名称 顾客姓名",
        ),
        column(
            "kind",
            "code",
            "客户类别",
            "Customer kind",
            "客户类型 客户性质 车主性质",
            codes=CUSTOMER_KIND,
        ),
        column("level", "text", "客户级别", "Customer level", "客户等级 会员级别 会员等级"),
        required("phone", "phone", "手机", "Mobile", PHONE_HEADERS),
        column("home_phone", "phone", "宅电", "Home phone", "家庭电话 固定电话 座机 住宅电话"),
        column("decision_maker_name", "text", "领导名称", "Decision maker", "领导姓名 负责人"),
        column(
            "decision_maker_phone",
            "phone",
            "领导电话",
            "Decision maker's phone",
            "领导手机 负责人电话",
        ),
        column("driver_name", "text", "司机名称", "Driver", "司机姓名 司机 驾驶员 送修人"),
        column("driver_phone", "phone", "司机电话", "Driver's phone", "司机手机 驾驶员电话"),
        column("sex", "code", "性别", "Sex", "gender", codes=SEX),
        column("birthday", "date", "生日", "Birthday", "出生日期 出生年月日"),
        column("occupation", "text", "职业", "Occupation", "行业"),
        column("region", "text", "地区", "Region", "区域 所在地区 区县 城市"),
        column("address", "note", "地址", "Address", "联系地址 通讯地址 详细地址 住址"),
        column("filed_on", "date", "建档日期", "Filed on", "建档时间 创建日期 登记日期"),
        column(
            "do_not_contact", "yes_no", "免打扰", "Do not contact", "拒绝回访 不回访 是否免打扰"
        ),
    ),
)
