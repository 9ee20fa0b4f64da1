"""The bell of the top bar."""

from __future__ import annotations

from typing import Any

from django import template

from careloop.notifications import queries
from careloop.notifications.choices import CHANNEL_LABELS, FAULT_LABELS, ChannelKind, Fault
from careloop.notifications.models import NoticeChannel
from careloop.organisation.rules import Viewer

register = template.Library()


@register.inclusion_tag("notifications/bell.html", takes_context=True)
def bell(context: dict[str, Any]) -> dict[str, Any]:
    """How much is unread; nothing is asked for somebody who has not signed in."""
    viewer: Viewer | None = context.get("viewer")
    return {"unread": queries.unread(viewer) if viewer and viewer.user_id else 0}


@register.filter
def channel_label(channel: NoticeChannel) -> str:
    """The kind of a channel, as people call it."""
    return str(CHANNEL_LABELS[ChannelKind(channel.kind)])


@register.filter
def fault_label(fault: str) -> str:
    """Why a delivery failed, in words."""
    return str(FAULT_LABELS[Fault(fault)]) if fault in list(Fault) else fault
