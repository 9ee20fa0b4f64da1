"""The closed lists of the trade: a stable code, its name in both languages, what exports call it.

Codes stand in the database, in exports and in saved reports and never change; names and aliases
may. Sources: the glossary, ``reminders.md`` and the golden tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from careloop.core.kernel.folding import fold
from careloop.core.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Code:
    """One entry: the stable code, its printed name, and the other spellings read as it."""

    code: str
    text: Text
    aliases: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.code, self.text.zh, self.text.en, *self.aliases)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list of codes, found by any of their spellings."""

    code: str
    entries: tuple[Code, ...]
    _by_spelling: dict[str, Code] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, Code] = {}
        for entry in self.entries:
            for spelling in entry.spellings:
                if found.setdefault(fold(spelling), entry) is not entry:
                    raise ValueError(f"{self.code}: {spelling!r} names two codes")
        object.__setattr__(self, "_by_spelling", found)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(entry.code for entry in self.entries)

    def find(self, spelling: str) -> str | None:
        """The code a spelling stands for, whatever its case, width and spaces; else ``None``."""
        entry = self._by_spelling.get(fold(spelling))
        return entry.code if entry else None

    def text(self, code: str) -> Text:
        """The printed name of ``code``; the code itself where the list does not know it."""
        return next((e.text for e in self.entries if e.code == code), Text(zh=code, en=code))


def _code(code: str, zh: str, en: str, aliases: str = "") -> Code:
    return Code(code, Text(zh=zh, en=en), tuple(aliases.split()))


JOB_TYPE = CodeList(
    "job_type",
    (
        _code("first_maintenance", "首保", "First maintenance", "首次保养 首保保养 免费首保"),
        _code(
            "periodic_maintenance",
            "定保",
            "Periodic maintenance",
            "一般保养 保养 定期保养 常规保养 正常保养 维护保养 保养维护",
        ),
        _code("repair", "一般维修", "Repair", "普通维修 维修 正常维修 自费维修 小修 大修"),
        _code(
            "insurance",
            "事故",
            "Insurance",
            "保险 事故车 事故维修 保险维修 事故保险 钣喷 钣金喷漆 accident",
        ),
        _code("warranty_claim", "索赔", "Warranty claim", "保修 三包 索赔维修 质保 warranty"),
        _code("rework", "返修", "Rework", "返工 内部返修 外部返修"),
        _code("internal", "内部", "Internal", "内部维修 内修 自用车 PDI 新车检查 新车PDI"),
        _code("other", "其他", "Other", "其它 装潢 精品 美容 改装"),
    ),
)

CONTACT_TYPE = CodeList(
    "contact_type",
    (
        _code(
            "after_repair",
            "维修后回访",
            "After-repair call",
            "维修回访 售后回访 服务回访 三日回访 3日回访 DMS回访",
        ),
        _code("sales", "销售回访", "Sales call", "新车回访 售车回访"),
        _code("delivery", "交车回访", "Delivery call", "新车交车回访"),
        _code("first_maintenance", "首保提醒", "First maintenance reminder", "首保招揽 首保邀约"),
        _code(
            "periodic_maintenance",
            "定保提醒",
            "Periodic maintenance reminder",
            "招揽 定保招揽 定保邀约 保养提醒 定保提醒(招揽) 保养招揽 定保",
        ),
        _code("warranty_expiry", "质保到期", "Warranty expiry", "质保到期提醒 保修到期 出保提醒"),
        _code("insurance_renewal", "续保", "Insurance renewal", "续保提醒 保险到期 保险到期提醒"),
        _code("inspection", "年检", "Inspection reminder", "年检提醒 年审 年审提醒 年检到期"),
        _code("appointment_reminder", "预约提醒", "Appointment reminder", "预约确认"),
        _code("no_show", "爽约回访", "No-show call", "未到店回访 预约未到 失约回访"),
        _code("lost_customer", "流失回访", "Lost-customer call", "流失客户回访 流失招揽 流失"),
        _code("complaint_callback", "投诉回访", "Complaint call-back", "抱怨回访 客诉回访"),
        _code("special_topic", "专题回访", "Special-topic call", "专项回访 活动回访"),
        _code("birthday", "生日关怀", "Birthday greeting", "生日 生日祝福"),
        _code("festival", "节日关怀", "Festival greeting", "节日 节日祝福 节日问候"),
        _code("delivery_contact", "交车后首次联系", "First contact after delivery", "首次主动接触"),
        _code("declined_work", "未做项目提醒", "Declined-work reminder", "未修项目 建议项目跟进"),
    ),
)

OUTCOME = CodeList(
    "outcome",
    (
        _code(
            "answered",
            "接通",
            "Answered",
            "成功 完成 已接通 回访成功 有效回访 成功回访 已完成 connected",
        ),
        _code("no_answer", "无人接听", "No answer", "未接 无人接 未接听 无应答"),
        _code("refused", "拒接", "Refused", "拒接电话 拒绝接听 拒访"),
        _code("powered_off", "关机", "Powered off", "已关机"),
        _code("out_of_service", "停机", "Out of service", "已停机 欠费停机"),
        _code(
            "cannot_connect",
            "无法接通",
            "Cannot connect",
            "不在服务区 无法联系 未接通 忙音 占线 unreachable",
        ),
        _code("wrong_number", "空号错号", "Wrong number", "空号 错号 号码错误 空号/错号"),
        _code(
            "visited_only_once",
            "只来过1次",
            "Visited only once",
            "经查询只来过本站1次 只来过一次 只来过本站1次",
        ),
        _code("not_called", "未拨打", "Not called", "未回访 未拨"),
        _code("left_message", "留言", "Left a message", "短信 微信留言 语音留言"),
        _code("letter", "信函", "Letter", "信件 发信"),
        _code("interested", "有意向", "Interested", "意向 感兴趣 考虑"),
        _code("booked", "已预约", "Booked", "预约成功 预约 同意预约"),
        _code("come_another_time", "改日再来", "Will come another time", "改天来 下次来 择日来"),
        _code("already_done", "已做", "Already done", "已保养 已维修 已完成保养 已来店"),
        _code(
            "mileage_not_reached",
            "公里数未到",
            "Mileage not reached",
            "保养里程未到 里程未到 公里数未到/保养里程未到",
        ),
        _code("used_in_another_town", "外地使用", "Used in another town", "车在外地 在外地"),
        _code("no_time", "没时间", "No time", "没有时间 无时间 不便接听 不方便"),
        _code("clear_refusal", "明确拒绝", "Clear refusal", "拒绝 明确不来"),
        _code("hung_up", "挂断", "Hung up", "中途挂断 挂机"),
        _code("line_broke", "掉线", "Line broke", "断线 通话中断"),
        _code("car_sold", "车已卖", "Car sold", "车辆已售 已卖车 已过户 车已转让"),
        _code("taxi", "出租车", "Taxi", "营运车 出租"),
        _code("given_to_another_user", "已换使用人", "Given to another user", "更换车主 换车主"),
        _code("insured_elsewhere", "已在他处投保", "Insured elsewhere", "他处续保 已续保"),
        _code("refused_quote", "拒绝报价", "Refused a quote", "不接受报价 价格不接受"),
        _code("due_soon", "即将来站保养", "Due soon", "即将来站 近期来站 即将保养"),
        _code(
            "repaired_elsewhere",
            "已到其它站维修",
            "Repaired elsewhere",
            "已到其他站维修 其它站维修 其他站维修 在外维修 他店维修",
        ),
        _code("too_far", "太远", "Too far", "距离太远 路远 距离远"),
        _code("bad_road", "修路不方便", "Bad road", "修路 交通不便"),
        _code("used_by_others", "其他人使用的", "Used by others", "其他人使用 别人使用"),
        _code("other", "其他", "Other", "其它"),
    ),
)

LEVEL = CodeList(
    "level",
    (
        _code("delighted", "欣喜", "Delighted", "特别满意 非常满意 很满意 十分满意"),
        _code("satisfied", "满意", "Satisfied", "比较满意 较满意"),
        _code(
            "disappointed",
            "失望",
            "Disappointed",
            "一般以下 不满意 一般 非常不满意 不满 很不满意 较不满意",
        ),
    ),
)

COMPLAINT_CAUSE = CodeList(
    "complaint_cause",
    (
        _code("quality", "质量", "Quality", "维修质量 质量问题 维修质量问题"),
        _code("time", "时间", "Time", "等待时间 维修时间 时间问题"),
        _code("cost", "费用", "Cost", "价格 收费 费用问题 维修费用"),
        _code("parts", "备件", "Parts", "配件 备件问题 配件供应 零件"),
        _code("service_attitude", "服务态度", "Service attitude", "态度 服务 服务质量"),
        _code("whole_vehicle", "整车", "Whole vehicle", "整车质量 产品质量 车辆质量"),
        _code("warranty_claim", "索赔", "Warranty claim", "保修 三包"),
        _code("other", "其他", "Other", "其它"),
    ),
)

SEVERITY = CodeList(
    "severity",
    (
        _code("1", "一类", "Class 1", "一级 Ⅰ类 I 1类 1级 严重 重大"),
        _code("2", "二类", "Class 2", "二级 Ⅱ类 II 2类 2级 一般"),
        _code("3", "三类", "Class 3", "三级 Ⅲ类 III 3类 3级 轻微"),
    ),
)

DEPARTMENT = CodeList(
    "department",
    (
        _code("front_desk", "前台", "Front desk", "前台接待 接待 业务接待 服务前台 售后前台"),
        _code("workshop", "车间", "Workshop", "维修车间 机修 钣金 油漆 机电 维修"),
        _code("parts", "配件", "Parts", "备件 配件部 备件部"),
        _code(
            "customer_care",
            "客服",
            "Customer care",
            "客户关爱部 客户关系部 客服部 客户服务部 客户关爱 客户关系 客户服务",
        ),
        _code("sales", "销售", "Sales", "销售部 展厅"),
        _code("administration", "行政", "Administration", "行政部 办公室 综合部 财务 财务部"),
        _code("service", "售后", "After-sales", "售后服务部 售后部 服务部 服务"),
        _code("insurance", "保险", "Insurance", "保险部 续保部"),
        _code("other", "其他", "Other", "其它"),
    ),
)

POST = CodeList(
    "post",
    (
        _code(
            "service_advisor",
            "服务顾问",
            "Service advisor",
            "服务专员 业务接待 业待 SA 接待 售后顾问",
        ),
        _code(
            "technician",
            "技师",
            "Technician",
            "维修技师 机修工 维修工 机电技师 钣金技师 喷漆技师 机电工 中工 大工 学徒 技工",
        ),
        _code("workshop_supervisor", "车间主管", "Workshop supervisor", "车间主任 班组长 车间班长"),
        _code(
            "technical_manager",
            "技术经理",
            "Technical manager",
            "技术总监 技术主管 质检员 质检 总检",
        ),
        _code(
            "care_specialist",
            "客户关爱专员",
            "Customer-care specialist",
            "客户关系专员 关爱专员 客服专员 投诉专员",
        ),
        _code("call_agent", "回访员", "Call agent", "回访专员 客服顾问 电话专员 邀约专员"),
        _code(
            "care_director",
            "客户关爱总监",
            "Customer-care director",
            "客服总监 客服主管 客服经理 客户关系经理 客户关爱经理 客户关系总监",
        ),
        _code("service_manager", "服务经理", "Service manager", "售后经理 前台经理 前台主管"),
        _code("service_director", "服务总监", "Service director", "售后总监"),
        _code("process_checker", "流程点检员", "Process checker", "点检员"),
        _code("gold_tie", "金领结", "Gold tie"),
        _code("sales_consultant", "销售顾问", "Sales consultant", "销售 销售员"),
        _code("sales_manager", "销售经理", "Sales manager", "销售总监 展厅经理"),
        _code("parts_clerk", "配件员", "Parts clerk", "备件员 配件专员 备件专员 库管"),
        _code("parts_manager", "配件经理", "Parts manager", "备件经理 配件主管 备件主管"),
        _code("warranty_clerk", "索赔员", "Warranty clerk", "索赔专员 三包员"),
        _code("insurance_agent", "续保专员", "Insurance agent", "保险专员 保险员 续保员"),
        _code("cashier", "收银员", "Cashier", "收银 结算员"),
        _code("general_manager", "总经理", "General manager", "店总 站长 总监"),
        _code("administrator", "行政人员", "Administrator", "行政 文员 信息员 系统管理员"),
        _code("other", "其他", "Other", "其它"),
    ),
)

CUSTOMER_KIND = CodeList(
    "customer_kind",
    (
        _code("person", "个人", "Person", "私人 个人客户 私车 private"),
        _code("company", "单位", "Company", "公司 企业 单位客户 集团 公车 机构"),
    ),
)

SEX = CodeList(
    "sex",
    (
        _code("male", "男", "Male", "M 先生 男性"),
        _code("female", "女", "Female", "F 女士 女性"),
    ),
)

PAYER = CodeList(
    "payer",
    (
        _code("customer", "自费", "Customer", "客户 客户自费 自付 用户"),
        _code("warranty", "索赔", "Warranty", "保修 三包 厂家 质保"),
        _code("insurance", "保险", "Insurance", "事故 保险公司"),
        _code("internal", "内部", "Internal", "本店 内结 内部结算 免费 返修"),
    ),
)

ORIGIN = CodeList(
    "origin",
    (
        _code("active", "主动", "Active", "主动预约 定保邀约 主动邀约 招揽 店端邀约"),
        _code("passive", "被动", "Passive", "被动预约 客户预约 客户来电 来电预约"),
    ),
)

POLICY_KIND = CodeList(
    "policy_kind",
    (
        _code("compulsory", "交强险", "Compulsory", "交强 强制险"),
        _code("commercial", "商业险", "Commercial", "商业 商业保险"),
    ),
)

SURVEY_KIND = CodeList(
    "survey_kind",
    (
        _code("css", "CSS", "Customer satisfaction (CSS)", "客户满意度 新华信 客户满意度(CSS)"),
        _code("mot", "MOT", "Moments of truth (MOT)", "关键时刻 关键时刻(MOT)"),
        _code("pt", "PT", "Mystery shopper (PT)", "神秘访客 飞检 暗访 神秘访客(PT)"),
    ),
)

SURVEY_ROW = CodeList(
    "survey_row",
    (
        _code("this", "本店", "This store", "本站 本期 本服务站 this_period"),
        _code("sub_centre", "分中心", "Sub-centre", "销售服务中心 sub-center RBO"),
        _code("region", "区域", "Region", "大区 本区域"),
        _code("national", "全国", "National", "全网 全国平均"),
    ),
)

# The ten moments of truth of golden/000_mot_svw.json, the CSS score, the five sections of
# golden/000_pt_mystery_shopper.json and the total. Any other item is kept as it came.
SURVEY_ITEM = CodeList(
    "survey_item",
    (
        _code("total", "总分", "Total", "总得分 合计得分 MOT分数 MOT总分 PT总分 总体得分"),
        _code("explain_work", "解释即将开展的维修工作", "Work explained beforehand"),
        _code("fast_reception", "接车过程迅速", "Quick reception"),
        _code("correct_complete", "正确、彻底地完成维修保养", "Work done right and completely"),
        _code("explain_bill", "解释结算清单", "Bill explained"),
        _code("fast_pickup", "提车过程迅速", "Quick pick-up"),
        _code("stay_time", "服务站停留时间", "Time spent at the station"),
        _code("listen", "积极、友好地倾听要求和期望并给予响应", "Listened to and answered"),
        _code("assist_pickup", "有人协助提车", "Helped at pick-up"),
        _code("clean_vehicle", "车辆干净并车况良好", "Vehicle clean and in good order"),
        _code("lounge_comfort", "顾客休息区舒适", "Comfortable lounge", "客户休息区舒适"),
        _code("css", "CSS分数", "CSS score", "CSS CSS得分"),
        _code("receive_vehicle", "接收车辆", "Receiving the vehicle"),
        _code("confirm_order", "确定任务委托书", "Settling the order", "确认任务委托书"),
        _code("repair_waiting", "维修等待", "Waiting for the repair"),
        _code("delivery_settlement", "交车结算", "Delivery and settlement", "交车/结算"),
        _code("hardware", "硬件设施", "Premises and equipment", "硬件"),
    ),
)

REWORK_CAUSE = CodeList(
    "rework_cause",
    (
        _code("vibration", "车辆抖动", "Vibration", "抖动"),
        _code("repair_skill", "维修技术", "Repair skill", "技术 维修技术问题"),
        _code("parts_replacement", "配件更换", "Parts replacement", "备件更换 配件问题 配件质量"),
        _code("driving_noise", "行驶异响", "Driving noise", "异响"),
        _code("not_all_completed", "未全部完成", "Not all completed", "漏项 未完成"),
        _code("other", "其他", "Other", "其它"),
    ),
)

COMPARATOR = CodeList(
    "comparator",
    (
        _code(">", "大于", "greater than", "gt 高于"),
        _code(">=", "不低于", "at least", "≥ => gte 大于等于 不小于 至少"),
        _code("=", "等于", "equal to", "== eq"),
        _code("<", "小于", "less than", "lt 低于"),
        _code("<=", "不高于", "at most", "≤ =< lte 小于等于 不大于 至多 不超过"),
    ),
)

CODE_LISTS: dict[str, CodeList] = {
    codes.code: codes
    for codes in (
        JOB_TYPE,
        CONTACT_TYPE,
        OUTCOME,
        LEVEL,
        COMPLAINT_CAUSE,
        SEVERITY,
        DEPARTMENT,
        POST,
        CUSTOMER_KIND,
        SEX,
        PAYER,
        ORIGIN,
        POLICY_KIND,
        SURVEY_KIND,
        SURVEY_ROW,
        SURVEY_ITEM,
        REWORK_CAUSE,
        COMPARATOR,
    )
}
