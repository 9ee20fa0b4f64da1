"""What the figures propose, and a proposal accepted."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.periods import Period
from careloop.improvement import actions
from careloop.improvement.choices import DEPARTMENTS
from careloop.improvement.proposals import (
    Proposal,
    lacks_training,
    propose,
    split_by,
    training_proposals,
)
from careloop.improvement.remedies import POSTS, REMEDIES
from careloop.kpis import queries as kpis
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.improvement.conftest import NOVEMBER, NOW, OCTOBER, AddMeasure, AddProblem
from tests.mart.books import Books

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders(books: Books, sun: Employee) -> Employee:
    """October: 1 of 4 orders quoted in full (target > 60 %), 3 of 4 explained (> 85 %), all billed
    in time, none picked in time; Zhou quoted none of his two, Sun one of two. September had one
    order, quoted."""
    zhou = books.employee("A2")
    books.order(books.vehicle(), date(2026, 9, 10), all_menu_priced=True, advisor=sun)
    for number, advisor in enumerate((sun, sun, zhou, zhou)):
        books.order(
            books.vehicle(),
            date(2026, 10, 1 + number),
            advisor=advisor,
            all_menu_priced=number == 0,
            bill_explained=number < 3,
            prepick_on_time=False,
            promised_at=datetime(2026, 10, 1 + number, 17, 0),
            final_checked_at=datetime(2026, 10, 1 + number, 16, 0),
            billed_at=datetime(2026, 10, 1 + number, 16, 30),
        )
    return zhou


def _quotes(viewer: Viewer, store: Store) -> Proposal:
    return next(p for p in propose(viewer, store, OCTOBER) if p.code == "menu_quote_rate")


def test_every_remedy_is_of_a_kpi_with_a_target_and_a_department() -> None:
    for code, remedy in REMEDIES.items():
        assert kpis.metrics()[code].target is not None, code
        assert remedy.department in DEPARTMENTS
    assert set(POSTS) == set(DEPARTMENTS) <= set(DEPARTMENT.codes)


def test_kpis_below_target_are_proposed_worst_first(
    as_director: Viewer, store: Store, orders: Employee
) -> None:
    found = propose(as_director, store, OCTOBER, "front_desk")
    codes = [one.code for one in found]
    assert codes.index("menu_quote_rate") < codes.index("delivery_explanation_rate")
    assert {one.department for one in found} == {"front_desk"}
    everywhere = [one.code for one in propose(as_director, store, OCTOBER)]
    assert set(codes) < set(everywhere)
    assert "customer_satisfied_rate" not in everywhere  # no data is no shortfall


def test_proposal_brings_its_evidence(as_director: Viewer, store: Store, orders: Employee) -> None:
    quote = _quotes(as_director, store)
    assert quote.title.en == "Menu-price quotation rate 25.0% (n=4), target > 60% not reached"
    assert quote.title.zh == "目录式报价率 25.0%（n=4），未达目标 > 60%"
    assert quote.obstacles[0].en == "service advisors lack training"
    assert (quote.owner.en, quote.supervisor.en) == ("Service manager", "Service director")
    assert quote.due_on == date(2026, 11, 30)
    values = [figure.value if figure else None for _, figure in quote.history]
    assert values == [None, None, None, None, 100, 25]
    assert quote.split_by == "advisor"
    people = [(share.name, share.figure.value) for share in quote.people]
    assert people == [("员工A2", 0), ("员工A1", 50)]
    assert all(near.metric.stage == "reception" for near in quote.neighbours)
    assert quote.taken is None


def test_neighbours_are_the_other_kpis_of_the_stage_with_data(
    as_director: Viewer, store: Store, orders: Employee
) -> None:
    explained = next(
        p for p in propose(as_director, store, OCTOBER) if p.code == "delivery_explanation_rate"
    )
    codes = [near.metric.code for near in explained.neighbours]
    assert codes == ["final_check_invoice_timely_rate"]
    assert explained.neighbours[0].aim is not None


def test_nothing_is_proposed_where_there_is_no_data(as_director: Viewer, store: Store) -> None:
    assert propose(as_director, store, NOVEMBER) == []
    assert propose(as_director, store, OCTOBER, "sales") == []


def test_figure_that_is_not_final_proposes_nothing(
    as_director: Viewer, store: Store, books: Books
) -> None:
    """Of cars delivered in October few can have been contacted within their ninety days."""
    books.sale(books.vehicle(), date(2026, 7, 2), delivered_on=date(2026, 7, 2))
    books.sale(books.vehicle(), date(2026, 10, 30), delivered_on=date(2026, 10, 30))
    july, october = (
        {one.code for one in propose(as_director, store, Period.month(2026, month))}
        for month in (7, 10)
    )
    assert "active_contact_dcrc" in july
    assert "active_contact_dcrc" not in october


def test_proposals_are_for_those_who_may_see_them(as_outsider: Viewer, store: Store) -> None:
    with pytest.raises(Forbidden):
        propose(as_outsider, store, OCTOBER)
    with pytest.raises(Forbidden):
        training_proposals(as_outsider, store, OCTOBER)


def test_accepted_proposal_is_a_problem_with_its_measure(
    as_director: Viewer, store: Store, orders: Employee, problem: AddProblem, measure: AddMeasure
) -> None:
    """What a proposal holds is what a problem and a measure take."""
    quote = _quotes(as_director, store)
    accepted = problem(
        quote.title.zh, department=quote.department, kpi_code=quote.code, obstacles=[1]
    )
    made = measure(
        accepted,
        quote.measure.zh,
        owner_name=quote.owner.zh,
        supervisor_name=quote.supervisor.zh,
        control_nodes=quote.control_node.zh,
        due_on=quote.due_on,
    )
    assert (accepted.before_numerator, accepted.before_denominator) == (1, 4)
    assert (made.owner_name, made.supervisor_name) == ("服务经理", "服务总监")
    assert _quotes(as_director, store).taken == accepted


def test_kpis_that_training_would_help_are_those_of_the_handbook() -> None:
    found = {code for code, metric in kpis.metrics().items() if lacks_training(metric)}
    assert found == {
        "appointment_rate",
        "appointment_reminder_rate",
        "customer_punctuality_rate",
        "menu_quote_rate",
        "interactive_precheck_rate",
        "delivery_explanation_rate",
        "callback_rate",
        "efficiency",
    }


def test_training_is_proposed_until_it_is_planned(
    as_director: Viewer, store: Store, orders: Employee
) -> None:
    found = training_proposals(as_director, store, OCTOBER)
    quote = next(one for one in found if one.kpi_code == "menu_quote_rate")
    assert (quote.department, quote.obstacle.zh) == ("front_desk", "服务专员缺乏培训")
    assert quote.topic.en == "Process and skills behind “Menu-price quotation rate”"
    actions.plan_training(
        by=as_director,
        store=store,
        department="front_desk",
        topic="目录报价",
        planned_on=date(2026, 11, 12),
        reason="obstacle",
        kpi_code="menu_quote_rate",
        now=NOW,
    )
    left = [one.kpi_code for one in training_proposals(as_director, store, OCTOBER)]
    assert "menu_quote_rate" not in left
    assert "delivery_explanation_rate" in left


def test_people_behind_a_kpi_follow_its_department() -> None:
    metrics = kpis.metrics()
    assert split_by(metrics["first_time_fix_rate"], "workshop") == "technician"
    assert split_by(metrics["callback_rate"], "customer_care") == "agent"
    assert split_by(metrics["suggestion_effect_rate"], "customer_care") == ""
