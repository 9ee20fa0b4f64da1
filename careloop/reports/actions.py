"""The one write of the monthly report: the freeze of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from careloop.common import audit
from careloop.core.documents import serial
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Language
from careloop.kpis import queries as kpis
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.reports import freezing, queries
from careloop.reports.assemble import Edition, assemble
from careloop.reports.gathering import Month, day_of, gather
from careloop.reports.models import MonthlyReport

LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class _State:
    """What a version holds that may differ from the one before."""

    figures: list[freezing.Kept]
    texts: dict[str, list[dict[str, str]]]


@transaction.atomic
def freeze(
    *, by: Viewer, store: Store, month: Period, now: datetime | None = None
) -> MonthlyReport:
    """Keep the month as it stands: figures, texts and the document in both languages.

    A month that was frozen before gets a further version that lists what changed; where nothing
    did, the version there is stays the newest and is returned.

    Raises:
        Refused: no permission, not a calendar month, no mart yet.
    """
    by.require(Permission.FREEZE_REPORT, store.pk)
    # Two freezes of one store wait for each other, so that versions stay without gaps.
    Store.objects.select_for_update().get(pk=store.pk)
    gathered = gather(by, store, month)
    state = _State(
        freezing.kept(gathered.figures),
        {section: [dict(row) for row in rows] for section, rows in gathered.texts.items()},
    )
    last = queries.frozen_row(store, month)
    changes = _changes(by, store, last, state) if last else {language: [] for language in LANGUAGES}
    if last is not None and not any(changes.values()):
        return last
    frozen = _keep(
        by,
        gathered,
        state=state,
        version=last.version + 1 if last else 1,
        changes=changes,
        now=now or datetime.now(),
    )
    audit.record(
        actor_id=by.user_id,
        action="report.freeze",
        subject=frozen,
        store_id=store.pk,
        detail={
            "month": str(month),
            "version": frozen.version,
            "mart_version": frozen.mart_version,
            "changes": len(changes["en"]),
        },
    )
    return frozen


def _changes(
    by: Viewer, store: Store, last: MonthlyReport, state: _State
) -> dict[str, list[dict[str, str]]]:
    differing = freezing.changed(last.figures, state.figures)
    metrics, people = kpis.metrics(), kpis.people(by, (store.pk,))
    return {
        language: freezing.change_lines(language, differing, metrics, people)
        + freezing.text_lines(language, last.texts, state.texts)
        for language in LANGUAGES
    }


def _keep(
    by: Viewer,
    month: Month,
    *,
    state: _State,
    version: int,
    changes: dict[str, list[dict[str, str]]],
    now: datetime,
) -> MonthlyReport:
    return MonthlyReport.objects.create(
        store=month.store,
        month_on=month.period.start,
        version=version,
        figures=state.figures,
        texts=state.texts,
        document={
            language: _document(
                by,
                month,
                language,
                Edition(month.store.name, now.date(), version, changes[language]),
            )
            for language in LANGUAGES
        },
        changes=changes,
        mart_version=month.source.number,
        data_as_of=day_of(month.source),
        made_on=now.date(),
        frozen_by_id=by.user_id,
        frozen_at=now,
    )


def _document(
    by: Viewer,
    month: Month,
    language: Language,
    edition: Edition,
) -> Any:
    return serial.to_json(assemble(month.material(by, language), edition))
