from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text, language_of

MISSING = Text(zh="第 {row} 行缺少“{column}”。", en="Row {row} lacks “{column}”.")
VIN = Text(zh="车架号", en="VIN")


def test_text_says_its_parameters_in_the_same_language() -> None:
    assert MISSING.say("zh", row=7, column=VIN) == "第 7 行缺少“车架号”。"
    assert MISSING.say("en", row=7, column=VIN) == "Row 7 lacks “VIN”."


def test_text_without_parameters_keeps_braces_of_its_own() -> None:
    assert Text(zh="{甲}", en="{a}").say("zh") == "{甲}"


def test_refused_speaks_both_languages() -> None:
    refusal = Refused(MISSING, row=7, column=VIN)
    assert refusal.say("zh").startswith("第 7 行")
    assert str(refusal) == "Row 7 lacks “VIN”."


def test_language_of_locale_codes() -> None:
    assert [language_of(c) for c in ("zh-hans", "zh_CN.UTF-8", "en-gb", "C", "", None)] == [
        "zh",
        "zh",
        "en",
        "en",
        "en",
        "en",
    ]
