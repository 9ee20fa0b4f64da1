"""What the invented people wrote uses the codes of the trade and may be kept as it is."""

from __future__ import annotations

import pytest

from careloop.core.kernel.codes import OUTCOME, POST
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.scoring.mot import MOT_WEIGHTS
from careloop.demo.written import BEFORE, EARLIER, THIS, Work
from careloop.improvement.choices import DEPARTMENTS, EvidenceKind, MeasureState, Topic

WORKS = pytest.mark.parametrize("work", [*EARLIER, *BEFORE, *THIS], ids=lambda work: work.title)


@WORKS
def test_problem_uses_codes_there_are(work: Work) -> None:
    assert work.topic in list(Topic)
    assert (work.topic == Topic.TOP5) == (work.department in DEPARTMENTS)
    assert not work.kpi or len(CATALOGUE[work.kpi].obstacles) >= max(work.obstacles, default=0)
    assert not work.item or work.item in {*MOT_WEIGHTS, *OUTCOME.codes}


@WORKS
def test_measures_use_codes_there_are(work: Work) -> None:
    for task in work.tasks:
        assert {task.owner, task.supervisor} <= set(POST.codes)
        assert task.proof in {"", *EvidenceKind}
        assert task.state in list(MeasureState)


@pytest.mark.parametrize("works", [BEFORE, THIS], ids=["before", "this"])
def test_every_department_has_a_problem(works: tuple[Work, ...]) -> None:
    assert {work.department for work in works if work.topic == "top5"} == set(DEPARTMENTS)
