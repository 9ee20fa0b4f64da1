"""Scores by question, advisor, group and store; what is compared, and what is said of it."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.intervals import Difference
from careloop.core.scoring.mot import MOT_WEIGHTS
from careloop.kpis import queries as kpis
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service.models import RepairOrder
from careloop.surveys import queries
from careloop.surveys import results as tables
from careloop.surveys.actions import record_response
from careloop.surveys.actions.settings import set_survey_settings
from careloop.surveys.models import Response
from careloop.surveys.queries import results
from careloop.surveys.queries.results import Place
from careloop.surveys.tallies import MOST_VALUES, Tally
from tests.mart.books import Books
from tests.surveys.conftest import BAD, GOOD, NINE, NOW

pytestmark = pytest.mark.django_db
NOVEMBER, OCTOBER = Period.parse("2026-11"), Period.parse("2026-10")
ITEM = Text(zh="题目", en="Question")


def tally(*points: int) -> Tally:
    return Tally(Counter(point * 10_000 for point in points))


def cells(row: tuple[Any, ...]) -> list[str]:
    return [cell.text for cell in row]


@pytest.fixture
def answered(as_agent: Viewer, store: Store, order: RepairOrder, books: Books) -> None:
    """In November: two own interviews of A01, one external answer by order, one of nobody."""
    for answers in (GOOD, BAD):
        record_response(
            by=as_agent,
            store=store,
            sheet=NINE,
            answers=answers,
            mode="phone",
            now=NOW,
            order=order,
        )
    books.response(NOW, {"correct_complete": 90, "Q3": 95}, ro_no="R1", is_external=True)
    books.response(NOW, {"correct_complete": 50}, is_external=True)
    books.response(datetime(2026, 10, 31, 23, 59), {"Q3": 70}, advisor_no="A01")


# What the database counts


def test_scores_tell_own_from_external(as_director: Viewer, store: Store, answered: None) -> None:
    found = results.scores(as_director, [store.pk], NOVEMBER, axis="question")
    assert found[Place("", "Q1", False)].counts == {1_000_000: 1, 400_000: 1}
    assert found[Place("", "Q3", True)].counts == {950_000: 1}
    assert Place("", "Q9", False) not in found
    assert Place("", "P1", False) not in found


def test_scores_by_item_join_own_questions_and_external_items(
    as_director: Viewer, store: Store, answered: None
) -> None:
    found = results.scores(as_director, [store.pk], NOVEMBER, axis="question", asked="item")
    assert found[Place("", "correct_complete", False)].mean == 100
    assert found[Place("", "correct_complete", True)].mean == 70
    assert {place.asked for place in found} <= set(MOT_WEIGHTS)


def test_scores_by_advisor_take_the_one_of_the_order(
    as_director: Viewer, store: Store, answered: None
) -> None:
    found = results.scores(as_director, [store.pk], NOVEMBER, axis="advisor")
    assert found[Place("A01", "Q3", True)].n == 1
    assert found[Place("", "correct_complete", True)].counts == {500_000: 1}


def test_scores_by_group_take_the_group_of_that_day(
    as_director: Viewer, store: Store, books: Books
) -> None:
    books.employee("B01", group="旧组", until=date(2026, 10, 31))
    books.employee("B01", group="新组", since=date(2026, 11, 1))
    books.response(datetime(2026, 10, 31, 12), {"Q1": 80}, advisor_no="B01")
    books.response(datetime(2026, 11, 1, 12), {"Q1": 100}, advisor_no="B01")
    both = Period.parse("2026-10-01..2026-11-30")
    found = results.scores(as_director, [store.pk], both, axis="group")
    assert {place.who: tally.mean for place, tally in found.items()} == {"旧组": 80, "新组": 100}


def test_scores_by_group_find_the_advisor_through_the_order(
    as_director: Viewer, store: Store, answered: None
) -> None:
    found = results.scores(as_director, [store.pk], NOVEMBER, axis="group")
    assert found[Place("一组", "Q3", True)].n == 1


def test_scores_by_store_and_of_one_questionnaire(
    as_director: Viewer, store: Store, answered: None
) -> None:
    found = results.scores(
        as_director, [store.pk], NOVEMBER, axis="store", questionnaire="nine_questions"
    )
    assert {place.who for place in found} == {str(store.pk)}
    assert not any(place.is_external for place in found)


def test_scores_of_a_store_one_may_not_see_are_empty(
    as_agent: Viewer, as_outsider: Viewer, store: Store, answered: None
) -> None:
    for viewer in (as_agent, as_outsider):
        assert results.scores(viewer, [store.pk], NOVEMBER, axis="question") == {}


def test_scores_are_one_query_however_many_answers(
    as_director: Viewer, store: Store, answered: None, django_assert_num_queries: Any
) -> None:
    for axis in ("question", "advisor", "group", "store"):
        with django_assert_num_queries(1):
            results.scores(as_director, [store.pk], NOVEMBER, axis=axis)


def test_samples_count_external_responses_without_an_advisor(
    as_director: Viewer, store: Store, answered: None
) -> None:
    assert results.samples(as_director, [store.pk], NOVEMBER) == results.Samples(2, 2, 1)


def test_vehicles_received_leave_internal_orders_out(
    as_director: Viewer, store: Store, books: Books, order: RepairOrder
) -> None:
    books.order(order.vehicle, date(2026, 11, 4), advisor=order.advisor)
    books.order(order.vehicle, date(2026, 11, 5), advisor=order.advisor, is_internal=True)
    books.order(order.vehicle, date(2026, 10, 5), advisor=order.advisor)
    assert results.vehicles_received(as_director, [store.pk], NOVEMBER) == {"A01": 2}


def test_sampling_counts_own_interviews_against_the_quota(
    as_director: Viewer, store: Store, books: Books, answered: None
) -> None:
    books.employee("A02")
    books.employee("A03", until=date(2026, 10, 31))
    books.employee("T01", post="technician")
    Response.objects.create(
        store=store,
        response_no="PT1",
        questionnaire="mystery_shopper",
        answered_at=NOW,
        advisor_no="A01",
        changed_at=NOW,
    )
    set_survey_settings(by=as_director, store=store, advisor_quota=3, link_days=7)
    lines = queries.sampling(as_director, store, NOVEMBER)
    assert [(line.employee_no, line.done, line.missing) for line in lines] == [
        ("A01", 2, 1),
        ("A02", 0, 3),
    ]


# What follows from the counts


def test_tally_divides_once_and_has_no_mean_without_answers() -> None:
    assert tally(100, 90, 90).mean == Fraction(280, 3)
    assert (tally().mean, tally().interval(), tally().n) == (None, None, 0)
    assert tally(100, 69, 70).low == 1


def test_tally_of_very_many_is_thinned_evenly() -> None:
    many = Tally(Counter({1_000_000: 30_000, 0: 10_000}))
    values = many.values()
    assert len(values) <= MOST_VALUES + 2
    assert sum(values) / len(values) == pytest.approx(75, abs=0.1)


def test_difference_is_clear_only_beyond_chance() -> None:
    low, high = tally(*[60, 70] * 40), tally(*[90, 100] * 40)
    assert high.against(low) is Difference.HIGHER
    assert tally(90).against(low) is Difference.NOT_CLEAR


def test_comparison_sets_two_periods_side_by_side() -> None:
    place, outside = Place("", "Q1", False), Place("", "Q1", True)
    comparison = tables.Comparison(
        {place: tally(*[60, 70] * 40)}, {place: tally(*[90, 100] * 40), outside: tally(80)}
    )
    table = tables.compared(comparison, ITEM, lambda code: code, "zh")
    own, external = table.rows
    assert cells(own) == [
        "Q1", "内访", "65.0", "80", "63.9–66.1", "95.0", "80", "-30.0", "明显下降",
    ]  # fmt: skip
    assert own[7].tone == "bad"
    assert cells(external) == ["Q1", "外访", "", "0", "", "80.0", "1", "", ""]
    assert all(cell.external for cell in external)
    assert not any(cell.external for cell in own)


def test_questions_stand_by_number_then_items_in_their_order() -> None:
    asked = ["clean_vehicle", "Q10", "free", "Q2", "explain_work"]
    assert sorted(asked, key=tables.in_order) == [
        "Q2", "Q10", "explain_work", "clean_vehicle", "free",
    ]  # fmt: skip


def test_matrix_adds_the_mot_score_where_all_ten_items_are() -> None:
    scores = {Place("A01", item, True): tally(90) for item in MOT_WEIGHTS}
    table = tables.matrix(scores, ITEM, str, str, "en")
    assert cells(table.rows[0]) == ["A01", "External", *["90.0"] * 11]
    assert table.columns[-1].key == "mot"
    del scores[Place("A01", "listen", True)]
    assert "mot" not in {c.key for c in tables.matrix(scores, ITEM, str, str, "en").columns}


def test_low_answers_stand_against_the_vehicles_received() -> None:
    scores = {
        Place("A01", "", False): tally(100, 60, 50, 80),
        Place("A02", "", False): tally(100),
    }
    table = tables.low_answers(scores, {"A01": 40}, lambda who: who, "en")
    assert cells(table.rows[0]) == ["A01", "Own", "40", "4", "72.5", "2", "50.0%", "5.0"]
    assert cells(table.rows[1]) == ["A02", "Own", "", "1", "100.0", "0", "0.0%", ""]


def test_weakest_question_has_most_low_answers_for_its_sample() -> None:
    scores = {
        Place("A01", "Q1", False): tally(60, 100, 100, 100),
        Place("A02", "Q2", False): tally(50),
    }
    assert tables.weakest(scores) == "Q2"
    assert tables.weakest({}) == ""


def test_recommendation_is_told_from_the_marks() -> None:
    scores = {Place("", "Q8", False): tally(100, 90, 70, 30), Place("", "Q1", False): tally(0)}
    (found,) = tables.recommended(scores, {"Q8"})
    assert (found.question, found.nps, found.n) == ("Q8", 25, 4)


# What reaches the KPIs


def test_kpis_equal_a_hand_count_of_what_was_answered(
    as_director: Viewer, store: Store, answered: None
) -> None:
    asked = kpis.figures(
        as_director,
        ["question_score", "responses", "external_samples"],
        period=NOVEMBER,
        store_ids=[store.pk],
        by=("question",),
    )
    scores = {f.keys["question"]: (f.value, f.n) for f in asked if f.code == "question_score"}
    assert scores["Q1"] == (Fraction(70), 2)  # (100 + 40) / 2
    assert scores["Q2"] == (Fraction(90), 2)
    assert scores["Q3"] == (Fraction(295, 3), 3)  # 100, 100 and the external 95
    assert scores["correct_complete"] == (Fraction(70), 2)  # (90 + 50) / 2
    whole = kpis.figures(
        as_director, ["responses", "external_samples"], period=NOVEMBER, store_ids=[store.pk]
    )
    assert [figure.value for figure in whole] == [4, 2]
