"""Short forms in which the feed tables are written, so that a table reads as a table."""

from __future__ import annotations

from typing import Any

from careloop.core.ingest.feeds.feed import Column, Kind
from careloop.core.kernel.text import Text


def column(name: str, kind: Kind, zh: str, en: str, aliases: str = "", **more: Any) -> Column:
    """A column that may be empty; ``aliases`` are other headers, parted by spaces."""
    return Column(name, Text(zh=zh, en=en), kind, aliases=tuple(aliases.split()), **more)


def required(name: str, kind: Kind, zh: str, en: str, aliases: str = "", **more: Any) -> Column:
    """A column without which a file is refused and a row is quarantined."""
    return column(name, kind, zh, en, aliases, required=True, **more)


STORE = required(
    "store",
    "text",
    "门店",
    "Store",
    "店代码 门店代码 门店编号 经销商代码 经销商编号 服务站代码 服务站编号 店号 "
    "专营店代码 网点代码 store_code dealer_code",
)
VIN_HEADERS = (
    "VIN VIN码 VIN号 底盘号 底盘编号 车架号码 车辆识别代号 车辆识别码 车辆识别号 底盘号码 "
    "VIN/底盘号 车架号(VIN) 车架号/VIN"
)
PLATE_HEADERS = "车牌号 车牌号码 牌照号 牌照 车号 牌号 车辆牌照 plate_number"
PHONE_HEADERS = (
    "手机号 手机号码 移动电话 联系电话 电话 电话号码 联系方式 车主电话 客户电话 车主手机 "
    "客户手机 送修人电话 送修人手机 mobile"
)
ORDER_HEADERS = (
    "委托书号 委托书编号 工单编号 工单号码 结算单号 维修单号 任务委托书号 委托单号 施工单号 "
    "维修工单号 派工单号 作业单号 RO号 RO编号 order_number"
)
ADVISOR_HEADERS = (
    "服务顾问工号 服务顾问编号 服务顾问(工号) 服务专员工号 业务接待工号 接待员工号 SA工号 "
    "业待工号 服务顾问代码"
)
