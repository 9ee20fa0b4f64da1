"""What every page of imports says of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404

from careloop.common.crypto import masked
from careloop.core.ingest.feeds.registry import feed
from careloop.core.kernel.errors import Refused
from careloop.dms import queries
from careloop.dms.choices import RUN_STATE_LABELS, RunState
from careloop.dms.models import ImportRun
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language

TONES = {
    RunState.DONE: "good",
    RunState.REFUSED: "bad",
    RunState.FAILED: "bad",
    RunState.WAITING: "busy",
    RunState.READING: "busy",
}


def run_of(request: StoreRequest, store: Store, run_id: int) -> ImportRun:
    """A run of this store; any other does not exist here."""
    try:
        return queries.run_of(request.viewer, store, run_id)
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal


def line(run: ImportRun) -> dict[str, Any]:
    """What every list says of a run."""
    return {
        "run": run,
        "feed": feed(run.feed).name.say(language()),
        "state": RUN_STATE_LABELS[RunState(run.state)],
        "tone": TONES.get(RunState(run.state), ""),
        "accepted": run.created + run.updated,
    }


def shown(feed_code: str, column: str | None) -> Callable[[str], str]:
    """How a cell of a column is shown: phones masked, all else as it came."""
    is_phone = column is not None and feed(feed_code).column(column).kind == "phone"
    return masked if is_phone else str
