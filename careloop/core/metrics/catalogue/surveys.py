"""Questionnaire, MOT, CSS and PT scores (SUR)."""

from __future__ import annotations

from fractions import Fraction

from careloop.core.kernel.text import Text
from careloop.core.metrics.formulas import Additive, Sum
from careloop.core.metrics.metric import Metric
from careloop.core.metrics.scores import ItemScore, WeightedScore

METRICS = (
    Metric(
        code="question_score",
        family="surveys",
        name=Text(zh="题目得分", en="Question score"),
        formula=Additive((Sum("score"),), (Sum("answered"),)),
        numerator=Text(zh="得分合计", en="sum of the scores"),
        denominator=Text(zh="有效答案数", en="answers with a score"),
        unit="points",
        scale=Fraction(1, 10_000),
        decimals=2,
        direction="higher",
        always_by=("question",),
        interval="mean",
        source="000; SUR-06",
    ),
    Metric(
        code="responses",
        family="surveys",
        name=Text(zh="答卷数", en="Responses"),
        formula=Additive((Sum("response"),)),
        numerator=Text(zh="答卷数", en="responses received"),
        direction="higher",
        source="000; SUR-06",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="external_samples",
        family="surveys",
        name=Text(zh="外访样本", en="External samples"),
        formula=Additive((Sum("response", where={"is_external": (1,)}),)),
        numerator=Text(zh="外访答卷数", en="responses of external interviews"),
        direction="higher",
        source="000; SUR-16",
        unit="count",
        scale=Fraction(1),
        decimals=0,
    ),
    Metric(
        code="mot_item_score",
        family="surveys",
        name=Text(zh="MOT单项得分", en="MOT item score"),
        formula=ItemScore("mot"),
        numerator=Text(zh="得分", en="score as imported"),
        denominator=Text(zh="期数", en="survey rows"),
        unit="points",
        scale=Fraction(1, 10_000),
        direction="higher",
        always_by=("item",),
        source="000; SUR-02",
    ),
    Metric(
        code="mot_score",
        family="surveys",
        name=Text(zh="MOT分数", en="MOT score"),
        formula=WeightedScore("mot"),
        numerator=Text(zh="权重×得分之和", en="sum of weight × score"),
        denominator=Text(zh="权重之和", en="sum of weights"),
        unit="points",
        scale=Fraction(1, 10_000),
        direction="higher",
        source="000; SUR-03",
    ),
    Metric(
        code="css_score",
        family="surveys",
        name=Text(zh="CSS分数", en="CSS score"),
        formula=ItemScore("css", total=True),
        numerator=Text(zh="得分", en="score as imported"),
        denominator=Text(zh="期数", en="survey rows"),
        unit="points",
        scale=Fraction(1, 10_000),
        direction="higher",
        source="000; SUR-04",
    ),
    Metric(
        code="pt_score",
        family="surveys",
        name=Text(zh="神秘访客得分", en="Mystery-shopper score"),
        formula=ItemScore("pt", total=True),
        numerator=Text(zh="得分", en="score as imported"),
        denominator=Text(zh="期数", en="survey rows"),
        unit="points",
        scale=Fraction(1, 10_000),
        decimals=2,
        direction="higher",
        source="000; SUR-05",
    ),
)
