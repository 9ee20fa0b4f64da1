"""Who is told when: the usual ladders, and what a ladder of one's own may not be."""

from __future__ import annotations

import pytest

from careloop.complaints.ladder import LONGEST, MOST_STEPS, USUAL, Step, check, left, unheld
from careloop.core.kernel.codes import SEVERITY
from careloop.core.kernel.errors import Refused
from careloop.organisation.choices import Role

MANAGER, DIRECTOR, HEAD = Role.SERVICE_MANAGER, Role.CARE_DIRECTOR, Role.HEAD_OFFICE


def test_every_class_has_a_usual_ladder_that_would_be_taken() -> None:
    assert set(USUAL) == set(SEVERITY.codes)
    for ladder in USUAL.values():
        check(ladder)


def test_class_one_is_told_at_once_and_climbs_fastest() -> None:
    assert USUAL["1"][0] == Step(0, (MANAGER, DIRECTOR))
    assert USUAL["1"][-1].minutes < USUAL["2"][-1].minutes <= USUAL["3"][-1].minutes


@pytest.mark.parametrize(
    ("steps", "named"),
    [
        ([Step(60, (MANAGER,)), Step(60, (DIRECTOR,))], "Step 2 comes after 60 minutes"),
        ([Step(120, (MANAGER,)), Step(60, (DIRECTOR,))], "no later than the step before"),
        ([Step(60, (MANAGER,)), Step(90, (HEAD,)), Step(120, (MANAGER,))], "told by step 1"),
        ([Step(60, (MANAGER, MANAGER))], "told by step 1 already"),
        ([Step(60, (MANAGER,)), Step(90, ())], "Step 2 tells nobody"),
        ([Step(-1, (MANAGER,))], "0 to 120000"),
        ([Step(LONGEST + 1, (MANAGER,))], "0 to 120000"),
        ([Step(n, ()) for n in range(MOST_STEPS + 1)], "at most 8 steps"),
    ],
)
def test_a_ladder_that_does_not_climb_is_refused(steps: list[Step], named: str) -> None:
    with pytest.raises(Refused, match=named):
        check(tuple(steps))


def test_a_loop_is_named_in_both_languages() -> None:
    with pytest.raises(Refused) as refused:
        check((Step(60, (MANAGER,)), Step(90, (MANAGER,))))
    assert "“服务经理”在第 1 级已经通知过" in refused.value.say("zh")
    assert "“Service manager” of step 2" in refused.value.say("en")


def test_left_are_the_steps_with_somebody_not_told_yet() -> None:
    ladder = (Step(0, (MANAGER, DIRECTOR)), Step(60, (HEAD,)))
    assert left(ladder, set()) == list(ladder)
    assert left(ladder, {"service_manager"}) == [Step(0, (DIRECTOR,)), Step(60, (HEAD,))]
    assert left(ladder, {"service_manager", "care_director"}) == [Step(60, (HEAD,))]


def test_a_step_nobody_holds_is_warned_of() -> None:
    ladder = (Step(0, (MANAGER, DIRECTOR)), Step(60, (HEAD,)))
    (warning,) = unheld(ladder, {DIRECTOR})
    assert (
        warning.en == "Step 2: nobody in the store is Head office today; the step would tell "
        "nobody."
    )
    assert "第 2 级：门店目前没有人担任" in warning.zh
    assert unheld(ladder, {DIRECTOR, HEAD}) == []
