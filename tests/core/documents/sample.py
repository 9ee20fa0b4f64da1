"""A report that holds every block and every awkward case; all names are invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from careloop.core.documents.model import (
    Bullets,
    Cell,
    Chapter,
    Chart,
    KeyFigure,
    KeyFigures,
    NoData,
    Note,
    Paragraph,
    Report,
    Section,
    Series,
    Table,
    TableColumn,
)

MONTHS = tuple(f"{month}月" for month in range(1, 13))
ITEMS = (
    ("解释即将开展的维修工作", 10),
    ("接车过程迅速", 5),
    ("正确、彻底地完成维修保养", 15),
    ("解释结算清单", 10),
    ("提车过程迅速", 5),
    ("服务站停留时间", 15),
    ("积极、友好地倾听要求和期望并给予响应", 5),
    ("有人协助提车", 5),
    ("车辆干净并车况良好", 20),
    ("顾客休息区舒适", 10),
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
ADVISORS = tuple(
    f"{surname}{given}"
    for surname, given in zip(SURNAMES, ("晓彤", "喆", "志远", "欣怡", "子轩") * 6, strict=True)
)
LONG_NAME = "欧阳娜仁托娅·阿依古丽（二级服务顾问兼金领结见习）"
HOSTILE = '=HYPERLINK("http://example.invalid","点我")'
MARKUP = '<b>甲 & 乙</b> "丙" #[丁] $戊$ *己* _庚_ `辛` \\壬'


def note(figure: str, n: int | None = 850) -> Note:
    return Note(
        figure=figure,
        definition=f"{figure}：当月已结算维修工单在三日内完成回访的客户",
        formula="特别满意 ÷ 回访总数",
        n=n,
        period="2026-10",
        data_as_of="2026-11-03",
        mart_version="mart-000042",
    )


def figures() -> KeyFigures:
    return KeyFigures(
        (
            KeyFigure("CSS 得分", "88.6", "目标 88.0", "▲ 1.4", "good", (86, 85, 87, 86, 87, 88)),
            KeyFigure(
                "一次修复率", "91.3%", "目标 93.0%", "▼ 0.8", "bad", (92, 93, 92, 91, 92, 91)
            ),
            KeyFigure("投诉关闭率", "94.1%", "目标 95.0%", "▲ 2.1", "warn", (90, 92, None, 91, 94)),
            KeyFigure("有效回访率", "76.8%", "目标 75.0%", "▲ 3.5", "good", (70, 73, 75, 76)),
            KeyFigure("流失率", "27.38%", "目标 ≤25%", "持平", "neutral"),
            KeyFigure("神秘访客", "103.5", "", "", None),
        )
    )


def review() -> Chapter:
    columns = (
        TableColumn("problem", "问题点（按优先级）", width_weight=1.2),
        TableColumn("measure", "改善措施", width_weight=1.6),
        TableColumn("responsible", "责任人"),
        TableColumn("due", "完成时间", align="center"),
        TableColumn("supervisor", "监督人"),
        TableColumn("state", "完成情况", align="center"),
    )
    long = "每日检查流程单据，记入每位服务顾问和技师的流程考核，重点检查填写的正确性和执行情况"
    rows = tuple(
        (
            Cell.of("服务顾问对服务核心流程关键点执行意志薄弱" if i == 0 else f"问题 {i + 1}"),
            Cell.of(long if i % 2 == 0 else "增加两个预约工位；照片"),
            Cell.of("服务总监"),
            Cell(date(2026, 10, 30), "2026-10-30"),
            Cell.of("客户关爱总监"),
            Cell("完成", "完成", "good") if i % 3 else Cell("未做", "未做", "bad"),
        )
        for i in range(6)
    )
    before = Series(
        "上月", (86, 88, 91, 90, 85, 82, 93, 88, 79, 90), number_format="0.0", muted=True
    )
    after = Series(
        "本月",
        (Decimal("88.5"), 87, 92, 91, 86, Decimal("84.5"), 94, 90, 83, Decimal("103.5")),
        number_format="0.0",
        target=90,
    )
    mot = Chart("bar", tuple(name for name, _ in ITEMS), (before, after), axis_min=0, axis_max=120)
    return Chapter(
        1,
        "上月执行状况回顾",
        (
            Section(
                "关键指标一览",
                (figures(), Paragraph(f"本页数字均来自 2026 年 10 月已月结数据。{MARKUP}")),
                ("六项关键指标中三项达标，一次修复率连续两个月下降，需要车间在十一月优先整改",),
                (note("CSS 得分", 114), note("一次修复率", 1234)),
            ),
            Section(
                "措施完成情况",
                (Table(columns, rows),),
                (
                    "六项措施完成四项；“控工看板”尚未启用",
                    "未完成的两项均由服务总监负责，延至 11 月 15 日",
                ),
            ),
            Section(
                "MOT 前后对比",
                (mot,),
                ("十个关键时刻中八项提升，“车辆干净并车况良好”提升最多（+4.0）",),
                (note("MOT", 114),),
            ),
        ),
    )


def external() -> Chapter:
    columns = (
        TableColumn("row", "对比", width_weight=1.1),
        TableColumn("n", "成功样本量", align="right"),
        *(TableColumn(f"item{i}", name, "right", "", 1) for i, (name, _) in enumerate(ITEMS)),
        TableColumn("mot", "MOT", "right", "", 1),
        TableColumn("css", "CSS", "right", "", 1),
    )

    def row(name: str, n: int | None, base: Decimal | None) -> tuple[Cell, ...]:
        scores = [None if base is None else base + i for i in range(10)]
        return (
            Cell.of(name),
            columns[1].cell(n),
            *(columns[2].cell(score) for score in scores),
            columns[-2].cell(base, tone="good" if base and base > 88 else "bad", note_ref=1),
            columns[-1].cell(base),
        )

    table = Table(
        columns,
        (
            row("上期", 110, Decimal("86.25")),
            row("本期", 114, Decimal("88.45")),
            row("分中心", 2304, Decimal("87.95")),
            row("全国平均分", None, None),
        ),
    )
    sections = ("接待车辆", "确认任务委托书", "维修等待", "交车结算", "硬件设施")
    shopper = Chart(
        "horizontal_bar",
        sections,
        (Series("得分", (92, Decimal("87.5"), 76, 0, None), number_format="0.0", target=85),),
        title="神秘访客 PT 分项得分",
        axis_min=0,
        axis_max=100,
    )
    shopper_columns = (
        TableColumn("section", "分项"),
        TableColumn("items", "项目数", "right"),
        TableColumn("score", "得分", "right", "", 1),
    )
    shopper_rows = tuple(
        (Cell.of(name), shopper_columns[1].cell(n), shopper_columns[2].cell(score))
        for name, n, score in zip(
            sections, (8, 3, 4, 4, 11), (92, Decimal("87.5"), 76, 0, None), strict=True
        )
    )
    return Chapter(
        2,
        "新华信 CSS/PT 评估状况",
        (
            Section(
                "CSS/MOT 得分",
                (table,),
                ("本期 MOT 高于分中心，全国数据尚未发布",),
                (note("MOT", 114),),
            ),
            Section(
                "神秘访客",
                (Table(shopper_columns, shopper_rows), shopper),
                ("“维修等待”76.0 分，低于目标 85 分；交车结算得 0 分，需要复核录音",),
                layout="table_left_chart_right",
            ),
        ),
    )


def internal() -> Chapter:
    columns = (
        TableColumn("advisor", "服务顾问"),
        TableColumn("received", "接车台次", "right"),
        TableColumn("calls", "内访台次", "right"),
        TableColumn("external", "外访样本", "right"),
        *(TableColumn(f"q{i}", f"Q{i}", "right", "", 1) for i in range(1, 9)),
        TableColumn("delight", "欣喜率", "right", "%", 1),
    )
    rows = []
    for i, advisor in enumerate((*ADVISORS, LONG_NAME)):
        scores = [None if (i + q) % 11 == 0 else Decimal(80 + (i * q) % 23) for q in range(1, 9)]
        rows.append(
            (
                Cell.of(advisor),
                columns[1].cell(120 + i * 37),
                columns[2].cell(0 if i == 3 else 40 + i),
                columns[3].cell(20 + i % 4, external=True),
                *(columns[4].cell(score, external=i % 5 == 0) for score in scores),
                columns[-1].cell(Fraction(i, 40), tone="good" if i > 20 else None),
            )
        )
    total = (
        Cell.of("合计"),
        columns[1].cell(20615),
        columns[2].cell(1702),
        columns[3].cell(667),
        *(Cell() for _ in range(8)),
        columns[-1].cell(Fraction(176, 1000)),
    )
    received = Chart(
        "bar",
        ADVISORS,
        (Series("接车台次", tuple(120 + i * 37 for i in range(30)), number_format="#,##0"),),
        unit="台次",
        highlight=(29,),
    )
    delight = Series(
        "欣喜率",
        tuple(Fraction(150 + 7 * (i % 5), 1000) if i != 6 else None for i in range(12)),
        kind="line",
        on_secondary_axis=True,
        number_format="0.0%",
        target=Fraction(20, 100),
    )
    calls = Chart(
        "bar_line",
        MONTHS,
        (Series("回访总数", tuple(700 + 20 * i for i in range(12))), delight),
        title="回访总数与欣喜率",
        unit="个",
        secondary_min=0,
        secondary_max=Fraction(50, 100),
    )
    lines = Chart(
        "line",
        MONTHS,
        (
            Series("本店", (88, 87, 89, 86, 88, 87, 84, 88, 84, 87, 85, 85), number_format="0.0"),
            Series("分中心", (87, 88, 85, 86, 87, 89, 87, 86, 89, 85, 88, 86), number_format="0.0"),
            Series(
                "全国", (86, 86, 86, 87, 86, 87, 87, 86, 87, 86, None, None), number_format="0.0"
            ),
        ),
        title="CSS 得分趋势",
    )
    return Chapter(
        3,
        "本月内部的 CSS 实际状况分析",
        (
            Section(
                "回访统计",
                (calls, lines),
                ("通过对850位用户的回访：欣喜 17.6%，失望 35.3%；与上月的差异在随机波动范围内",),
                (note("欣喜率"),),
                layout="two_charts",
            ),
            Section("服务顾问接车台次", (received,), ("三十位顾问的接车台次相差近十倍",)),
            Section(
                "服务顾问工作对比",
                (Table(columns, tuple(rows), total, "内访与外访得分"),),
                ("外访样本合计 667 份，五位顾问的外访得分低于内访",),
                (note("欣喜率", None),),
            ),
        ),
    )


def complaints() -> Chapter:
    causes = ("质量", "其他", "时间", "费用", "备件", "服务态度", "整车", "索赔")
    weeks = ("第1周", "第2周", "第3周", "第4周")
    counts = ((60, 55, 48, 70), (40, 35, 30, 44), (25, 20, 18, 30), (12, 10, 15, 9))
    counts += ((10, 8, 9, 7), (8, 9, 6, 11), (3, 0, 2, 4), (1, 2, 0, 10))
    columns = (
        TableColumn("cause", "原因"),
        *(TableColumn(f"w{i}", week, "right") for i, week in enumerate(weeks)),
        TableColumn("total", "本月合计", "right"),
        TableColumn("share", "占比", "right", "%", 1),
    )
    whole = sum(map(sum, counts))
    rows = tuple(
        (
            Cell.of(cause),
            *(columns[1].cell(count) for count in values),
            columns[-2].cell(sum(values)),
            columns[-1].cell(Fraction(sum(values), whole)),
        )
        for cause, values in zip(causes, counts, strict=True)
    )
    sums = [sum(values[week] for values in counts) for week in range(4)]
    total = (
        Cell.of("合计"),
        *(columns[1].cell(value) for value in sums),
        columns[-2].cell(whole),
        columns[-1].cell(Fraction(1)),
    )
    stacked = Chart(
        "stacked_bar",
        weeks,
        tuple(Series(cause, values) for cause, values in zip(causes, counts, strict=True)),
        unit="件",
    )
    register = (
        TableColumn("no", "编号", "center"),
        TableColumn("customer", "客户", width_weight=1.2),
        TableColumn("content", "抱怨内容", width_weight=2),
        TableColumn("responsible", "责任人"),
        TableColumn("hours", "关闭用时", "right", "小时", 1),
        TableColumn("state", "状态", "center"),
    )
    entries = tuple(
        (
            register[0].cell(i + 1),
            Cell.of(HOSTILE if i == 0 else LONG_NAME if i == 7 else ADVISORS[i % 30]),
            Cell.of("定位之后车抖、跑偏，行驶中有异响，客户要求返修" * (1 + i % 3)),
            Cell.of("技术经理"),
            register[4].cell(Decimal(i) * Decimal("3.25") if i % 4 else None),
            Cell("已结案", "已结案", "good") if i % 4 else Cell("处理中", "处理中", "warn"),
        )
        for i in range(40)
    )
    return Chapter(
        4,
        "客户抱怨/投诉处理追踪报告及成因背景分析",
        (
            Section(
                "抱怨原因（按周）",
                (Table(columns, rows, total), stacked),
                ("维修质量占抱怨的四成，第 4 周上升", "质量类抱怨集中在四轮定位之后的车抖、跑偏"),
                (note("占比", whole),),
            ),
            Section("投诉登记", (Table(register, entries),), ("四十件投诉中三十件已结案",)),
        ),
    )


def first_time_fix() -> Chapter:
    technicians = (*ADVISORS[:14], "服务站")
    rates = (*(Fraction(45 + 19 * i, 10000) for i in range(14)), Fraction(154, 10000))
    by_technician = Chart(
        "horizontal_bar",
        technicians,
        (Series("返修率", rates, number_format="0.00%", target=Fraction(2, 100)),),
        title="技师返修率（未一次修复 ÷ 维修台次）",
        highlight=(14,),
    )
    trend = Chart(
        "line",
        ("5月", "6月", "7月", "8月", "9月", "10月"),
        (
            Series(
                "服务站",
                tuple(Fraction(n, 10000) for n in (220, 211, 309, 245, 291, 154)),
                number_format="0.00%",
                target=Fraction(2, 100),
            ),
        ),
        title="服务站返修率趋势",
        axis_min=0,
        axis_max=Fraction(35, 1000),
    )
    classes = Chart(
        "pie",
        ("主动预约", "被动预约", "未预约"),
        (Series("预约", (69, 120, 363)),),
        title="预约构成",
    )
    empty = Chart(
        "line", MONTHS, (Series("预约率", (None,) * 12, number_format="0%"),), title="预约率"
    )
    return Chapter(
        5,
        "一次维修合格率/预约分析",
        (
            Section(
                "技师返修率",
                (by_technician, trend),
                ("10 月返修率降至 1.54%，为半年最低；五位技师仍高于目标 2.00%",),
                (note("返修率", 1234),),
                layout="two_charts",
            ),
            Section("预约构成", (classes, empty), ("一成二的进站来自主动预约",)),
            Section(
                "趋势、问题、建议",
                (
                    Bullets(
                        (
                            "趋势：10 月有所改善",
                            "问题：更换配件后仍有故障；定位之后车抖、跑偏；异响判断有误",
                            "建议：加强技术培训；无法判断的车辆立即交技术经理处理",
                        )
                    ),
                ),
            ),
        ),
    )


def loss() -> Chapter:
    reasons = (
        "公里数未到",
        "即将来站保养",
        "已到其它站维修",
        "太远",
        "修路不方便",
        "其他人使用的",
        "已卖",
    )
    counts = (39, 31, 18, 9, 4, 1, 0)
    columns = (
        TableColumn("reason", "流失原因"),
        TableColumn("n", "人数", "right"),
        TableColumn("share", "占比", "right", "%", 0),
    )
    rows = tuple(
        (Cell.of(reason), columns[1].cell(n), columns[2].cell(Fraction(n, 102)))
        for reason, n in zip(reasons, counts, strict=True)
    )
    pie = Chart("pie", reasons, (Series("人数", counts),))
    total = (Cell.of("合计"), columns[1].cell(102), columns[2].cell(Fraction(1)))
    empty = Table(columns, caption="真性流失 / 假性流失")
    return Chapter(
        6,
        "流失客户分析",
        (
            Section(
                "流失原因",
                (Table(columns, rows, total), pie),
                ("三分之二的流失是“假性流失”：里程未到或即将来站",),
                layout="table_left_chart_right",
            ),
            Section("真性与假性", (empty, NoData("流失回访自 11 月开始"))),
        ),
    )


def sample_report() -> Report:
    return Report(
        title="客户服务月度分析报告",
        subtitle="满意度例会",
        organisation="示例城西汽车销售服务有限公司",
        period_label="2026年10月",
        made_on=date(2026, 11, 5),
        data_as_of=date(2026, 11, 3),
        chapters=(review(), external(), internal(), complaints(), first_time_fix(), loss()),
        version_label="v2",
        is_frozen=True,
        mart_version="mart-000042",
    )


def large_report(copies: int = 3) -> Report:
    """About forty slides with thirty-five charts, to measure by."""
    report = sample_report()
    chapters = tuple(
        Chapter(i * 6 + chapter.number, chapter.title, chapter.sections)
        for i in range(copies)
        for chapter in report.chapters
    )
    return Report(
        title=report.title,
        organisation=report.organisation,
        period_label=report.period_label,
        made_on=report.made_on,
        data_as_of=report.data_as_of,
        chapters=chapters,
    )
