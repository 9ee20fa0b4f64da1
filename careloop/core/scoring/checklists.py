"""Checklists as the sources print them: the lounge, and the mystery shopper's five sections.

The items of the lounge list are worded after golden 002_lounge_checklist; the source names no
scale, so an item holds a text and no maximum.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from careloop.core.kernel.text import Text

LOUNGE: tuple[Text, ...] = (
    Text(
        zh="空调开启并设置到规定温度",
        en="Air conditioning on and set to the prescribed temperature",
    ),
    Text(zh="电视开启并确保画面清晰", en="Television on, picture clear"),
    Text(zh="影视区开启DVD并确保画面清晰", en="DVD in the film corner on, picture clear"),
    Text(
        zh="网吧开启所有电脑确保能够正常运行,且有专人负责定期维护.保养和清洁",
        en="All computers of the internet corner on and working, one person named to maintain and "
        "clean them",
    ),
    Text(zh="桌椅摆放整齐", en="Tables and chairs in order"),
    Text(
        zh="报纸、杂志及时更新,以及装订放好报纸架并放置最新的产品信息/服务信息/促销信息资料",
        en="Newspapers and magazines current and on the rack, with the latest product, service and "
        "offer leaflets",
    ),
    Text(
        zh="茶水随时确保饮水机有水,及冷热功能正常运作。",
        en="Water dispenser filled, hot and cold both working",
    ),
    Text(
        zh="窗户/接待台透视观察窗干净、明亮便于观察保持整洁,无杂物",
        en="Windows and the viewing window of the reception clean, bright and free of clutter",
    ),
    Text(
        zh="客休室范围确保每位客人有茶水供应,电视,DVD正常播放电视穿插播放斯柯达汽车相关的产品或活动的"
        "节目,同时影视类节目供顾客挑选空置的茶杯及时收起,报纸及杂志要及时摆放原位,桌椅保持整齐",
        en="Every guest is offered tea; television and DVD play brand and entertainment films; "
        "empty cups are cleared, papers put back, furniture kept in order",
    ),
    Text(
        zh="客休室范围若在无顾客的情况下,可以关闭部份电器,如:DVD,电视,电脑。及摆放桌椅",
        en="With no guests some appliances (DVD, television, computers) may be off and the "
        "furniture set straight",
    ),
    Text(
        zh="午餐派放客餐,登记车牌,确保每位用餐的顾客有客餐票",
        en="Lunch is served against meal tickets, with the plate noted for every guest",
    ),
)

LOUNGE_COLUMNS: tuple[Text, ...] = (
    Text(zh="序号", en="No."),
    Text(zh="检查项目", en="Item"),
    Text(zh="备注", en="Remark"),
    Text(zh="检查人", en="Inspector"),
    Text(zh="评分", en="Score"),
)

# Items of each section of a mystery-shopper visit (golden 000_pt_mystery_shopper). The source's
# total follows no weighting it names: the total is imported, never computed.
PT_ITEMS: Mapping[str, int] = {
    "receive_vehicle": 8,
    "confirm_order": 3,
    "repair_waiting": 4,
    "delivery_settlement": 4,
    "hardware": 11,
}


def pt_section_score(section: str, points: Fraction) -> Fraction:
    """The score of a section out of 100; half points are given in practice.

    Raises:
        KeyError: no such section.
        ValueError: more points than the section has items.
    """
    items = PT_ITEMS[section]
    if not 0 <= points <= items:
        raise ValueError(f"{section}: {points} points of {items}")
    return points * 100 / items
