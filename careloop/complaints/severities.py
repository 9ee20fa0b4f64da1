"""What makes a complaint one of class 1, 2 or 3 (CMP-11), as the pages say it beside the choice."""

from __future__ import annotations

from dataclasses import dataclass

from careloop.core.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Definition:
    """A class: what it is called, and the cases that make a complaint one of it."""

    code: str
    name: Text
    cases: tuple[Text, ...]


DEFINITIONS = (
    Definition(
        "1",
        Text(zh="一类：重大服务质量事故", en="Class 1: major incident"),
        (
            Text(
                zh="因违法违规、质量或人员问题被省级及以上媒体（含互联网）曝光，造成严重影响",
                en="Exposed by provincial or higher media, internet included, with serious effect, "
                "for a breach of law, poor quality or staff",
            ),
            Text(
                zh="重要客户的服务中断，或影响大量客户",
                en="Service to a key customer interrupted, or many customers affected",
            ),
            Text(
                zh="窗口人员服务恶劣，造成严重后果",
                en="Bad service by front-desk staff with serious consequence",
            ),
            Text(
                zh="其他层面损害公司形象的服务问题",
                en="A service problem that damages the company's image in another way",
            ),
        ),
    ),
    Definition(
        "2",
        Text(zh="二类：严重服务质量问题", en="Class 2: serious problem"),
        (
            Text(
                zh="未达到服务标准或未兑现承诺，客户反应强烈",
                en="A standard or a promise missed, and a strong reaction of the customer",
            ),
            Text(
                zh="维修、交车等超过约定时限，客户很不满意",
                en="Repair or delivery beyond the time agreed, and the customer very dissatisfied",
            ),
            Text(
                zh="窗口人员行为或态度恶劣",
                en="Bad behaviour or attitude of front-desk staff",
            ),
            Text(zh="被市级媒体负面报道", en="A bad report in city-level media"),
        ),
    ),
    Definition(
        "3",
        Text(zh="三类：一般服务质量问题", en="Class 3: general problem"),
        (
            Text(
                zh="用语不当、使用服务禁语、与客户争吵、答复错误",
                en="Wrong wording, forbidden phrases, quarrels, wrong answers",
            ),
            Text(
                zh="现场人员违规：未清洁、未检测、让客户搬运或自备工具、代客签字",
                en="On-site staff break rules: no cleaning, untested, the customer made to carry "
                "or provide tools, a forged signature",
            ),
            Text(
                zh="推诿、拒绝，导致客户重复投诉",
                en="Evasion or refusal that leads to a repeated complaint",
            ),
        ),
    ),
)
