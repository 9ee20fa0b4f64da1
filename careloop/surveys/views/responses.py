"""The responses one by one, and how many interviews are still wanted."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from careloop.core.kernel.errors import Refused
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page
from careloop.organisation.rules import Forbidden
from careloop.surveys import queries
from careloop.surveys.actions.settings import set_survey_settings
from careloop.surveys.choices import MODE_LABELS, Mode
from careloop.surveys.forms import SettingsForm
from careloop.surveys.views.frame import asked_for, frame, page_language, staff_names

PAGE = 50


@store_page(Permission.VIEW_ANSWERS)
def responses(request: StoreRequest, store: Store) -> HttpResponse:
    """The latest responses; red ones have a complaint that is not closed."""
    only_red = request.GET.get("red") == "1"
    listed = queries.responses(
        request.viewer, store, only_red=only_red, after=_after(request), limit=PAGE
    )
    context = frame(request, request.scope, None) | {
        "section": "responses",
        "responses": listed[:PAGE],
        "next": listed[PAGE - 1] if len(listed) > PAGE else None,
        "only_red": only_red,
        "modes": {mode.value: label for mode, label in MODE_LABELS.items()},
        "names": staff_names(request, request.scope),
    }
    return render(request, "surveys/responses.html", context)


@store_page(Permission.VIEW_ANSWERS)
def response(request: StoreRequest, store: Store, pk: int) -> HttpResponse:
    """One response with its answers; red while its complaint is open."""
    try:
        shown = queries.response(request.viewer, store, pk)
    except Forbidden:
        raise
    except Refused as refusal:
        raise Http404 from refusal
    context = {
        "response": shown,
        "sheet": shown.version.sheet if shown.version else None,
        "mode": MODE_LABELS[Mode(shown.mode)] if shown.mode else "",
        "advisor": staff_names(request, request.scope).get(shown.advisor_no, shown.advisor_no),
        "answers": queries.answers_of(shown),
        "complaint": queries.complaint_from(shown),
    }
    return render(request, "surveys/response.html", context)


@store_page(Permission.VIEW_ANSWERS)
def sampling(request: StoreRequest, store: Store) -> HttpResponse:
    """How many interviews each advisor still lacks this month; the quota is set here."""
    asked = asked_for(request)
    settings = queries.survey_settings(store)
    form = SettingsForm(
        request.POST or None,
        initial={"advisor_quota": settings.advisor_quota, "link_days": settings.link_days},
    )
    if request.method == "POST" and form.is_valid() and _kept(request, store, form):
        return redirect("surveys:sampling", store_code=store.code)
    context = frame(request, request.scope, asked) | {
        "section": "sampling",
        "lines": queries.sampling(request.viewer, store, asked.period),
        "form": form,
    }
    return render(request, "surveys/sampling.html", context, status=422 if form.errors else 200)


def _kept(request: StoreRequest, store: Store, form: SettingsForm) -> bool:
    try:
        set_survey_settings(by=request.viewer, store=store, **form.cleaned_data)
    except Forbidden:
        raise
    except Refused as fault:
        form.add_error(None, fault.say(page_language()))
        return False
    messages.success(request, _("Kept."))
    return True


def _after(request: StoreRequest) -> queries.After | None:
    """Where the last page ended, as its link wrote it: moment and id."""
    moment, _sep, pk = request.GET.get("after", "").partition("_")
    try:
        return queries.After(datetime.fromisoformat(moment), int(pk)) if pk else None
    except ValueError:
        return None
