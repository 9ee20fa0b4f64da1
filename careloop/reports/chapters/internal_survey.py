"""Chapter 3: the store's own calls and questionnaire (MRP-05, FCB-04, SUR-06..08)."""

from __future__ import annotations

from fractions import Fraction

from careloop.core.documents.model import Cell, Chapter, Chart, Section, Series, Table
from careloop.core.documents.model import TableColumn as Column
from careloop.core.documents.numbers import decimal_text
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure, Key
from careloop.core.scoring.mot import mot_score
from careloop.reports import conclusions
from careloop.reports.chapters.moments import (
    ITEMS,
    moment_of,
    question_label,
    question_name,
    short_name,
)
from careloop.reports.exhibits import (
    MONTH_COLUMN,
    as_line,
    drawn,
    number,
    percents,
    rate,
    ratios,
    values,
    whole,
    words,
)
from careloop.reports.figures import count, has_data
from careloop.reports.material import Material

NUMBER = 3
TITLE = Text(zh="本月内部 CSS 实际状况分析", en="The store's own survey")
CALLS = Text(zh="售后回访统计", en="Follow-up call statistics")
CALL_COLUMNS = {
    "calls_made": Text(zh="回访总数", en="Calls"),
    "calls_valid": Text(zh="有效回访", en="Valid"),
    "valid_call_rate": Text(zh="有效回访率", en="Valid rate"),
    "delighted": Text(zh="特别满意", en="Very satisfied"),
    "delighted_share_of_calls": Text(zh="欣喜率（占总数）", en="Delighted, of calls"),
    "disappointed": Text(zh="一般以下客户", en="Average or below"),
    "disappointed_share_of_calls": Text(zh="失望率（占总数）", en="Disappointed, of calls"),
    "unreachable_calls": Text(zh="无法联系", en="Unreachable"),
}
BETTER: dict[str, conclusions.Better] = {
    "delighted_share_of_calls": "higher",
    "disappointed_share_of_calls": "lower",
}
SAID_CODES = (
    "calls_made",
    "calls_valid",
    "valid_call_rate",
    "delighted_share_of_calls",
    "disappointed_share_of_calls",
)
QUESTIONS = Text(zh="问题得分：本月与上月", en="Scores by question, this month and last")
QUESTION = Text(zh="问题", en="Question")
LAST_SCORE = Text(zh="上月得分", en="Last month")
LAST_SAMPLE = Text(zh="上月样本量", en="n last month")
THIS_SCORE = Text(zh="本月得分", en="This month")
THIS_SAMPLE = Text(zh="本月样本量", en="n this month")
CHANGE = Text(zh="变化", en="Change")
BY_ADVISOR = Text(zh="服务顾问各项得分（内部回访）", en="Scores by advisor (own survey)")
ADVISOR = Text(zh="服务顾问", en="Advisor")
SAMPLE = Text(zh="样本量", en="Sample")
LOW_ITEMS = Text(zh="单项低分项分析", en="Single low items")
RECEIVED = Text(zh="接车台次", en="Vehicles received")
INTERVIEWED = Text(zh="有效回访", en="Valid interviews")
DISAPPOINTED = Text(zh="失望顾客", en="Disappointed customers")
PER_HUNDRED = Text(zh="每百台失望顾客", en="Disappointed per 100 vehicles")
LOWEST = Text(zh="得分最低的问题", en="Lowest question")
LOWEST_SCORE = Text(zh="得分", en="Score")
COMPARISON = Text(zh="服务顾问工作对比", en="Advisors compared")
INTERNAL_CALLS = Text(zh="内访台次", en="Own interviews")
EXTERNAL_SAMPLE = Text(zh="外访样本", en="External sample")
MOT = Text(zh="MOT", en="MOT")
WHOLE = Text(zh="合计", en="Total")
WEAKEST = Text(
    zh="得分最低的是“{question}”，{score} 分（样本 {n}）。",
    en="“{question}” scores lowest: {score} (n={n}).",
)
CAUTION = Text(
    zh="样本量不足 {least} 的分数仅供参考，不作人员排名。",
    en="Scores from fewer than {least} answers are shown only for reference; do not rank people.",
)
RECONCILED = Text(
    zh="各顾问外访样本合计 {total}，与本期成功样本量一致。",
    en="The advisors' external samples add to {total}, the period's sample.",
)
NOT_RECONCILED = Text(
    zh="各顾问外访样本合计 {total}，与本期成功样本量 {sample} 不一致，请核对。",
    en="The advisors' external samples add to {total}, the period's sample is {sample}: check.",
)
ADVISORS_WORD = Text(zh="顾问", en="advisor")
DISAPPOINTED_RATE = Text(zh="失望客户占有效回访：", en="Disappointed among valid interviews: ")
NO_ANSWERS = Text(zh="内部问卷", en="The store's own questionnaire")
MONTHS_SHOWN = 6
COMPARED_CODES = ("visits", "internal_interviews", "external_samples")

Columns = tuple[Column, ...]


def chapter(material: Material) -> Chapter:
    """The third chapter; external answers stand only in the comparison, marked."""
    sections = (
        calls(material),
        questions(material),
        by_advisor(material),
        low_items(material),
        comparison(material),
    )
    return Chapter(NUMBER, material.say(TITLE), sections)


def calls(material: Material) -> Section:
    label = {key: material.say(text) for key, text in CALL_COLUMNS.items()}
    columns = (
        words("month", material.say(MONTH_COLUMN)),
        whole("calls_made", label["calls_made"]),
        whole("calls_valid", label["calls_valid"]),
        percents("valid_call_rate", label["valid_call_rate"], 1),
        whole("delighted", label["delighted"]),
        percents("delighted_share_of_calls", label["delighted_share_of_calls"], 1),
        whole("disappointed", label["disappointed"]),
        percents("disappointed_share_of_calls", label["disappointed_share_of_calls"], 1),
        whole("unreachable_calls", label["unreachable_calls"]),
    )
    shown = material.months(MONTHS_SHOWN)
    rows = tuple(
        _call_row(material, columns, month)
        for month in shown
        if has_data(material.trend("calls_made", month)) or month == material.month
    )
    said = {code: material.trend(code) for code in SAID_CODES}
    sentence = conclusions.calls(material.language, said)
    return Section(
        material.say(CALLS),
        (Table(columns, rows), drawn(material, _call_chart(material, label))),
        conclusion=(sentence, *_call_changes(material)),
        notes=material.notes(*SAID_CODES, "unreachable_calls"),
        layout="full",
    )


def _call_row(material: Material, columns: Columns, month: Period) -> tuple[Cell, ...]:
    figure = {column.key: material.trend(column.key, month) for column in columns[1:]}
    figure["delighted"] = figure["delighted_share_of_calls"]
    figure["disappointed"] = figure["disappointed_share_of_calls"]
    return (
        Cell.of(material.month_name(month)),
        *(
            rate(column, figure[column.key])
            if column.unit == "%"
            else column.cell(count(figure[column.key]))
            for column in columns[1:]
        ),
    )


def _call_chart(material: Material, label: dict[str, str]) -> Chart:
    months = material.months()[1:]
    made = values(label["calls_made"], (material.trend("calls_made", month) for month in months))
    lines = tuple(
        ratios(label[code], (material.trend(code, month) for month in months), 1)
        for code in ("valid_call_rate", "delighted_share_of_calls", "disappointed_share_of_calls")
    )
    return Chart(
        "bar_line",
        tuple(material.short_month(month) for month in months),
        (made, *(as_line(line) for line in lines)),
        title=material.say(CALLS),
        secondary_min=0,
        secondary_max=1,
        labels_shown=False,
    )


def _call_changes(material: Material) -> tuple[str, ...]:
    if not material.trend("calls_made").value:
        return ()
    return tuple(
        conclusions.rate_change(
            material.language,
            material.name(code),
            material.trend(code),
            material.before(code),
            better=better,
        )
        for code, better in BETTER.items()
    )


def _answers(
    material: Material, month: Period, question: Key, *, external: bool = False
) -> Figure | None:
    """The score of a question in the store's own interviews, or in the survey house's."""
    found = material.figures.all("questions", "question_score", month=str(month), question=question)
    return next((f for f in found if _is_external(f) == external and has_data(f)), None)


def _is_external(figure: Figure) -> bool:
    """Answers that do not say who asked were asked by the store."""
    return figure.keys.get("external") in (1, "1", "external")


def _own_questions(material: Material, ask: str) -> list[str]:
    found = material.figures.all(ask, "question_score")
    own = {str(f.keys["question"]) for f in found if has_data(f) and not _is_external(f)}
    return sorted(own, key=_question_order)


def _question_order(question: str) -> tuple[int, int, str]:
    """Moments in their usual order, then numbered questions by number, then the others."""
    if moment := moment_of(question):
        return 0, ITEMS.index(moment), question
    digits = "".join(character for character in question if character.isdigit())
    return (1, int(digits), question) if digits else (2, 0, question)


def questions(material: Material) -> Section:
    columns = (
        words("question", material.say(QUESTION), 1.8),
        number("last", material.say(LAST_SCORE), 2),
        whole("last_sample", material.say(LAST_SAMPLE)),
        number("this", material.say(THIS_SCORE), 2),
        whole("this_sample", material.say(THIS_SAMPLE)),
        number("change", material.say(CHANGE), 2),
    )
    asked = _own_questions(material, "questions")
    pairs = [
        (
            question,
            _answers(material, material.month.previous, question),
            _answers(material, material.month, question),
        )
        for question in asked
    ]
    rows = tuple(_question_row(material, columns, *pair) for pair in pairs)
    chart = Chart(
        "bar",
        tuple(question_label(material, question) for question in asked),
        (
            Series(
                material.say(LAST_SCORE),
                tuple(last.value if last else None for _, last, _ in pairs),
                number_format="0.0",
            ),
            Series(
                material.say(THIS_SCORE),
                tuple(this.value if this else None for _, _, this in pairs),
                number_format="0.0",
            ),
        ),
        title=material.say(QUESTIONS),
    )
    lowest = [(this.value, q, this.n) for q, _, this in pairs if this and this.value is not None]
    return Section(
        material.say(QUESTIONS),
        (Table(columns, rows), drawn(material, chart)),
        conclusion=_weakest(material, lowest),
        notes=tuple(material.note(this) for _, _, this in pairs[:1] if this),
        layout="table_left_chart_right",
    )


def _question_row(
    material: Material, columns: Columns, question: str, last: Figure | None, this: Figure | None
) -> tuple[Cell, ...]:
    before = last.value if last else None
    now = this.value if this else None
    return (
        Cell.of(question_name(material, question)),
        columns[1].cell(before),
        columns[2].cell(last.n if last else None),
        columns[3].cell(now),
        columns[4].cell(this.n if this else None),
        columns[5].cell(now - before if now is not None and before is not None else None),
    )


def _weakest(material: Material, scored: list[tuple[Fraction, str, int]]) -> tuple[str, ...]:
    if not scored:
        return (conclusions.NO_DATA.say(material.language, name=material.say(NO_ANSWERS)),)
    value, question, n = min(scored)
    return (
        material.say(
            WEAKEST,
            question=question_name(material, question),
            score=decimal_text(value, 2),
            n=f"{n:,}",
        ),
    )


def _advisors(material: Material, ask: str, *codes: str) -> list[Key]:
    """Advisors with data for any of ``codes``, by name."""
    found = {key for code in codes for key in material.figures.keys_of(ask, code, "advisor")}
    return sorted(found - {None}, key=material.person)


def _advisor_answer(
    material: Material, advisor: Key, question: str, *, external: bool = False
) -> Figure | None:
    found = material.figures.all(
        "advisor_questions", "question_score", advisor=advisor, question=question
    )
    return next((f for f in found if _is_external(f) == external and has_data(f)), None)


def by_advisor(material: Material) -> Section:
    asked = _own_questions(material, "advisor_questions")
    columns = (
        words("advisor", material.say(ADVISOR), 1.2),
        whole("sample", material.say(SAMPLE)),
        *(number(question, question_name(material, question), 1) for question in asked),
    )
    rows = tuple(
        row
        for advisor in _advisors(material, "advisor_questions", "question_score")
        if (row := _advisor_row(material, columns, asked, advisor))[1].value
    )
    few = any(isinstance(row[1].value, int) and row[1].value < conclusions.SMALL for row in rows)
    lines = (material.say(CAUTION, least=conclusions.SMALL),) if few else ()
    return Section(
        material.say(BY_ADVISOR),
        (Table(columns, rows),),
        conclusion=lines,
        notes=tuple(
            material.note(figure)
            for question in asked[:1]
            if (figure := _answers(material, material.month, question))
        ),
        layout="full",
    )


def _advisor_row(
    material: Material, columns: Columns, asked: list[str], advisor: Key
) -> tuple[Cell, ...]:
    answers = [_advisor_answer(material, advisor, question) for question in asked]
    sample = max((answer.n for answer in answers if answer), default=None)
    scores = zip(columns[2:], answers, strict=True)
    return (
        Cell.of(material.person(advisor)),
        columns[1].cell(sample),
        *(column.cell(answer.value if answer else None) for column, answer in scores),
    )


def low_items(material: Material) -> Section:
    """Disappointed customers against the vehicles each advisor received (SUR-07)."""
    columns = (
        words("advisor", material.say(ADVISOR)),
        whole("received", material.say(RECEIVED)),
        whole("interviewed", material.say(INTERVIEWED)),
        whole("disappointed", material.say(DISAPPOINTED)),
        number("per_hundred", material.say(PER_HUNDRED), 1),
        words("lowest", material.say(LOWEST), 1.8),
        number("score", material.say(LOWEST_SCORE), 1),
        whole("n", material.say(SAMPLE)),
    )
    advisors = _advisors(material, "advisors", "visits")
    rows = tuple(_low_row(material, columns, advisor) for advisor in advisors)
    people = [
        (
            material.person(advisor),
            material.figures.one("advisors", "disappointed_rate", advisor=advisor),
        )
        for advisor in advisors
    ]
    station = _pooled([figure for _, figure in people])
    sentence = conclusions.outliers(
        material.language, material.say(ADVISORS_WORD), people, station, decimals=1
    )
    return Section(
        material.say(LOW_ITEMS),
        (Table(columns, rows),),
        conclusion=(material.say(DISAPPOINTED_RATE) + sentence,) if sentence else (),
        notes=(material.note(station), *material.notes("visits")),
        layout="full",
    )


def _pooled(figures: list[Figure]) -> Figure:
    """All advisors together: summed integers, divided once."""
    held = [f for f in figures if f.numerator is not None and f.denominator]
    hits = sum(f.numerator or 0 for f in held)
    cases = sum(f.denominator or 0 for f in held)
    value = Fraction(hits * 100, cases) if cases else None
    return Figure("disappointed_rate", {}, hits, cases, value, cases, "%", 1)


def _low_row(material: Material, columns: Columns, advisor: Key) -> tuple[Cell, ...]:
    visits = count(material.figures.one("advisors", "visits", advisor=advisor))
    disappointed = material.figures.one("advisors", "disappointed_rate", advisor=advisor)
    hits = count(disappointed)
    scored = [
        (answer.value, question, answer.n)
        for question in _own_questions(material, "advisor_questions")
        if (answer := _advisor_answer(material, advisor, question)) and answer.value is not None
    ]
    value, question, n = min(scored, default=(None, "", None))
    per_hundred = Fraction(hits * 100, visits) if visits and hits is not None else None
    return (
        Cell.of(material.person(advisor)),
        columns[1].cell(visits),
        columns[2].cell(disappointed.denominator),
        columns[3].cell(hits),
        columns[4].cell(per_hundred),
        Cell.of(question_name(material, question)),
        columns[6].cell(value),
        columns[7].cell(n),
    )


def comparison(material: Material) -> Section:
    """Every cell tells by its ground who asked: yellow is the survey house (SUR-08)."""
    columns = (
        words("advisor", material.say(ADVISOR), 1.2),
        whole("received", material.say(RECEIVED)),
        whole("internal", material.say(INTERNAL_CALLS)),
        whole("external", material.say(EXTERNAL_SAMPLE)),
        *(number(item, short_name(material, item), 1) for item in ITEMS),
        number("mot", material.say(MOT), 1),
    )
    advisors = _advisors(material, "advisors", *COMPARED_CODES)
    rows = tuple(_compared_row(material, columns, advisor) for advisor in advisors)
    return Section(
        material.say(COMPARISON),
        (Table(columns, rows, _compared_total(material, columns, rows)),),
        conclusion=_reconciliation(material, rows),
        notes=material.notes("visits", "mot_score"),
        layout="full",
    )


def _moment_scores(material: Material, advisor: Key, *, external: bool) -> dict[str, Fraction]:
    found = material.figures.all("advisor_questions", "question_score", advisor=advisor)
    scored = (
        (moment_of(str(figure.keys["question"])), figure.value)
        for figure in found
        if _is_external(figure) == external
    )
    return {item: value for item, value in scored if item and value is not None}


def _compared_row(material: Material, columns: Columns, advisor: Key) -> tuple[Cell, ...]:
    counted = (material.figures.one("advisors", code, advisor=advisor) for code in COMPARED_CODES)
    outside = _moment_scores(material, advisor, external=True)
    inside = _moment_scores(material, advisor, external=False)
    received, internal, external = (count(figure) for figure in counted)
    return (
        Cell.of(material.person(advisor)),
        columns[1].cell(received),
        columns[2].cell(internal),
        columns[3].cell(external, external=external is not None),
        *(
            column.cell(outside.get(item, inside.get(item)), external=item in outside)
            for column, item in zip(columns[4:-1], ITEMS, strict=True)
        ),
        _mot_cell(columns[-1], outside, inside),
    )


def _mot_cell(column: Column, outside: dict[str, Fraction], inside: dict[str, Fraction]) -> Cell:
    """Weighted over answers of one kind only: the two are never mixed into one score."""
    if (value := mot_score(outside)) is not None:
        return column.cell(value, external=True)
    return column.cell(None if outside else mot_score(inside))


def _compared_total(
    material: Material, columns: Columns, rows: tuple[tuple[Cell, ...], ...]
) -> tuple[Cell, ...] | None:
    if not rows:
        return None
    sums = tuple(_column_sum(columns[i], rows, i) for i in (1, 2, 3))
    return (Cell.of(material.say(WHOLE)), *sums, *(Cell() for _ in columns[4:]))


def _column_sum(column: Column, rows: tuple[tuple[Cell, ...], ...], i: int) -> Cell:
    held = [row[i].value for row in rows]
    counts = [value for value in held if isinstance(value, int)]
    return column.cell(sum(counts) if counts else None)


def _reconciliation(material: Material, rows: tuple[tuple[Cell, ...], ...]) -> tuple[str, ...]:
    """The advisors' external samples must add to the period's (SUR-16)."""
    counts = [row[3].value for row in rows if isinstance(row[3].value, int)]
    sample = material.trend("mot_score").n
    if not counts or not sample:
        return ()
    total = sum(counts)
    text = RECONCILED if total == sample else NOT_RECONCILED
    return (material.say(text, total=total, sample=sample),)
