"""Answers, survey scores, complaints, suggestions and insurance policies."""

from __future__ import annotations

from careloop.core.facts import schema
from careloop.mart.dialects import Dialect
from careloop.mart.extracts.extract import Check, Extract, Watch, staff

_RESPONSE = """
surveys_answer q
JOIN surveys_response r ON r.id = q.response_id
LEFT JOIN service_repairorder o ON r.ro_no <> '' AND o.store_id = r.store_id AND o.ro_no = r.ro_no
"""


def answer(dialect: Dialect) -> Extract:
    """One row for each question answered; the advisor named, else the one of the order."""
    source = f"{_RESPONSE} {staff('e', 'r.store_id', 'r.advisor_no')}"
    return Extract(
        schema.ANSWER,
        source,
        {
            "response_id": "r.id",
            "store_id": "r.store_id",
            "questionnaire": "r.questionnaire",
            "order_id": "o.id",
            "advisor_id": "COALESCE(e.id, o.advisor_id)",
            "is_external": "r.is_external",
            "answered_on": "r.answered_at",
            "question": "q.question",
            "score_e4": "q.score_e4",
        },
        (
            Watch(
                source,
                "q.id + COALESCE(e.id, 0) + COALESCE(o.id, 0)",
                ("q.changed_at", "r.changed_at", "o.changed_at"),
                "r.answered_at",
            ),
        ),
        Check(
            "surveys_answer q JOIN surveys_response r ON r.id = q.response_id",
            "r.answered_at",
            {"response_id": "r.id", "score_e4": "q.score_e4"},
        ),
    )


def survey_score(dialect: Dialect) -> Extract:
    """Scores of the survey house as they came."""
    names = ("store_id", "month_on", "kind", "row", "item", "score_e4", "sample", "weight_e4")
    return Extract(
        schema.SURVEY_SCORE,
        "surveys_surveyscore s",
        {name: f"s.{name}" for name in names},
        (Watch("surveys_surveyscore s", "s.id", ("s.changed_at",), None),),
        Check("surveys_surveyscore s", None, {"score_e4": "s.score_e4", "sample": "s.sample"}),
    )


# One merged into another counts there, once.
_COMPLAINT = """
complaints_complaint c
JOIN complaints_complaint counted ON counted.id = c.id AND counted.state <> 'merged'
LEFT JOIN service_repairorder o ON o.id = c.order_id
"""


def complaint(dialect: Dialect) -> Extract:
    """Complaints; the advisor is the one of the order complained of."""
    source = f"{_COMPLAINT} {staff('e', 'c.store_id', 'c.responsible_no')}"
    return Extract(
        schema.COMPLAINT,
        source,
        {
            "complaint_id": "c.id",
            "store_id": "c.store_id",
            "vehicle_id": "COALESCE(c.vehicle_id, o.vehicle_id)",
            "order_id": "c.order_id",
            "advisor_id": "o.advisor_id",
            "responsible_id": "e.id",
            "channel": "c.channel",
            "cause": "c.cause",
            "severity": "c.severity",
            "received_on": "c.received_at",
            "replied_on": "c.first_reply_at",
            "solved_on": "c.solved_at",
            "closed_on": "c.closed_at",
            "is_valid": "c.is_valid",
            "satisfied": "c.satisfied",
        },
        (
            Watch(
                source,
                "c.id + COALESCE(e.id, 0) + COALESCE(o.id, 0)",
                ("c.changed_at", "o.changed_at"),
                "c.received_at",
            ),
        ),
        Check(
            "complaints_complaint c WHERE c.merged_into_id IS NULL",
            "c.received_at",
            {"complaint_id": "c.id"},
        ),
    )


def suggestion(dialect: Dialect) -> Extract:
    """Suggestions."""
    names = ("store_id", "department", "made_on", "accepted_on", "executed_on")
    return Extract(
        schema.SUGGESTION,
        "suggestions_suggestion s",
        {"suggestion_id": "s.id"} | {name: f"s.{name}" for name in names},
        (Watch("suggestions_suggestion s", "s.id", ("s.changed_at",), None),),
        Check("suggestions_suggestion s", None, {"suggestion_id": "s.id"}),
    )


def policy(dialect: Dialect) -> Extract:
    """Insurance policies."""
    copied = ("store_id", "vehicle_id", "kind", "starts_on", "ends_on", "is_new_car", "is_renewal")
    source = f"insurance_insurancepolicy p {staff('e', 'p.store_id', 'p.agent_no')}"
    return Extract(
        schema.POLICY,
        source,
        {name: f"p.{name}" for name in copied}
        | {"policy_id": "p.id", "agent_id": "e.id", "premium_fen": "p.premium_fen"},
        (Watch(source, "p.id + COALESCE(e.id, 0)", ("p.changed_at",), None),),
        Check(
            "insurance_insurancepolicy p",
            None,
            {"policy_id": "p.id", "premium_fen": "p.premium_fen"},
        ),
    )
