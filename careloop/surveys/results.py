"""The figures of answers as tables: two periods side by side, people against questions, low items.

Own and external answers never share a row (SUR-08): external ones are marked in every cell.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from careloop.core.documents.model import Cell, Table, TableColumn, Tone
from careloop.core.kernel.codes import SURVEY_ITEM
from careloop.core.kernel.rounding import divide
from careloop.core.kernel.text import Language, Text
from careloop.core.metrics.intervals import Difference
from careloop.core.scoring.mot import mot_score
from careloop.core.scoring.questions import nps
from careloop.surveys.queries.results import Place, Scores
from careloop.surveys.tallies import Tally

WHAT = {
    "question": Text(zh="题目", en="Question"),
    "advisor": Text(zh="服务顾问", en="Service advisor"),
    "group": Text(zh="业待组", en="Advisor group"),
    "store": Text(zh="门店", en="Store"),
}
ASKED_BY = Text(zh="访问方", en="Asked by")
OWN, EXTERNAL = Text(zh="内访", en="Own"), Text(zh="外访", en="External")
SCORE, SAMPLE = Text(zh="得分", en="Score"), Text(zh="样本", en="n")
INTERVAL = Text(zh="95% 区间", en="95 % interval")
BEFORE, BEFORE_SAMPLE = Text(zh="对比期得分", en="Before"), Text(zh="对比期样本", en="n before")
CHANGE, CLEAR = Text(zh="变化", en="Change"), Text(zh="判断", en="Is it clear?")
RECEIVED = Text(zh="接车台次", en="Vehicles received")
LOW = Text(zh="失望顾客", en="Low answers")
LOW_SHARE = Text(zh="占答卷", en="Of answers")
PER_HUNDRED = Text(zh="每百台", en="Per 100 vehicles")
MOT = Text(zh="MOT", en="MOT")
NOBODY = Text(zh="（未知）", en="(not known)")
VERDICTS = {
    Difference.HIGHER: Text(zh="明显上升", en="clearly higher"),
    Difference.LOWER: Text(zh="明显下降", en="clearly lower"),
    Difference.NOT_CLEAR: Text(zh="看不出差别", en="not clear"),
}
TONES: dict[Difference, Tone | None] = {
    Difference.HIGHER: "good",
    Difference.LOWER: "bad",
    Difference.NOT_CLEAR: None,
}
DECIMALS = 1
MARK_E4 = 100_000  # a mark of 0–10 is stored as so many ten-thousandths of a point

Namer = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two periods: for each row the tally of now and of before."""

    now: Scores
    before: Scores

    def rows(self) -> list[Place]:
        """Every place of either period, own answers before external ones."""
        places = {place for scores in (self.now, self.before) for place in scores}
        return sorted(places, key=lambda p: (p.who, in_order(p.asked), p.is_external))


def in_order(asked: str) -> tuple[int, int, str]:
    """Numbered questions by number, then survey items in their usual order, then the rest."""
    if asked in SURVEY_ITEM.codes:
        return 1, SURVEY_ITEM.codes.index(asked), asked
    digits = "".join(filter(str.isdigit, asked))
    return (0, int(digits[:6]), asked) if digits else (2, 0, asked)


def of_question(scores: Scores, asked: str) -> Scores:
    """One question's scores, or (blank) all of them together, by who."""
    kept: dict[Place, list[Tally]] = {}
    for place, tally in scores.items():
        if asked in ("", place.asked):
            kept.setdefault(Place(place.who, "", place.is_external), []).append(tally)
    return {place: Tally.of(tallies) for place, tallies in kept.items()}


def compared(comparison: Comparison, what: Text, name: Namer, language: Language) -> Table:
    """Two periods side by side, with samples, interval and whether the change is clear."""
    columns = (
        TableColumn("what", what.say(language), width_weight=2.0),
        TableColumn("asked_by", ASKED_BY.say(language)),
        TableColumn("score", SCORE.say(language), "right", decimals=DECIMALS),
        TableColumn("n", SAMPLE.say(language), "right"),
        TableColumn("interval", INTERVAL.say(language), "right"),
        TableColumn("before", BEFORE.say(language), "right", decimals=DECIMALS),
        TableColumn("n_before", BEFORE_SAMPLE.say(language), "right"),
        TableColumn("change", CHANGE.say(language), "right", decimals=DECIMALS),
        TableColumn("clear", CLEAR.say(language)),
    )
    rows = (
        _compared_row(columns, comparison, place, name, language) for place in comparison.rows()
    )
    return Table(columns, tuple(rows))


def _compared_row(
    columns: tuple[TableColumn, ...],
    comparison: Comparison,
    place: Place,
    name: Namer,
    language: Language,
) -> tuple[Cell, ...]:
    now = comparison.now.get(place, Tally())
    before = comparison.before.get(place, Tally())
    outside, verdict = place.is_external, now.against(before)
    change = None if now.mean is None or before.mean is None else now.mean - before.mean
    interval = now.interval()
    width = f"{interval.low:.1f}–{interval.high:.1f}" if interval else ""
    said = "" if change is None else VERDICTS[verdict].say(language)
    return (
        _words(name(place.who or place.asked), outside),
        _words((EXTERNAL if outside else OWN).say(language), outside),
        columns[2].cell(now.mean, external=outside),
        columns[3].cell(now.n, external=outside),
        _words(width, outside),
        columns[5].cell(before.mean, external=outside),
        columns[6].cell(before.n, external=outside),
        columns[7].cell(change, tone=TONES[verdict] if said else None, external=outside),
        _words(said, outside),
    )


def _words(text: str, is_external: bool) -> Cell:
    return Cell(value=text, text=text, external=is_external)


def matrix(
    scores: Scores, what: Text, name: Namer, question_name: Namer, language: Language
) -> Table:
    """Who against what was asked; with all ten moments of truth there is a MOT score, too."""
    asked = sorted({place.asked for place in scores}, key=in_order)
    columns = (
        TableColumn("what", what.say(language), width_weight=1.5),
        TableColumn("asked_by", ASKED_BY.say(language)),
        *(
            TableColumn(one, question_name(one), "right", decimals=DECIMALS)
            for one in (*asked, *_mot_column(asked))
        ),
    )
    whos = sorted({(place.who, place.is_external) for place in scores})
    rows = (
        (
            _words(name(who), outside),
            _words((EXTERNAL if outside else OWN).say(language), outside),
            *_scores_of(scores, who, outside, asked, columns),
        )
        for who, outside in whos
    )
    return Table(columns, tuple(rows))


def _mot_column(asked: Collection[str]) -> tuple[str, ...]:
    return ("mot",) if mot_score(dict.fromkeys(asked, Fraction(0))) is not None else ()


def _scores_of(
    scores: Scores,
    who: str,
    outside: bool,
    asked: Iterable[str],
    columns: tuple[TableColumn, ...],
) -> Iterable[Cell]:
    found = {one: scores.get(Place(who, one, outside), Tally()).mean for one in asked}
    for column in columns[2:]:
        if column.key == "mot":
            known = {item: mean for item, mean in found.items() if mean is not None}
            yield column.cell(mot_score(known), external=outside)
        else:
            yield column.cell(found[column.key], external=outside)


def low_answers(scores: Scores, received: dict[str, int], name: Namer, language: Language) -> Table:
    """One question's disappointed customers of each advisor, against the vehicles received."""
    columns = (
        TableColumn("advisor", WHAT["advisor"].say(language), width_weight=1.5),
        TableColumn("asked_by", ASKED_BY.say(language)),
        TableColumn("received", RECEIVED.say(language), "right"),
        TableColumn("n", SAMPLE.say(language), "right"),
        TableColumn("score", SCORE.say(language), "right", decimals=DECIMALS),
        TableColumn("low", LOW.say(language), "right"),
        TableColumn("share", LOW_SHARE.say(language), "right", unit="%", decimals=DECIMALS),
        TableColumn("per_hundred", PER_HUNDRED.say(language), "right", decimals=DECIMALS),
    )
    places = sorted(scores, key=lambda p: (-scores[p].low, p.who, p.is_external))

    def row(place: Place) -> tuple[Cell, ...]:
        tally, outside = scores[place], place.is_external
        of = received.get(place.who)
        return (
            _words(name(place.who), outside),
            _words((EXTERNAL if outside else OWN).say(language), outside),
            columns[2].cell(of, external=outside),
            columns[3].cell(tally.n, external=outside),
            columns[4].cell(tally.mean, external=outside),
            columns[5].cell(tally.low, tone="bad" if tally.low else None, external=outside),
            columns[6].cell(divide(tally.low, tally.n), external=outside),
            columns[7].cell(divide(100 * tally.low, of or 0), external=outside),
        )

    return Table(columns, tuple(row(place) for place in places))


@dataclass(frozen=True, slots=True)
class Recommended:
    """The net promoter score of a question in one period."""

    question: str
    is_external: bool
    nps: Fraction
    n: int


def recommended(scores: Scores, asked_so: Collection[str]) -> list[Recommended]:
    """The net promoter score of each question that asks for one (``asked_so``)."""
    told: dict[tuple[str, bool], list[Tally]] = {}
    for place, tally in scores.items():
        if place.asked in asked_so:
            told.setdefault((place.asked, place.is_external), []).append(tally)
    found = []
    for (question, outside), tallies in sorted(told.items()):
        whole = Tally.of(tallies)
        marks = {score // MARK_E4: count for score, count in whole.counts.items()}
        if (value := nps(marks)) is not None:
            found.append(Recommended(question, outside, value, whole.n))
    return found


def weakest(scores: Scores) -> str:
    """The question with the most low answers for its sample; blank without answers."""
    by_question: dict[str, list[Tally]] = {}
    for place, tally in scores.items():
        by_question.setdefault(place.asked, []).append(tally)
    shares = {
        asked: divide(whole.low, whole.n) or Fraction(0)
        for asked, tallies in by_question.items()
        if (whole := Tally.of(tallies)).n
    }
    return max(shares, key=lambda asked: (shares[asked], asked), default="")
