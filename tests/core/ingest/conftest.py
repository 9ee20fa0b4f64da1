"""One reading process for all tests of the room: starting one takes longer than most tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from careloop.core.ingest.reading.child import ReadingChild
from careloop.core.ingest.reading.limits import Limits

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "imports"


@pytest.fixture(scope="session")
def child() -> Iterator[ReadingChild]:
    with ReadingChild(Limits()) as reading:
        yield reading


@pytest.fixture(scope="session")
def samples() -> Path:
    if not SAMPLES.exists():
        pytest.skip("the sample files are not beside this checkout (../shared/data/imports)")
    return SAMPLES
