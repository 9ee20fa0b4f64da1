"""The chapters put together into one report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from careloop.core.documents.model import Chapter, Report
from careloop.core.kernel.text import Text
from careloop.reports.chapters import (
    complaints,
    external_scores,
    fixes_and_appointments,
    internal_survey,
    lost_customers,
    next_month,
    overview,
    review,
)
from careloop.reports.material import Material

TITLE = Text(zh="客服月度分析报告", en="Monthly customer-care report")
VERSION = Text(zh="第 {version} 版", en="Version {version}")

CHAPTERS: tuple[Callable[[Material], Chapter], ...] = (
    review.chapter,
    external_scores.chapter,
    internal_survey.chapter,
    complaints.chapter,
    fixes_and_appointments.chapter,
    lost_customers.chapter,
    next_month.chapter,
)


@dataclass(frozen=True, slots=True)
class Edition:
    """What stands on the cover beside the month; ``version`` is ``None`` for a draft."""

    organisation: str
    made_on: date
    version: int | None = None
    changes: Sequence[Mapping[str, str]] = ()


def assemble(material: Material, edition: Edition) -> Report:
    """The whole report in the material's language (MRP-01).

    The first chapter opens with the month on one page; a restated month lists its changes there.
    """
    first, *others = (chapter(material) for chapter in CHAPTERS)
    opening = [overview.overview(material)]
    if edition.changes:
        opening.append(overview.changes(material, edition.changes))
    return Report(
        title=material.say(TITLE),
        organisation=edition.organisation,
        period_label=material.month_name(material.month),
        made_on=edition.made_on,
        data_as_of=material.data_as_of,
        chapters=(replace(first, sections=(*opening, *first.sections)), *others),
        version_label=material.say(VERSION, version=edition.version) if edition.version else "",
        is_frozen=edition.version is not None,
        language=material.language,
        mart_version=material.mart_version,
    )
