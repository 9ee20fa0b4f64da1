"""Stable codes of notices and of the channels they leave the house by."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class ChannelKind(StrEnum):
    """By what a notice is delivered outside the page; in the page it always is."""

    EMAIL = "email"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


CHANNEL_LABELS = {
    ChannelKind.EMAIL: _("E-mail"),
    ChannelKind.WECOM: _("WeCom group robot"),
    ChannelKind.DINGTALK: _("DingTalk group robot"),
    ChannelKind.FEISHU: _("Feishu group robot"),
}


class Fault(StrEnum):
    """Why a notice was not taken."""

    NO_MAIL_SERVER = "no_mail_server"
    MAIL_REFUSED = "mail_refused"
    BAD_ADDRESS = "bad_address"
    NOT_TAKEN = "not_taken"


FAULT_LABELS = {
    Fault.NO_MAIL_SERVER: _("No mail server is set up (CARELOOP_EMAIL_URL)"),
    Fault.MAIL_REFUSED: _("The mail server cannot be reached or refuses"),
    Fault.BAD_ADDRESS: _("The address is not understood"),
    Fault.NOT_TAKEN: _("The service cannot be reached or refuses"),
}


class DeliveryState(StrEnum):
    """Where one delivery stands. ``waiting`` includes those to be tried again."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


DELIVERY_LABELS = {
    DeliveryState.WAITING: _("Waiting"),
    DeliveryState.SENT: _("Sent"),
    DeliveryState.FAILED: _("Failed"),
}
