"""The templates of a store."""

from __future__ import annotations

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.choices import Channel, Purpose
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.messages import texts
from careloop.outreach.messages.fields import FIELDS
from careloop.outreach.messages.ready import READY
from careloop.outreach.models import MessageTemplate

CHANNELS = (Channel.SMS, Channel.EMAIL)
CODE_TAKEN = Text(
    zh="代码“{code}”已用于另一个模板。请换一个。",
    en="Another template has the code “{code}”. Choose another.",
)
BAD_CHANNEL = Text(zh="短信模板的渠道只能是短信或电子邮件。", en="A template is for SMS or e-mail.")


@transaction.atomic
def save_template(*, by: Viewer, store: Store, template: MessageTemplate) -> MessageTemplate:
    """Store a new or changed template of the store.

    Raises:
        Refused: no permission, no text, a field that is none, a code that is taken, an SMS
            advertisement that does not say how to be spared more.
    """
    by.require(Permission.MANAGE_MESSAGES, store.pk)
    template.store = store
    check(template)
    others = MessageTemplate.objects.filter(store=store, code=template.code)
    if others.exclude(pk=template.pk).exists():
        raise Refused(CODE_TAKEN, code=template.code)
    template.save()
    audit.record(
        actor_id=by.user_id,
        action="template.save",
        subject=template,
        store_id=store.pk,
        detail={"code": template.code},
    )
    return template


@transaction.atomic
def add_ready_templates(*, by: Viewer, store: Store) -> int:
    """Give the store the templates that come ready, but for codes it has; how many were added."""
    by.require(Permission.MANAGE_MESSAGES, store.pk)
    has = set(MessageTemplate.objects.filter(store=store).values_list("code", flat=True))
    missing = [ready for ready in READY if ready.code not in has]
    for ready in missing:
        template = MessageTemplate(
            code=ready.code,
            name=ready.name.say(by.language),
            channel=Channel.SMS.value,
            purpose=ready.purpose.value,
            text_zh=ready.text.zh,
            text_en=ready.text.en,
        )
        save_template(by=by, store=store, template=template)
    return len(missing)


def check(template: MessageTemplate) -> None:
    """Raises :class:`Refused` where a template could not be sent."""
    if template.channel not in CHANNELS:
        raise Refused(BAD_CHANNEL)
    if not (template.text_zh or template.text_en):
        raise Refused(texts.NO_TEXT)
    for text in (template.text_zh, template.text_en, template.subject_zh, template.subject_en):
        texts.check(text, FIELDS)
    if template.purpose == Purpose.MARKETING and template.channel == Channel.SMS:
        written = filter(None, (template.text_zh, template.text_en))
        if not all(map(texts.says_how_to_opt_out, written)):
            raise Refused(texts.NO_OPT_OUT, words=f"{texts.OPT_OUT[0]}R")
