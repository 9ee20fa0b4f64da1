"""Stable codes of messages to customers."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class MessageState(StrEnum):
    """Where one message stands."""

    BY_HAND = "by_hand"  # no provider is set up: somebody copies and sends it
    QUEUED = "queued"
    SENDING = "sending"  # handed to the provider; not sent again even when the answer is lost
    SENT = "sent"
    FAILED = "failed"


MESSAGE_STATE_LABELS = {
    MessageState.BY_HAND: _("To send by hand"),
    MessageState.QUEUED: _("Queued"),
    MessageState.SENDING: _("Being sent"),
    MessageState.SENT: _("Sent"),
    MessageState.FAILED: _("Failed"),
}
# States in which a message has reached, or will reach, its customer.
REACHING = (MessageState.QUEUED, MessageState.SENDING, MessageState.SENT)
