"""The complaints of the last weeks: what customers say, and how far each has come.

``stage`` is the last thing done; everything before it was done, too. Hours are working hours from
the receipt on; ``days_ago`` counts back from today.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """One complaint and its handling."""

    days_ago: int
    stage: str
    cause: str
    severity: str
    story: str
    faults: tuple[str, ...]
    channel: str = "phone"
    reply_note: str = "已致电客户，说明处理人和时间"
    finding: str = ""
    solution: str = ""
    level: str = "store"
    paused_for: str = ""
    comes_back: bool = False  # the first call-back finds the customer unsatisfied
    whys: tuple[str, ...] = ()
    lies_with: str = "workshop"
    goodwill_yuan: int = 0


# What is done, in its order; a case ends with its stage.
STAGES = (
    "recorded",
    "taken_over",
    "replied",
    "paused",
    "investigated",
    "solved",
    "confirmed",
    "archived",
)

CASES: tuple[Case, ...] = (
    Case(
        38, "archived", "quality", "2",
        "更换前减震后一周，低速过坎仍有异响，已来店两次", ("前悬挂异响",),
        finding="减震上座安装扭矩不足，终检未路试",
        solution="重新安装上座并按扭矩紧固，与客户共同路试",
        comes_back=True, whys=("紧固扭矩不足", "未使用扭矩扳手", "终检清单没有扭矩一项"),
        goodwill_yuan=200,
    ),
    Case(
        33, "archived", "time", "3", "保养约定两小时，实际等待四小时，没有人说明", ("超时未告知",),
        channel="on_site", finding="工位排满后未通知顾问",
        solution="向客户致歉，赠送下次保养工时折扣",
        whys=("未告知延误", "控工看板未更新"), lies_with="front_desk", goodwill_yuan=100,
    ),
    Case(
        29, "archived", "cost", "3", "结算金额比报价多 180 元，事先没有说明", ("追加项目未确认",),
        finding="二次增修未取得客户签字", solution="退还未确认项目费用，重新说明账单",
        whys=("增修未签字", "电话确认没有记录"), lies_with="front_desk", goodwill_yuan=180,
    ),
    Case(
        24, "archived", "service_attitude", "3", "接车时顾问边接电话边登记，问题没有记全",
        ("接待态度", "故障描述未记录"), channel="answer",
        finding="高峰时段一人接两车", solution="服务经理电话致歉，补登故障并免费复检",
        whys=("一人同时接待两位客户", "高峰没有引导员"), lies_with="front_desk",
    ),
    Case(
        20, "archived", "parts", "2", "保险杠到货后颜色有色差，要求更换", ("漆面色差",),
        finding="供货批次色号不符", solution="按厂家批复更换保险杠", level="region",
        whys=("到货未核对色号", "入库验收没有比色"), lies_with="parts", goodwill_yuan=300,
    ),
    Case(
        15, "confirmed", "quality", "3", "空调修后仍不够凉", ("制冷不足",),
        finding="冷凝器散热片堵塞未清理", solution="清洗冷凝器并重新检测压力",
    ),
    Case(
        12, "solved", "quality", "2", "变速箱顿挫，软件升级后没有改善", ("低速顿挫",),
        finding="阀体学习值未清除", solution="清除学习值后重新匹配，客户试车",
        level="management",
    ),
    Case(
        9, "solved", "time", "3", "钣喷件比约定晚两天交车", ("延期交车",),
        finding="喷漆房检修未提前通知", solution="提供代步车三天并致歉",
    ),
    Case(
        8, "paused", "parts", "3", "遥控钥匙到货后仍不能匹配", ("钥匙失灵",),
        finding="钥匙型号下错单", paused_for="part",
    ),
    Case(
        6, "paused", "warranty_claim", "2", "中控屏黑屏，三包期内要求更换", ("中控屏黑屏",),
        finding="已提交厂家技术支持", paused_for="manufacturer", level="region",
    ),
    Case(
        5, "investigated", "quality", "2", "换机油后底护板漏装螺丝，高速异响",
        ("底护板松脱", "高速异响"), finding="交车前未做底盘终检",
    ),
    Case(
        4, "replied", "cost", "3", "同一项目两次报价不同", ("报价不一致",), channel="answer",
    ),
    Case(
        3, "taken_over", "service_attitude", "2", "多次致电无人回电，要求店领导回复",
        ("无人回电",),
    ),
    Case(2, "recorded", "quality", "2", "刹车异响，怀疑未更换刹车片", ("刹车异响",), "on_site"),
    Case(1, "replied", "other", "3", "洗车后车内有水渍", ("车内水渍",)),
    Case(
        0, "recorded", "quality", "1", "高速行驶中动力中断，客户要求媒体介入", ("动力中断",),
        "media",
    ),
)  # fmt: skip
