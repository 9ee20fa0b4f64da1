"""The messages of a store: what was sent, what waits to be sent by hand, what failed."""

from __future__ import annotations

from django.contrib import messages as told
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.core.kernel.errors import Refused
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page
from careloop.outreach.message_choices import MESSAGE_STATE_LABELS, MessageState
from careloop.outreach.messages import actions, queries
from careloop.outreach.messages.views import asked

TABS = (MessageState.BY_HAND, MessageState.FAILED)
TONES = {
    MessageState.SENT: "good",
    MessageState.FAILED: "bad",
    MessageState.BY_HAND: "warn",
}


@store_page(Permission.SEND_MESSAGE)
def messages(request: StoreRequest, store: Store) -> HttpResponse:
    """The newest first, fifty at a time."""
    wanted = request.GET.get("state", "")
    state = MessageState(wanted) if wanted in list(MessageState) else None
    after = asked.number(request.GET.get("after"))
    page = queries.messages(request.viewer, store, state=state, after=after)
    context = {
        "rows": [
            (one, MESSAGE_STATE_LABELS[MessageState(one.state)], _tone(one.state))
            for one in page.messages
        ],
        "after": page.after,
        "state": state,
        "tabs": [(tab, MESSAGE_STATE_LABELS[tab]) for tab in TABS],
        "may_manage": request.viewer.may(Permission.MANAGE_MESSAGES, store.pk),
    }
    return render(request, "outreach/messages/messages.html", context)


def _tone(state: str) -> str:
    return TONES.get(MessageState(state), "busy")


@store_page(Permission.SEND_MESSAGE)
@require_POST
def deed(request: StoreRequest, store: Store, message_id: int) -> HttpResponse:
    """Note that a message was sent by hand, or have one that failed sent again."""
    message = queries.message(request.viewer, store, message_id)
    if message is None:
        raise Http404
    try:
        if request.POST.get("deed") == "again":
            actions.try_again(by=request.viewer, message=message)
            told.success(request, _("The message is queued again."))
        else:
            actions.mark_sent(by=request.viewer, message=message, now=asked.now())
            told.success(request, _("Noted as sent."))
    except Refused as refusal:
        told.error(request, asked.said(refusal))
    return redirect("messages:messages", store_code=store.code)
