"""Pure decisions about import runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from careloop.core.kernel.text import Text
from careloop.dms.choices import RunState

# A worker that was killed leaves its run reading; the transaction went with it, so the run may
# be done again. Longer than a job may take (Q_CLUSTER["timeout"]).
ABANDONED_AFTER = timedelta(hours=2)


def may_start(state: str, started_at: datetime | None, now: datetime) -> bool:
    """Whether a job may take up a run: it waits, or the worker that had it is gone."""
    if state == RunState.WAITING:
        return True
    abandoned = started_at is None or now - started_at > ABANDONED_AFTER
    return state == RunState.READING and abandoned


@dataclass(frozen=True, slots=True)
class Dependent:
    """A row that stands on what a run wrote: what kind it is, and how people know it."""

    kind: Text
    name: str
    run_id: int | None

    def say(self) -> Text:
        zh = f"{self.kind.zh} {self.name}" + (f"（导入 {self.run_id}）" if self.run_id else "")
        en = f"{self.kind.en} {self.name}" + (f" (import {self.run_id})" if self.run_id else "")
        return Text(zh=zh, en=en)


def listed(dependents: list[Dependent], shown: int = 20) -> Text:
    """The first ``shown`` rows, for the sentence that refuses a revert."""
    said = [dependent.say() for dependent in dependents[:shown]]
    more = len(dependents) > shown
    return Text(
        zh="、".join(text.zh for text in said) + ("……" if more else ""),
        en=", ".join(text.en for text in said) + (", …" if more else ""),
    )
