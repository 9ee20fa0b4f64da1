"""One's notices, and the channels they leave by."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import language_of
from careloop.notifications import actions, queries
from careloop.notifications.forms import ChannelForm
from careloop.notifications.models import NoticeChannel
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page


def now() -> datetime:
    """The clock, to the second."""
    return datetime.now().replace(microsecond=0)


@login_required
def notices(request: StoreRequest) -> HttpResponse:
    """What one was told, the newest first."""
    only_unread = "unread" in request.GET
    after = request.GET.get("after", "")
    page = queries.notices(
        request.viewer, only_unread=only_unread, after=int(after) if after.isdecimal() else None
    )
    context = {"page": page, "only_unread": only_unread, "unread": queries.unread(request.viewer)}
    return render(request, "notifications/notices.html", context)


@login_required
def bell(request: StoreRequest) -> HttpResponse:
    """The bell alone, asked for again while a page stays open."""
    return render(request, "notifications/bell.html", {"unread": queries.unread(request.viewer)})


@login_required
def open_notice(request: StoreRequest, notice_id: int) -> HttpResponse:
    """Mark one notice as read and go where it leads."""
    notice = actions.mark_read(by=request.viewer, notice_id=notice_id, now=now())
    if notice is None:
        raise Http404
    ours = url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)
    return redirect(notice.link if ours and notice.link else "notifications:notices")


@login_required
@require_POST
def read_all(request: StoreRequest) -> HttpResponse:
    """Mark everything as read."""
    actions.mark_all_read(by=request.viewer, now=now())
    return redirect("notifications:notices")


@login_required
def own_channels(request: StoreRequest) -> HttpResponse:
    """One's own channels."""
    return _channels(request, None)


@login_required
@require_POST
def own_channel(request: StoreRequest, channel_id: int) -> HttpResponse:
    """A deed on one of one's own channels."""
    return _deed(request, None, channel_id)


@store_page(Permission.MANAGE_CONNECTIONS)
def store_channels(request: StoreRequest, store: Store) -> HttpResponse:
    """The channels of a store."""
    return _channels(request, store)


@store_page(Permission.MANAGE_CONNECTIONS)
def store_channel(request: StoreRequest, store: Store, channel_id: int) -> HttpResponse:
    """A deed on one of a store's channels."""
    return _deed(request, store, channel_id) if request.method == "POST" else _back(store)


def _channels(request: StoreRequest, store: Store | None) -> HttpResponse:
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_channel(by=request.viewer, store=store, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("address", _said(refusal))
        else:
            messages.success(request, _("The channel was added. Send a test to be sure."))
            return _back(store)
    context = {
        "form": form,
        "channels": [(one, _deed_address(store, one)) for one in _known(request, store)],
        "failures": queries.failures(request.viewer, store),
        "of_store": store,
    }
    status = 422 if form.errors else 200
    return render(request, "notifications/channels.html", context, status=status)


def _known(request: StoreRequest, store: Store | None) -> list[NoticeChannel]:
    return queries.channels(request.viewer, store)


def _deed_address(store: Store | None, channel: NoticeChannel) -> str:
    if store is None:
        return reverse("notifications:own_channel", args=[channel.pk])
    return reverse("channels:channel", args=[store.code, channel.pk])


def _deed(request: StoreRequest, store: Store | None, channel_id: int) -> HttpResponse:
    """Test, switch or drop; a test that fails says so on the page it came from."""
    channel = queries.channel(request.viewer, store, channel_id)
    if channel is None:
        raise Http404
    try:
        messages.success(request, _done(request, channel))
    except Refused as refusal:
        messages.error(request, _said(refusal))
    return _back(store)


def _done(request: StoreRequest, channel: NoticeChannel) -> str:
    match request.POST.get("deed"):
        case "test":
            actions.try_channel(by=request.viewer, channel=channel)
            return _("The test was sent.")
        case "drop":
            actions.drop_channel(by=request.viewer, channel=channel)
            return _("The channel was removed.")
        case _other:
            actions.switch_channel(by=request.viewer, channel=channel, is_on=not channel.is_on)
            return _("The channel was switched.")


def _back(store: Store | None) -> HttpResponse:
    if store is None:
        return redirect("notifications:channels")
    return redirect("channels:channels", store_code=store.code)


def _said(refusal: Refused) -> str:
    return refusal.say(language_of(get_language()))
