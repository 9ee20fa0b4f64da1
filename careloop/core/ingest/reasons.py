"""Why a row is quarantined or an accepted row is flagged: a stable code and a sentence.

The sentence may use ``{column}`` (the column's label), ``{value}`` and the fault's parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

from careloop.core.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code and the sentence in both languages; a warning leaves the row accepted."""

    code: str
    text: Text
    warning: bool = False


def _fault(code: str, zh: str, en: str) -> Reason:
    return Reason(code, Text(zh=zh, en=en))


def _warning(code: str, zh: str, en: str) -> Reason:
    return Reason(code, Text(zh=zh, en=en), warning=True)


REQUIRED_MISSING = _fault(
    "required_missing",
    "“{column}”不能为空,请补填。",
    "“{column}” must not be empty; fill it in.",
)
EXCEL_ERROR = _fault(
    "excel_error",
    "“{column}”是 Excel 的错误值 {value},请在原表中改正公式后再导出。",
    "“{column}” holds the Excel error {value}; mend the formula in the sheet and export again.",
)
NOT_IN_LIST = _fault(
    "not_in_list",
    "“{column}”的值“{value}”不在列表中,可填:{known}。",
    "“{value}” is not in the list of “{column}”; it may be: {known}.",
)
NOT_YES_NO = _fault(
    "not_yes_no",
    "“{column}”的值“{value}”不是是/否,请填 是、否、1、0、Y、N 或 √。",
    "“{value}” in “{column}” is neither yes nor no; write 1, 0, Y, N, 是, 否 or √.",
)
NOT_A_MOMENT = _fault(
    "not_a_moment",
    "“{column}”的值“{value}”不是存在的日期时间,请写成 2026-10-03 14:05。",
    "“{value}” in “{column}” is no moment that exists; write it as 2026-10-03 14:05.",
)
AMBIGUOUS_DATE = _fault(
    "ambiguous_date",
    "“{column}”的值“{value}”分不清年月日,请写成 2026-10-03。",
    "“{value}” in “{column}” can be read as more than one day; write it as 2026-10-03.",
)
IN_THE_FUTURE = _fault(
    "in_the_future",
    "“{column}”的值“{value}”晚于当前时间一天以上,请核对。",
    "“{value}” in “{column}” lies more than a day in the future; check it.",
)
NOT_A_PERIOD = _fault(
    "not_a_period",
    "“{column}”的值“{value}”不是月份或年份,请写成 2026-10 或 2026。",
    "“{value}” in “{column}” is no month or year; write 2026-10 or 2026.",
)
NOT_A_NUMBER = _fault(
    "not_a_number",
    "“{column}”的值“{value}”不是数字,请写成 1234.50。",
    "“{value}” in “{column}” is not a number; write it as 1234.50.",
)
NOT_WHOLE = _fault(
    "not_whole",
    "“{column}”的值“{value}”不是整数。",
    "“{value}” in “{column}” is not a whole number.",
)
DIGITS_LOST = _fault(
    "digits_lost",
    "“{column}”的值“{value}”是科学计数法,数字已丢失,请把该列设为文本格式后重新导出。",
    "“{value}” in “{column}” is in scientific notation and digits are lost; "
    "set the column to text and export again.",
)
OUT_OF_RANGE = _fault(
    "out_of_range",
    "“{column}”的值“{value}”超出可能的范围。",
    "“{value}” in “{column}” is out of any possible range.",
)
NEGATIVE = _fault(
    "negative",
    "“{column}”的值“{value}”为负数,只有红字(退款)单据才可以。",
    "“{value}” in “{column}” is negative, which only a credit order may be.",
)
NOT_A_VIN = _fault(
    "not_a_vin",
    "“{column}”的值“{value}”不是 17 位车架号(不含字母 I、O、Q),请核对。",
    "“{value}” in “{column}” is not a VIN of 17 characters (without I, O, Q); check it.",
)
BACKWARDS = _fault(
    "backwards",
    "“{column}”({value})早于“{earlier}”({earlier_value}),请核对。",
    "“{column}” ({value}) lies before “{earlier}” ({earlier_value}); check both.",
)
CONFLICT = _fault(
    "conflict",
    "同一文件中“{column}”为“{value}”的记录出现多次且内容不同(第 {rows} 行),请只保留正确的一行。",
    "“{value}” in “{column}” stands more than once in the file with different values "
    "(rows {rows}); keep the right row only.",
)
RAGGED = _fault(
    "ragged",
    "该行有 {cells} 个单元格,表头有 {headers} 个,请补齐或删去多余的分隔符。",
    "The row has {cells} cells where the header has {headers}; mend the separators.",
)
OPEN_QUOTE = _fault(
    "open_quote",
    "该行有未闭合的引号,请补上引号。",
    "The row opens a quotation mark that is never closed; close it.",
)
STRAY_QUOTE = _fault(
    "stray_quote",
    "该行的引号位置不对,分不清单元格的界限,请改正引号。",
    "A quotation mark stands where it leaves the cells unclear; mend the quotation marks.",
)
DAMAGED_TEXT = _fault(
    "damaged_text",
    "“{column}”的值“{value}”含有已损坏的文字(�),请从原系统重新导出。",
    "“{value}” in “{column}” holds text that was damaged before it came here (�); export it again.",
)
TOO_LONG = _fault(
    "too_long",
    "“{column}”超过 {limit} 个字符。",
    "“{column}” has more than {limit} characters.",
)
VIN_CHECK_DIGIT = _warning(
    "vin_check_digit",
    "“{column}”的值“{value}”校验位不符(第 9 位),已照原样接收,请核对。",
    "The check digit (ninth character) of “{value}” in “{column}” does not fit; taken as it is.",
)
UNUSUAL_PHONE = _warning(
    "unusual_phone",
    "“{column}”的值“{value}”不是中国手机或固定电话号码,已照原样接收,请核对。",
    "“{value}” in “{column}” is no Chinese mobile or landline number; taken as it is.",
)
UNUSUAL_PLATE = _warning(
    "unusual_plate",
    "“{column}”的值“{value}”不像车牌号,已照原样接收,请核对。",
    "“{value}” in “{column}” does not look like a number plate; taken as it is.",
)
ROUNDED = _warning(
    "rounded",
    "“{column}”的值“{value}”超过两位小数,已四舍五入到分。",
    "“{value}” in “{column}” has more than two decimals and was rounded half up to the fen.",
)

REASONS: dict[str, Reason] = {
    reason.code: reason for reason in list(globals().values()) if isinstance(reason, Reason)
}
