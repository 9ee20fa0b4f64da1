"""The builder: the questionnaires of a store, one with its versions, its draft, a question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import language_of
from careloop.core.scoring.drafts import faults
from careloop.core.scoring.sheets import Sheet
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page
from careloop.organisation.rules import Forbidden
from careloop.surveys import queries
from careloop.surveys.actions import questionnaires as actions
from careloop.surveys.forms import NewSheetForm, QuestionForm, SheetForm
from careloop.surveys.models import QuestionnaireVersion
from careloop.surveys.queries import sheets as found

MANAGE = Permission.MANAGE_QUESTIONNAIRES


@store_page(MANAGE)
def questionnaires(request: StoreRequest, store: Store) -> HttpResponse:
    """All questionnaires, which contact uses which, and a new one."""
    return _list(request, store, NewSheetForm())


@require_POST
@store_page(MANAGE)
def new(request: StoreRequest, store: Store) -> HttpResponse:
    form = NewSheetForm(request.POST)
    if not form.is_valid():
        return _list(request, store, form, status=422)
    code = form.cleaned_data["code"].strip()
    try:
        actions.new_questionnaire(by=request.viewer, store=store, code=code, name=form.name)
    except Forbidden:
        raise
    except Refused as fault:
        form.add_error("code", _said(fault))
        return _list(request, store, form, status=422)
    return redirect("surveys:draft", store_code=store.code, code=code)


@require_POST
@store_page(MANAGE)
def use(request: StoreRequest, store: Store) -> HttpResponse:
    """Which questionnaire a contact type is made with."""
    contact_type, code = request.POST.get("contact_type", ""), request.POST.get("code", "")

    def change() -> None:
        actions.use_sheet(by=request.viewer, store=store, contact_type=contact_type, code=code)

    if _done(request, change):
        messages.success(request, _("Kept."))
    return redirect("surveys:questionnaires", store_code=store.code)


@store_page(MANAGE)
def questionnaire(request: StoreRequest, store: Store, code: str) -> HttpResponse:
    """One questionnaire as it is asked now, and its versions; ``?version=2`` shows an older one."""
    versions = found.versions(request.viewer, store, code)
    asked = request.GET.get("version", "")
    chosen = next((v.sheet for v in versions if str(v.number) == asked), None)
    sheet = chosen or queries.sheet_named(store, code)
    if sheet is None and not versions:
        raise Http404(code)
    if sheet is None:
        return redirect("surveys:draft", store_code=store.code, code=code)
    published = [v for v in versions if v.published_at]
    context = {
        "code": code,
        "sheet": sheet,
        "versions": published,
        "has_draft": len(published) < len(versions),
    }
    return render(request, "surveys/questionnaire.html", context)


@require_POST
@store_page(MANAGE)
def start(request: StoreRequest, store: Store, code: str) -> HttpResponse:
    _done(
        request,
        lambda: actions.start_draft(by=request.viewer, store=store, code=code, now=datetime.now()),
    )
    return redirect("surveys:draft", store_code=store.code, code=code)


@store_page(MANAGE)
def draft(request: StoreRequest, store: Store, code: str) -> HttpResponse:
    """The draft: its questions, what keeps it from being published, how it will look."""
    version = _draft(request, store, code)
    sheet = version.sheet
    if request.method == "POST":
        form = SheetForm(request.POST)
        if form.is_valid():
            actions.rename(
                by=request.viewer,
                draft=version,
                name=form.name,
                has_total=form.cleaned_data["has_total"],
            )
            return redirect("surveys:draft", store_code=store.code, code=code)
    else:
        form = SheetForm(
            initial={
                "name_zh": sheet.name.zh,
                "name_en": sheet.name.en,
                "has_total": sheet.has_total,
            }
        )
    context = {
        "code": code,
        "version": version,
        "sheet": sheet,
        "form": form,
        "faults": [_said(fault) for fault in faults(sheet, queries.sheet_named(store, code))],
        "weights": sum(question.weight for question in sheet.questions),
    }
    return render(request, "surveys/draft.html", context, status=422 if form.errors else 200)


@require_POST
@store_page(MANAGE)
def publish(request: StoreRequest, store: Store, code: str) -> HttpResponse:
    version = _draft(request, store, code)
    if not _done(
        request, lambda: actions.publish(by=request.viewer, draft=version, now=datetime.now())
    ):
        return redirect("surveys:draft", store_code=store.code, code=code)
    messages.success(request, _("Version %d is asked from now on.") % version.number)
    return redirect("surveys:questionnaire", store_code=store.code, code=code)


@require_POST
@store_page(MANAGE)
def discard(request: StoreRequest, store: Store, code: str) -> HttpResponse:
    actions.discard_draft(by=request.viewer, draft=_draft(request, store, code))
    messages.success(request, _("The draft is thrown away."))
    return redirect("surveys:questionnaires", store_code=store.code)


@store_page(MANAGE)
def question(
    request: StoreRequest, store: Store, code: str, question_code: str = ""
) -> HttpResponse:
    """One question of the draft, new or to change."""
    version = _draft(request, store, code)
    old = version.sheet.question(question_code)
    if question_code and old is None:
        raise Http404(question_code)
    if request.method == "POST":
        form = QuestionForm(request.POST)
        if form.is_valid() and _kept(request, form, version, question_code):
            return redirect("surveys:draft", store_code=store.code, code=code)
    else:
        form = QuestionForm.of(old) if old else QuestionForm(initial=_blank(version.sheet))
    context = {"code": code, "form": form, "question": old, "sheet": version.sheet}
    return render(request, "surveys/question.html", context, status=422 if form.errors else 200)


def _blank(sheet: Sheet) -> dict[str, Any]:
    return {"code": f"Q{len(sheet.questions) + 1}", "is_required": True, "is_scored": True}


def _kept(
    request: StoreRequest, form: QuestionForm, version: QuestionnaireVersion, code: str
) -> bool:
    old = version.sheet.question(code)
    try:
        actions.put_question(
            by=request.viewer,
            draft=version,
            question=form.question(section=old.section if old else None),
            replacing=code,
        )
    except Forbidden:
        raise
    except Refused as fault:
        form.add_error("code", _said(fault))
        return False
    return True


@require_POST
@store_page(MANAGE)
def arrange(request: StoreRequest, store: Store, code: str, question_code: str) -> HttpResponse:
    """Move a question up or down, or take it out."""
    version, do = _draft(request, store, code), request.POST.get("do")
    if do == "remove":
        actions.remove_question(by=request.viewer, draft=version, code=question_code)
    else:
        places = -1 if do == "up" else 1
        actions.move_question(by=request.viewer, draft=version, code=question_code, places=places)
    return redirect("surveys:draft", store_code=store.code, code=code)


def _list(
    request: StoreRequest, store: Store, form: NewSheetForm, status: int = 200
) -> HttpResponse:
    lines = queries.questionnaires(request.viewer, store)
    uses = [
        (CONTACT_TYPE.text(kind), kind, code) for kind, code in found.uses(request.viewer, store)
    ]
    context = {"lines": lines, "uses": uses, "form": form, "section": "questionnaires"}
    return render(request, "surveys/questionnaires.html", context, status=status)


def _draft(request: StoreRequest, store: Store, code: str) -> QuestionnaireVersion:
    version = found.draft(request.viewer, store, code)
    if version is None:
        raise Http404(code)
    return version


def _done(request: StoreRequest, change: Callable[[], object]) -> bool:
    """Make a change; a refusal becomes a message on the next page."""
    try:
        change()
    except Forbidden:
        raise
    except Refused as fault:
        messages.error(request, _said(fault))
        return False
    return True


def _said(fault: Refused) -> str:
    return fault.say(language_of(get_language()))
