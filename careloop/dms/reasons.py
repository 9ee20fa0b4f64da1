"""Why a row is set aside that core could not judge: it needs the database to see it."""

from __future__ import annotations

from careloop.core.ingest.reasons import Reason
from careloop.core.kernel.text import Text

NO_SUCH_STORE = Reason(
    "no_such_store",
    Text(
        zh="没有门店“{value}”，或您无权导入该门店的数据。请核对门店代码。",
        en="There is no store “{value}”, or you may not import there. Check the store code.",
    ),
)
NO_SUCH_ORDER = Reason(
    "no_such_order",
    Text(
        zh="没有工单“{value}”。请先导入维修工单（repair_orders），再导入本行。",
        en="There is no order “{value}”. Import repair_orders first, then this row.",
    ),
)
NOT_A_MONTH = Reason(
    "not_a_month",
    Text(
        zh="“{column}”的值“{value}”不是月份，请写成 2026-10。",
        en="“{value}” in “{column}” is not a month; write it as 2026-10.",
    ),
)
SAME_RECORD = Reason(
    "same_record",
    Text(
        zh="本行与文件中的另一行是同一条记录。请只保留正确的一行。",
        en="This row and another row of the file are the same record. Keep the right one only.",
    ),
)
UNKNOWN_NAMES = {
    "employee": Text(
        zh="{rows} 行提到 {count} 个未知员工（{names}）：请导入员工表（employees）。",
        en="{rows} rows name {count} unknown employees ({names}): import the employees feed.",
    ),
    "vehicle": Text(
        zh="{rows} 行提到 {count} 辆未知车辆（{names}）：请导入车辆表（vehicles）。",
        en="{rows} rows name {count} unknown vehicles ({names}): import the vehicles feed.",
    ),
    "order": Text(
        zh="{rows} 行提到 {count} 个未知工单（{names}）：请导入维修工单（repair_orders）。",
        en="{rows} rows name {count} unknown orders ({names}): import the repair_orders feed.",
    ),
}
TOTAL_ROWS = Text(
    zh="{rows} 行是合计行，已跳过（计入空行）。",
    en="{rows} total rows were skipped (counted with the blank ones).",
)
