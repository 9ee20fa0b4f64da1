"""Questionnaires and their versions: draft, change, publish, choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.drafts import BAD_CODE, CODE, TWICE, faults
from careloop.core.scoring.questions import Question
from careloop.core.scoring.ready_sheets import READY_SHEETS
from careloop.core.scoring.sheet_data import as_data, from_data
from careloop.core.scoring.sheets import Sheet
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.surveys.models import Questionnaire, QuestionnaireVersion, SheetUse
from careloop.surveys.queries import NO_SUCH_SHEET, sheet_named

TAKEN = Text(
    zh="问卷代码“{code}”已经存在。请换一个代码。",
    en="A questionnaire with code “{code}” exists already. Choose another code.",
)
PUBLISHED = Text(
    zh="这个版本已经发布，不能再改。请从它新建草稿。",
    en="This version is published and does not change any more. Start a draft from it.",
)
NOT_A_CONTACT = Text(zh="没有联系类型“{value}”。", en="There is no contact type “{value}”.")

MANAGE = Permission.MANAGE_QUESTIONNAIRES


def version_of(store: Store, sheet: Sheet, now: datetime) -> QuestionnaireVersion:
    """The stored version of a published sheet; one that came ready is stored when first used."""
    questionnaire, _ = Questionnaire.objects.get_or_create(store=store, code=sheet.code)
    version, _ = QuestionnaireVersion.objects.get_or_create(
        questionnaire=questionnaire,
        number=sheet.version,
        defaults={"definition": as_data(sheet), "published_at": now},
    )
    return version


@transaction.atomic
def new_questionnaire(*, by: Viewer, store: Store, code: str, name: Text) -> QuestionnaireVersion:
    """A questionnaire of the store's own, as an empty first draft.

    Raises:
        Refused: the code is malformed or taken.
    """
    by.require(MANAGE, store.pk)
    if not CODE.fullmatch(code):
        raise Refused(BAD_CODE, code=code)
    if code in READY_SHEETS or Questionnaire.objects.filter(store=store, code=code).exists():
        raise Refused(TAKEN, code=code)
    questionnaire = Questionnaire.objects.create(store=store, code=code)
    draft = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=1, definition=as_data(Sheet(code, 1, name, ()))
    )
    _note(by, "questionnaire.new", draft)
    return draft


@transaction.atomic
def start_draft(*, by: Viewer, store: Store, code: str, now: datetime) -> QuestionnaireVersion:
    """The draft of a questionnaire, made from the version in use if there is none yet.

    Raises:
        Refused: the store has no such questionnaire.
    """
    by.require(MANAGE, store.pk)
    versions = QuestionnaireVersion.objects.filter(
        questionnaire__store=store, questionnaire__code=code
    )
    draft = versions.filter(published_at=None).first()
    if draft:
        return draft
    sheet = sheet_named(store, code)
    if sheet is None:
        raise Refused(NO_SUCH_SHEET, code=code)
    published = version_of(store, sheet, now)
    draft = QuestionnaireVersion.objects.create(
        questionnaire=published.questionnaire,
        number=published.number + 1,
        definition=published.definition,
    )
    _note(by, "questionnaire.draft", draft)
    return draft


@transaction.atomic
def rename(*, by: Viewer, draft: QuestionnaireVersion, name: Text, has_total: bool) -> None:
    _change(by, draft, lambda sheet: replace(sheet, name=name, has_total=has_total))


@transaction.atomic
def put_question(
    *, by: Viewer, draft: QuestionnaireVersion, question: Question, replacing: str = ""
) -> None:
    """Add ``question`` at the end, or put it in the place of the question ``replacing``.

    Raises:
        Refused: its code belongs to another question of the sheet; or the version is published.
    """

    def changed(sheet: Sheet) -> Sheet:
        if any(q.code == question.code and q.code != replacing for q in sheet.questions):
            raise Refused(TWICE, code=question.code)
        if sheet.question(replacing) is None:
            return replace(sheet, questions=(*sheet.questions, question))
        kept = (question if q.code == replacing else q for q in sheet.questions)
        return replace(sheet, questions=tuple(kept))

    _change(by, draft, changed)


@transaction.atomic
def remove_question(*, by: Viewer, draft: QuestionnaireVersion, code: str) -> None:
    _change(by, draft, lambda s: replace(s, questions=tuple(_without(s, code))))


@transaction.atomic
def move_question(*, by: Viewer, draft: QuestionnaireVersion, code: str, places: int) -> None:
    """Move a question up (negative) or down by so many places, at most to the end."""

    def changed(sheet: Sheet) -> Sheet:
        moved = sheet.question(code)
        if moved is None:
            return sheet
        rest = _without(sheet, code)
        at = max(0, sheet.questions.index(moved) + places)
        return replace(sheet, questions=(*rest[:at], moved, *rest[at:]))

    _change(by, draft, changed)


def _without(sheet: Sheet, code: str) -> list[Question]:
    return [question for question in sheet.questions if question.code != code]


@transaction.atomic
def discard_draft(*, by: Viewer, draft: QuestionnaireVersion) -> None:
    """Throw a draft away; a questionnaire that was never published goes with it."""
    locked = _locked_draft(by, draft)
    _note(by, "questionnaire.discard", locked)
    questionnaire = locked.questionnaire
    locked.delete()
    if not questionnaire.versions.exists():
        questionnaire.delete()


@transaction.atomic
def publish(*, by: Viewer, draft: QuestionnaireVersion, now: datetime) -> QuestionnaireVersion:
    """Put a draft to use. Responses to older versions keep theirs.

    Raises:
        Refused: the first of the draft's faults (``core.scoring.drafts``).
    """
    locked = _locked_draft(by, draft)
    questionnaire = locked.questionnaire
    if found := faults(locked.sheet, sheet_named(questionnaire.store, questionnaire.code)):
        raise found[0]
    locked.published_at, locked.published_by_id = now, by.user_id
    locked.save(update_fields=["published_at", "published_by"])
    _note(by, "questionnaire.publish", locked)
    return locked


@transaction.atomic
def use_sheet(*, by: Viewer, store: Store, contact_type: str, code: str) -> None:
    """Make contacts of this type with questionnaire ``code``, or (blank) without one.

    Raises:
        Refused: no such contact type, or no published questionnaire of that code.
    """
    by.require(MANAGE, store.pk)
    if contact_type not in CONTACT_TYPE.codes:
        raise Refused(NOT_A_CONTACT, value=contact_type[:40])
    if code and sheet_named(store, code) is None:
        raise Refused(NO_SUCH_SHEET, code=code[:48])
    use, _ = SheetUse.objects.update_or_create(
        store=store, contact_type=contact_type, defaults={"questionnaire_code": code}
    )
    audit.record(
        actor_id=by.user_id,
        action="questionnaire.use",
        subject=use,
        store_id=store.pk,
        detail={"contact_type": contact_type, "questionnaire": code},
    )


def _change(
    by: Viewer, draft: QuestionnaireVersion, changed: Callable[[Sheet], Sheet]
) -> QuestionnaireVersion:
    """Apply a change to a draft under lock, so that two people's changes both count."""
    locked = _locked_draft(by, draft)
    sheet = from_data(locked.questionnaire.code, locked.number, locked.definition)
    locked.definition = as_data(changed(sheet))
    locked.save(update_fields=["definition"])
    _note(by, "questionnaire.change", locked)
    return locked


def _locked_draft(by: Viewer, draft: QuestionnaireVersion) -> QuestionnaireVersion:
    by.require(MANAGE, draft.questionnaire.store_id)
    locked = (
        QuestionnaireVersion.objects.select_for_update(of=("self",))
        .select_related("questionnaire__store")
        .get(pk=draft.pk)
    )
    if locked.published_at is not None:
        raise Refused(PUBLISHED)
    return locked


def _note(by: Viewer, action: str, version: QuestionnaireVersion) -> None:
    questionnaire = version.questionnaire
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=questionnaire,
        store_id=questionnaire.store_id,
        detail={"code": questionnaire.code, "version": version.number},
    )
