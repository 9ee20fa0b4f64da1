"""The templates of a store, and what one would say to a real customer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages as told
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Language
from careloop.customers import queries as customers
from careloop.customers.choices import CHANNEL_LABELS, PURPOSE_LABELS, Channel, Purpose
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page
from careloop.outreach.messages import actions, queries, ways
from careloop.outreach.messages.fields import FIELDS, About
from careloop.outreach.messages.forms import TemplateForm
from careloop.outreach.messages.views import asked
from careloop.outreach.models import MessageTemplate


@store_page(Permission.MANAGE_MESSAGES)
def templates(request: StoreRequest, store: Store) -> HttpResponse:
    """The store's templates."""
    rows = [
        (
            one,
            CHANNEL_LABELS[Channel(one.channel)],
            PURPOSE_LABELS[Purpose(one.purpose)],
            ways.is_set_up(one),
        )
        for one in queries.templates(request.viewer, store)
    ]
    return render(request, "outreach/messages/templates.html", {"rows": rows})


@store_page(Permission.MANAGE_MESSAGES)
@require_POST
def add_ready(request: StoreRequest, store: Store) -> HttpResponse:
    """Take over the templates that come ready."""
    count = actions.add_ready_templates(by=request.viewer, store=store)
    said = ngettext("%(n)d template was added.", "%(n)d templates were added.", count)
    told.success(request, said % {"n": count})
    return redirect("messages:templates", store_code=store.code)


@store_page(Permission.MANAGE_MESSAGES)
def new(request: StoreRequest, store: Store) -> HttpResponse:
    """A new template."""
    return _edited(request, store, MessageTemplate(store=store))


@store_page(Permission.MANAGE_MESSAGES)
def edit(request: StoreRequest, store: Store, template_id: int) -> HttpResponse:
    """Changing a template."""
    return _edited(request, store, asked.template_or_404(request.viewer, store, template_id))


def _edited(request: StoreRequest, store: Store, template: MessageTemplate) -> HttpResponse:
    """The form; pressed "preview" it shows what the text would say, pressed "save" it is kept."""
    form = TemplateForm(request.POST or None, instance=template)
    context: dict[str, Any] = {
        "form": form,
        "template": template,
        "fields": FIELDS.values(),
        "sought": request.POST.get("sought", ""),
    }
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("deed") == "save":
                actions.save_template(by=request.viewer, store=store, template=form.instance)
                told.success(request, _("The template was saved."))
                return redirect("messages:templates", store_code=store.code)
            actions.check(form.instance)
            context |= _previews(request, store, form.instance)
        except Refused as refusal:
            form.add_error(None, asked.said(refusal))
    status = 422 if form.errors else 200
    return render(request, "outreach/messages/template.html", context, status=status)


def _previews(request: StoreRequest, store: Store, template: MessageTemplate) -> dict[str, Any]:
    """The texts as the first customer found would read them."""
    found = customers.search(request.viewer, [store.pk], request.POST.get("sought", ""), limit=1)
    if not found or found[0].customer_id is None:
        return {"nobody": True}
    customer = customers.customer(request.viewer, store, found[0].customer_id)
    files = customers.vehicles_of(request.viewer, customer)
    car = files[0].vehicle if files else None
    about = About(request.viewer, store, customer, car, asked.now())
    written: tuple[tuple[Language, str], ...] = (
        ("zh", template.text_zh),
        ("en", template.text_en),
    )
    told = [_preview(template, replace(about, language=lang)) for lang, text in written if text]
    return {"previews": told}


def _preview(template: MessageTemplate, about: About) -> dict[str, Any]:
    try:
        return {"written": actions.preview(template, about)}
    except Refused as refusal:
        return {"fault": asked.said(refusal)}
