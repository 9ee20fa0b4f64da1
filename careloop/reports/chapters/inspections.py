"""Chapter 1, process checks: made, told, followed up, and how the checked scored (AUD-01)."""

from __future__ import annotations

from careloop.audits.queries import MonthLine
from careloop.core.documents.model import Cell, Section, Table
from careloop.core.kernel.rounding import divide
from careloop.core.kernel.text import Text
from careloop.reports.exhibits import percents, whole, words
from careloop.reports.material import Material

TITLE = Text(zh="流程点检", en="Process checks")
RATE = Text(zh="项目", en="What is counted")
DUE = Text(zh="应做", en="Due")
DONE = Text(zh="已做", en="Done")
SHARE = Text(zh="比例", en="Rate")
CHECKED = Text(zh="点检率", en="Checks made")
RELAYED = Text(zh="结果传达率", en="Results relayed")
FOLLOWED = Text(zh="跟进率", en="Findings followed up")
CHECKLIST = Text(zh="点检表", en="Checklist")
INSPECTIONS = Text(zh="次数", en="Times")
SCORE = Text(zh="得分率", en="Score")
FOUND = Text(
    zh="本月应点检 {due} 次，完成 {finished} 次；发现问题 {findings} 项，已整改 {cured} 项。"
    "三项比例目标均为 100%。",
    en="{due} checks were due, {finished} made; {findings} findings, {cured} cured. The target of "
    "all three rates is 100%.",
)


def section(material: Material, line: MonthLine) -> Section:
    """The three rates held at 100 %, and the score of each checklist."""
    said = material.say(
        FOUND,
        due=line.due,
        finished=line.finished,
        findings=line.findings,
        cured=line.cured,
    )
    scores = (_scores(material, line),) if line.scores else ()
    return Section(
        material.say(TITLE), (_rates(material, line), *scores), conclusion=(said,), layout="full"
    )


def _rates(material: Material, line: MonthLine) -> Table:
    columns = (
        words("rate", material.say(RATE), 2.0),
        whole("due", material.say(DUE)),
        whole("done", material.say(DONE)),
        percents("share", material.say(SHARE), 1),
    )
    counts = (
        (CHECKED, line.finished, line.due),
        (RELAYED, line.relayed, line.inspected),
        (FOLLOWED, line.followed_up, line.to_follow_up),
    )
    rows = tuple(
        (
            Cell.of(material.say(name)),
            columns[1].cell(due),
            columns[2].cell(done),
            columns[3].cell(divide(done, due), tone=None if done == due else "bad"),
        )
        for name, done, due in counts
    )
    return Table(columns, rows)


def _scores(material: Material, line: MonthLine) -> Table:
    columns = (
        words("checklist", material.say(CHECKLIST), 2.0),
        whole("inspections", material.say(INSPECTIONS)),
        percents("score", material.say(SCORE), 1),
    )
    rows = tuple(
        (
            Cell.of(material.say(name)),
            columns[1].cell(score.inspections),
            columns[2].cell(score.points.value),
        )
        for name, score in line.scores
    )
    return Table(columns, rows)
