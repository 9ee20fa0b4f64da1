"""Which causes the words of a complaint point to, and which words; a person chooses."""

from __future__ import annotations

from typing import Any

from careloop.complaints.queries.one import settled
from careloop.complaints.suggesting import because, suggest_cause
from careloop.core.kernel.codes import COMPLAINT_CAUSE
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer


def hints(viewer: Viewer, store: Store, text: str) -> list[dict[str, Any]]:
    """The likeliest causes of a description with their shares and the words that speak for them."""
    if not text.strip():
        return []
    known = settled(viewer, store)
    return [
        {
            "code": code,
            "name": COMPLAINT_CAUSE.text(code),
            "percent": round(share * 100),
            "words": because(text, code, known),
        }
        for code, share in suggest_cause(text, known)
    ]
