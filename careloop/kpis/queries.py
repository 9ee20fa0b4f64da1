"""Reads of figures. Every one is held to the stores the viewer may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache

from careloop.core.engines.duck import DuckEngine
from careloop.core.facts.store import Version
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.compute import compute
from careloop.core.metrics.explain import explain as explain_figure
from careloop.core.metrics.figures import Explanation, Figure
from careloop.core.metrics.metric import Metric
from careloop.core.metrics.planning import Filters
from careloop.kpis.cards import Aim
from careloop.kpis.rules import Written, aim_of
from careloop.mart import actions as mart
from careloop.mart import queries as mart_queries
from careloop.organisation import queries as organisation
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store, Target
from careloop.organisation.rules import Viewer

NO_STORE = Text(
    zh="没有您可以查看的门店。先用 careloop store add 添加门店，或联系管理员。",
    en="There is no store you may see. Add one with careloop store add, or ask an administrator.",
)


def metrics() -> Mapping[str, Metric]:
    """The catalogue, by code."""
    return CATALOGUE


@cache
def engine() -> DuckEngine:
    """The engine of this process; safe to share between threads."""
    return DuckEngine()


def figures(
    viewer: Viewer,
    codes: Sequence[str],
    *,
    period: Period,
    store_ids: Collection[int] | None = None,
    by: tuple[str, ...] = (),
    filters: Filters | None = None,
    options: Mapping[str, str] | None = None,
    as_of: date | None = None,
) -> list[Figure]:
    """The figures of ``codes`` in ``period``, never older than the last import.

    ``store_ids`` are added up unless ``by`` names ``store``; without them all the viewer may see.
    Staff and stores appear in the keys as operational ids (``naming`` says who they are). The day
    of the question is ``as_of``, but never later than the data.

    Raises:
        Forbidden: a store is not the viewer's to see.
        Refused: no store, an unknown code, dimension, option or value of an option.
    """
    allowed = _allowed(viewer, store_ids, Permission.VIEW_FIGURES)
    version = mart.refresh_if_stale()
    return compute(
        engine(),
        version,
        list(codes),
        period=period,
        stores=_scope(allowed),
        as_of=_day_of_question(version, as_of),
        by=by,
        filters=filters,
        options=options,
    )


def explain(
    viewer: Viewer,
    code: str,
    *,
    period: Period,
    store_ids: Collection[int] | None = None,
    filters: Filters | None = None,
    options: Mapping[str, str] | None = None,
    as_of: date | None = None,
    limit: int = 1000,
) -> Explanation:
    """One figure with its definition, filters, integers, mart version and rows.

    Rows hold keys, codes and dates, never a name or a phone; a viewer who may not see rows in
    each of the stores gets none.

    Raises: as :func:`figures`.
    """
    allowed = _allowed(viewer, store_ids, Permission.VIEW_FIGURES)
    sees_rows = all(viewer.may(Permission.VIEW_ROWS, store_id) for store_id in allowed)
    version = mart.refresh_if_stale()
    return explain_figure(
        engine(),
        version,
        code,
        period=period,
        stores=_scope(allowed),
        as_of=_day_of_question(version, as_of),
        keys=filters,
        options=options,
        limit=limit if sees_rows else 0,
    )


def _scope(allowed: tuple[int, ...]) -> tuple[int, ...] | None:
    """All stores there are are asked for together: a car that went to another is not lost."""
    everywhere = len(allowed) > 1 and set(allowed) == set(
        Store.objects.values_list("pk", flat=True)
    )
    return None if everywhere else allowed


def _day_of_question(version: Version, as_of: date | None) -> date:
    data_as_of = version.data_as_of.date() if version.data_as_of else date.max
    return min(as_of or data_as_of, data_as_of)


def mart_version(viewer: Viewer) -> Version | None:
    """The version of the mart that figures are read from, brought up to the last import;
    ``None`` while nothing was ever imported."""
    if mart_queries.current_version(viewer) is None and mart_queries.imported_at() is None:
        return None
    return mart.refresh_if_stale()


def is_behind(viewer: Viewer) -> bool:
    """Whether something was imported since that version."""
    return mart_queries.is_stale()


def people(viewer: Viewer, store_ids: Collection[int]) -> Mapping[int, str]:
    """Printed names of the staff of the stores, by id; the staff number where there is no name."""
    allowed = _allowed(viewer, store_ids, Permission.VIEW_FIGURES)
    staff = Employee.objects.filter(store_id__in=allowed).values_list("id", "name", "employee_no")
    return {pk: name or number for pk, name, number in staff}


def aims(viewer: Viewer, store_ids: Collection[int], period: Period) -> Mapping[str, Aim]:
    """The target of each metric that has one in ``period``.

    Of several stores together only targets of their group count.
    """
    allowed = _allowed(viewer, store_ids, Permission.VIEW_FIGURES)
    groups = set(Store.objects.filter(id__in=allowed).values_list("group_id", flat=True))
    own = allowed if len(allowed) == 1 else ()
    rows = Target.objects.filter(group_id__in=groups if len(groups) == 1 else ()).values_list(
        "store_id", "kpi", "period", "value", "comparator"
    )
    written = [Written(*row) for row in rows if row[0] is None or row[0] in own]
    found = {code: aim_of(metric, written, period) for code, metric in CATALOGUE.items()}
    return {code: aim for code, aim in found.items() if aim is not None}


def _allowed(
    viewer: Viewer, store_ids: Collection[int] | None, permission: Permission
) -> tuple[int, ...]:
    """The stores asked for, all the viewer may see where none are named.

    Raises:
        Forbidden: one of them is not the viewer's to see.
        Refused: there is none.
    """
    if store_ids is None:
        store_ids = organisation.stores(viewer, permission).values_list("pk", flat=True)
    for store_id in store_ids:
        viewer.require(permission, store_id)
    if not store_ids:
        raise Refused(NO_STORE)
    return tuple(sorted(store_ids))
