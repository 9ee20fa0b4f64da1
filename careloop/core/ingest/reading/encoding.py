"""Which encoding a text file is in: sure, or refused. Nothing is ever replaced on the way.

Unicode marks first, then UTF-16 by its zeros, then strict UTF-8, then GB18030 and Big5 — both of
which decode almost any bytes, so the text that comes out must also read like Chinese.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

UNKNOWN = Text(
    zh="无法确定文件“{file}”的编码。请用 Excel 打开后另存为“CSV UTF-8”或 .xlsx。",
    en="The encoding of “{file}” cannot be determined. Open it in Excel and save it as "
    "“CSV UTF-8” or .xlsx.",
)
MOJIBAKE = Text(
    zh="文件“{file}”的文字已是乱码(例如“{sample}”,应为“{meant}”)。请从原系统重新导出。",
    en="The text of “{file}” was garbled before it came here (“{sample}” should be “{meant}”). "
    "Export it again.",
)

NOT_SO_ENCODED = Text(
    zh="文件“{file}”不是 {encoding} 编码。请选择其他编码,或改为自动识别。",
    en="“{file}” is not encoded as {encoding}. Choose another encoding, or let it be found.",
)

OFFERED = ("utf-8", "gb18030", "big5hkscs", "utf-16")
"""The codecs a person can choose from."""

_CHUNK = 1 << 20
_SAMPLE = 200_000
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_HZ = re.compile(rb"~\{[\x21-\x7e]{2,}~\}")
_ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b(J", b"\x1b$)C", b"\x1b$)A")

# The characters a Chinese text is mostly made of, and those of names, plates and workshop tables.
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后"
    "作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因"
    "只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应"
    "战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿"
    "原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太"
    "量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界"
    "达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今"
    "切院让识候带导争运请快每语单号客户姓车牌架维修顾里费配材料额算厂店养首索赔返预约备注型质销售编码底"
    "盘换油滤检查轮胎刹片结款额价轿版自豪华标舒适颜色办网址邮箱联系省县镇村街道楼室李刘陈杨赵黄周吴徐孙"
    "胡朱高林何郭罗梁宋郑谢韩唐冯董萧曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范石姚谭廖邹"
    "熊陆郝孔崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎易武乔贺赖龚伟芳娜敏静丽强磊军洋勇艳杰娟涛超秀霞平刚桂"
    "京沪津渝冀晋蒙辽吉黑浙皖闽赣鲁豫鄂湘粤琼川贵云藏陕甘青宁"
    "這個們來為國說時會對過發後裡種經學現當沒動還進樣從實軍無與長機關點業將兩間問並應戰頭體見產話內給"
    "門兒東聲員論處義幾認條氣題爾別變總電數報結務場計資許統區隊決馬書則聽卻達強難權設記類據邊張該規萬取"
    "覺術領確傳師觀讓識帶導爭運請語單號戶車維費額廠養賠預約備註質銷編碼盤換檢查輪們啟兒"
)
_HANZI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_FOREIGN = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\ue000-\uf8ff\u0370-\u052f\u2e80-\u2fdf]")
_HIGH = re.compile(r"[^\x00-\x7f]+")
_READS_CHINESE = 0.4


def detect(path: Path, name: str) -> str:
    """The name of the codec that decodes the whole file strictly.

    Raises:
        Refused: not determinable, or the text was garbled before it was written.
    """
    with path.open("rb") as file:
        head = file.read(_CHUNK)
    encoding = _by_mark(head) or _by_zeros(head)
    if encoding is None and _plain_seven_bit(head) and any(e in head for e in _ESCAPES):
        raise Refused(UNKNOWN, file=name)
    candidates = [encoding] if encoding else ["utf-8"]
    for candidate in candidates:
        sample = _decoded(path, candidate)
        if sample is not None:
            if candidate == "utf-8" and _HZ.search(head) and _decoded(path, "hz") is not None:
                return "hz"
            _refuse_garbled(sample, name)
            return candidate
    return _chinese(path, name)


def confirmed(path: Path, name: str, encoding: str) -> str:
    """``encoding``, as a person chose it.

    Raises:
        Refused: it does not decode the whole file strictly.
    """
    if _decoded(path, encoding) is None:
        raise Refused(NOT_SO_ENCODED, file=name, encoding=encoding.upper())
    return encoding


def _by_mark(head: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)


def _by_zeros(head: bytes) -> str | None:
    """UTF-16 without a mark: the ASCII in it leaves zeros on one side of each pair."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    pairs = len(head) // 2
    if odd > pairs // 10 and even * 20 < odd:
        return "utf-16-le"
    if even > pairs // 10 and odd * 20 < even:
        return "utf-16-be"
    return None


def _plain_seven_bit(head: bytes) -> bool:
    return head.isascii()


def _decoded(path: Path, encoding: str) -> str | None:
    """The beginning of the text, where all of the file decodes strictly; else ``None``."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    sample: list[str] = []
    held = 0
    try:
        for chunk in _chunks(path):
            text = decoder.decode(chunk)
            if held < _SAMPLE:
                sample.append(text[: _SAMPLE - held])
                held += len(text)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return None
    return "".join(sample)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _chinese(path: Path, name: str) -> str:
    """GB18030 or Big5, whichever reads like Chinese."""
    scores = {}
    for encoding in ("gb18030", "big5hkscs"):
        text = _decoded(path, encoding)
        if text is not None:
            scores[encoding] = reads_chinese(text)
    best = max(scores, key=lambda encoding: scores[encoding], default=None)
    if best is None or scores[best] < _READS_CHINESE:
        raise Refused(UNKNOWN, file=name)
    return best


def reads_chinese(text: str) -> float:
    """Share of common Chinese characters among all that belong to some script but Latin."""
    hanzi = _HANZI.findall(text)
    foreign = len(_FOREIGN.findall(text))
    if not hanzi:
        return 0.0
    return sum(character in _COMMON for character in hanzi) / (len(hanzi) + 3 * foreign)


def _refuse_garbled(sample: str, name: str) -> None:
    """UTF-8 that was read as Latin or as GBK and then saved again."""
    runs = _HIGH.findall(sample)[:200]
    for wrong in ("latin-1", "cp1252", "gb18030"):
        for run in runs:
            meant = _regarbled(run, wrong)
            if meant and reads_chinese(meant) > max(_READS_CHINESE, reads_chinese(run)):
                raise Refused(MOJIBAKE, file=name, sample=run[:20], meant=meant[:20])


def _regarbled(run: str, wrong: str) -> str | None:
    try:
        meant = run.encode(wrong).decode("utf-8")
    except UnicodeError:
        return None
    return meant if len(meant) > 1 and _HANZI.search(meant) else None
