"""What a process check looks at (AUD-01 to AUD-04), worded by us after the criteria named there."""

from __future__ import annotations

from collections.abc import Mapping

from careloop.core.kernel.text import Text

# Section code → name and items.
Worded = Mapping[str, tuple[Text, tuple[Text, ...]]]

CORRECT = Text(zh="正确性", en="Correctness")
COMPLETE = Text(zh="完整性", en="Completeness")
ADDITIONAL = Text(zh="增修项目：签字与估价", en="Additional repairs: signature and estimate")
DELIVERY_TIME = Text(zh="预计交车时间", en="Estimated delivery time")

# AUD-02, for each advisor.
ADVISOR_DOCUMENTS: Worded = {
    "correct": (
        CORRECT,
        (
            Text(
                zh="客户、车牌、VIN 和里程与实车一致",
                en="Customer, plate, VIN and mileage agree with the car",
            ),
            Text(
                zh="维修项目与客户描述一致，价格正确",
                en="Work ordered answers what the customer said, prices are right",
            ),
        ),
    ),
    "complete": (
        COMPLETE,
        (
            Text(
                zh="委托书、预检单、结算单齐全",
                en="Order, pre-check sheet and bill are all there",
            ),
            Text(
                zh="必填栏全部填写，客户已在委托书上签字",
                en="No required field is blank, the customer has signed the order",
            ),
        ),
    ),
    "additional": (
        ADDITIONAL,
        (
            Text(
                zh="增修项目施工前有客户签字或电话确认记录",
                en="Additional repairs were signed or agreed by phone before the work",
            ),
            Text(
                zh="增修项目写明费用和时间估价",
                en="Additional repairs carry an estimate of cost and time",
            ),
        ),
    ),
    "delivery_time": (
        DELIVERY_TIME,
        (
            Text(zh="委托书写明预计交车时间", en="The order names the estimated delivery time"),
            Text(
                zh="时间变更已告知客户并记录",
                en="A change of the time was told to the customer and noted",
            ),
        ),
    ),
}

# AUD-02, for each technician.
TECHNICIAN_DOCUMENTS: Worded = {
    "correct": (
        CORRECT,
        (
            Text(
                zh="施工内容与委托书一致，故障原因填写准确",
                en="Work done agrees with the order, the cause of the fault is written down",
            ),
            Text(zh="领用配件与施工项目一致", en="Parts drawn agree with the work done"),
        ),
    ),
    "complete": (
        COMPLETE,
        (
            Text(zh="保养/检查项目表逐项勾选", en="Every line of the maintenance sheet is ticked"),
            Text(
                zh="技师和质检签字、开工和完工时间齐全",
                en="Technician and final check have signed; start and end times are noted",
            ),
        ),
    ),
    "additional": (
        ADDITIONAL,
        (
            Text(
                zh="发现的增修项目已书面报给服务顾问",
                en="Additional repairs found were reported to the advisor in writing",
            ),
            Text(
                zh="未经客户签字的增修项目没有施工",
                en="No additional repair was done without the customer's signature",
            ),
        ),
    ),
    "delivery_time": (
        DELIVERY_TIME,
        (
            Text(
                zh="在预计交车时间前完工，或已提前通知服务顾问",
                en="Finished before the estimated delivery time, or the advisor was told ahead",
            ),
        ),
    ),
}

# AUD-03, for each advisor.
RECEPTION: Worded = {
    "reception": (
        Text(zh="接车", en="Reception"),
        (
            Text(
                zh="及时主动迎接，问候并自我介绍",
                en="Welcomes promptly, greets and introduces themself",
            ),
            Text(
                zh="当面使用三件套，与客户一起环车预检",
                en="Lays covers and walks round the car together with the customer",
            ),
            Text(
                zh="倾听并复述需求，查询维修记录",
                en="Listens, repeats the request, looks up the history",
            ),
            Text(
                zh="说明项目、费用和交车时间，客户签字",
                en="Explains work, cost and delivery time; the customer signs",
            ),
            Text(
                zh="引导客户到休息区或送离", en="Leads the customer to the lounge or sees them off"
            ),
        ),
    ),
    "delivery": (
        Text(zh="交车", en="Delivery"),
        (
            Text(
                zh="交车前完成质检，车辆已清洗",
                en="Final check done and the car washed before delivery",
            ),
            Text(
                zh="在车旁说明完成的项目，展示旧件",
                en="Explains the finished work beside the car and shows old parts",
            ),
            Text(zh="逐项解释结算清单", en="Explains the bill item by item"),
            Text(
                zh="提醒下次保养时间和用车注意事项",
                en="Names the next maintenance and what to mind when driving",
            ),
            Text(
                zh="约定回访方式，送别客户",
                en="Agrees on the follow-up call and sees the guest off",
            ),
        ),
    ),
}

# AUD-04.
APPOINTMENTS: Worded = {
    "record": (
        Text(zh="客户预约记录", en="Appointment record"),
        (
            Text(zh="记录准确到分钟的预约时间", en="The appointed time is noted to the minute"),
            Text(
                zh="至少提前一天预约，并记录提前天数",
                en="Booked at least a day ahead, the lead time is noted",
            ),
            Text(
                zh="记录维修内容、里程和预计用时",
                en="Work wanted, mileage and estimated duration are noted",
            ),
        ),
    ),
    "tracking": (
        Text(zh="预约跟踪记录", en="Appointment tracking"),
        (
            Text(
                zh="预约前 12–24 小时提醒客户并记录",
                en="The customer was reminded 12–24 hours before, and it is noted",
            ),
            Text(
                zh="记录实际到店时间（提前 5 分钟以内为准时）",
                en="The time of arrival is noted (up to 5 minutes early is punctual)",
            ),
            Text(zh="未到店的客户当天跟进", en="Who did not come was followed up the same day"),
        ),
    ),
    "process": (
        Text(zh="流程执行", en="Process"),
        (
            Text(
                zh="预约工位、技师和配件已提前准备",
                en="Bay, technician and parts were kept ready",
            ),
            Text(
                zh="预约客户到店后优先接待", en="Customers with an appointment were received first"
            ),
            Text(
                zh="预约时承诺的交车时间已兑现",
                en="The delivery time promised at booking was kept",
            ),
        ),
    ),
}

# AUD-01, service.
SERVICE_ETIQUETTE: Worded = {
    "etiquette": (
        Text(zh="仪容礼仪", en="Appearance and manners"),
        (
            Text(zh="着装统一整洁，佩戴工牌", en="Tidy uniform, name badge worn"),
            Text(zh="使用规范用语，微笑服务", en="Uses the agreed wording, with a smile"),
            Text(zh="电话三声内接听并报店名", en="Answers within three rings, names the store"),
        ),
    ),
    "process": (
        Text(zh="服务流程", en="Service process"),
        (
            Text(zh="预约看板及时更新", en="The appointment board is current"),
            Text(zh="接车和预检按流程执行", en="Reception and pre-check follow the process"),
            Text(
                zh="维修进度透明，主动告知客户",
                en="Progress can be seen and is told to the customer unasked",
            ),
            Text(zh="质检签字后才交车", en="Delivery only after the final check has signed"),
            Text(
                zh="现场满意度调查已执行，抱怨填写处理单",
                en="On-site satisfaction is asked; complaints are put on a form",
            ),
        ),
    ),
}

# AUD-01, sales.
SALES_ETIQUETTE: Worded = {
    "etiquette": (
        Text(zh="仪容礼仪", en="Appearance and manners"),
        (
            Text(zh="着装统一整洁，佩戴工牌", en="Tidy uniform, name badge worn"),
            Text(
                zh="客户进店一分钟内迎接，递名片",
                en="Welcomes within a minute and gives a business card",
            ),
            Text(zh="引导入座并提供饮品", en="Offers a seat and a drink"),
        ),
    ),
    "process": (
        Text(zh="销售流程", en="Sales process"),
        (
            Text(zh="询问并记录客户需求", en="Asks for the customer's needs and notes them"),
            Text(zh="六方位介绍车辆", en="Presents the car from its six positions"),
            Text(zh="主动邀请试乘试驾", en="Offers a test drive unasked"),
            Text(
                zh="交车时说明功能、保养和保修，并介绍服务顾问",
                en="At delivery explains functions, maintenance and warranty, and introduces the "
                "service advisor",
            ),
            Text(zh="当天录入客户档案并约定回访", en="Files the customer the same day"),
        ),
    ),
}
