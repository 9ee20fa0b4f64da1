"""Writes of notices to staff and of the channels they leave by."""

from careloop.notifications.actions.channels import (
    add_channel,
    drop_channel,
    switch_channel,
    try_channel,
)
from careloop.notifications.actions.deliveries import deliver
from careloop.notifications.actions.notices import (
    Telling,
    mark_all_read,
    mark_read,
    notify,
    notify_many,
)

__all__ = [
    "Telling",
    "add_channel",
    "deliver",
    "drop_channel",
    "mark_all_read",
    "mark_read",
    "notify",
    "notify_many",
    "switch_channel",
    "try_channel",
]
