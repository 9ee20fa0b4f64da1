"""What a mystery shopper looks at: 30 items in five sections (SUR-05), worded by us."""

from __future__ import annotations

from collections.abc import Mapping

from careloop.core.kernel.text import Text

VISIT_ITEMS: Mapping[str, tuple[Text, ...]] = {
    "receive_vehicle": (
        Text(zh="一分钟内有人主动迎接", en="Welcomed within a minute"),
        Text(zh="服务顾问问候并自我介绍", en="The advisor greets and introduces themself"),
        Text(zh="着装整洁并佩戴工牌", en="Tidy dress, name badge worn"),
        Text(zh="当面铺好三件套", en="Protective covers laid in the customer's presence"),
        Text(zh="与客户一起环车检查", en="Walk round the car together with the customer"),
        Text(zh="倾听并复述客户的需求", en="Listens to the request and repeats it"),
        Text(zh="提醒客户带走贵重物品", en="Reminds the customer to take valuables along"),
        Text(zh="查询车辆的维修记录", en="Looks up the car's repair history"),
    ),
    "confirm_order": (
        Text(zh="说明维修项目及原因", en="Explains the work and its reason"),
        Text(zh="说明预计费用和交车时间", en="Explains estimated cost and delivery time"),
        Text(zh="客户在委托书上签字确认", en="The customer signs the order"),
    ),
    "repair_waiting": (
        Text(zh="引导客户到休息区并提供饮品", en="Leads to the lounge and offers a drink"),
        Text(zh="主动告知维修进度", en="Tells the progress unasked"),
        Text(zh="增修项目先征得客户同意", en="Asks before any additional work"),
        Text(zh="在约定时间内完工", en="Finished within the agreed time"),
    ),
    "delivery_settlement": (
        Text(zh="在车旁说明完成的项目", en="Explains the finished work beside the car"),
        Text(zh="逐项解释结算清单", en="Explains the bill item by item"),
        Text(zh="车辆已清洗，旧件已展示", en="Car washed, old parts shown"),
        Text(
            zh="提醒下次保养时间并送别客户", en="Names the next maintenance and sees the guest off"
        ),
    ),
    "hardware": (
        Text(zh="入口及路线指示清晰", en="Entrance and ways clearly signed"),
        Text(zh="停车位充足且有引导", en="Enough parking, with guidance"),
        Text(zh="接待区整洁明亮", en="Reception clean and bright"),
        Text(zh="接待台资料齐全", en="Reception desk complete with its papers"),
        Text(zh="工时和配件价格公示", en="Labour and parts prices displayed"),
        Text(zh="休息区座椅舒适、充足", en="Enough comfortable seats in the lounge"),
        Text(zh="休息区温度适宜、空气清新", en="Lounge at a pleasant temperature, fresh air"),
        Text(zh="饮品、书报和网络可用", en="Drinks, papers and internet available"),
        Text(zh="洗手间清洁并备有用品", en="Washroom clean and supplied"),
        Text(zh="可以看到维修车间", en="The workshop can be seen"),
        Text(zh="车间整洁有序", en="Workshop clean and in order"),
    ),
}
