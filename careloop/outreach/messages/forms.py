"""The forms of templates and of sending."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careloop.customers.choices import CHANNEL_LABELS, PURPOSE_LABELS, Channel, Purpose
from careloop.outreach.models import MessageTemplate

CHANNELS = [(one.value, CHANNEL_LABELS[one]) for one in (Channel.SMS, Channel.EMAIL)]
PURPOSES = [(one.value, label) for one, label in PURPOSE_LABELS.items() if one is not Purpose.ANY]
LANGUAGES = [("zh", "中文"), ("en", "English")]
_TEXT = forms.Textarea(attrs={"rows": 4})


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    """A template as it is written."""

    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=PURPOSES)

    class Meta:
        model = MessageTemplate
        fields = (
            "name", "code", "channel", "purpose", "text_zh", "text_en", "subject_zh", "subject_en",
            "signature", "provider_code", "is_active",
        )  # fmt: skip
        labels = {
            "name": _("Name"),
            "code": _("Code"),
            "text_zh": _("Text in Chinese"),
            "text_en": _("Text in English"),
            "subject_zh": _("Subject in Chinese (e-mail)"),
            "subject_en": _("Subject in English (e-mail)"),
            "signature": _("Signature 【】 (SMS)"),
            "provider_code": _("Template code at the SMS provider"),
            "is_active": _("In use"),
        }
        help_texts = {
            "signature": _("Blank: the store's name"),
            "provider_code": _("Blank: the message is copied and sent by hand"),
        }
        widgets = {"text_zh": _TEXT, "text_en": _TEXT}


class SendForm(forms.Form):
    """Which template, in which language; for e-mail also to which address."""

    template = forms.ModelChoiceField(label=_("Template"), queryset=MessageTemplate.objects.none())
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="zh")
    address = forms.EmailField(label=_("E-mail address"), required=False)

    def __init__(self, *args: Any, templates: list[MessageTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = MessageTemplate.objects.filter(pk__in=[one.pk for one in templates])
        self.fields["template"].queryset = chosen  # type: ignore[attr-defined]
        if not any(one.channel == Channel.EMAIL for one in templates):
            del self.fields["address"]
