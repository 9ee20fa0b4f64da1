"""Reads of questionnaires: which is used for what, and which versions there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.questions import Question
from careloop.core.scoring.ready_sheets import READY_SHEETS, USUAL_SHEETS
from careloop.core.scoring.sheets import Sheet
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.surveys.models import (
    QuestionnaireVersion,
    SheetLink,
    SheetUse,
    SurveySettings,
)
from careloop.surveys.tokens import digest, is_genuine

NO_SUCH_SHEET = Text(
    zh="没有已发布的问卷“{code}”。", en="There is no published questionnaire “{code}”."
)


def sheet_for(store: Store, contact_type: str) -> Sheet | None:
    """The sheet a contact of this type is made with in the store, if any.

    The store's own choice, else the usual one: the nine questions after a repair.
    """
    chosen = SheetUse.objects.filter(store=store, contact_type=contact_type)
    code = chosen.values_list("questionnaire_code", flat=True).first()
    return sheet_named(store, USUAL_SHEETS.get(contact_type, "") if code is None else code)


def sheet_named(store: Store, code: str) -> Sheet | None:
    """The published sheet of a code: the store's newest version, else the one that comes ready."""
    version = (
        QuestionnaireVersion.objects.select_related("questionnaire")
        .filter(questionnaire__store=store, questionnaire__code=code, published_at__isnull=False)
        .order_by("-number")
        .first()
    )
    return version.sheet if version else READY_SHEETS.get(code)


def sheet_shown(store: Store, code: str, number: int) -> Sheet | None:
    """One published version of a sheet, also after a newer one took its place."""
    version = (
        QuestionnaireVersion.objects.select_related("questionnaire")
        .filter(questionnaire__store=store, questionnaire__code=code, number=number)
        .exclude(published_at=None)
        .first()
    )
    if version:
        return version.sheet
    ready = READY_SHEETS.get(code)
    return ready if ready and ready.version == number else None


def askable(store: Store) -> list[Sheet]:
    """Every sheet that may be asked in the store, by code."""
    return [line.sheet for line in _lines(store) if line.sheet]


def questions_known(store_ids: Sequence[int]) -> Mapping[str, Question]:
    """The questions of the stores' sheets by code, in the words of the newest version."""
    published = QuestionnaireVersion.objects.select_related("questionnaire").filter(
        questionnaire__store_id__in=store_ids, published_at__isnull=False
    )
    sheets = [*READY_SHEETS.values(), *(v.sheet for v in published.order_by("published_at"))]
    return {question.code: question for sheet in sheets for question in sheet.questions}


@dataclass(frozen=True, slots=True)
class Line:
    """One questionnaire of the list: what is asked now, and the draft where there is one."""

    code: str
    sheet: Sheet | None
    draft: QuestionnaireVersion | None


def questionnaires(viewer: Viewer, store: Store) -> list[Line]:
    """All questionnaires of the store: those that come ready, and its own."""
    viewer.require(Permission.MANAGE_QUESTIONNAIRES, store.pk)
    return _lines(store)


def _lines(store: Store) -> list[Line]:
    versions = QuestionnaireVersion.objects.select_related("questionnaire")
    lines = {code: Line(code, sheet, None) for code, sheet in READY_SHEETS.items()}
    for version in versions.filter(questionnaire__store=store).order_by("number"):
        code = version.questionnaire.code
        line = lines.get(code, Line(code, None, None))
        is_draft = version.published_at is None
        lines[code] = (
            Line(code, line.sheet, version) if is_draft else Line(code, version.sheet, line.draft)
        )
    return sorted(lines.values(), key=lambda line: line.code)


def versions(viewer: Viewer, store: Store, code: str) -> list[QuestionnaireVersion]:
    """The stored versions of a questionnaire, newest first; none for one that was never used."""
    viewer.require(Permission.MANAGE_QUESTIONNAIRES, store.pk)
    found = QuestionnaireVersion.objects.select_related("questionnaire__store", "published_by")
    return list(
        found.filter(questionnaire__store=store, questionnaire__code=code).order_by("-number")
    )


def draft(viewer: Viewer, store: Store, code: str) -> QuestionnaireVersion | None:
    return next((v for v in versions(viewer, store, code) if v.published_at is None), None)


def uses(viewer: Viewer, store: Store) -> list[tuple[str, str]]:
    """For each contact type the code of its questionnaire, blank for none."""
    viewer.require(Permission.MANAGE_QUESTIONNAIRES, store.pk)
    chosen = dict(
        SheetUse.objects.filter(store=store).values_list("contact_type", "questionnaire_code")
    )
    return [(kind, chosen.get(kind, USUAL_SHEETS.get(kind, ""))) for kind in CONTACT_TYPE.codes]


def survey_settings(store: Store) -> SurveySettings:
    """The store's settings; those every store begins with where none are kept."""
    return SurveySettings.objects.filter(store=store).first() or SurveySettings(store=store)


def link_of(token: str) -> SheetLink | None:
    """The link of a token. It is read without a viewer: the token itself is the right to it."""
    if not is_genuine(token):
        return None
    found = SheetLink.objects.select_related("store", "version__questionnaire")
    return found.filter(token_digest=digest(token)).first()


def require_sheet(store: Store, code: str) -> Sheet:
    """Raises :class:`Refused`: the store has no published questionnaire of that code."""
    sheet = sheet_named(store, code)
    if sheet is None:
        raise Refused(NO_SUCH_SHEET, code=code[:48])
    return sheet
