"""The scripts of a store: read and worded anew."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.core.kernel.errors import Refused
from careloop.desk import scripts as usual
from careloop.desk.actions.scripts import save_script
from careloop.desk.forms import ScriptForm
from careloop.desk.models import Script
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden


@store_page(Permission.TUNE_CONTACT_RULES)
def scripts(request: StoreRequest, store: Store) -> HttpResponse:
    """All scripts (GET), one worded anew (POST)."""
    refused = _save(request, store) if request.method == "POST" else None
    if request.method == "POST" and refused is None:
        return redirect("desk:scripts", store_code=store.code)
    own = {script.contact_type: script for script in Script.objects.filter(store=store)}
    worded = [
        {"type": entry, "form": refused, "is_own": True}
        if refused and refused.data["contact_type"] == entry.code
        else {"type": entry, "form": _form(entry.code, own), "is_own": entry.code in own}
        for entry in CONTACT_TYPE.entries
    ]
    context = {"scripts": worded, "fields": usual.FIELDS}
    return render(request, "desk/scripts.html", context, status=422 if refused else 200)


def _form(code: str, own: dict[str, Script]) -> ScriptForm:
    script, plain = own.get(code), usual.SCRIPTS.get(code, usual.USUAL)
    return ScriptForm(
        auto_id=f"{code}_%s",
        initial={
            "contact_type": code,
            "text_zh": script.text_zh if script else plain.zh,
            "text_en": script.text_en if script else plain.en,
        },
    )


def _save(request: StoreRequest, store: Store) -> ScriptForm | None:
    """The form with what is wrong with it; ``None`` when it is saved."""
    form = ScriptForm(request.POST, auto_id=f"{request.POST.get('contact_type', '')}_%s")
    if not form.is_valid():
        return form
    given = form.cleaned_data
    if "usual" in request.POST:
        given |= {"text_zh": "", "text_en": ""}
    try:
        save_script(by=request.viewer, store=store, **given)
    except Forbidden:
        raise
    except Refused as refusal:
        form.add_error(None, refusal.say(language()))
        return form
    messages.success(request, _("The script is saved."))
    return None
