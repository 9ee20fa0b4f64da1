"""A store whose month is made by hand: no mart stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from careloop.core.metrics.figures import Figure
from careloop.kpis import queries as kpis
from careloop.reports.figures import ASKS
from tests.reports import sample

AS_OF = datetime(2026, 11, 5, 8, 30)


@dataclass
class FakeVersion:
    """As much of a mart version as reports look at."""

    number: int = 12
    data_as_of: datetime | None = AS_OF


@dataclass
class FakeMart:
    """Answers figures from a dictionary; change ``answers`` as an import would."""

    answers: dict[str, list[Figure]] = field(default_factory=sample.answers)
    version: FakeVersion | None = field(default_factory=FakeVersion)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def figures(self, viewer: object, codes: list[str], **question: Any) -> list[Figure]:
        """The answers to one of the report's asks; to any other question, those of the store."""
        self.asked.append({"codes": codes, **question})
        for ask in ASKS:
            asked = (list(ask.codes), ask.by, dict(ask.options))
            if asked == (codes, question.get("by"), question.get("options")):
                return self.answers.get(ask.name, [])
        return [one for one in self.answers.get("trend", []) if one.code in codes]


@pytest.fixture
def mart(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeMart]:
    fake = FakeMart()
    monkeypatch.setattr(kpis, "figures", fake.figures)
    monkeypatch.setattr(kpis, "mart_version", lambda viewer: fake.version)
    monkeypatch.setattr(kpis, "people", lambda viewer, store_ids: sample.STAFF)
    return fake
