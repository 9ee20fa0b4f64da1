"""The form that adds a channel."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from careloop.notifications.choices import CHANNEL_LABELS


class ChannelForm(forms.Form):
    """A channel as its group's settings show it."""

    kind = forms.ChoiceField(
        label=_("Channel"), choices=[(kind.value, label) for kind, label in CHANNEL_LABELS.items()]
    )
    name = forms.CharField(label=_("Name"), max_length=64)
    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        help_text=_("The e-mail address, or the webhook address shown in the robot's settings"),
    )
    secret = forms.CharField(
        label=_("Signing secret (DingTalk)"),
        max_length=140,
        required=False,
        help_text=_("Only where the robot was set to sign"),
    )
    urgent_only = forms.BooleanField(label=_("Urgent notices only"), required=False)
