from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring import inspection_drafts
from careloop.core.scoring.checklists import LOUNGE, PT_ITEMS
from careloop.core.scoring.inspections import (
    FULL,
    MOST,
    SCALE_LABELS,
    ChecklistContent,
    Item,
    Scale,
    Section,
    as_data,
    check_answers,
    content_from,
    faults,
    missing,
    score,
    section_scores,
)
from careloop.core.scoring.ready_inspections import READY


def words(word: str) -> Text:
    return Text(zh=f"项目{word}", en=f"item {word}")


def item(code: str, scale: Scale = Scale.PASS_FAIL, **more: object) -> Item:
    return replace(Item(code, words(code), scale), **more)  # type: ignore[arg-type]


CONTENT = ChecklistContent(
    (
        Section("front", words("front"), (item("door"), item("desk", Scale.HALF_POINTS))),
        Section(
            "back",
            words("back"),
            (item("lift", Scale.POINTS_5, weight=3), item("oil", Scale.POINTS_10)),
        ),
    )
)
ALL_FULL = {"door": 1, "desk": 2, "lift": 5, "oil": 10}


def test_every_scale_divides_full_points_and_has_a_name() -> None:
    assert set(MOST) == set(SCALE_LABELS) == set(Scale)
    assert all(FULL % most == 0 for most in MOST.values())


def test_full_points_on_every_scale_reach_all() -> None:
    assert score(CONTENT, ALL_FULL) == (60, 60)


def test_score_weighs_items_of_different_scales_alike() -> None:
    # door 0 of 10, desk ½ → 5 of 10, lift 2/5 of 30 → 12, oil 7 of 10
    assert score(CONTENT, {"door": 0, "desk": 1, "lift": 2, "oil": 7}) == (24, 60)


def test_score_leaves_out_what_did_not_apply() -> None:
    assert score(CONTENT, {"door": 1, "desk": None, "lift": None, "oil": 5}) == (15, 20)


def test_score_is_none_when_nothing_applied() -> None:
    assert score(CONTENT, dict.fromkeys(ALL_FULL)) is None
    assert score(CONTENT, {}) is None


def test_score_of_an_item_without_weight_counts_nothing() -> None:
    only = ChecklistContent((Section("s", words("s"), (item("a", weight=0),)),))
    assert score(only, {"a": 1}) is None


def test_a_list_without_total_scores_its_sections_only() -> None:
    content = replace(CONTENT, has_total=False)
    assert score(content, ALL_FULL) is None
    assert section_scores(content, {**ALL_FULL, "door": 0}) == {"front": (10, 20), "back": (40, 40)}


def test_section_where_nothing_applied_has_no_score() -> None:
    assert section_scores(CONTENT, {**ALL_FULL, "door": None, "desk": None})["front"] is None


def test_faults_are_all_below_full_and_findings_only_the_weak() -> None:
    found = faults(CONTENT, {"door": 0, "desk": 1, "lift": 3, "oil": 5})
    assert [(fault.item.code, fault.needs_finding) for fault in found] == [
        ("door", True),
        ("desk", True),  # ½ is 50 %
        ("lift", False),  # 3 of 5 is 60 %
        ("oil", True),
    ]
    assert faults(CONTENT, ALL_FULL) == []
    assert faults(CONTENT, dict.fromkeys(ALL_FULL)) == []


@pytest.mark.parametrize(
    ("limit", "points", "needed"), [(5, 4, True), (4, 4, False), (0, 0, False)]
)
def test_an_item_may_set_its_own_limit_for_findings(limit: int, points: int, needed: bool) -> None:
    assert item("a", Scale.POINTS_5, finding_below=limit).asks_for_finding(points) is needed


def test_missing_names_open_items_and_photos() -> None:
    content = ChecklistContent(
        (Section("s", words("s"), (item("a"), item("b", photo_required=True))),)
    )
    lacking = missing(content, {"b": 0}, photos=())
    assert [(one.item.code, one.what) for one in lacking] == [("a", "answer"), ("b", "photo")]
    assert missing(content, {"a": 1, "b": 0}, photos={"b"}) == []


def test_missing_asks_no_photo_of_what_did_not_apply() -> None:
    content = ChecklistContent((Section("s", words("s"), (item("b", photo_required=True),)),))
    assert missing(content, {"b": None}, photos=()) == []


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"roof": 1}, "no item “roof”"),
        ({"door": 2}, "“item door” has 2 points; 0 to 1"),
        ({"oil": -1}, "“item oil” has -1 points"),
    ],
)
def test_check_answers_names_what_is_wrong(answers: dict[str, int], said: str) -> None:
    with pytest.raises(Refused, match=re.escape(said)):
        check_answers(CONTENT, answers)


def test_check_answers_refuses_leaving_out_what_must_apply() -> None:
    content = ChecklistContent((Section("s", words("s"), (item("a", may_not_apply=False),)),))
    with pytest.raises(Refused, match="cannot be left out"):
        check_answers(content, {"a": None})
    check_answers(content, {"a": 0})


def test_content_comes_back_from_its_data() -> None:
    section = replace(
        CONTENT.sections[0],
        items=(item("a", hint=words("h"), photo_required=True, finding_below=1, weight=4),),
    )
    content = ChecklistContent((section, CONTENT.sections[1]), has_total=False)
    assert content_from(json.loads(json.dumps(as_data(content)))) == content


# What comes ready


def test_ready_lists_are_those_of_the_requirements() -> None:
    assert {code: (ready.rhythm, ready.subject) for code, ready in READY.items()} == {
        "lounge": ("daily", "place"),
        "documents_advisor": ("daily", "advisor"),
        "documents_technician": ("daily", "technician"),
        "reception_delivery": ("every_two_days", "advisor"),
        "appointment_process": ("monthly", "place"),
        "service_etiquette": ("weekly", "place"),
        "sales_etiquette": ("weekly", "place"),
        "mystery_shopper": ("monthly", "place"),
    }


@pytest.mark.parametrize("code", READY)
def test_ready_lists_can_be_used_as_they_are(code: str) -> None:
    content = READY[code].content
    assert inspection_drafts.faults(content) == []
    assert content_from(as_data(content)) == content


def test_ready_lounge_has_the_eleven_items_of_the_source() -> None:
    assert [one.text for one in READY["lounge"].content.items] == list(LOUNGE)
    assert len(LOUNGE) == 11


def test_ready_mystery_shopper_has_thirty_items_in_five_sections_and_no_total() -> None:
    content = READY["mystery_shopper"].content
    assert {section.code: len(section.items) for section in content.sections} == dict(PT_ITEMS)
    assert len(content.items) == 30
    assert {one.scale for one in content.items} == {Scale.HALF_POINTS}
    assert score(content, {one.code: 2 for one in content.items}) is None


def test_mystery_shopper_section_of_the_source_comes_out() -> None:
    # golden 000_pt_mystery_shopper: delivery 37.5 of 4 items, one and a half points
    answers = {f"delivery_settlement_{n}": points for n, points in ((1, 2), (2, 1), (3, 0), (4, 0))}
    reached = section_scores(READY["mystery_shopper"].content, answers)["delivery_settlement"]
    assert reached == (15, 40)


def test_ready_document_checks_have_the_four_criteria() -> None:
    for code in ("documents_advisor", "documents_technician"):
        sections = [section.code for section in READY[code].content.sections]
        assert sections == ["correct", "complete", "additional", "delivery_time"]


# What keeps a checklist from being used


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ChecklistContent(()), "no items yet"),
        (
            ChecklistContent((CONTENT.sections[0], Section("x", words("x"), ()))),
            "Section “item x” has no items",
        ),
        (
            ChecklistContent((replace(CONTENT.sections[0], name=Text(zh="前台", en=" ")),)),
            "Section 1 lacks",
        ),
        (
            ChecklistContent((Section("s", words("s"), (item("a"), item("a"))),)),
            "“a” is used twice",
        ),
        (ChecklistContent((Section("s", words("s"), (item("1a"),)),)), "Code “1a” cannot"),
        (
            ChecklistContent((Section("s", words("s"), (item("a", text=Text(zh="", en="x")),)),)),
            "Item a lacks",
        ),
        (ChecklistContent((Section("s", words("s"), (item("a", weight=-1),)),)), "weight -1"),
        (ChecklistContent((Section("s", words("s"), (item("a", weight=0),)),)), "All weights"),
        (
            ChecklistContent((Section("s", words("s"), (item("a", finding_below=2),)),)),
            "below 2 points; 0 to 1",
        ),
    ],
)
def test_a_checklist_at_fault_is_told_so(content: ChecklistContent, said: str) -> None:
    sentences = [str(fault) for fault in inspection_drafts.faults(content)]
    assert any(said in sentence for sentence in sentences), sentences
