"""What to do about a KPI below target, proposed until people write their own (MRP-09).

The KPIs and what is done about each are those improvement offers to accept; here they are printed
from the figures the report holds already, each marked as a proposal. The cause is the first
obstacle of the KPI handbook; it is a candidate to check, not a finding.
"""

from __future__ import annotations

from collections.abc import Sequence

from careloop.core.kernel.codes import OUTCOME
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure
from careloop.improvement.proposals import BELOW_TARGET, shortfall
from careloop.improvement.remedies import AGAINST_LOSS, DIRECTOR, POSTS, REMEDIES, SUPERVISOR
from careloop.reports import goals
from careloop.reports.material import Material

PROPOSED = Text(zh="【建议】", en="[Proposed] ")
LEAST_MARGIN = Text(
    zh="{name} {value}，已达目标 {target}，为本部门余量最小的指标，需保持",
    en="{name} {value} reaches its target {target}, by the smallest margin here: keep it",
)
POSSIBLE_CAUSE = Text(zh="；待查原因：{obstacle}", en="; cause to check: {obstacle}")
NO_OBSTACLE = Text(zh="原因待查", en="cause to be found")
MOST = 5
MOST_REASONS = 4


def against_loss(material: Material, reasons: Sequence[str]) -> list[dict[str, str]]:
    """A first measure for each of the most frequent reasons that something can be done about."""
    return [
        {
            "reason": material.say(OUTCOME.text(code)),
            "measure": material.say(PROPOSED) + material.say(AGAINST_LOSS[code]),
            "responsible": responsible_for(material, "customer_care"),
            "due_on": due_on(material),
        }
        for code in [code for code in reasons if code in AGAINST_LOSS][:MOST_REASONS]
    ]


def missed(material: Material, department: str | None = None) -> list[str]:
    """Codes of the KPIs below target, farthest from it first."""
    found = [
        (shortfall(material.aims[code], material.trend(code)), code)
        for code, remedy in REMEDIES.items()
        if (department is None or remedy.department == department)
        and code in material.aims
        and goals.met(material.aims[code], material.trend(code)) is False
    ]
    return [code for _, code in sorted(found, reverse=True)]


def problem_text(material: Material, code: str) -> str:
    """A KPI, its figure and its target."""
    figure: Figure = material.trend(code)
    return material.say(
        BELOW_TARGET,
        name=material.name(code),
        value=material.value_text(figure),
        target=goals.text(material.aims[code], figure.unit, material.language),
    )


def obstacle_of(material: Material, code: str) -> str:
    """The handbook's first obstacle of a KPI."""
    metric = material.metrics.get(code)
    return material.say(metric.obstacles[0] if metric and metric.obstacles else NO_OBSTACLE)


def measure_for(material: Material, code: str) -> str:
    return material.say(REMEDIES[code].measure)


def responsible_for(material: Material, department: str) -> str:
    return material.say(POSTS[department])


def supervisor(material: Material, department: str = "front_desk") -> str:
    return material.say(DIRECTOR if department == "customer_care" else SUPERVISOR)


def due_on(material: Material) -> str:
    """The end of the month after the reported one."""
    return material.month.shifted(1).last_day.isoformat()


def top5(material: Material, department: str) -> list[dict[str, str]]:
    """Up to five rows for a department, worst first."""
    below = missed(material, department)
    problem = _missed_text if below else _watched_text
    return [
        _row(material, department, code, problem(material, code))
        for code in top5_codes(material, department)
    ]


def top5_codes(material: Material, department: str) -> list[str]:
    """The KPIs those rows are about: the ones below target; where every target is reached, the
    one reached by least, to be watched.
    """
    return missed(material, department)[:MOST] or _reached(material, department)[:1]


def _reached(material: Material, department: str) -> list[str]:
    """Codes of the KPIs that reach their target, nearest to it first."""
    found = [
        (shortfall(material.aims[code], material.trend(code)), code)
        for code, remedy in REMEDIES.items()
        if remedy.department == department
        and code in material.aims
        and goals.met(material.aims[code], material.trend(code))
    ]
    return [code for _, code in sorted(found)]


def _watched_text(material: Material, code: str) -> str:
    figure = material.trend(code)
    return material.say(
        LEAST_MARGIN,
        name=material.name(code),
        value=material.value_text(figure),
        target=goals.text(material.aims[code], figure.unit, material.language),
    )


def _missed_text(material: Material, code: str) -> str:
    cause = material.say(POSSIBLE_CAUSE, obstacle=obstacle_of(material, code))
    return problem_text(material, code) + cause


def _row(material: Material, department: str, code: str, problem: str) -> dict[str, str]:
    return {
        "problem": problem,
        "measure": material.say(PROPOSED) + measure_for(material, code),
        "responsible": responsible_for(material, department),
        "due_on": due_on(material),
        "supervisor": supervisor(material, department),
        "control_node": material.say(REMEDIES[code].control_node),
    }
