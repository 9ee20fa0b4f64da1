"""Reads of monthly reports: the draft of a month, its frozen versions, the files made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from careloop.core.documents import serial
from careloop.core.documents.model import Report
from careloop.core.documents.renderers import RENDERERS
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Language, Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.reports.assemble import Edition, assemble
from careloop.reports.gathering import gather
from careloop.reports.models import MonthlyReport

NO_SUCH_VERSION = Text(
    zh="{store} {month} 没有第 {version} 版月报。", en="{store} {month} has no version {version}."
)
NO_SUCH_FORMAT = Text(
    zh="没有格式“{format}”。可用：{known}。",
    en="There is no format “{format}”. There are: {known}.",
)
FILE_NAME = Text(zh="关爱月报_{store}_{month}", en="Care-report_{store}_{month}")
DRAFT = Text(zh="草稿", en="draft")


@dataclass(frozen=True, slots=True)
class Rendered:
    """One file of a report."""

    content: bytes
    filename: str
    content_type: str


@dataclass(frozen=True, slots=True)
class FrozenVersion:
    """One frozen version as a list shows it; ``changes`` in the viewer's language."""

    version: int
    frozen_at: datetime
    frozen_by: str
    data_as_of: date
    mart_version: int | None
    changes: tuple[Mapping[str, str], ...]


def monthly(
    viewer: Viewer,
    store: Store,
    month: Period,
    language: Language | None = None,
    *,
    version: int | None = None,
    live: bool = False,
    made_on: date | None = None,
) -> Report:
    """A month's report: the newest frozen version, ``version``, or (``live``) the draft.

    A month that was never frozen is a draft, made ``made_on`` (today). The language is the
    viewer's unless another is asked for.

    Raises:
        Refused: no permission, no such version, or nothing to make a draft from.
    """
    viewer.require(Permission.VIEW_REPORT, store.pk)
    frozen = None if live else frozen_row(store, month, version)
    if frozen is not None:
        return _thawed(frozen, language or viewer.language)
    material = gather(viewer, store, month).material(viewer, language or viewer.language)
    return assemble(material, Edition(store.name, made_on or date.today()))


def frozen_row(store: Store, month: Period, version: int | None = None) -> MonthlyReport | None:
    """The newest frozen version, or the one asked for."""
    found = MonthlyReport.objects.filter(store=store, month_on=month.start).order_by("-version")
    if version is None:
        return found.first()
    asked = found.filter(version=version).first()
    if asked is None:
        raise Refused(NO_SUCH_VERSION, store=store.name, month=month, version=version)
    return asked


def _thawed(frozen: MonthlyReport, language: Language) -> Report:
    report: Report = serial.from_json(frozen.document[language])
    return report


def versions(viewer: Viewer, store: Store, month: Period) -> list[FrozenVersion]:
    """The frozen versions of a month, newest first."""
    viewer.require(Permission.VIEW_REPORT, store.pk)
    return [_listed(viewer, row) for row in _frozen_rows(store).filter(month_on=month.start)]


def newest_versions(viewer: Viewer, store: Store, since: Period) -> dict[Period, FrozenVersion]:
    """The newest frozen version of each month from ``since`` on; a draft month is left out."""
    viewer.require(Permission.VIEW_REPORT, store.pk)
    newest: dict[Period, FrozenVersion] = {}
    for row in _frozen_rows(store).filter(month_on__gte=since.start):
        newest.setdefault(Period.month_of(row.month_on), _listed(viewer, row))
    return newest


def _frozen_rows(store: Store) -> QuerySet[MonthlyReport]:
    """Newest first, without the heavy columns."""
    found = MonthlyReport.objects.filter(store=store).select_related("frozen_by")
    return found.defer("document", "figures", "texts").order_by("-version")


def _listed(viewer: Viewer, row: MonthlyReport) -> FrozenVersion:
    by = row.frozen_by
    return FrozenVersion(
        version=row.version,
        frozen_at=row.frozen_at,
        frozen_by=(by.last_name or by.username) if by else "",
        data_as_of=row.data_as_of,
        mart_version=row.mart_version,
        changes=tuple(row.changes.get(viewer.language, ())),
    )


def rendered(
    viewer: Viewer,
    store: Store,
    month: Period,
    format: str,
    language: Language | None = None,
    *,
    version: int | None = None,
    live: bool = False,
    made_on: date | None = None,
) -> Rendered:
    """A month's report as a file.

    Raises:
        Refused: as :func:`monthly`, and for a format there is not.
    """
    check_format(format)
    report = monthly(viewer, store, month, language, version=version, live=live, made_on=made_on)
    return as_file(report, store, month, format)


def check_format(format: str) -> None:
    """Raises :class:`Refused` for a format there is not."""
    if format not in RENDERERS:
        raise Refused(NO_SUCH_FORMAT, format=format, known="、".join(RENDERERS))


def as_file(report: Report, store: Store, month: Period, format: str) -> Rendered:
    """An assembled report as a file: assemble once, write several formats."""
    check_format(format)
    renderer, language = RENDERERS[format], report.language
    name = FILE_NAME.say(language, store=safe_code(store.code), month=month)
    state = "" if report.is_frozen else f"_{DRAFT.say(language)}"
    return Rendered(
        content=renderer.render(report, language),
        filename=f"{name}{state}{renderer.suffix}",
        content_type=renderer.media_type,
    )


def safe_code(code: str) -> str:
    """A store's code with nothing in it that a path could be made of."""
    return "".join(char if char.isalnum() or char == "-" else "_" for char in code)
